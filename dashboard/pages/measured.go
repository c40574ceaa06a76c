package pages

import (
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
)

// measured are the values that were judged, with gaps where a period between them has none.
func measured(p *board.Progress) []chart.Point {
	var points []chart.Point
	for i, m := range p.Measured {
		if i > 0 && parted(p.Indicator, p.Measured[i-1].Period, m.Period) {
			points = append(points, chart.Point{Day: m.Period.Start})
		}
		value := m.Value
		points = append(points, chart.Point{Day: m.At, Value: &value})
	}
	return points
}

// measuredRows are the newest values that were judged, where they are not those of the series.
func (r *request) measuredRows(p *board.Progress) (rows []figureRow) {
	for i := len(p.Measured) - 1; i >= 0 && len(rows) < mostRows; i-- {
		m := &p.Measured[i]
		rows = append(rows, figureRow{
			Period: r.Period(m.Period), Value: r.value(p.Indicator, m.Value), How: r.how(p.Indicator.ID, p.Region.Code, p.Breakdown, m.Period),
		})
	}
	return rows
}
