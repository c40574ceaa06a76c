package config

import (
	"cmp"

	"github.com/postup/postup/kpi"
)

func (p *Promise) fill(of *Programme) {
	p.On.fill()
	p.Source.fill(of)
}

// fill: a title alone that is that of the programme's document names this. Of any other document nothing is taken over.
func (d *Document) fill(of *Programme) {
	if d.Title != "" && *d == (Document{Title: of.Document.Title}) {
		*d = of.Document
	}
	d.Year.fill()
}

// fillClaims finds the regions that claims are about, and their documents.
func (c *checker) fillClaims(t *Target) {
	for i := range t.Claims {
		claim := &t.Claims[i]
		claim.On.fill()
		claim.Source.fill(t.Programme)
		if claim.Value != nil {
			claim.Comparison = cmp.Or(claim.Comparison, kpi.Equal)
		}
		if regions := c.Select(t.AppliesTo); claim.Region == "" && len(regions) == 1 {
			claim.Region = regions[0].Code
		}
	}
	if t.Dropped != nil {
		t.Dropped.On.fill()
		t.Dropped.Source.fill(t.Programme)
	}
}
