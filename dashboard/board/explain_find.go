package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// mostNames is how many names a message gives.
const mostNames = 20

// find finds the figure that is asked for. A cell that only other regions have is no error: it is why this one has none that
// is asked.
func (b *Board) find(e *Explanation) error {
	cfg := b.Config
	if e.On = cfg.Indicator(e.Indicator); e.On == nil {
		names := append(b.indexNames(), idsOf(cfg.Indicators, func(i *config.Indicator) string { return i.ID })...)
		return noSuch("indicator", e.Indicator, names)
	}
	if e.In = cfg.Region(e.Region); e.In == nil {
		return noSuch("region", e.Region, idsOf(cfg.Regions, func(r *config.Region) string { return r.Code }))
	}
	own := b.Series(e.Indicator, e.Region, e.Breakdown)
	e.Cell = own.At(e.Period)
	if e.Cell == nil {
		if e.Source == "" && b.anywhere(e.Question) {
			return nil
		}
		return b.nothing(e)
	}
	e.Figure = e.Cell.Observation
	if e.Source != "" && e.Source != e.Figure.Source {
		i := slices.IndexFunc(e.Cell.Others, func(o *store.Observation) bool { return o.Source == e.Source })
		if i < 0 {
			sources := []string{e.Figure.Source}
			for _, o := range e.Cell.Others {
				sources = append(sources, o.Source)
			}
			return noSuch("source of this figure", e.Source, sources)
		}
		e.Figure = e.Cell.Others[i]
	}
	return nil
}

// anywhere tells whether any region has a cell for the same question.
func (b *Board) anywhere(q Question) bool {
	return slices.ContainsFunc(b.Config.Regions, func(r *config.Region) bool {
		return b.Series(q.Indicator, r.Code, q.Breakdown).At(q.Period) != nil
	})
}

// nothing says what there is instead: the periods of the same series, else its breakdowns, else the regions that have any.
func (b *Board) nothing(e *Explanation) error {
	what := fmt.Sprintf("nothing is known of %s in %s for %s", e.Indicator, e.Region, e.Period)
	if e.Breakdown != "" {
		what += " by " + e.Breakdown
	}
	if s := b.Series(e.Indicator, e.Region, e.Breakdown); s != nil {
		var periods []string
		for i := range s.Cells {
			periods = append(periods, s.Cells[len(s.Cells)-1-i].Period.String())
		}
		return missingFigure(what + "; there is something for: " + someOf(periods))
	}
	if parts := b.Breakdowns(e.Indicator, e.Region); len(parts) > 0 {
		var names []string
		for _, s := range parts {
			names = append(names, cmp.Or(s.Breakdown, "(the whole)"))
		}
		return missingFigure(what + "; there is something by: " + someOf(names))
	}
	var regions []string
	for _, r := range b.Config.Regions {
		if len(b.Breakdowns(e.Indicator, r.Code)) > 0 {
			regions = append(regions, r.Code)
		}
	}
	return missingFigure(what + "; regions that have something: " + someOf(regions))
}

func noSuch(what, name string, all []string) error {
	return missingFigure(fmt.Sprintf("there is no %s %q; there are: %s", what, name, someOf(all)))
}

func missingFigure(message string) error {
	return &store.Error{Code: store.CodeNotFound, Message: message}
}

func someOf(names []string) string {
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > mostNames:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNames], ", "), len(names)-mostNames)
	}
	return strings.Join(names, ", ")
}

func idsOf[T any](list []*T, id func(*T) string) []string {
	names := make([]string, len(list))
	for i, x := range list {
		names[i] = id(x)
	}
	slices.Sort(names)
	return names
}

// fed tells whether a source brings a region's data; a document that was published once does not.
func (b *Board) fed(region string) bool {
	return slices.ContainsFunc(b.Sources, func(v SourceView) bool { return !v.Source.Published && slices.Contains(v.Source.Regions, region) })
}

// expecting is the programme that expects the figure of a region, or expects none of it; nil where no programme is about it.
func (b *Board) expecting(q Question) *config.Programme {
	var of *config.Programme
	for _, p := range b.Config.Programmes {
		if p.Expects == nil || !slices.Contains(indicatorsOf(p), q.Indicator) {
			continue
		}
		if slices.ContainsFunc(b.Config.Select(*p.Expects), func(r *config.Region) bool { return r.Code == q.Region }) || p.Exempt(q.Region) != nil {
			of = p
			if !notExpected(p, q.Region, q.Period) {
				return p // one that expects it outweighs those that don't
			}
		}
	}
	return of
}

// ParsePeriod reads a period as an address has it: 2023-01-01..2023-03-31, or in short 2023, 2023-Q1, 2023-03 or one day.
func ParsePeriod(text string) (kpi.Period, error) {
	from, to, ranged := strings.Cut(text, "..")
	if ranged {
		start, err := ParseDay("the period's start", from)
		if err != nil {
			return kpi.Period{}, err
		}
		end, err := ParseDay("the period's end", to)
		if err == nil && end < start {
			err = fmt.Errorf("the period %s ends before it starts; swap the days", text)
		}
		return kpi.Period{Start: start, End: end}, err
	}
	var year, n int
	months := 0
	switch {
	case scans(text, "2006", "%4d", &year):
		n, months = 1, 12
	case scans(text, "2006-Q1", "%4d-Q%1d", &year, &n) && n >= 1 && n <= 4:
		n, months = 3*n-2, 3
	case scans(text, "2006-01", "%4d-%2d", &year, &n) && n >= 1 && n <= 12:
		months = 1
	default:
		day, err := ParseDay("the period", text)
		if err != nil {
			err = fmt.Errorf("the period %q is none: write 2023-01-01..2023-03-31, 2023, 2023-Q1 or 2023-03", text)
		}
		return kpi.Period{Start: day, End: day}, err
	}
	start, err := ParseDay("the period", fmt.Sprintf("%04d-%02d-01", year, n))
	if err != nil {
		return kpi.Period{}, err
	}
	return kpi.Period{Start: start, End: start.AddMonths(months).AddDays(-1)}, nil
}

// scans reads a text of exactly the layout's length and form.
func scans(text, layout, format string, into ...any) bool {
	if len(text) != len(layout) || strings.ContainsAny(text, " +") {
		return false
	}
	n, err := fmt.Sscanf(text, format, into...)
	return err == nil && n == len(into)
}
