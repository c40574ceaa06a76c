package board

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// partsSignals hold the parts of an indicator in a region against their whole, each breakdown by itself. Only counts and what
// is summed over regions add up, and only figures of one source are held against each other. figures
// are those of each series.
func (b *Board) partsSignals(series []*Series, figures map[*Series][]ownFigures) []Signal {
	indicator, region := b.Config.Indicator(series[0].Indicator), b.Config.Region(series[0].Region)
	if indicator.Unit != "count" && indicator.Rollup != config.RollupSum {
		return nil
	}
	var list []Signal
	for of, parts := range takenApart(series) {
		whole := ofBreakdown(series, of.whole)
		for _, own := range figures[whole] {
			var beside [][]kpi.Figure
			for _, p := range parts {
				for _, part := range figures[p] {
					if part.source == own.source {
						beside = append(beside, part.figures)
					}
				}
			}
			for _, signal := range kpi.PartsWhole(own.figures, beside, slackOf(indicator)) {
				c := whole.ending(signal.Period.End, own.source)
				list = append(list, Signal{
					Signal: signal, Region: region, Indicator: indicator, Breakdown: of.whole,
					Source: own.source, Against: of.key, Collections: c.Collections, Simulated: c.Simulated,
				})
			}
		}
	}
	return list
}

// wholeBy is a whole and the key by which it is taken apart.
type wholeBy struct{ whole, key string }

// takenApart groups series by what they are parts of: a sector and tier is a part of the sector and of the tier.
func takenApart(series []*Series) map[wholeBy][]*Series {
	groups := map[wholeBy][]*Series{}
	for _, s := range series {
		if s.Breakdown == "" {
			continue
		}
		pairs := strings.Split(s.Breakdown, ",")
		for i, pair := range pairs {
			key, _, _ := strings.Cut(pair, "=")
			of := wholeBy{strings.Join(slices.Concat(pairs[:i], pairs[i+1:]), ","), key}
			groups[of] = append(groups[of], s)
		}
	}
	return groups
}

// promiseSignals hold promised values that are declared to make up another against that one. Those of the configuration are
// checked when it is read; those that came as data are not.
func (b *Board) promiseSignals() []Signal {
	if !slices.ContainsFunc(b.Config.Programmes, func(p *config.Programme) bool {
		return slices.ContainsFunc(p.Targets, func(t *config.Target) bool { return t.SumTo != "" })
	}) {
		return nil
	}
	rows, parts := map[string][]*Progress{}, map[string][]string{}
	for _, p := range b.Progress {
		if p.Yardstick {
			continue
		}
		if rows[p.Target.ID] == nil && p.Target.SumTo != "" {
			parts[p.Target.SumTo] = append(parts[p.Target.SumTo], p.Target.ID)
		}
		rows[p.Target.ID] = append(rows[p.Target.ID], p)
	}
	var list []Signal
	for id, ids := range parts {
		for _, whole := range rows[id] {
			if s, ok := promiseSignal(whole, ids, rows); ok {
				list = append(list, s)
			}
		}
	}
	return list
}

func promiseSignal(whole *Progress, parts []string, rows map[string][]*Progress) (Signal, bool) {
	s := Signal{Region: whole.Region, Indicator: whole.Indicator, Breakdown: whole.Breakdown, Against: whole.Target.ID, Simulated: whole.Simulated}
	if whole.Value == nil || whole.Deadline.IsZero() {
		return s, false
	}
	due := kpi.Period{Start: whole.Deadline, End: whole.Deadline}
	sum := 0.0
	for _, id := range parts {
		part := partFor(whole, rows[id])
		if part == nil || part.Value == nil {
			return s, false
		}
		sum += *part.Value
		s.Simulated = s.Simulated || part.Simulated
	}
	var differs bool
	s.Signal, differs = kpi.Disagree(due, sum, *whole.Value, 0)
	s.Kind = kpi.SignalPartsWhole
	return s, differs
}

// partFor finds the part that belongs to a whole: the same reading of the same region's, else the only one that there is.
func partFor(whole *Progress, rows []*Progress) *Progress {
	for _, p := range rows {
		if p.Region == whole.Region && p.Reading.ID == whole.Reading.ID {
			return p
		}
	}
	if len(rows) == 1 {
		return rows[0]
	}
	return nil
}

// serviceSignals are a region's services that are said to be online and that nobody has applied for online for long.
// A month of the region in which no application is shown at all tells nothing: its source may have been silent.
func (b *Board) serviceSignals(s *sheet) []Signal {
	views := s.processing
	came := map[kpi.Date]bool{}
	months := map[*config.Service][]*ProcessingView{}
	for i := range views {
		v := &views[i]
		came[v.Month] = came[v.Month] || v.Applications > 0 // nothing where it is withheld
		months[v.Service] = append(months[v.Service], v)
	}
	var list []Signal
	for _, v := range s.stages {
		if v.Status != kpi.Present || v.Stage != kpi.StageOnline { // a proactive one comes by itself
			continue
		}
		signal, ok := kpi.NotUsed(v.Since, b.Today, b.usesOf(months[v.Service], came), kpi.SignalOptions{})
		if !ok {
			continue
		}
		found := Signal{Signal: signal, Region: v.Region, Breakdown: "service=" + v.Service.ID, Source: v.Source, Simulated: v.Simulated}
		for _, m := range months[v.Service] {
			found.Simulated = found.Simulated || m.Simulated && m.Month >= signal.Period.Start.MonthStart()
		}
		list = append(list, found)
	}
	return list
}

func (b *Board) usesOf(views []*ProcessingView, came map[kpi.Date]bool) []kpi.MonthOfUse {
	uses := make([]kpi.MonthOfUse, 0, len(views))
	for _, v := range views {
		if v.Month == b.Today.MonthStart() && !came[v.Month] {
			continue // it has only begun
		}
		uses = append(uses, kpi.MonthOfUse{
			Month: v.Month, Applications: v.Applications, KnownChannel: v.KnownChannel, Online: v.Online,
			Unknown: v.Hidden.Applications || v.channelHidden || !came[v.Month],
		})
	}
	return uses
}
