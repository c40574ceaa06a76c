package api

import (
	"regexp"

	"github.com/postup/postup/kpi"
)

// parameterSchemas are what the parameters of queries take, fields apart: which there are depends on the list.
func parameterSchemas() map[string]schema {
	text := schema{"type": "string"}
	names := schema{"type": "array", "items": text}
	day := schema{"type": "string", "format": "date"}
	truth := schema{"type": "boolean", "default": false}
	all := map[string]schema{
		pBreakdown: text, pEdition: text, pReading: text, pCursor: text,
		pFrom: day, pTo: day, pAsOf: day, pToday: day, pBeside: truth, pEarlier: truth,
		pStatus:     {"type": "string", "enum": collectionStatuses},
		pBy:         {"type": "string", "enum": []string{"score", "rank"}, "default": "score"},
		pKind:       {"type": "array", "items": schema{"type": "string", "enum": kpi.SignalKinds}},
		pCollection: {"type": "integer", "minimum": 1},
		pLimit:      {"type": "integer", "minimum": 1, "maximum": mostRows},
	}
	for _, name := range []string{pRegion, pProgramme, pIndicator, pSector, pService, pSource, pTarget} {
		all[name] = names
	}
	return all
}

// parameter describes one of a query. Names are separated by commas, or the parameter is repeated.
func (d *description) parameter(name string) schema {
	return parameterOf(name, d.words.T("api.param."+name), parameterSchemas()[name])
}

func parameterOf(name, about string, takes schema) schema {
	p := schema{"name": name, "in": "query", "description": about, "schema": takes}
	if takes["type"] == "array" {
		p["style"], p["explode"] = "form", false
	}
	return p
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

func (d *description) parameters(o *Operation) []any {
	list := []any{}
	for _, m := range inBraces.FindAllStringSubmatch(o.Path, -1) {
		list = append(list, schema{
			"name": m[1], "in": "path", "required": true, "description": d.words.T("api.part." + m[1]), "schema": schema{"type": "string"},
		})
	}
	for _, name := range o.Params {
		switch {
		case name == pFields:
			var names []string
			for _, f := range rowFields(o.answer) {
				names = append(names, f.name)
			}
			takes := schema{"type": "array", "items": schema{"type": "string", "enum": names}}
			list = append(list, parameterOf(name, d.words.T("api.param."+name), takes))
		case name == pRegion && o.ID == "index-movers": // which is about one
			one := parameterOf(name, d.words.T("api.param."+name), schema{"type": "string"})
			one["required"] = true
			list = append(list, one)
		default:
			list = append(list, reference("parameters", name))
		}
	}
	return list
}
