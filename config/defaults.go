package config

import (
	"cmp"
	"slices"
	"time"

	"github.com/postup/postup/kpi"
)

func defaultSettings() Settings {
	return Settings{
		Listen:        "127.0.0.1:8080",
		Data:          "data",
		TimeZone:      "UTC",
		SuppressBelow: 5,
		KeepPayloads:  Duration(400 * 24 * time.Hour),
		SpoolLimit:    1 << 30,
		Concurrency:   4,
		APIRate:       6000,
		Store:         StoreSettings{Engine: "embedded", Database: "postup"},
	}
}

func defaultSource() Source {
	retries := 3
	return Source{
		Timeout:  Duration(time.Minute),
		MaxBytes: 1 << 30,
		Retries:  &retries,
		Format:   Format{Delimiter: ",", Decimal: ".", Header: HeaderRows{1}, Encoding: "utf-8"},
		Mode:     Delta, WithdrawLimit: 10,
	}
}

func (c *checker) fillCalendar(k *Calendar) {
	if !c.has(&k.Weekend) {
		k.Weekend = []string{"sat", "sun"}
	}
}

func fillIndicator(i *Indicator) {
	i.Over = cmp.Or(i.Over, "reject")
	i.Rollup = cmp.Or(i.Rollup, RollupNone)
	i.Integer = i.Integer || i.Unit == "count"
	if i.Integer && i.Min == nil {
		i.Min = new(float64) // no count is below nothing, nor is a forecast of one
	}
	if i.Derived == nil {
		return
	}
	i.Derived.NotApplicable = cmp.Or(i.Derived.NotApplicable, "exclude")
	if i.Frequency == kpi.Yearly {
		i.Derived.YearStart = cmp.Or(i.Derived.YearStart, "01-01")
	}
}

// fill puts in what the configuration leaves out, and gives targets and milestones what their programme says
// once for all of them.
func (c *checker) fill() {
	for _, i := range c.Indicators {
		fillIndicator(i)
	}
	for _, k := range c.Calendars {
		c.fillCalendar(k)
	}
	for _, p := range c.Programmes {
		p.Document.Year.fill()
		if p.Promise != nil {
			p.Promise.fill(p)
		}
		for _, t := range p.Targets {
			c.fillTarget(t, p)
		}
		if p.Index != nil {
			c.fillIndex(p.Index, p)
		}
		for _, m := range p.Milestones {
			fillMilestone(m, p)
		}
	}
	for _, a := range c.Annotations {
		c.fillAnnotation(a)
	}
	slices.SortStableFunc(c.Annotations, func(x, y *Annotation) int {
		return cmp.Or(cmp.Compare(x.First(), y.First()), cmp.Compare(x.ID, y.ID))
	})
	for _, s := range c.Sources {
		c.fillSource(s)
	}
}

// fillSource: a source of one region keeps that region's time.
func (c *checker) fillSource(s *Source) {
	if s.Schedule.TimeZone == "" {
		s.Schedule.TimeZone = c.TimeZone
		if r := c.onlyRegion(s); r != nil {
			s.Schedule.TimeZone = r.TimeZone
		}
	}
	for i := range s.Records {
		for _, f := range s.Records[i].Fields {
			if f != nil && !c.has(&f.Scale) {
				f.Scale = 1
			}
			if f != nil {
				c.useCodeList(f)
				f.Unknown = cmp.Or(f.Unknown, "reject")
			}
		}
	}
}

// onlyRegion is the region of a source that brings the data of one alone, else nil.
func (c *checker) onlyRegion(s *Source) *Region {
	if len(s.Regions) != 1 {
		return nil
	}
	return c.region[s.Regions[0]]
}

func (c *checker) fillTarget(t *Target, p *Programme) {
	t.Programme = p
	t.Method = cmp.Or(t.Method, "gap")
	t.Baseline.Kind = cmp.Or(t.Baseline.Kind, kpi.BaselineNone)
	if b := t.YardstickBaseline; b != nil {
		b.Kind = cmp.Or(b.Kind, kpi.BaselineNone)
	}
	t.Deadline.fill()
	t.Promise.inherit(p.Promise)
	t.Promise.fill(p)
	if t.Responsible == nil {
		t.Responsible = p.Responsible
	}
	if !c.has(&t.AppliesTo) {
		t.AppliesTo = Selector{Region: p.Region}
	}
	c.fillClaims(t)
}

func fillMilestone(m *Milestone, p *Programme) {
	m.Programme = p
	m.Region = cmp.Or(m.Region, p.Region)
	m.Due.fill()
	if m.Promise == nil && p.Promise == nil {
		return
	}
	if m.Promise == nil {
		m.Promise = new(Promise)
	}
	m.Promise.Quote = cmp.Or(m.Promise.Quote, m.Quote)
	m.Promise.inherit(p.Promise)
	m.Promise.fill(p)
}

// inherit takes over what a promise leaves out. Quote and note belong together: one that has its own words
// does not get a note on other words.
func (p *Promise) inherit(from *Promise) {
	if from == nil {
		return
	}
	if p.Quote == "" {
		p.Quote = from.Quote
		if p.Note == nil {
			p.Note = from.Note
		}
	}
	if p.By == nil {
		p.By = from.By
	}
	if p.Office == nil {
		p.Office = from.Office
	}
	if p.Place == nil {
		p.Place = from.Place
	}
	if p.On == (Dated{}) {
		p.On = from.On
	}
	p.Source = cmp.Or(p.Source, from.Source)
}

// fill: a date is meant to the day unless it says otherwise.
func (d *Dated) fill() {
	if !d.Date.IsZero() {
		d.Precision = cmp.Or(d.Precision, "day")
	}
}
