package board

import (
	"maps"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// overParts are the ways in which a service of a region follows from that of its parts.
var overParts = map[string]func([]*float64) *float64{config.RollupAll: kpi.AllOf, config.RollupAny: kpi.AnyOf, config.RollupShare: kpi.ShareOf}

// servicesOverParts are a parent's series of services online, as each service stands in the parts that must provide it: that of each
// service, then the figures that add these up.
func (b *Board) servicesOverParts(p parent, i *config.Indicator) []*Series {
	months := map[kpi.Period]*partsOf{}
	for n, c := range p.parts[i.ID] {
		for _, s := range b.below(p, c, i.ID) {
			service := BreakdownValue(s.Breakdown, "service")
			for k := range s.Cells {
				if cell := &s.Cells[k]; c.expected(cell.Period) && (service != "" || s.Breakdown == "") {
					if months[cell.Period] == nil {
						months[cell.Period] = &partsOf{services: map[string][]*Cell{}, answered: map[int]bool{}, exempt: map[int]bool{}}
					}
					months[cell.Period].add(n, service, cell)
				}
			}
		}
	}
	made := map[string]*Series{}
	for period, parts := range months {
		parts.expected = -len(parts.exempt)
		for _, c := range p.parts[i.ID] {
			if c.expected(period) {
				parts.expected++
			}
		}
		for _, cell := range b.servicesOf(p.Region, i, period, parts) {
			s := made[cell.Breakdown]
			if s == nil {
				s = &Series{SeriesKey: SeriesKey{i.ID, p.Code, cell.Breakdown}}
				made[cell.Breakdown] = s
			}
			s.Cells = append(s.Cells, cell)
		}
	}
	list := slices.Collect(maps.Values(made))
	for _, s := range list {
		slices.SortFunc(s.Cells, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
	}
	slices.SortFunc(list, func(x, y *Series) int { return x.Compare(y.SeriesKey) })
	return list
}

// partsOf is what the parts of a region say of their services in a period.
type partsOf struct {
	services map[string][]*Cell // of each service: the cells of the parts that must provide it
	answered map[int]bool       // parts of which something is known
	exempt   map[int]bool       // parts that must provide none
	expected int
}

func (p *partsOf) add(part int, service string, c *Cell) {
	switch {
	case service == "" && c.Status == kpi.NotApplicable:
		p.exempt[part] = true
	case service != "" && c.Status != kpi.NotApplicable:
		p.services[service] = append(p.services[service], c)
		p.answered[part] = p.answered[part] || c.Value != nil
	}
}

// servicesOf makes the parent's cells of a period. A part of which nothing is known counts as not reported, and leaves the figure
// partial; one of which some services are known leaves those open that it alone could decide. Where nothing is known of any, the cells say why.
func (b *Board) servicesOf(parent *config.Region, i *config.Indicator, p kpi.Period, parts *partsOf) []Cell {
	reported := 0
	for _, is := range parts.answered {
		if is {
			reported++
		}
	}
	sums := map[string]*serviceSum{}
	for service, cells := range parts.services {
		for _, breakdown := range breakdownsOf(i, b.Config.Service(service)) {
			if sums[breakdown] == nil {
				sums[breakdown] = &serviceSum{cell: Cell{Observation: &store.Observation{
					Indicator: i.ID, Breakdown: breakdown, Region: parent.Code, Period: p, Origin: store.Origin{Source: RollupSource},
				}, Running: p.End >= b.Known, Reported: int32(reported), Expected: int32(parts.expected), Partial: reported < parts.expected}}
			}
			sums[breakdown].add(cells, i)
		}
	}
	made := make([]Cell, 0, len(sums))
	for _, s := range sums {
		made = append(made, s.finished(i))
	}
	return made
}

// breakdownsOf names the figures that a service counts in.
func breakdownsOf(i *config.Indicator, s *config.Service) []string {
	if s == nil {
		return nil // a pack that is no longer configured
	}
	names := []string{""}
	for _, by := range i.Derived.By {
		if value := map[string]string{"sector": s.Sector, "tier": s.Tier, "service": s.ID}[by]; value != "" {
			names = append(names, by+"="+value)
		}
	}
	return names
}

// serviceSum adds the services of a figure up.
type serviceSum struct {
	cell          Cell
	parts         []*Cell
	online        float64
	known         int // services that are decided
	answers, asks int // parts' answers on services, and all that there should be
}

func (s *serviceSum) add(cells []*Cell, i *config.Indicator) {
	shares := make([]*float64, len(cells))
	for n, c := range cells {
		s.asks++
		if c.Value != nil {
			share := *c.Value / scaleOf(i)
			shares[n] = &share
			s.answers++
		}
		s.cell.addOrigin(c)
	}
	s.parts = append(s.parts, cells...)
	if v := overParts[i.Rollup](shares); v != nil {
		s.known++
		s.online += *v
	}
}

// finished is the figure: the services online, or their share of those that are decided. Coverage is the share of the answers that
// are known. What lacks parts can only fall, or only rise, once they answer, so it is not judged.
func (s *serviceSum) finished(i *config.Indicator) Cell {
	c := s.cell
	coverage := float64(s.answers) / float64(s.asks)
	c.Coverage = &coverage
	if c.Reported == 0 {
		c.blank(s.parts, kpi.ReasonNoData)
		return c
	}
	if c.Partial && i.Rollup != config.RollupShare {
		c.Incomplete, c.lacks = true, c.lacks.and(lacksData)
	}
	c.trimCollections()
	if s.known == 0 {
		c.Status, c.Reason = kpi.NoData, kpi.ReasonNoData
		return c
	}
	online, known := s.online, float64(s.known)
	c.Status, c.Value, c.Numerator, c.Denominator = kpi.Present, &online, &online, &known
	if i.Derived.Measure == config.MeasureServicesOnlineShare {
		v := scaleOf(i) * online / known
		c.Value = &v
	}
	return c
}
