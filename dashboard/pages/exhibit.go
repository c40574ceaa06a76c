package pages

import (
	"context"
	"html/template"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
)

// exhibit is a chart or a tile as it stands alone: with all that our pages say of it beside it, and where it comes from.
type exhibit struct {
	Kind    string
	Title   string
	Caption string // what is drawn, in words
	Summary string // what it shows, how it stands and what holds for it, for those who do not see it
	Whole   string // what else it shows, where that is long
	Value   string // the newest; "" where there is none
	On, How string // the day or period that it speaks of; where it is explained
	States  []stated
	Tags    []string
	Said    []string // what else is to be known of the value
	Way     *way     // of a tile: the value beside what was promised
	Figure  *figure  // the chart and its table; nil of a tile and a map
	Map     *tileMap
	Several *severalRegions
	Stages  []stageCount
	Line    *ranksLine    // places over time
	Sheet   *sheet        // rows of figures, and the table of Columns
	Columns *columnsOf    // counts over time
	Drawn   template.HTML // what only a page needs: line, rows or columns, once for wide ones and once for narrow ones
	Page    string        // of ours, that has it
	Source  sourceLine
}

// stated is where a promise stands under a reading of it, "" where its words have one meaning.
type stated struct {
	Reading string
	Mark    mark
}

// exhibitOf finds what an address names.
func (p *Pages) exhibitOf(ctx context.Context, r *request, e *embedded) (*exhibit, error) {
	switch e.kind {
	case embedMap:
		return r.mapExhibit(e)
	case viewTable, viewImproved, viewTrajectories, viewScatter, viewRanks:
		return r.comparedExhibit(e)
	case embedStages:
		return r.stagesExhibit(e)
	case embedService:
		return r.serviceExhibit(e)
	case embedLate:
		return r.lateExhibit(e)
	case embedTimes:
		return r.timesExhibit(e)
	case embedServiceTimes:
		return r.serviceTimesExhibit(e)
	case embedMilestones:
		return r.milestonesExhibit(e)
	case embedIndex:
		return r.indexExhibit(e)
	case embedPlace:
		return r.placeExhibit(e)
	case embedReports:
		return r.reportsExhibit(e)
	case embedContents:
		return p.contentsExhibit(ctx, r, e)
	}
	return r.courseExhibit(e)
}

// courseExhibit is a promise, or an indicator without one, in a region: over time, or its newest value alone.
func (r *request) courseExhibit(e *embedded) (*exhibit, error) {
	indicator, region := r.board.Config.Indicator(e.indicator), r.board.Config.Region(e.region)
	if indicator == nil {
		return nil, r.wrongEmbed("indicator", "indicator", e.indicator, indicatorIDs(r.board.Config), fiber.ErrNotFound)
	}
	if region == nil {
		return nil, r.wrongRegion(e)
	}
	r.about = append(r.about, "target", e.target, "breakdown", e.breakdown)
	g, err := r.promiseOf(e, indicator, region)
	if err != nil {
		return nil, err
	}
	if g != nil {
		e.target, e.breakdown = g.last().Target.ID, g.last().Breakdown
		return r.promiseExhibit(e, g), nil
	}
	s := r.board.Series(indicator.ID, region.Code, e.breakdown)
	if s == nil {
		parts := r.breakdownsOf(indicator, region)
		if len(parts) == 0 {
			return nil, r.wrongEmbed("values", "region", e.region, nil, fiber.ErrNotFound)
		}
		return nil, r.wrongEmbed("breakdown", "breakdown", e.breakdown, parts, fiber.ErrNotFound)
	}
	return r.seriesExhibit(e, s, indicator, region), nil
}

// promiseOf finds the promise that an address means: the one that it names, else the only one there is; nil where there is none and none
// is asked for.
func (r *request) promiseOf(e *embedded, indicator *config.Indicator, region *config.Region) (group, error) {
	var found []group
	var there []string
	for g := range groups(r.board.ProgressOf("", region.Code)) {
		p := g.last()
		if p.Indicator != indicator || p.Breakdown != e.breakdown {
			continue
		}
		there = append(there, p.Target.ID)
		if e.target == "" || e.target == p.Target.ID {
			found = append(found, g)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && e.target == "":
		return nil, nil
	}
	kind := "target"
	if e.target == "" {
		kind = "which"
	}
	return nil, r.wrongEmbed(kind, "target", e.target, there, fiber.ErrNotFound)
}

// breakdownsOf are the parts of an indicator that a region has values of or promises about; "" is the whole.
func (r *request) breakdownsOf(indicator *config.Indicator, region *config.Region) []string {
	var parts []string
	add := func(breakdown string) {
		if breakdown == "" {
			breakdown = `""`
		}
		if !slices.Contains(parts, breakdown) {
			parts = append(parts, breakdown)
		}
	}
	for _, p := range r.board.ProgressOf("", region.Code) {
		if p.Indicator == indicator {
			add(p.Breakdown)
		}
	}
	if r.board.Series(indicator.ID, region.Code, "") != nil {
		add("")
	}
	return parts
}

func (r *request) promiseExhibit(e *embedded, g group) *exhibit {
	p := g.last()
	f := r.figure(g, large)
	s := &f.Standing
	x := &exhibit{
		Kind: e.kind, Title: f.Title, Caption: strings.TrimSuffix(f.Caption, ":"), Summary: r.summary(p, *s), Value: s.Latest, On: s.LatestOn, How: s.How, Tags: s.Tags,
		Page: s.Href, Source: r.sourceLine(s.Href),
	}
	for _, other := range append(slices.Clone(f.Others), *s) {
		x.States = append(x.States, stated{other.Reading, other.Mark})
	}
	if p.Region.Code != p.Programme.Region {
		x.Page = r.regionLink(p.Region)
		x.Source = r.sourceLine(x.Page)
	}
	x.Tags = append(x.Tags, tagsOfRow(f.Rows, s.How, x.Tags)...)
	if c := r.latestCell(p); r.coverageOf(c) != "" {
		x.Tags = slices.DeleteFunc(x.Tags, func(tag string) bool { return tag == r.reportedOf(c) }) // the same, in fewer words
		x.Tags = append(x.Tags, r.coverageOf(c))
	}
	if p.Latest == nil && s.Unmeasured != "" {
		x.Said = append(x.Said, s.Unmeasured)
	}
	if e.kind == embedTile {
		x.Said, x.Way = append(x.Said, r.saidOf(p, s)...), s.Way
		return x
	}
	f.Caption = "" // it stands above
	x.Figure = f
	return x
}

// tagsOfRow are what a chart's table remarks on a value, which is explained at an address, beside what is remarked already.
func tagsOfRow(rows []figureRow, how string, there []string) (tags []string) {
	for _, row := range rows {
		if row.Value == "" || row.How != how {
			continue
		}
		for _, tag := range row.Tags {
			if !slices.Contains(there, tag) {
				tags = append(tags, tag)
			}
		}
		break
	}
	return tags
}

// saidOf is what a tile says of a promise in sentences, where a chart would draw it.
func (r *request) saidOf(p *board.Progress, s *standing) (said []string) {
	if p.Value != nil {
		said = append(said, r.T("headline.promise", "Promise", s.Promised, "By", r.by(p)))
	}
	if f := p.Forecast; f != nil && f.At == p.Deadline && r.ahead(p) {
		said = append(said, r.leadsTo(p, f))
	}
	return said
}

// seriesExhibit is an indicator that nothing was promised about.
func (r *request) seriesExhibit(e *embedded, s *board.Series, indicator *config.Indicator, region *config.Region) *exhibit {
	page := r.regionLink(region)
	of := r.series(s, indicator, region)
	x := &exhibit{
		Kind: e.kind, Title: r.named(indicator, e.breakdown), Value: of.Value, On: of.Period, How: of.How, Tags: of.Tags, Page: page, Source: r.sourceLine(page),
		Caption: r.regionName(region),
	}
	x.Summary = strings.Join([]string{x.Title, x.Caption}, ", ")
	if of.Value != "" {
		x.Summary += ": " + r.T("value.dated", "Value", of.Value, "Date", of.Period)
	}
	if of.Missing != nil {
		x.States = []stated{{Mark: *of.Missing}}
	}
	if of.Lacking != "" {
		x.Said = append(x.Said, of.Lacking)
	}
	if e.kind == embedTile {
		return x
	}
	t := scaled(&chart.Trajectory{Actual: pointsOf(s, indicator, r.board.Known)}, measureOf(indicator))
	f := &figure{Title: x.Title, Summary: x.Summary, Large: true, Rows: of.Rows, HasPlan: of.HasPlan, Earlier: of.Earlier, Explain: of.Explain, CSV: of.CSV}
	f.Notes = r.annotate(t, indicator, region)
	f.Drawing, f.Narrow = chart.Draw(t, largeWidth, largeHeight, r), chart.Draw(t, smallWidth, smallHeight, r)
	f.Keys = r.keys(t, f.Drawing)
	x.Figure = f
	return x
}
