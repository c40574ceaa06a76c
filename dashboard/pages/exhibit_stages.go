package pages

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// stagesExhibit is a region's services by how far they are online.
func (r *request) stagesExhibit(e *embedded) (*exhibit, error) {
	region := r.board.Config.Region(e.region)
	if region == nil {
		return nil, r.wrongRegion(e)
	}
	s := r.services(region)
	if s == nil {
		var there []string
		for _, other := range r.board.Config.Regions {
			if len(r.board.Services(other.Code)) > 0 {
				there = append(there, other.Code)
			}
		}
		return nil, r.wrongEmbed("stages", "region", e.region, there, fiber.ErrNotFound)
	}
	page := r.regionLink(region)
	x := &exhibit{
		Kind: e.kind, Title: r.T("region.services"), Caption: r.regionName(region), Tags: s.Tags, Said: []string{s.Online}, Stages: s.Stages,
		Page: page, Source: r.sourceLine(page),
	}
	x.Summary = strings.Join([]string{x.Title, x.Caption, s.Online}, ": ")
	for _, stage := range s.Stages {
		x.add(stage.Count, stage.Name+".")
	}
	return x, nil
}
