package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// similar are a region and those beside it that are nearest in population, with what is promised for it.
type similar struct {
	Unknown bool // its own population is not known, so that no region is near it
	Columns []string
	Index   string // the name of the index that ranks them and of when, "" where none does
	Rows    []peer
	Tags    []string
	Compare string // the same regions, compared
}

type peer struct {
	Name, Href, Population string
	Own                    bool
	Cells                  []peerCell
	Rank, How              string
	Unranked               *mark
}

// peerCell is a region's newest value.
type peerCell struct {
	Value, When, How string
	Missing          *mark
}

// similar is nil where the region stands alone, or nothing that could be compared is promised for it.
func (r *request) similar(region *config.Region) *similar {
	indicators, index := r.promisedOf(region), r.indexOf(region)
	if region.Parent == "" || len(indicators) == 0 && index == nil {
		return nil
	}
	if region.Population == 0 {
		return &similar{Unknown: true}
	}
	list := ofSize(region, r.board.Config.Children(region.Parent))
	if len(list) < 2 {
		return nil
	}
	out := &similar{Compare: r.link("/compare", "peers", region.Code, "by", "population")}
	for _, i := range indicators {
		out.Columns = append(out.Columns, r.plainText(i.Name))
	}
	known := &comparison{}
	simulated := index != nil && index.Simulated
	if index != nil {
		out.Index = r.T("value.dated", "Value", r.plainText(index.Index.Name), "Date", r.Period(index.Period))
	}
	for _, of := range list {
		row := peer{Name: r.regionName(of), Href: r.regionLink(of), Population: r.Number(float64(of.Population), 0), Own: of == region}
		for _, i := range indicators {
			cell, made := r.peerCell(known, i, of)
			row.Cells, simulated = append(row.Cells, cell), simulated || made
		}
		if index != nil {
			row.rank(r, index, of)
		}
		out.Rows = append(out.Rows, row)
	}
	if simulated {
		out.Tags = []string{r.T("tag.simulated")}
	}
	return out
}

// ofSize are a region and those nearest to it in population, the most populous first.
func ofSize(region *config.Region, all []*config.Region) []*config.Region {
	values := make([]*float64, len(all))
	for n, of := range all {
		values[n] = population(of)
	}
	var list []*config.Region
	for _, n := range near(region, all, values) {
		list = append(list, all[n])
	}
	slices.SortStableFunc(list, func(x, y *config.Region) int { return cmp.Compare(y.Population, x.Population) })
	return list
}

// promisedOf are the indicators that something is promised about for a region as a whole, each once: the first few of them.
func (r *request) promisedOf(region *config.Region) []*config.Indicator {
	var list []*config.Indicator
	for _, p := range r.board.ProgressOf("", region.Code) {
		if len(list) == mostColumns {
			break
		}
		if p.Breakdown == "" && p.Reason != kpi.ReasonNotExpected && !slices.Contains(list, p.Indicator) {
			list = append(list, p.Indicator)
		}
	}
	return list
}

// indexOf is the newest period of the first index that compares a region; nil where none does.
func (r *request) indexOf(region *config.Region) *board.IndexPeriod {
	for _, v := range r.board.Indexes {
		if p := ranked(v); p != nil && p.PlaceOf(region) >= 0 {
			return p
		}
	}
	return nil
}

func (r *request) peerCell(known *comparison, i *config.Indicator, region *config.Region) (cell peerCell, simulated bool) {
	c := r.newest(i, region)
	if c == nil {
		return peerCell{Missing: r.lastOf(known, i, region)}, false
	}
	return peerCell{Value: r.value(i, *c.Value), When: r.Period(c.Period), How: r.how(c.Indicator, c.Region, "", c.Period)}, c.Simulated
}

// rank adds a region's place in the index.
func (row *peer) rank(r *request, p *board.IndexPeriod, region *config.Region) {
	n := p.PlaceOf(region)
	if n < 0 {
		m := r.because(string(kpi.NotExpected), string(kpi.ReasonNotExpected))
		row.Unranked = &m
		return
	}
	of := r.compositeRow(p, n)
	row.How, row.Unranked = of.How, of.Absent
	if of.Absent == nil {
		row.Rank = r.Ordinal(p.Regions[n].Rank)
	}
}
