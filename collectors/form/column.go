package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// column is what a field of a mapping wants of a column.
func (f *Form) column(name string, m *config.Mapping, fieldName string, cfg *config.Config, today kpi.Date) *column {
	field, shape := m.Fields[fieldName], config.ShapeOf(m.As, fieldName)
	c := &column{name: name, field: fieldName, holds: shape.Holds, unit: field.Unit}
	if i := m.Fields["indicator"]; i != nil {
		c.about = cfg.Indicator(i.Const)
	}
	switch {
	case len(field.Codes) > 0:
		c.holds, c.list = "list", slices.Concat(spelledOnce(field.Codes), field.Missing, field.NotApplicable)
	case shape.Holds == "id":
		c.holds, c.list, c.names = "list", f.ids(shape.Refers, cfg), namesOf(shape.Refers, cfg)
	case shape.Holds == "word":
		c.holds, c.list = "list", slices.Concat(shape.Words, field.Missing, field.NotApplicable)
	case shape.Holds == "flag":
		c.holds, c.list = "list", []string{"yes", "no"}
	case fieldName == "period":
		c.periods(field, today)
	case shape.Holds == "date" && field.Layout != "" && !strings.Contains(field.Layout, "2006"):
		c.holds = "text" // a layout of a period's kind
	case shape.Holds == "number":
		c.lenient = len(field.Missing)+len(field.NotApplicable) > 0
		if c.about != nil && (c.about.Integer || c.about.Unit == "count") && fieldName == "value" {
			c.holds = "whole"
		}
	}
	if len(c.list) == 0 && c.holds == "list" {
		c.holds = "text"
	}
	return c
}

// spelledOnce are the words of a code list, each in one spelling: lists hold several.
func spelledOnce(codes map[string]string) []string {
	once := map[string]string{}
	for _, word := range slices.Sorted(maps.Keys(codes)) {
		small := strings.ToLower(word)
		if known, ok := once[small]; word != "" && (!ok || known != small) {
			once[small] = word // the small letters come last
		}
	}
	return slices.Sorted(maps.Values(once))
}

// ids are what can stand in the place of an id.
func (f *Form) ids(of string, cfg *config.Config) (ids []string) {
	switch of {
	case "region":
		return slices.Clone(f.source.Regions)
	case "service":
		for _, s := range cfg.Services {
			ids = append(ids, s.ID)
		}
	case "indicator":
		for _, i := range cfg.Indicators {
			ids = append(ids, i.ID)
		}
	case "sector":
		for _, s := range cfg.Sectors {
			ids = append(ids, s.ID)
		}
	case "programme":
		for _, p := range cfg.Programmes {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// namesOf are the names of what ids stand for.
func namesOf(of string, cfg *config.Config) map[string]config.Text {
	names := map[string]config.Text{}
	switch of {
	case "region":
		for _, r := range cfg.Regions {
			names[r.Code] = r.Name
		}
	case "service":
		for _, s := range cfg.Services {
			names[s.ID] = s.Name
		}
	case "indicator":
		for _, i := range cfg.Indicators {
			names[i.ID] = i.Name
		}
	case "sector":
		for _, s := range cfg.Sectors {
			names[s.ID] = s.Name
		}
	case "programme":
		for _, p := range cfg.Programmes {
			names[p.ID] = p.Name
		}
	}
	return names
}

// periods offers those of this year and the last, where they are written in a way that is ours.
func (c *column) periods(field *config.Field, today kpi.Date) {
	kind := field.Layout
	if kind == "" && c.about != nil {
		kind = string(c.about.Frequency)
	}
	c.holds = "list"
	this := today.Time().Year()
	for year := this - 1; year <= this; year++ {
		switch kind {
		case "month":
			for month := 1; month <= 12; month++ {
				c.list = append(c.list, fmt.Sprintf("%d-%02d", year, month))
			}
		case "quarter":
			for quarter := 1; quarter <= 4; quarter++ {
				c.list = append(c.list, fmt.Sprintf("%d-Q%d", year, quarter))
			}
		case "year":
			c.list = append(c.list, fmt.Sprint(year))
		}
	}
	if c.list == nil {
		c.holds = "text"
		if kind == "day" || strings.Contains(kind, "2006") {
			c.holds = "date"
		}
	}
}
