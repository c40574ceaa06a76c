package pages

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// compareBody is a table of regions by indicators, each column shaded from its worst to its best.
type compareBody struct {
	Parents []parentChoice
	Columns []compareColumn
	Rows    []compareRow
	CSV     string
	Tags    []string
}

// parentChoice is whose regions are compared.
type parentChoice struct {
	place
	Current bool
}

// compareColumn is an indicator. Sorted: "best" or "worst" first where the rows are in its order.
type compareColumn struct {
	Name, Href, Period string
	Sorted             string
}

type compareRow struct {
	Name, Href string
	Cells      []compareCell
}

// compareCell is a region's newest value. Heat is 1 (worst fifth of the regions) to 5; 0 where there is nothing to compare.
type compareCell struct {
	Value, How string
	When       string // the period, where it is not the column's
	Heat       int
	Missing    *mark
}

// fewestCompared is how many regions an indicator needs values of to be a column.
const fewestCompared = 2

// comparison is what the table shows, before it is written in a language.
type comparison struct {
	parent  *config.Region
	columns []*config.Indicator
	rows    []compared // in the order of the sorted column
	sorted  *config.Indicator
	worst   bool // first
}

// compared is a region with its newest values.
type compared struct {
	*config.Region
	cells []*board.Cell // by column; nil where it has no value
}

// compare serves the table as a page.
func (p *Pages) compare(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		t, err := r.comparison(c.Query("of"), c.Query("sort"))
		if err != nil {
			return nil, err
		}
		for _, kept := range []string{"of", "sort"} {
			if value := c.Query(kept); value != "" {
				r.about = append(r.about, kept, value)
			}
		}
		return &content{template: "compare", title: r.T("nav.compare"), section: "compare", body: r.compareBody(t), seldom: c.Query("sort") != ""}, nil
	})(c)
}

// compareFile serves exactly what the page shows as CSV: a value and its period for each column, empty where there is none.
func (p *Pages) compareFile(c *fiber.Ctx) error {
	secure(c)
	r, err := p.request(c)
	if err != nil {
		return err
	}
	if c.Get(fiber.HeaderIfNoneMatch) == p.tag(c, r) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	t, err := r.comparison(c.Query("of"), c.Query("sort"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	head := []string{"region", "name"}
	for _, i := range t.columns {
		head = append(head, i.ID, i.ID+"_period")
	}
	rows := [][]string{head}
	for _, of := range t.rows {
		row := []string{of.Code, r.plainText(of.Name)}
		for _, cell := range of.cells {
			if cell == nil {
				row = append(row, "", "")
				continue
			}
			row = append(row, strconv.FormatFloat(*cell.Value, 'g', -1, 64), cell.Period.String())
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="compare.csv"`)
	return c.Send(out.Bytes())
}

// comparison finds the regions and their values. of is the region whose children are compared, "": the one with the most; sort is
// an indicator, its best first, or with "-" before it its worst; "": the first column's best.
func (r *request) comparison(of, sort string) (*comparison, error) {
	t := &comparison{parent: r.board.Config.Region(strings.ToUpper(of))}
	if of == "" {
		parents := r.parents()
		if len(parents) == 0 {
			return t, nil
		}
		t.parent = slices.MaxFunc(parents, func(x, y *config.Region) int { return cmp.Compare(r.reporting(x), r.reporting(y)) })
	}
	if t.parent == nil || len(r.board.Config.Children(t.parent.Code)) == 0 {
		return nil, fiber.ErrNotFound
	}
	for _, region := range r.board.Config.Children(t.parent.Code) {
		t.rows = append(t.rows, compared{Region: region})
	}
	for _, i := range r.board.Config.Indicators {
		t.addColumn(r, i)
	}
	id, worst := strings.CutPrefix(sort, "-")
	t.worst = worst
	column := 0
	if id != "" {
		if column = slices.IndexFunc(t.columns, func(i *config.Indicator) bool { return i.ID == id }); column < 0 {
			return nil, &store.Error{Code: store.CodeInvalid, Message: "sort: no column is called " + strconv.Quote(id)}
		}
	}
	if len(t.columns) > 0 {
		t.order(column)
	}
	return t, nil
}

// addColumn adds an indicator that enough of the regions have a value of.
func (t *comparison) addColumn(r *request, i *config.Indicator) {
	cells, known := make([]*board.Cell, len(t.rows)), 0
	for n, row := range t.rows {
		if cells[n] = r.newest(i, row.Region); cells[n] != nil {
			known++
		}
	}
	if known < fewestCompared {
		return
	}
	t.columns = append(t.columns, i)
	for n := range t.rows {
		t.rows[n].cells = append(t.rows[n].cells, cells[n])
	}
}

// order sorts the regions by a column; those without a value come last either way.
func (t *comparison) order(column int) {
	t.sorted = t.columns[column]
	slices.SortStableFunc(t.rows, func(x, y compared) int {
		a, b := x.cells[column], y.cells[column]
		switch {
		case a == nil && b == nil:
			return 0
		case a == nil:
			return 1
		case b == nil:
			return -1
		}
		better := cmp.Compare(*b.Value, *a.Value) * int(t.sorted.Direction.Sign())
		if t.worst {
			return -better
		}
		return better
	})
}

// parents are the regions that are made of others.
func (r *request) parents() []*config.Region {
	var list []*config.Region
	for _, region := range r.board.Config.Regions {
		if len(r.board.Config.Children(region.Code)) >= fewestCompared {
			list = append(list, region)
		}
	}
	return list
}

// reporting is how many of a region's children have any value.
func (r *request) reporting(parent *config.Region) int {
	n := 0
	for _, child := range r.board.Config.Children(parent.Code) {
		if slices.ContainsFunc(r.board.Config.Indicators, func(i *config.Indicator) bool { return r.newest(i, child) != nil }) {
			n++
		}
	}
	return n
}

// newest is a region's newest value; of a flow, of a period that has ended. nil where it has none, or only a sum that lacks regions.
func (r *request) newest(i *config.Indicator, region *config.Region) *board.Cell {
	s := r.board.Series(i.ID, region.Code, "")
	if s == nil {
		return nil
	}
	for n := len(s.Cells) - 1; n >= 0; n-- {
		c := &s.Cells[n]
		if c.Value != nil && !c.Incomplete && c.Period.Start <= r.board.Today && (i.Nature == kpi.Stock || !c.Running) {
			return c
		}
	}
	return nil
}

func (r *request) compareBody(t *comparison) *compareBody {
	body := &compareBody{}
	for _, parent := range r.parents() {
		body.Parents = append(body.Parents, parentChoice{place{r.plainText(parent.Name), r.link("/compare", "of", parent.Code)}, parent == t.parent})
	}
	if t.parent == nil || t.sorted == nil {
		return body
	}
	sorting := t.sorted.ID
	if t.worst {
		sorting = "-" + sorting
	}
	body.CSV = r.link("/compare.csv", "of", t.parent.Code, "sort", sorting)
	periods := make([]kpi.Period, len(t.columns))
	for n, i := range t.columns {
		periods[n] = t.newestPeriod(n)
		body.Columns = append(body.Columns, r.compareColumn(t, i, periods[n]))
	}
	for _, of := range t.rows {
		row := compareRow{Name: r.plainText(of.Name), Href: r.regionLink(of.Region)}
		for n, i := range t.columns {
			c := of.cells[n]
			if c == nil {
				missing := r.status(kpi.NoData)
				if s := r.board.Series(i.ID, of.Code, ""); s != nil {
					missing = r.lastOf(s)
				}
				row.Cells = append(row.Cells, compareCell{Missing: &missing})
				continue
			}
			cell := compareCell{Value: r.value(i, *c.Value), How: r.how(c.Indicator, c.Region, "", c.Period), Heat: t.heat(c, n)}
			if c.Period != periods[n] {
				cell.When = r.Period(c.Period)
			}
			if c.Simulated && body.Tags == nil {
				body.Tags = []string{r.T("tag.simulated")}
			}
			row.Cells = append(row.Cells, cell)
		}
		body.Rows = append(body.Rows, row)
	}
	return body
}

// lastOf is why the newest cell of a series has no value.
func (r *request) lastOf(s *board.Series) mark {
	for n := len(s.Cells) - 1; n >= 0; n-- {
		if c := &s.Cells[n]; c.Period.Start <= r.board.Today {
			return *r.missing(c.Status, c.Reason)
		}
	}
	return r.status(kpi.NoData)
}

func (r *request) compareColumn(t *comparison, i *config.Indicator, period kpi.Period) compareColumn {
	column := compareColumn{Name: r.plainText(i.Name), Period: r.Period(period)}
	sort := i.ID
	if i == t.sorted {
		column.Sorted = "best"
		if t.worst {
			column.Sorted = "worst"
		} else {
			sort = "-" + sort
		}
	}
	column.Href = r.link("/compare", "of", t.parent.Code, "sort", sort)
	return column
}

// newestPeriod is the newest period that any region has a value for.
func (t *comparison) newestPeriod(column int) kpi.Period {
	var newest kpi.Period
	for _, row := range t.rows {
		if c := row.cells[column]; c != nil && c.Period.End > newest.End {
			newest = c.Period
		}
	}
	return newest
}

// heat is the fifth of the compared regions that a value lies in, halfway between those that are worse and those that are not
// better. Whoever nobody is better than is among the best, and whoever nobody is worse than among the worst; where all are equal
// everybody is in the middle.
func (t *comparison) heat(own *board.Cell, column int) int {
	up := t.columns[column].Direction.Sign()
	worse, better, others := 0, 0, -1
	for _, row := range t.rows {
		if c := row.cells[column]; c != nil {
			others++
			switch by := (*own.Value - *c.Value) * up; {
			case by > 0:
				worse++
			case by < 0:
				better++
			}
		}
	}
	switch {
	case worse == 0 && better == 0:
		return 3
	case better == 0:
		return 5
	case worse == 0:
		return 1
	}
	return 1 + min(4, 5*(worse+others-better)/(2*others))
}
