package pages

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// mapExhibit is a promise in all regions that have a place on the map.
func (r *request) mapExhibit(e *embedded) (*exhibit, error) {
	r.about = append(r.about, "target", e.target, "breakdown", e.breakdown)
	g := lead(r.board)
	if e.target != "" {
		g = r.mapped(e)
	}
	m := r.tileMap(g)
	if m == nil {
		return nil, r.noMap(e)
	}
	p := g.last()
	e.target, e.breakdown = p.Target.ID, p.Breakdown
	page := r.programmeLink(p.Programme)
	if lead := lead(r.board); lead != nil && lead.last().Target == p.Target {
		page = r.link("/")
	}
	x := &exhibit{Kind: embedMap, Title: r.plainText(p.Target.Name), Caption: m.Caption, Summary: m.Caption + " " + m.Furthest, Map: m, Page: page, Source: r.sourceLine(page)}
	x.Tags = r.tagsOfMap(p)
	for _, t := range m.Tiles {
		x.Whole += " " + t.said() + "."
	}
	return x, nil
}

// noMap says why there is nothing to draw, and what can be drawn.
func (r *request) noMap(e *embedded) error {
	targets, breakdowns := r.mappable(e.target)
	switch {
	case len(targets) == 0:
		return r.wrongEmbed("unmapped", "target", e.target, nil, fiber.ErrNotFound)
	case e.target == "":
		return r.wrongEmbed("unmeasured", "target", "", targets, fiber.ErrNotFound)
	case slices.Contains(targets, e.target):
		return r.wrongEmbed("breakdown", "breakdown", e.breakdown, breakdowns, fiber.ErrNotFound)
	}
	return r.wrongEmbed("target", "target", e.target, targets, fiber.ErrNotFound)
}

// said is what a tile shows, in words.
func (t *tile) said() string {
	text := t.Name + ": "
	if t.HasValue {
		text += t.Value + " (" + t.On + "), "
	}
	return text + t.Mark.Word
}

// mapped is a region's progress on the promise that the map is asked for; nil where there is none.
func (r *request) mapped(e *embedded) group {
	for g := range groups(r.board.Progress) {
		if p := g.last(); p.Target.ID == e.target && p.Breakdown == e.breakdown {
			return g
		}
	}
	return nil
}

// mappable are the promises that more than one region has and that have a place on the map, and the parts that one of them is about.
func (r *request) mappable(target string) (targets, breakdowns []string) {
	for _, of := range byTarget(r.board.Progress) {
		if regionsOf(of) < 2 || !slices.ContainsFunc(of, func(p *board.Progress) bool { return r.onMap(p.Region.Code) }) {
			continue
		}
		id := of[0].Target.ID
		if !slices.Contains(targets, id) {
			targets = append(targets, id)
		}
		for _, p := range of {
			if part := cmp.Or(p.Breakdown, `""`); id == target && !slices.Contains(breakdowns, part) {
				breakdowns = append(breakdowns, part)
			}
		}
	}
	return targets, breakdowns
}

// onMap tells whether a region has a place on the map, or boundaries where the owner has these.
func (r *request) onMap(code string) bool {
	c := r.board.Config
	if c.Boundaries != nil {
		return slices.ContainsFunc(c.Boundaries.Regions, func(b config.Boundary) bool { return b.Region.Code == code })
	}
	return slices.ContainsFunc(c.MapTiles, func(t config.MapTile) bool { return t.Region == code })
}

// tagsOfMap are what holds for any of the values on the map.
func (r *request) tagsOfMap(lead *board.Progress) (tags []string) {
	for _, p := range r.board.Progress {
		if p.Target != lead.Target || p.Breakdown != lead.Breakdown {
			continue
		}
		for _, tag := range r.tagsOf(p) {
			if !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	return tags
}
