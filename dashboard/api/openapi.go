package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/store"
)

// Problem is how errors are answered: RFC 9457's object, with our code.
type Problem struct {
	Type   string     `json:"type"`
	Title  string     `json:"title"`
	Status int        `json:"status"`
	Code   store.Code `json:"code"`
	Detail string     `json:"detail,omitempty"`
}

// openAPI answers with the description of the API for programs.
func (a *API) openAPI(c *fiber.Ctx) error {
	if err := noParameters(c); err != nil {
		return err
	}
	doc, err := a.described()
	if err != nil {
		return err
	}
	if known(c, fingerprint(string(doc))) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, typeJSON)
	return c.Send(doc)
}

func noParameters(c *fiber.Ctx) error {
	if len(c.Request().URI().QueryString()) > 0 {
		return invalid("there are no parameters here; leave out what stands after ?")
	}
	return nil
}

// Describe writes the API's OpenAPI 3.1 description, in the words of a language.
func Describe(words *locale.Locale) ([]byte, error) {
	d := &description{schemas: schemas{words: words, named: map[string]any{}}}
	paths := schema{}
	for _, o := range Operations() {
		d.of = &o
		paths[o.Path] = schema{strings.ToLower(o.Method): d.operation(&o, "")}
		if o.CSV {
			paths[o.Path+".csv"] = schema{"get": d.operation(&o, ".csv")}
		}
	}
	d.of = nil
	d.named["Problem"] = d.object(reflect.TypeFor[Problem](), "", true)
	parameters := schema{}
	for name := range parameterSchemas() {
		parameters[name] = d.parameter(name)
	}
	doc, err := json.Marshal(schema{
		"openapi": "3.1.0",
		"info":    schema{"title": "Postup", "version": "1", "description": words.T("api.text") + " " + words.T("api.rules")},
		"servers": []any{schema{"url": Prefix}},
		"paths":   paths,
		"components": schema{
			"schemas": d.named, "parameters": parameters, "headers": headerDescriptions(words),
			"responses": schema{"Problem": schema{
				"description": words.T("api.problem"),
				"content":     schema{"application/problem+json": schema{"schema": reference("schemas", "Problem")}},
			}},
		},
	})
	if d.err != nil {
		return nil, fmt.Errorf("describe the API: %w", d.err)
	}
	return doc, err
}

// description is the document while it is made.
type description struct{ schemas }

// operation describes one; of what may be had as CSV also the file at its address with an ending.
func (d *description) operation(o *Operation, ending string) schema {
	answers := schema{"200": d.answer(o, ending), "default": reference("responses", "Problem")}
	for _, status := range []string{"400", "429", "503"} {
		answers[status] = reference("responses", "Problem")
	}
	if o.Method == fiber.MethodGet {
		answers["304"] = schema{"description": d.words.T("api.unchanged")}
	}
	made := schema{
		"operationId": o.ID + strings.ReplaceAll(ending, ".", "-"), "summary": d.words.T("api.at." + o.ID),
		"parameters": d.parameters(o), "responses": answers,
	}
	if strings.Contains(o.Path, "{") {
		answers["404"] = reference("responses", "Problem")
	}
	if o.body != nil {
		answers["415"] = reference("responses", "Problem")
		d.of = nil // the fields of a question are not those of the answer
		made["requestBody"] = schema{"required": true, "content": schema{typeJSON: schema{"schema": d.question(o.body)}}}
	}
	return made
}

// question is what a body may hold; what is left out is not meant.
func (d *description) question(t reflect.Type) schema {
	q := d.object(t, "", true)
	for _, p := range q["properties"].(schema) {
		if list, ok := p.(schema); ok && list["type"] == "array" {
			list["minItems"], list["maxItems"] = 1, mostSupposed
			item := list["items"].(schema)
			item["required"], item["additionalProperties"] = []string{"region"}, false
		}
	}
	q["additionalProperties"] = false
	return q
}

func (d *description) answer(o *Operation, ending string) schema {
	headers := schema{"Cache-Control": reference("headers", "Cache-Control"), "ETag": reference("headers", "ETag")}
	if o.List {
		headers["Link"] = reference("headers", "Link")
	}
	for _, name := range []string{"RateLimit", "RateLimit-Policy"} {
		headers[name] = reference("headers", name)
	}
	content := schema{}
	if ending == "" {
		content[typeJSON] = schema{"schema": d.body(o)}
	}
	if o.CSV {
		content[typeCSV] = schema{"schema": schema{
			"type": "string", "description": d.words.T("api.columns", "Columns", strings.Join(header(rowFields(o.file), "", nil), ", ")),
		}}
	}
	return schema{"description": d.words.T("api.at." + o.ID), "headers": headers, "content": content}
}

// body is the schema of a JSON answer. With fields, rows have those alone, so none is required of a list's.
func (d *description) body(o *Operation) schema {
	switch {
	case o.answer == nil:
		return schema{"type": "object"}
	case !o.List:
		return d.object(o.answer, "", true)
	}
	name := ""
	for part := range strings.SplitSeq(o.ID, "-") {
		name += strings.ToUpper(part[:1]) + part[1:]
	}
	name += "Row"
	d.named[name] = d.object(o.answer, "", false)
	row := d.of
	d.of = nil // as_of and today are not the rows'
	whole := d.object(reflect.TypeFor[list[struct{}]](), "", true)
	d.of = row
	whole["properties"].(schema)["data"] = schema{"type": "array", "items": reference("schemas", name)}
	return whole
}

func reference(kind, name string) schema {
	return schema{"$ref": "#/components/" + kind + "/" + name}
}

func headerDescriptions(words *locale.Locale) schema {
	all := schema{}
	for _, name := range []string{"ETag", "Cache-Control", "Link", "RateLimit", "RateLimit-Policy"} {
		all[name] = schema{"description": words.T("api.header." + strings.ToLower(name)), "schema": schema{"type": "string"}}
	}
	return all
}
