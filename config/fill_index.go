package config

import (
	"cmp"
	"strings"

	"github.com/postup/postup/kpi"
)

// fillIndex puts in what an index leaves out and tells its method.
func (c *checker) fillIndex(x *Index, p *Programme) {
	x.Programme = p
	if x.Regions == nil {
		x.Regions = p.Expects
	}
	x.Editions = present(x.Editions)
	for _, e := range x.Editions {
		if e.Name == nil {
			e.Name = Text{"en": e.ID, "uk": e.ID, "ru": e.ID}
		}
		if len(e.Scale) == 0 {
			e.Scale = []float64{0, 100}
		}
		e.Normalisation = cmp.Or(e.Normalisation, kpi.MinMax)
		e.Aggregation = cmp.Or(e.Aggregation, kpi.Arithmetic)
		if !c.has(&e.MinShare) {
			e.MinShare = 2.0 / 3
		}
		e.Parts = c.fillParts(e, e.Parts)
		e.Method = kpi.Index{Low: e.Scale[0], High: e.Scale[len(e.Scale)-1], MinShare: e.MinShare, Root: kpi.Node{
			ID: x.ID, Weight: 1, Aggregation: e.Aggregation, Power: e.Power, Children: c.nodesOf(e, e.Parts),
		}}
	}
}

func (c *checker) fillParts(e *Edition, parts []*IndexPart) []*IndexPart {
	parts = present(parts)
	for _, part := range parts {
		if part.Indicator != "" {
			e.Leaves = append(e.Leaves, part)
		}
		part.ID = cmp.Or(part.ID, part.Sector, leafID(part))
		if part.Name == nil {
			if s := c.sector[part.Sector]; s != nil {
				part.Name = s.Name
			} else if i := c.indicator[part.Indicator]; i != nil {
				part.Name = i.Name
			}
		}
		part.Parts = c.fillParts(e, part.Parts)
	}
	return parts
}

// leafID is "services_online_share:healthcare" for a breakdown of one sector.
func leafID(part *IndexPart) string {
	id := []string{part.Indicator}
	pairs, _ := ParseBreakdown(part.Breakdown) // what is wrong with it is told where it stands
	for _, pair := range pairs {
		id = append(id, pair[1])
	}
	return strings.Join(id, ":")
}

func (c *checker) nodesOf(e *Edition, parts []*IndexPart) []kpi.Node {
	nodes := make([]kpi.Node, len(parts))
	for n, part := range parts {
		nodes[n] = kpi.Node{
			ID: part.ID, Weight: part.Weight, Children: c.nodesOf(e, part.Parts), Aggregation: part.Aggregation, Power: part.Power,
		}
		i := c.indicator[part.Indicator]
		if i == nil {
			continue
		}
		nodes[n].Direction = i.Direction
		nodes[n].Normalisation = cmp.Or(part.Normalisation, e.Normalisation)
		nodes[n].Min, nodes[n].Max, nodes[n].Target = part.Min, part.Max, part.Target
		nodes[n].Treat = e.Treat
		if part.Treat != nil {
			nodes[n].Treat = *part.Treat
		}
	}
	return nodes
}
