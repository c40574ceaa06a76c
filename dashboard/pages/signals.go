package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// signals are what is striking about figures: for people to look at, nothing is corrected by it.
type signals struct {
	Rows  []signalRow
	All   string // how many there are
	Shown string // how many of them the rows are; "" where all
	CSV   string
}

// signalRow is what is striking about one series, told of its newest period.
type signalRow struct {
	Name   string
	Region *place // nil on the region's own page
	Text   string
	How    string // where what was seen is explained; "" where it is no figure
	Tags   []string
}

// mostSignals keeps the list short; the rest is in the API.
const mostSignals = 10

// signals tells of a region, or of all of them where region is nil; nil where nothing is striking.
func (r *request) signals(region *config.Region) *signals {
	rows := newestSignals(r.board.Signals, region)
	if len(rows) == 0 {
		return nil
	}
	code := ""
	if region != nil {
		code = region.Code
	}
	out := &signals{All: r.Number(float64(len(rows)), 0), CSV: r.data("signals.csv", "region", code)}
	if len(rows) > mostSignals {
		out.Shown = r.T("signals.shown", "Shown", r.Number(mostSignals, 0), "All", out.All)
	}
	for _, s := range rows[:min(len(rows), mostSignals)] {
		row := signalRow{Name: r.signalName(s.newest), Text: r.signalText(s.newest)}
		if s.more > 0 {
			row.Text += ", " + r.N("signals.more", float64(s.more), 0)
		}
		row.Text, row.How = sentence(row.Text), r.howSeen(s.newest)
		if region == nil {
			row.Region = &place{r.regionName(s.newest.Region), r.regionLink(s.newest.Region)}
		}
		if s.newest.Simulated {
			row.Tags = append(row.Tags, r.T("tag.simulated"))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// repeated is a signal, and how many more of its kind its series has.
type repeated struct {
	newest *board.Signal
	more   int
}

// newestSignals gives one of each kind and series, the newest first; of one day what can't be before what is unlikely.
func newestSignals(list []board.Signal, region *config.Region) []repeated {
	type same struct {
		kind                                  kpi.SignalKind
		indicator, region, breakdown, against string
	}
	at := map[same]int{}
	var rows []repeated
	for i := range list {
		s := &list[i]
		if region != nil && s.Region != region {
			continue
		}
		k := same{s.Kind, s.IndicatorID(), s.Region.Code, s.Breakdown, s.Against}
		n, known := at[k]
		if !known {
			at[k] = len(rows)
			rows = append(rows, repeated{newest: s})
			continue
		}
		rows[n].more++
		if s.Period.End > rows[n].newest.Period.End {
			rows[n].newest = s
		}
	}
	slices.SortStableFunc(rows, func(x, y repeated) int {
		return cmp.Or(
			cmp.Compare(y.newest.Period.End, x.newest.Period.End),
			cmp.Compare(slices.Index(kpi.SignalKinds[:], x.newest.Kind), slices.Index(kpi.SignalKinds[:], y.newest.Kind)),
		)
	})
	return rows
}

// howSeen is where the last figure that a signal is about is explained.
func (r *request) howSeen(s *board.Signal) string {
	if s.Indicator == nil {
		return ""
	}
	series := r.board.Series(s.Indicator.ID, s.Region.Code, s.Breakdown)
	if series == nil {
		return ""
	}
	for i := len(series.Cells) - 1; i >= 0; i-- {
		if c := &series.Cells[i]; c.Period.End == s.Period.End {
			return r.how(c.Indicator, c.Region, c.Breakdown, c.Period)
		}
	}
	return ""
}

func (r *request) signalName(s *board.Signal) string {
	if s.Indicator != nil {
		return r.named(s.Indicator, s.Breakdown)
	}
	if service := r.board.Config.Service(board.BreakdownValue(s.Breakdown, "service")); service != nil {
		return r.plainText(service.Name)
	}
	return s.Breakdown
}

// signalText says what was seen, in words.
func (r *request) signalText(s *board.Signal) string {
	period := r.Period(s.Period)
	switch s.Kind {
	case kpi.SignalNotUsed:
		return r.N("signal.online_without_applications", s.Size, 0)
	case kpi.SignalFlat:
		return r.N("signal.flat."+string(s.Indicator.Frequency), s.Size, 0, "Value", r.value(s.Indicator, s.Seen), "Date", r.Date(s.Period.End))
	case kpi.SignalNumeratorOver:
		return r.T("signal.numerator_over_denominator", "Period", period, "Value", r.Promised(s.Seen, ""), "Expected", r.Promised(s.Expected, ""))
	}
	value, expected := r.value(s.Indicator, s.Seen), r.value(s.Indicator, s.Expected)
	switch s.Kind {
	case kpi.SignalSourcesDisagree:
		return r.T("signal.sources_disagree", "Period", period, "Value", value, "Expected", expected,
			"Source", r.sourceName(s.Source), "Other", r.sourceName(s.Against))
	case kpi.SignalPartsWhole:
		if t := r.board.Config.Target(s.Against); s.Source == "" && t != nil {
			return r.T("signal.promised_parts", "Value", value, "Expected", expected, "Name", r.plainText(t.Name))
		}
		key := r.known("breakdown", s.Against, "tier", "sector", "service", "channel") // a programme may have keys of its own
		return r.T("signal.parts_whole", "Period", period, "Value", value, "Expected", expected, "By", key)
	}
	return r.T("signal."+string(s.Kind), "Period", period, "Value", value, "Expected", expected)
}

// sourceName is what a source is called, also where Postup is it.
func (r *request) sourceName(id string) string {
	switch id {
	case store.DerivedSource(false), store.DerivedSource(true):
		return r.T("signal.source.derived")
	case board.IncrementSource:
		return r.T("signal.source.increment")
	case board.RollupSource, board.ComputedSource, board.IndexSource:
		return r.T("explain.own")
	case store.ImportSource:
		return r.T("signal.source.import")
	}
	if s := r.board.Config.Source(id); s != nil && len(s.Name) > 0 {
		return r.plainText(s.Name)
	}
	return id
}
