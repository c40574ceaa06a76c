package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/dashboard/pages/picture"
)

// timesExhibit is how long a region's services took in the last month that has ended.
func (r *request) timesExhibit(e *embedded) (*exhibit, error) {
	region := r.board.Config.Region(e.region)
	if region == nil {
		return nil, r.wrongRegion(e)
	}
	of := r.processing(region.Code)
	if of == nil {
		return nil, r.wrongEmbed("times", "region", e.region, r.withTimes(), fiber.ErrNotFound)
	}
	page := r.regionLink(region)
	x := &exhibit{Kind: e.kind, Title: r.T("embed.times"), Caption: r.regionName(region), Tags: of.Tags, Page: page, Source: r.sourceLine(page)}
	said := []string{locale.Capital(of.Month) + ".", cmp.Or(of.Open, r.T("processing.on", "Date", of.On)), of.Overdue, of.Withheld}
	x.Said = []string{spoken(said)}
	x.times(r, r.T("services.service"), of.Rows, of.AnyTimes)
	return x, nil
}

// serviceTimesExhibit is how long a service took in each region.
func (r *request) serviceTimesExhibit(e *embedded) (*exhibit, error) {
	s, err := r.serviceOf(e)
	if err != nil {
		return nil, err
	}
	of := r.serviceTimes(s)
	if of == nil {
		return nil, r.wrongEmbed("times_of_service", "service", e.id, nil, fiber.ErrNotFound)
	}
	page := r.serviceLink(s)
	x := &exhibit{
		Kind: e.kind, Title: r.T("embed.times"), Caption: r.plainText(s.Name), Tags: of.Tags, Page: page, Source: r.sourceLine(page),
		Said: []string{locale.Capital(of.Month) + ". " + r.T("processing.on", "Date", of.On)},
	}
	x.times(r, r.T("table.region"), of.Rows, of.AnyTimes)
	return x, nil
}

// serviceOf is the service that an address names.
func (r *request) serviceOf(e *embedded) (*config.Service, error) {
	all := r.board.Config.Services
	at := slices.IndexFunc(all, func(s *config.Service) bool { return s.ID == e.id })
	if at < 0 {
		return nil, r.wrongLast(e, "service", idsOf(all, func(s *config.Service) string { return s.ID }))
	}
	return all[at], nil
}

// withTimes are the regions of which something is known of applications.
func (r *request) withTimes() (there []string) {
	for _, region := range r.board.Config.Regions {
		if len(r.board.Processing(region.Code)) > 0 {
			there = append(there, region.Code)
		}
	}
	return there
}

// times draws rows of times on one scale of days.
func (x *exhibit) times(r *request, head string, rows []processingRow, any bool) {
	x.Summary = x.Title + ": " + x.Caption
	if any {
		x.Said = append(x.Said, r.T("processing.caption"))
	}
	s := &sheet{Head: head, Columns: []sheetColumn{
		{Name: r.T("processing.completed"), Least: 66}, {Name: r.T("processing.times"), Least: 150}, {Name: r.T("processing.within"), Least: 66},
		{Name: r.T("processing.are_open"), Least: 66}, {Name: r.T("processing.are_overdue"), Least: 66},
	}}
	for i := range rows {
		s.Rows = append(s.Rows, rows[i].inSheet(r))
	}
	x.rowed(s)
}

// inSheet is a row as it is drawn. What is missing is told by its mark, as the page's table does.
func (row *processingRow) inSheet(r *request) sheetRow {
	or := func(text string, missing *mark) sheetCell {
		if missing != nil {
			return sheetCell{Mark: missing}
		}
		return sheetCell{Text: cmp.Or(text, none)}
	}
	times := sheetCell{Mark: row.Missing}
	if row.Missing == nil {
		times = sheetCell{Text: strings.Join([]string{cmp.Or(row.Median, none), cmp.Or(row.P90, none)}, " / ")}
		if row.Range != nil {
			times.Drawn = row.Range.strokes()
		}
	}
	times.Under = r.T("processing.deadline") + ": " + cmp.Or(row.Deadline, r.T("processing.no_deadline"))
	return sheetRow{Name: row.Name, Cells: []sheetCell{
		or(row.Completed, row.CompletedMissing), times, or(row.Within, row.WithinMissing), or(row.Open, row.OpenMissing), or(row.Overdue, row.OverdueMissing),
	}}
}

// strokes draw a range as the style sheet has it.
func (t *timeRange) strokes() []stroke {
	paint := picture.Paint(map[string]string{"within": "ontrack", "over": "offtrack", "none": "soft"}[t.Kind])
	all := []stroke{
		{Length: 1000, Y: 7.5, High: 1, Look: picture.Look{Fill: "rule"}},
		{X: float64(t.Median), Length: float64(t.Length), Y: 6, High: 4, Look: picture.Look{Fill: paint}},
		{X: float64(t.Median), Length: 9, Y: 2, High: 12, Look: picture.Look{Fill: paint}},
	}
	if t.Limit >= 0 {
		all = append(all, stroke{X: float64(t.Limit), Length: 4, Y: 0, High: sheetStroke, Look: picture.Look{Fill: "ink"}})
	}
	return all
}
