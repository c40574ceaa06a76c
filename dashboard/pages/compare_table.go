package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// compareTable is a table of regions by indicators, each column shaded from its worst to its best.
type compareTable struct {
	Columns []compareColumn
	Rows    []compareRow
}

// compareColumn is an indicator. Sorted: "best" or "worst" first where the rows are in its order.
type compareColumn struct {
	Name, Href, Period string
	Sorted             string
}

type compareRow struct {
	Name, Href string
	Peer       bool          // the one whose peers are compared
	Cells      template.HTML // see heatCells
}

// compared is a column of the table: an indicator's newest values in the regions that are compared.
type compared struct {
	*config.Indicator
	cells  []*board.Cell // by region, in order; nil where it has no value
	newest kpi.Period    // the newest of theirs
	order  []float64     // their values from the worst to the best, better ones higher
}

// sorting are the table's columns, the regions' order, and the column that they are in the order of.
func (r *request) sorting(t *comparison) (columns []*compared, order []int, sorted *compared, worst bool) {
	chosen := t.columns()
	id, worst := strings.CutPrefix(t.selection.sort, "-")
	for _, i := range t.known {
		if len(chosen) > 0 && !slices.Contains(chosen, i.ID) && i.ID != id {
			continue
		}
		columns = append(columns, r.column(t, i))
		if sorted == nil || i.ID == id {
			sorted = columns[len(columns)-1]
		}
	}
	order = make([]int, len(t.regions))
	for n := range order {
		order[n] = n
	}
	if sorted == nil {
		return columns, order, nil, false
	}
	up := sorted.Direction.Sign()
	if worst {
		up = -up
	}
	slices.SortStableFunc(order, func(x, y int) int {
		a, b := sorted.cells[x], sorted.cells[y]
		if a == nil || b == nil {
			return cmp.Compare(unknown(a), unknown(b)) // without a value last, either way
		}
		return cmp.Compare(*b.Value*up, *a.Value*up)
	})
	return columns, order, sorted, worst
}

func unknown(c *board.Cell) int {
	if c == nil {
		return 1
	}
	return 0
}

// column finds an indicator's values once for the whole table.
func (r *request) column(t *comparison, i *config.Indicator) *compared {
	c := &compared{Indicator: i, cells: r.newestOf(i, t.regions)}
	for _, cell := range c.cells {
		if cell == nil {
			continue
		}
		c.order = append(c.order, *cell.Value*i.Direction.Sign())
		if cell.Period.End > c.newest.End {
			c.newest = cell.Period
		}
	}
	slices.Sort(c.order)
	return c
}

// fewestShaded is how many regions there are fifths of.
const fewestShaded = 5

// heat, 1 (the worst) to 5, is the fifth of the compared regions that a value lies in, halfway between those that are worse and those that are not
// better. Whoever nobody is better than is among the best, and whoever nobody is worse than among the worst; where all are equal
// everybody is in the middle. 0 where that would say nothing: of counts, which are larger where more people live, and of few regions.
func (c *compared) heat(cell *board.Cell) int {
	if c.Unit == "count" || len(c.order) < fewestShaded {
		return 0
	}
	v := *cell.Value * c.Direction.Sign()
	worse, _ := slices.BinarySearch(c.order, v)
	notBetter, _ := slices.BinarySearchFunc(c.order, v, func(other, v float64) int {
		if other <= v {
			return -1
		}
		return 1
	})
	others := len(c.order) - 1
	switch better := len(c.order) - notBetter; {
	case worse == 0 && better == 0:
		return 3
	case better == 0:
		return 5
	case worse == 0:
		return 1
	}
	return 1 + min(4, 5*(worse+others-(len(c.order)-notBetter))/(2*others))
}

// table shows the newest values of the regions, and which is furthest ahead and furthest behind.
func (r *request) table(t *comparison, body *compareBody) {
	shown := &compareTable{}
	body.Shown = shown
	columns, order, sorted, worst := r.sorting(t)
	for _, c := range columns {
		shown.Columns = append(shown.Columns, r.compareColumn(t, c, c == sorted, worst))
	}
	writers := r.writers(columns)
	for _, n := range order {
		region := t.regions[n]
		row := compareRow{Name: r.regionName(region), Href: r.regionLink(region), Peer: t.peers != nil && t.peers.of == region}
		row.Cells = r.heatCells(t, columns, writers, n)
		for _, c := range columns {
			body.simulated(r, c.cells[n])
		}
		shown.Rows = append(shown.Rows, row)
	}
	if sorted != nil && len(sorted.order) >= fewestCompared {
		body.Finding = r.apart(t, sorted)
	}
}

func (r *request) compareColumn(t *comparison, c *compared, sorted, worst bool) compareColumn {
	column := compareColumn{Name: r.plainText(c.Name)}
	if c.newest.End != 0 {
		column.Period = r.Period(c.newest)
	}
	by := t.selection
	by.sort = c.ID
	switch {
	case sorted && worst:
		column.Sorted = "worst"
	case sorted:
		column.Sorted, by.sort = "best", "-"+c.ID
	}
	column.Href = r.compareLink(viewTable, by)
	return column
}

// apart says which region is furthest ahead by an indicator, which furthest behind, and by how much.
func (r *request) apart(t *comparison, c *compared) string {
	ends := [2]float64{c.order[len(c.order)-1], c.order[0]}
	if ends[0] == ends[1] {
		return r.T("compare.all_equal", "Indicator", r.plainText(c.Name), "Value", r.value(c.Indicator, ends[0]*c.Direction.Sign()))
	}
	var regions [2][]*config.Region
	for n, cell := range c.cells {
		for end, v := range ends {
			if cell != nil && *cell.Value*c.Direction.Sign() == v {
				regions[end] = append(regions[end], t.regions[n])
			}
		}
	}
	return r.T("compare.apart", "Indicator", r.plainText(c.Name), "Apart", r.distance(c.Indicator, ends[0]-ends[1]), "Best", r.names(regions[0], mostInTitles), "Worst", r.names(regions[1], mostInTitles),
		"BestValue", r.value(c.Indicator, ends[0]*c.Direction.Sign()), "WorstValue", r.value(c.Indicator, ends[1]*c.Direction.Sign()))
}

// tableRows are what the table shows: of each column a value, its period, why there is none, and whether it is simulated.
func (r *request) tableRows(t *comparison) [][]string {
	columns, order, _, _ := r.sorting(t)
	return r.columnRows(t, columns, order)
}

func (r *request) columnRows(t *comparison, columns []*compared, order []int) [][]string {
	head := []string{"region", "name"}
	for _, c := range columns {
		head = append(head, c.ID, c.ID+"_unit", c.ID+"_period", c.ID+"_status", c.ID+"_simulated")
	}
	rows := [][]string{head}
	for _, n := range order {
		row := r.rowOf(t.regions[n])
		for _, c := range columns {
			row = append(row, r.cellRow(t, c.Indicator, t.regions[n], c.cells[n])...)
		}
		rows = append(rows, row)
	}
	return rows
}
