package config

import "github.com/postup/postup/kpi"

// Index is a composite indicator of a programme: one number for each region, out of many indicators.
type Index struct {
	ID        string        `yaml:"id"` // unique among indicators, too
	Name      Text          `yaml:"name"`
	Note      Text          `yaml:"note"`     // what is the programme's own, and what is assumed
	Proposed  bool          `yaml:"proposed"` // it is Postup's and not the programme's
	Regions   *Selector     `yaml:"regions"`  // whom it compares; default: the regions that the programme expects
	Frequency kpi.Frequency `yaml:"frequency"`
	Editions  []*Edition    `yaml:"editions"` // in the order in which they came into force
	Programme *Programme    `yaml:"-" json:"-"`
}

// Edition is a version of an index's method. It holds for the periods that end from a day on until the next one does.
type Edition struct {
	ID            string            `yaml:"id"`
	Name          Text              `yaml:"name"` // default: its id
	From          kpi.Date          `yaml:"from"` // the first edition may leave it out
	Note          Text              `yaml:"note"`
	Scale         []float64         `yaml:"scale"`         // what scores reach from and to; default [0, 100]
	Normalisation kpi.Normalisation `yaml:"normalisation"` // of indicators that name none; default min_max
	Aggregation   kpi.Aggregation   `yaml:"aggregation"`   // of groups that name none; default arithmetic
	Power         float64           `yaml:"power"`         // of the generalised mean
	MinShare      float64           `yaml:"min_share"`     // least share of a group's parts that must be there; default two thirds
	Treat         bool              `yaml:"treat"`         // outliers are treated before values are normalised
	Parts         []*IndexPart      `yaml:"parts"`

	Method kpi.Index    `yaml:"-" json:"-"` // what of this the methods need
	Leaves []*IndexPart `yaml:"-" json:"-"` // its indicators, in the order of the tree
}

// IndexPart is a node of an edition's tree: a group of parts, or an indicator.
type IndexPart struct {
	ID     string  `yaml:"id"`     // default: that of its sector or indicator, with the values of its breakdown
	Name   Text    `yaml:"name"`   // default: that of its sector or indicator
	Sector string  `yaml:"sector"` // of a group that stands for one
	Weight float64 `yaml:"weight"` // among its siblings

	Parts       []*IndexPart    `yaml:"parts"`
	Aggregation kpi.Aggregation `yaml:"aggregation"`
	Power       float64         `yaml:"power"`

	Indicator     string            `yaml:"indicator"`
	Breakdown     string            `yaml:"breakdown"`
	Normalisation kpi.Normalisation `yaml:"normalisation"`
	Min           *float64          `yaml:"min"` // goalposts; of the distance to a target, the worst end of what should grow
	Max           *float64          `yaml:"max"` // goalposts; of the distance to a target, the worst end of what should fall
	Target        *float64          `yaml:"target"`
	Treat         *bool             `yaml:"treat"`
}

// EditionOf finds the edition that holds for a period; nil where none does yet.
func (x *Index) EditionOf(p kpi.Period) *Edition {
	var held *Edition
	for _, e := range x.Editions {
		if e.From <= p.End {
			held = e
		}
	}
	return held
}

// Edition finds an edition by its id; nil where there is none.
func (x *Index) Edition(id string) *Edition {
	for _, e := range x.Editions {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Decimals are as many as tell two regions apart on the edition's scale.
func (e *Edition) Decimals() int {
	switch width := e.Scale[1] - e.Scale[0]; {
	case width <= 1:
		return 3
	case width <= 10:
		return 2
	}
	return 1
}
