package pages

import (
	"slices"

	"github.com/gofiber/fiber/v2"

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
		return nil, r.wrongEmbed("target", "target", e.target, r.mappable(), fiber.ErrNotFound)
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

// mappable are the promises that more than one region has.
func (r *request) mappable() (targets []string) {
	for _, of := range byTarget(r.board.Progress) {
		if id := of[0].Target.ID; regionsOf(of) > 1 && !slices.Contains(targets, id) {
			targets = append(targets, id)
		}
	}
	return targets
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
