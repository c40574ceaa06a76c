package api

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// indexDefinition is how a programme's index is computed, edition by edition.
type indexDefinition struct {
	ID        string              `json:"id"`
	Name      config.Text         `json:"name"`
	Note      config.Text         `json:"note"`
	Proposed  bool                `json:"proposed"`
	Frequency kpi.Frequency       `json:"frequency"`
	Editions  []editionDefinition `json:"editions"`
}

type editionDefinition struct {
	ID            string            `json:"id"`
	Name          config.Text       `json:"name"`
	From          kpi.Date          `json:"from"`
	Note          config.Text       `json:"note"`
	Scale         []float64         `json:"scale"`
	Normalisation kpi.Normalisation `json:"normalisation"`
	Aggregation   kpi.Aggregation   `json:"aggregation"`
	MinShare      float64           `json:"min_share"`
	Parts         []partDefinition  `json:"parts"`
}

// partDefinition is a group of parts, or an indicator.
type partDefinition struct {
	ID            string            `json:"id"`
	Name          config.Text       `json:"name"`
	Weight        float64           `json:"weight"`
	Indicator     *string           `json:"indicator"`
	Breakdown     string            `json:"breakdown"`
	Normalisation kpi.Normalisation `json:"normalisation,omitempty"` // where it is not the edition's
	Aggregation   kpi.Aggregation   `json:"aggregation,omitempty"`
	Min           *float64          `json:"min"`
	Max           *float64          `json:"max"`
	Target        *float64          `json:"target"`
	Parts         []partDefinition  `json:"parts"`
}

func indexDefinitionOf(x *config.Index) *indexDefinition {
	if x == nil {
		return nil
	}
	d := &indexDefinition{ID: x.ID, Name: x.Name, Note: x.Note, Proposed: x.Proposed, Frequency: x.Frequency, Editions: make([]editionDefinition, len(x.Editions))}
	for n, e := range x.Editions {
		d.Editions[n] = editionDefinition{e.ID, e.Name, e.From, e.Note, e.Scale, e.Normalisation, e.Aggregation, e.MinShare, partDefinitions(e.Parts)}
	}
	return d
}

func partDefinitions(parts []*config.IndexPart) []partDefinition {
	list := make([]partDefinition, len(parts))
	for n, p := range parts {
		list[n] = partDefinition{
			ID: p.ID, Name: p.Name, Weight: p.Weight, Indicator: orNull(p.Indicator), Breakdown: p.Breakdown,
			Normalisation: p.Normalisation, Aggregation: p.Aggregation, Min: p.Min, Max: p.Max, Target: p.Target, Parts: partDefinitions(p.Parts),
		}
	}
	return list
}
