package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// compareRanks are the regions' places over time, in an index or by an indicator.
type compareRanks struct {
	Name, Explain string
	Proposed      bool
	Panels        []ranksPanel // one, or the best and the worst of very many
	Periods       []string     // of the table
	Rows          []rankRow
	Untold        []untold // that have no place in any period
	Earlier       bool     // there are more periods, in the file
	Between       bool     // the table has the first and the last of the periods alone
	Parted        []string // since when places are found in another way
	Risen, Fallen bool     // some are drawn as having done so
	Marked        bool     // the region whose peers are compared is drawn
}

type ranksPanel struct {
	Title        string // "" of the only one
	Wide, Narrow *chart.RanksDrawing
}

// rankRow is a region's places; "" where it has none.
type rankRow struct {
	Name, Href string
	Peer       bool
	Places     []string
	Newest     int    // which of them is the newest
	How        string // where that is explained
	Moved      string
}

// placings are places by period.
type placings struct {
	id      string // of the index or the indicator
	periods []kpi.Period
	ranks   [][]int      // by period and region; 0: none
	values  [][]*float64 // what they are found by
	parts   []int        // the periods with which something else begins to be measured
	cells   [][]bool     // which are simulated
}

const (
	mostPeriods = 24 // that are drawn; the file has all
	mostLines   = 40 // that are drawn together
	endsLines   = 15
	mostPlaces  = 100 // regions whose places in all periods stand in the table
	mostMoved   = 3   // regions that are drawn as risen most, and as fallen most, where no more moved by as much
)

// placing chooses what regions are placed by: the index or indicator that was asked for, or the first index that places them.
func (t *comparison) placing(r *request) *board.IndexView {
	if t.index != nil {
		return r.board.IndexOf(t.index.Programme.ID)
	}
	if t.indicator != "" {
		return nil
	}
	if list := t.indexes(r); len(list) > 0 {
		return list[0]
	}
	return nil
}

// indexes are those that place two or more of the regions.
func (t *comparison) indexes(r *request) (list []*board.IndexView) {
	for _, v := range r.board.Indexes {
		if p := ranked(v); p != nil {
			placed := 0
			for n := range p.Regions {
				if of := &p.Regions[n]; of.Rank > 0 && of.Region.Parent == t.parent.Code {
					placed++
				}
			}
			if placed >= fewestCompared {
				list = append(list, v)
			}
		}
	}
	return list
}

// placings finds the regions' places among those that are compared.
func (r *request) placings(t *comparison) *placings {
	s := &placings{}
	if v := t.placing(r); v != nil {
		s.byIndex(t, v)
	} else if t.on != nil {
		s.byIndicator(r, t)
	}
	for _, values := range s.values {
		s.ranks = append(s.ranks, kpi.Ranks(values))
	}
	return s
}

// byIndex places the regions as the index does: among fewer regions in the same order.
func (s *placings) byIndex(t *comparison, v *board.IndexView) {
	s.id = v.Index.ID
	for n, p := range v.Periods {
		at := map[*config.Region]*board.IndexRegion{}
		for k := range p.Regions {
			at[p.Regions[k].Region] = &p.Regions[k]
		}
		values, simulated := make([]*float64, len(t.regions)), make([]bool, len(t.regions))
		for k, region := range t.regions {
			if of := at[region]; of != nil && of.Rank > 0 {
				order := -float64(of.Rank)
				values[k], simulated[k] = &order, p.Simulated
			}
		}
		if n > 0 && v.Periods[n-1].Edition != p.Edition {
			s.parts = append(s.parts, len(s.periods))
		}
		s.periods, s.values, s.cells = append(s.periods, p.Period), append(s.values, values), append(s.cells, simulated)
	}
}

// byIndicator places them by the values of each period that two or more have one of.
func (s *placings) byIndicator(r *request, t *comparison) {
	s.id = t.on.ID
	values, simulated := map[kpi.Period][]*float64{}, map[kpi.Period][]bool{}
	up := t.on.Direction.Sign()
	for n, region := range t.regions {
		series := r.board.Series(t.on.ID, region.Code, "")
		if series == nil {
			continue
		}
		for k := range series.Cells {
			c := &series.Cells[k]
			if !r.comparable(t.on, c) {
				continue
			}
			if values[c.Period] == nil {
				values[c.Period], simulated[c.Period] = make([]*float64, len(t.regions)), make([]bool, len(t.regions))
				s.periods = append(s.periods, c.Period)
			}
			v := *c.Value * up
			values[c.Period][n], simulated[c.Period][n] = &v, c.Simulated
		}
	}
	s.periods = slices.DeleteFunc(s.periods, func(p kpi.Period) bool { return placed(values[p]) < fewestCompared })
	slices.SortFunc(s.periods, func(x, y kpi.Period) int { return cmp.Or(cmp.Compare(x.End, y.End), cmp.Compare(x.Start, y.Start)) })
	for n, p := range s.periods {
		s.values, s.cells = append(s.values, values[p]), append(s.cells, simulated[p])
		if n > 0 && t.on.BreakBetween(s.periods[n-1], p) {
			s.parts = append(s.parts, n)
		}
	}
}

func placed(values []*float64) (n int) {
	for _, v := range values {
		if v != nil {
			n++
		}
	}
	return n
}

// newestFirst are the regions in the order of their newest places; those that have none in the newest period after them.
func (s *placings) newestFirst(regions int) []int {
	order := make([]int, regions)
	for n := range order {
		order[n] = n
	}
	last := s.ranks[len(s.ranks)-1]
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(uint(last[x]-1), uint(last[y]-1)) }) // no place, 0, becomes the greatest
	return order
}

// last are the newest periods of all.
func (s *placings) last(most int) *placings {
	from := max(0, len(s.periods)-most)
	out := &placings{id: s.id, periods: s.periods[from:], ranks: s.ranks[from:], values: s.values[from:], cells: s.cells[from:]}
	for _, at := range s.parts {
		if at >= from {
			out.parts = append(out.parts, at-from)
		}
	}
	return out
}

// comparableFrom is the first period whose places the newest can be held against.
func (s *placings) comparableFrom() int {
	if n := len(s.parts); n > 0 {
		return s.parts[n-1]
	}
	return 0
}

// rose is by how many places a region rose over the periods that can be compared; nil where it has no place in the first of them,
// or none in the newest.
func (s *placings) rose(region int) *int {
	from, last := s.comparableFrom(), len(s.periods)-1
	if from == last {
		return nil
	}
	return kpi.Movement(s.ranks[from][region], s.ranks[last][region])
}

// ranksRows are the regions' places in all periods.
func (r *request) ranksRows(t *comparison) [][]string {
	rows := [][]string{{"region", "name", "by", "period", "rank", "ranked", "status", "simulated"}}
	s := r.placings(t)
	if len(s.periods) == 0 {
		return rows
	}
	for _, n := range s.newestFirst(len(t.regions)) {
		for at, p := range s.periods {
			rank, status, simulated := "", string(kpi.NoData), ""
			if s.ranks[at][n] > 0 {
				rank, status, simulated = strconv.Itoa(s.ranks[at][n]), string(kpi.Present), strconv.FormatBool(s.cells[at][n])
			}
			rows = append(rows, append(r.rowOf(t.regions[n]), s.id, p.String(), rank, strconv.Itoa(placed(s.values[at])), status, simulated))
		}
	}
	return rows
}

// noPlace is why a region has no place in any period.
func (r *request) noPlace(t *comparison, region *config.Region) mark {
	v := t.placing(r)
	if v == nil {
		return *r.lastOf(t, t.on, region)
	}
	if v.Index.Programme.Exempt(region.Code) != nil {
		return r.because(string(kpi.NotExpected), string(kpi.ReasonNotExpected))
	}
	if p := ranked(v); p != nil {
		if n := p.PlaceOf(region); n >= 0 {
			return *r.missing(kpi.Present, p.Regions[n].Reason)
		}
	}
	return r.because(string(kpi.NoData), string(kpi.ReasonNoData))
}
