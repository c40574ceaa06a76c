package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// judgement is a target that is judged for a region, under each reading and, of a standard, for each breakdown.
type judgement struct {
	programme *config.Programme
	target    *config.Target
	indicator *config.Indicator
	region    *config.Region
	owner     string // code of the region whose promised values count
	yardstick bool
	parts     []*config.Target  // that are to make it up
	reads     []indicatorRegion // the series that it is made from, beside the target's revisions
}

// judgementsOf lists every target for every region that it applies to or is laid on, programmes in order.
func judgementsOf(cfg *config.Config) []judgement {
	var list []judgement
	for _, p := range cfg.Programmes {
		for _, t := range p.Targets {
			indicator := cfg.Indicator(t.Indicator)
			if indicator == nil {
				continue
			}
			applies, parts := cfg.Select(t.AppliesTo), partsOfTarget(cfg, t)
			for _, r := range applies {
				list = append(list, judgement{programme: p, target: t, indicator: indicator, region: r, owner: r.Code, parts: parts})
			}
			if t.Yardstick == nil || t.Method == kpi.MethodStandard {
				continue
			}
			owner := p.Region // whose value is laid on the others
			if len(applies) > 0 {
				owner = applies[0].Code
			}
			for _, r := range cfg.Select(*t.Yardstick) {
				if !slices.Contains(applies, r) {
					list = append(list, judgement{programme: p, target: t, indicator: indicator, region: r, owner: owner, yardstick: true})
				}
			}
		}
	}
	for n := range list {
		list[n].reads = readBy(cfg, &list[n])
	}
	return list
}

// readBy are the series that a judgement is made from: that of its indicator in its region, those of the parts that are to make
// it up and, of a saturation, those of the regions below.
func readBy(cfg *config.Config, j *judgement) []indicatorRegion {
	reads := []indicatorRegion{{j.indicator.ID, j.region.Code}}
	for _, t := range j.parts {
		reads = append(reads, indicatorRegion{t.Indicator, j.region.Code})
	}
	if j.target.Method == kpi.MethodSaturation {
		for _, c := range expectedOf(cfg, j.region, j.indicator.ID) {
			reads = append(reads, indicatorRegion{j.indicator.ID, c.region.Code})
		}
	}
	return reads
}

// reads tells whether a judgement is made from a series that has changed.
func (c *changes) reads(j *judgement) bool {
	return slices.ContainsFunc(j.reads, func(of indicatorRegion) bool { return c.has(of.indicator, of.region) })
}

// changed tells whether a judgement must be made anew.
func (j *judgement) changed(f *facts, c *changes) bool {
	return c.reads(j) ||
		f.targets.changed[targetRegion{j.target.ID, ""}] || f.targets.changed[targetRegion{j.target.ID, j.owner}]
}

// fillProgress judges every target for every region that it applies to or is laid on, under every reading. The last board's
// judgements hold where nothing has changed that they were made from.
func (b *Board) fillProgress(f *facts, last *Board, changed *changes) {
	b.judgeAll(last, func(j *judgement) bool { return j.changed(f, changed) }, func(j *judgement, _ int) []*store.TargetValue {
		return b.revisions(f, j.target.ID, j.owner)
	})
}

// judgeAll makes those judgements anew that have changed, by the promised values that revisions gives for each and its place,
// and takes over the others.
func (b *Board) judgeAll(last *Board, changed func(*judgement) bool, revisions func(*judgement, int) []*store.TargetValue) {
	var anew []int
	for n := range b.layout.judgements {
		if last == nil || changed(&b.layout.judgements[n]) {
			anew = append(anew, n)
		}
	}
	rows := make([][]*Progress, len(anew))
	inParallel(len(anew), func() func(int) {
		return func(n int) {
			j := &b.layout.judgements[anew[n]]
			rows[n] = b.judge(j, revisions(j, anew[n]))
		}
	})
	b.keepJudged(last, anew, rows)
}

// keepJudged puts judgements that were made anew among the last board's.
func (b *Board) keepJudged(last *Board, anew []int, rows [][]*Progress) {
	b.places = make([]int, 1, len(b.layout.judgements)+1)
	b.Progress = make([]*Progress, 0, max(len(rows), last.rowsOfProgress()))
	for n := range b.layout.judgements {
		if len(anew) > 0 && anew[0] == n {
			b.Progress = append(b.Progress, rows[0]...)
			anew, rows = anew[1:], rows[1:]
		} else {
			b.Progress = append(b.Progress, last.Progress[last.places[n]:last.places[n+1]]...)
		}
		b.places = append(b.places, len(b.Progress))
	}
}

// rowsOfProgress is how many there are on a board that may not be there.
func (b *Board) rowsOfProgress() int {
	if b == nil {
		return 0
	}
	return len(b.Progress)
}

// revisions are a target's promised values that came as data and were decided by today: those for the region and those that
// name none.
func (b *Board) revisions(f *facts, target, region string) []*store.TargetValue {
	var revisions []*store.TargetValue
	for _, of := range slices.Compact([]string{"", region}) {
		for _, v := range f.targets.of(targetRegion{target, of}) {
			if v.DecidedOn <= b.Today && v.Status != kpi.Withdrawn {
				revisions = append(revisions, v)
			}
		}
	}
	return revisions
}

func (b *Board) judge(j *judgement, revisions []*store.TargetValue) []*Progress {
	row := Progress{Programme: j.programme, Target: j.target, Region: j.region, Indicator: j.indicator, Breakdown: j.target.Breakdown, Yardstick: j.yardstick, owner: j.owner, revisions: revisions}
	if j.target.Method == kpi.MethodStandard {
		row.Breakdown = ""
		return b.standards(row)
	}
	return b.readings(row, j.parts)
}

// readings are a row for each meaning of the deadline. parts are the targets that are to make up this one.
func (b *Board) readings(row Progress, parts []*config.Target) []*Progress {
	t := row.Target
	readings := t.Readings
	if len(readings) == 0 {
		readings = []config.Reading{{Deadline: t.Deadline.LastDay()}}
	}
	series := b.Series(row.Indicator.ID, row.Region.Code, row.Breakdown)
	rows := make([]*Progress, 0, len(readings))
	for _, reading := range readings {
		row := row
		row.Reading, row.Deadline = reading, reading.Deadline
		b.judgeReading(&row, series)
		if row.Reason != kpi.ReasonNotExpected {
			row.Sum = b.sumOf(&row, parts)
		}
		rows = append(rows, &row)
	}
	return rows
}

// judgeReading judges a row under its reading of the deadline, by the promised values that are in force.
func (b *Board) judgeReading(row *Progress, series *Series) {
	t := row.Target
	row.Value = t.Value
	if revised := row.revisedValue(); revised != nil {
		row.Value, row.Simulated = revised.Value, revised.Simulated
	}
	if row.Programme.Exempt(row.Region.Code) != nil {
		row.Progress = kpi.Progress{Method: kpi.MethodGap, State: kpi.Unknown, Reason: kpi.ReasonNotExpected, BaselineKind: t.Baseline.Kind, NoForecast: kpi.ReasonNotExpected}
		return
	}
	row.Planned = plannedOf(t, row.revisions, row.owner, row.Breakdown)
	b.judgeRow(row, series)
}

// judgeRow holds a row against what is known.
func (b *Board) judgeRow(row *Progress, series *Series) {
	asked := askedOf(row)
	points, yearEnd := b.judged(series, row)
	if row.Target.Method == kpi.MethodSaturation {
		points = b.saturated(row)
		row.Measured = points
	} else {
		row.markFrom(series, points)
	}
	row.Progress = kpi.Gap(asked, points, b.Today, row.Indicator.ForecastOptions())
	lack := b.LackOf(series, row.Indicator.Nature)
	b.addLack(&row.Progress, lack)
	row.Partial = row.Partial || row.Latest == nil && lack.Parts
	bound(&row.Progress, row, yearEnd)
	switch row.Target.Method {
	case kpi.MethodSaturation:
		row.Method = kpi.MethodSaturation
	case kpi.MethodGrowth:
		b.addGrowth(row, asked, series, points, yearEnd)
	}
	row.Planned = withFacts(row.Planned, row.Progress.Plan)
}

// judged are the points of a series that a row is judged by, and the end of the year that they are of where they count
// what begins again with each.
func (b *Board) judged(series *Series, row *Progress) (points []kpi.Point, yearEnd kpi.Date) {
	points = series.Points(row.Indicator.Nature, b.Known)
	if row.Indicator.Nature == kpi.YearToDate {
		points, yearEnd = ofTheYear(points, row.Indicator.Frequency, row.Deadline)
	}
	return points, yearEnd
}

// ofTheYear keeps the points of the year that a year-to-date value is judged in, and gives its last day: a value begins again each
// year, so those of other years count something else. It is the year of the deadline, or where there is none of the latest value. A
// deadline on the first day of a year is the end of the one before.
func ofTheYear(points []kpi.Point, f kpi.Frequency, deadline kpi.Date) ([]kpi.Point, kpi.Date) {
	if len(points) == 0 {
		return points, deadline
	}
	periods := make([]kpi.Period, len(points))
	for i, p := range points {
		periods[i] = p.Period
	}
	day := deadline
	if day.IsZero() {
		day = periods[len(periods)-1].End
	}
	year := kpi.CountingYear(periods, f, day)
	if year.Start == deadline {
		year = kpi.CountingYear(periods, f, deadline.AddDays(-1))
	}
	points = slices.DeleteFunc(points, func(p kpi.Point) bool { return p.Period.Start < year.Start || p.Period.End > year.End })
	return points, max(year.End, deadline)
}

// Comparison is how a value is held against the promised one: where the target leaves it open, as the indicator's direction asks.
func (p *Progress) Comparison() kpi.Comparison {
	switch {
	case p.Target.Comparison != "":
		return p.Target.Comparison
	case p.Indicator.Direction == kpi.Down:
		return kpi.AtMost
	}
	return kpi.AtLeast
}

// bound keeps a forecast within what the indicator can be, since no more than all services are ever online, and within
// the year of a value that begins again with the next.
func bound(p *kpi.Progress, row *Progress, yearEnd kpi.Date) {
	if p.Forecast == nil {
		return
	}
	f, i := *p.Forecast, row.Indicator
	for _, v := range []*float64{&f.Value, &f.Low, &f.High} {
		if i.Min != nil {
			*v = max(*v, *i.Min)
		}
		if i.Max != nil {
			*v = min(*v, *i.Max)
		}
	}
	best := i.Max
	if i.Direction == kpi.Down {
		best = i.Min
	}
	if best != nil && row.Value != nil && !f.Meets(*best, *row.Value, row.Comparison()) {
		f.ReachedOn = 0 // more was promised than can be
		if f.Probability != nil {
			f.Probability = new(float64)
		}
	}
	p.Forecast = &f
	switch {
	case yearEnd.IsZero():
	case f.At > yearEnd:
		p.Forecast, p.NoForecast = nil, kpi.ReasonNotComparable
	case f.ReachedOn > yearEnd:
		f.ReachedOn = 0
	}
}

// askedOf puts a target into the words of the methods.
func askedOf(row *Progress) kpi.Target {
	t, baseline := row.Target, row.Target.Baseline
	if row.Yardstick && t.YardstickBaseline != nil {
		baseline = *t.YardstickBaseline
	}
	for _, p := range row.Planned {
		row.Simulated = row.Simulated || p.Simulated
	}
	return kpi.Target{
		Direction:  row.Indicator.Direction,
		Comparison: row.Comparison(),
		Value:      row.Value,
		Start:      baseline.Date,
		Deadline:   row.Deadline,
		Baseline:   cmp.Or(baseline.Kind, kpi.BaselineNone),
		BaseValue:  baseline.Value,
		Frequency:  row.Indicator.Frequency,
		Plan:       inForcePlan(row.Planned),
		Nature:     row.Indicator.Nature,
		Breaks:     row.Indicator.BreakDays(),
	}
}

// markFrom lets the marks of the cells that were judged pass to the judgement. Both are in order of period.
func (p *Progress) markFrom(series *Series, points []kpi.Point) {
	if series == nil {
		return
	}
	for i := range series.Cells {
		c := &series.Cells[i]
		if len(points) == 0 || c.Period != points[0].Period {
			continue
		}
		p.Simulated, p.Partial = p.Simulated || c.Simulated, c.Partial
		points = points[1:]
	}
}
