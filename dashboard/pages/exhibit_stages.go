package pages

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/pages/locale"
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
	x.summed()
	return x, nil
}

// serviceExhibit is the regions that offer a service by how far it is online there.
func (r *request) serviceExhibit(e *embedded) (*exhibit, error) {
	s, err := r.serviceOf(e)
	if err != nil {
		return nil, err
	}
	o := r.offeredAs(s)
	if len(o.views) == 0 {
		return nil, r.wrongEmbed("nobody", "service", e.id, idsOfOffered(r.offeredServices()), fiber.ErrNotFound)
	}
	stages, online, known := o.count(r)
	page := r.serviceLink(s)
	x := &exhibit{Kind: e.kind, Title: r.plainText(s.Name), Caption: r.T("services.by_region"), Stages: stages, Page: page, Source: r.sourceLine(page)}
	if o.simulated() {
		x.Tags = []string{r.T("tag.simulated")}
	}
	if said := r.onlineIn(online, known); said != "" {
		x.Said = []string{locale.Capital(said)}
	}
	x.summed()
	return x, nil
}

// summed tells those who do not see a bar what it is made of.
func (x *exhibit) summed() {
	x.Summary = strings.Join(slices.Concat([]string{x.Title, x.Caption}, x.Said[:min(1, len(x.Said))]), ": ")
	for _, part := range x.Stages {
		count := part.Count
		if part.Missing != nil {
			count = part.Missing.Word
		}
		x.add(count, part.Name+".")
	}
}

// lateExhibit is a region's overdue applications by how long they have been so.
func (r *request) lateExhibit(e *embedded) (*exhibit, error) {
	region := r.board.Config.Region(e.region)
	if region == nil {
		return nil, r.wrongRegion(e)
	}
	l := r.late(region)
	if l == nil {
		return nil, r.wrongEmbed("times", "region", e.region, r.withTimes(), fiber.ErrNotFound)
	}
	page := r.regionLink(region)
	x := &exhibit{Kind: e.kind, Title: r.T("late.title"), Caption: r.regionName(region), Tags: l.Tags, Stages: l.Bins, Page: page, Source: r.sourceLine(page)}
	if l.Missing != nil {
		x.Said = append(x.Said, sentence(r.T("late.over_all")+" "+l.Missing.Word), l.More)
	} else {
		x.Said = append(x.Said, spoken([]string{l.Text, l.Times}), l.Withheld)
	}
	x.Said = slices.DeleteFunc(x.Said, func(said string) bool { return said == "" })
	x.summed()
	return x, nil
}
