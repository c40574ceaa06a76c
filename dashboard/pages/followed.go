package pages

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// series is an indicator that is followed without a promise: its newest value, and how it came there.
type series struct {
	Title, Explain, CSV string
	Share               string // where others find how to embed it
	Value, Period, How  string
	Missing             *mark
	Tags                []string
	Lacking             string // how many regions a newer period lacks; "" where there is none
	Caption, Text       string // what is drawn; the same with what holds for its values, for those who do not see it
	Drawing             *chart.Drawing
	Rows                []figureRow
	HasPlan             bool   // its table has the form of a promise's
	Notes               notes  // what the marks on its drawing mean
	Earlier             string // where the values before these rows are; "" where the rows are all
}

// fewestDrawn is how many values a line needs to show anything.
const fewestDrawn = 3

// followed are the indicators that programmes follow beside their promises and that the region has values of, each once.
func (r *request) followed(region *config.Region) []series {
	var ids []string
	for _, p := range r.board.Config.Programmes {
		for _, id := range p.Indicators {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return r.followedOf(ids, region)
}

// followedBy are those of a programme, by name where they are another region's.
func (r *request) followedBy(programme *config.Programme) []series {
	var list []series
	for _, region := range r.regionsFollowed(programme) {
		for _, s := range r.followedOf(programme.Indicators, region) {
			if region.Code != programme.Region {
				s.Title += ", " + r.plainText(region.Name)
			}
			list = append(list, s)
		}
	}
	return list
}

// regionsFollowed are the regions that a programme's page follows: its own, and where it expects nobody each that has values.
func (r *request) regionsFollowed(programme *config.Programme) []*config.Region {
	var list []*config.Region
	for _, region := range r.board.Config.Regions {
		if region.Code == programme.Region || programme.Expects == nil {
			list = append(list, region)
		}
	}
	return list
}

// followedOf are those of some indicators that a region has values of and no promise about.
func (r *request) followedOf(ids []string, region *config.Region) []series {
	var out []series
	for _, s := range r.notPromised(ids, region) {
		out = append(out, r.series(s, r.board.Config.Indicator(s.Indicator), region))
	}
	return out
}

func (r *request) notPromised(ids []string, region *config.Region) []*board.Series {
	promised := map[string]bool{}
	for _, p := range r.board.ProgressOf("", region.Code) {
		promised[p.Indicator.ID] = promised[p.Indicator.ID] || p.Breakdown == ""
	}
	var list []*board.Series
	for _, id := range ids {
		if s := r.board.Series(id, region.Code, ""); !promised[id] && s != nil {
			list = append(list, s)
		}
	}
	return list
}

func (r *request) series(s *board.Series, indicator *config.Indicator, region *config.Region) series {
	out := series{
		Title: r.plainText(indicator.Name), Explain: r.link("/methods#" + indicator.ID),
		CSV:     r.data("observations.csv", "indicator", indicator.ID, "region", region.Code),
		Caption: r.T("chart.caption", "Indicator", r.plainText(indicator.Name), "Region", r.plainText(region.Name)),
	}
	t := scaled(&chart.Trajectory{Actual: pointsOf(s, indicator, r.board.Known)}, measureOf(indicator))
	if t.Known() >= fewestDrawn {
		out.Notes = r.annotate(t, indicator, region)
		out.Drawing = chart.Draw(t, smallWidth, smallHeight, r)
	}
	e := embedded{kind: embedTrajectory, indicator: indicator.ID, region: region.Code, breakdown: s.Breakdown}
	out.Share = e.share(r)
	out.Rows = r.cells(s, indicator)
	out.Earlier = r.earlier(s, len(out.Rows))
	var lacking *board.Cell // a newer sum that lacks regions, which is no value to open with
	for i := len(s.Cells) - 1; i >= 0; i-- {
		c := &s.Cells[i]
		if c.Running && indicator.Nature != kpi.Stock {
			continue
		}
		if c.Incomplete && c.Expected > 0 {
			if lacking == nil {
				lacking = c
			}
			continue
		}
		row := r.row(c, indicator)
		out.Value, out.Period, out.Missing, out.Tags, out.How = row.Value, row.Period, row.Missing, row.Tags, row.How
		if c.Value != nil && r.outdated(indicator, c.Period.End) {
			out.Period = r.T("value.last_known", "Date", row.Period)
		}
		break
	}
	out.Text = withTags(out.Caption, out.Tags)
	if lacking != nil {
		out.Lacking = r.lacking(lacking)
	}
	return out
}

// lacking says how many regions a newer sum is made of, and why the others are not in it.
func (r *request) lacking(c *board.Cell) string {
	if r.notIn(c) != "" {
		return sentence(r.Period(c.Period) + ": " + r.coverageOf(c))
	}
	return r.T("value.lacking", "Period", r.Period(c.Period), "N", r.Number(float64(c.Reported), 0), "Of", r.Number(float64(c.Expected), 0))
}

// cells are the newest periods of a series, the newest first.
func (r *request) cells(s *board.Series, indicator *config.Indicator) []figureRow {
	var rows []figureRow
	for _, part := range r.stretches(s, indicator.Frequency) {
		rows = append(rows, r.stretch(part, indicator))
	}
	return rows
}
