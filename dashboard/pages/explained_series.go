package pages

import (
	"slices"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// seriesLine is a figure of the series. Href leads to how it came about; "" of the one that the page is about.
type seriesLine struct {
	Period, Value, Href string
	Missing             *mark
	Tags                []string
}

// seriesLines lead to the other figures of a series, or to a region's other scores; nil where there are none.
func (r *request) seriesLines(e *board.Explanation) []seriesLine {
	var lines []seriesLine
	if e.Edition != nil {
		lines = r.scoreLines(e)
	} else if s := r.board.Series(e.Indicator, e.Region, e.Breakdown); s != nil {
		for i := len(s.Cells) - 1; i >= 0; i-- {
			c := &s.Cells[i]
			line := r.seriesLine(e, c.Period, r.marked(c.Simulated, c.Restated, c.Running, c.Partial))
			if c.Value != nil {
				line.Value = r.value(e.On, *c.Value)
			} else {
				line.Missing = r.missing(c.Status, c.Reason)
			}
			lines = append(lines, line)
		}
	}
	if len(lines) < 2 {
		return nil
	}
	return lines
}

// scoreLines are a region's scores, by the edition that was asked for or by those that hold.
func (r *request) scoreLines(e *board.Explanation) (lines []seriesLine) {
	x := r.board.Config.Index(e.Indicator)
	v := r.board.IndexOf(x.Programme.ID)
	if e.Question.Edition != "" {
		v = r.board.IndexBy(x, e.Edition)
	}
	several := len(x.Editions) > 1
	for _, p := range slices.Backward(v.Periods) {
		n := p.PlaceOf(e.In)
		if n < 0 {
			continue
		}
		of := &p.Regions[n]
		line := r.seriesLine(e, p.Period, r.marked(p.Simulated, false, false, of.Partial), "edition", e.Question.Edition)
		if several {
			line.Tags = append(line.Tags, r.plainText(p.Edition.Name)) // scores of two editions are not compared
		}
		if p.Recomputed {
			line.Tags = append(line.Tags, r.T("tag.recomputed"))
		}
		if of.Score != nil {
			line.Value = r.Number(*of.Score, p.Edition.Decimals())
		} else {
			line.Missing = r.missing(kpi.Present, of.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

// seriesLine leads to another period's figure, and not to the one that is explained.
func (r *request) seriesLine(e *board.Explanation, period kpi.Period, tags []string, extra ...string) seriesLine {
	line := seriesLine{Period: r.Period(period), Tags: tags}
	if period != e.Period {
		line.Href = r.how(e.Indicator, e.Region, e.Breakdown, period, extra...)
	}
	return line
}
