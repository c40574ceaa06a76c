package regionsim

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// model invents a region's story: when each service reaches which stage, who applies, and how long it takes.
// All of it follows from the seed; nothing is kept.
type model struct {
	seed   uint64
	config *config.Config
	volume float64
}

// began is the day from which regions must provide their services, and on which the story begins.
var began = kpi.MustDate("2019-07-01")

// random is the source of one thing's numbers, named by words: the same words give the same numbers.
func (m model) random(words ...string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(words, "\x00")))
	return rand.New(rand.NewPCG(m.seed, h.Sum64()))
}

// provided lists the services of a region: those of its country, and of a municipality only the municipal ones and those
// that it shares with its region.
func (m model) provided(r *config.Region) []*config.Service {
	prefix := strings.ToLower(r.Country) + "."
	var out []*config.Service
	for _, s := range m.config.Services {
		if strings.HasPrefix(s.ID, prefix) && (r.Kind != "municipality" || s.Tier == "municipal" || s.Tier == "shared") {
			out = append(out, s)
		}
	}
	return out
}

// change is a day on which a service reaches a stage.
type change struct {
	since kpi.Date
	stage kpi.Stage
}

// stages is a service's way. The share of services that are online grows by the region's own pace,
// from about a tenth in the middle of 2019 to between four and eight tenths in the autumn of 2023.
func (m model) stages(r *config.Region, s *config.Service) []change {
	pace := 0.075 + 0.105*m.random("pace", r.Code).Float64() // of all services, a year
	rnd := m.random("stages", r.Code, s.ID)
	years := (rnd.Float64() - 0.1) / pace
	online := began.AddDays(int(years * 365.25))
	way := []change{{began, kpi.StageNone}}
	for _, step := range []struct {
		before int
		stage  kpi.Stage
	}{{700, kpi.StageInformation}, {420, kpi.StageForms}, {150, kpi.StagePartial}, {0, kpi.StageOnline}, {-900, kpi.StageProactive}} {
		if step.stage == kpi.StageProactive && rnd.Float64() > 0.1 {
			continue
		}
		day := online.AddDays(-step.before - rnd.IntN(60))
		if day <= began {
			way[0].stage = step.stage
			continue
		}
		way = append(way, change{day, step.stage})
	}
	return way
}

func stageOn(way []change, d kpi.Date) (kpi.Stage, kpi.Date) {
	at := way[0]
	for _, c := range way {
		if c.since <= d {
			at = c
		}
	}
	return at.stage, at.since
}

var stageWords = map[string]string{
	"none": "немає", "information": "інформація", "forms": "бланки", "partial": "частково", "online": "онлайн", "proactive": "проактивно",
}

// services reports every change of stage up to today.
func (m model) services(r *config.Region, today kpi.Date) *table {
	t := &table{columns: []column{{name: "service", local: "послуга", short: "POSLUHA"}, {name: "must_provide_from", local: "обов’язкова_з", short: "OBOV_Z"},
		{name: "since", local: "дата", short: "DATA", group: "Стадія"}, {name: "stage", local: "стан", short: "STAN", group: "Стадія", words: stageWords}}}
	for _, s := range m.provided(r) {
		for _, c := range m.stages(r, s) {
			if c.since <= today {
				t.rows = append(t.rows, []any{s.ID, began, c.since, c.stage.String()})
			}
		}
	}
	return t
}

// counted is a count that regions report by themselves: it moves from one value to another with the region's pace.
type counted struct {
	indicator, breakdown string
	regions              string // code, or CODE/* for the children of a region
	frequency            kpi.Frequency
	first                kpi.Date
	start, perYear       float64
	spread               float64 // how far a region's pace lies from the mean, as a share
	limit                float64
	decimals             int
	yearly               bool // begins again each year
	whole                bool // the sum over the indicator's breakdowns
}

func (c counted) of(r *config.Region) bool {
	if parent, ok := strings.CutSuffix(c.regions, "/*"); ok {
		return r.Parent == parent && r.Kind != "municipality"
	}
	return r.Code == c.regions
}

var countColumns = []column{{name: "indicator", local: "показник", short: "POKAZNYK"}, {name: "breakdown", local: "розріз", short: "ROZRIZ"},
	{name: "period_start", local: "початок", short: "POCHATOK", group: "Період"}, {name: "period_end", local: "кінець", short: "KINETS", group: "Період"},
	{name: "value", local: "значення", short: "ZNACHENNYA"}}

// counts reports each closed period that ends from a day on; the last one comes in some days after its end.
func (m model) counts(r *config.Region, from, today kpi.Date) *table {
	t := &table{columns: countColumns}
	m.reports(r, today, func(c counted, p kpi.Period, _ kpi.Date) {
		if p.End >= from {
			t.rows = append(t.rows, []any{c.indicator, c.breakdown, p.Start, p.End, m.count(c, r, p)})
		}
	})
	return t
}

// reports goes through what a region has reported up to today, with the day on which each came in.
func (m model) reports(r *config.Region, today kpi.Date, each func(c counted, p kpi.Period, came kpi.Date)) {
	for _, c := range reported {
		if !c.of(r) {
			continue
		}
		delay := 3 + m.random("delay", r.Code, c.indicator).IntN(9)
		for p := periodOf(c.first, c.frequency); p.End.AddDays(delay) <= today; p = periodOf(p.End.AddDays(1), c.frequency) {
			each(c, p, p.End.AddDays(delay))
		}
	}
}

func (m model) count(c counted, r *config.Region, p kpi.Period) float64 {
	if c.whole {
		sum := 0.0
		for _, part := range reported {
			if part.indicator == c.indicator && !part.whole {
				sum += m.count(part, r, p)
			}
		}
		return sum
	}
	rnd := m.random("count", r.Code, c.indicator, c.breakdown)
	pace := c.perYear * (1 + c.spread*(2*rnd.Float64()-1))
	from := c.first
	if c.yearly {
		from, _ = kpi.NewDate(p.End.Time().Year(), time.January, 1)
	}
	noise := 0.0
	if c.decimals > 0 { // whole things do not come and go
		noise = m.random("noise", r.Code, c.indicator, c.breakdown, p.String()).NormFloat64() * math.Abs(pace) * 0.03
	}
	v := c.start + pace*p.End.AddDays(1).YearsSince(from) + noise
	if c.perYear >= 0 {
		v = min(max(v, c.start), c.limit)
	} else {
		v = max(min(v, c.start), c.limit)
	}
	scale := math.Pow10(c.decimals)
	return math.Round(v*scale) / scale
}

func periodOf(d kpi.Date, f kpi.Frequency) kpi.Period {
	switch f {
	case kpi.Quarterly:
		first := d.MonthStart().AddMonths(-int(d.Time().Month()-1) % 3)
		return kpi.Period{Start: first, End: first.AddMonths(2).MonthEnd()}
	case kpi.Yearly:
		first := d.MonthStart().AddMonths(1 - int(d.Time().Month()))
		return kpi.Period{Start: first, End: first.AddMonths(11).MonthEnd()}
	}
	return kpi.Month(d)
}

// number is an application's number in the portal.
func number(r *config.Region, s *config.Service, d kpi.Date, i int) string {
	return fmt.Sprintf("%s-%s-%s-%03d", r.Code, s.ID, d.Time().Format("060102"), i)
}
