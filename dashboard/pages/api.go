package pages

import "github.com/postup/postup/dashboard/api"

// apiBody is the page of reference on the API, made of what the API itself knows of its addresses.
type apiBody struct {
	Description string // address of the same for programs
	OpenData    string
	Operations  []apiOperation
	Parameters  []dictionaryEntry
}

type apiOperation struct {
	ID, Method, Path, About string
	Try, File               string // addresses that answer as they stand, with a few rows and with all as a table; "": it is no list, or something is to be filled in
	Params                  []string
	Fields                  []dictionaryEntry
}

func (p *Pages) apiReference(r *request) (*content, error) {
	body := &apiBody{Description: api.Prefix + "/openapi.json", OpenData: r.link("/open-data")}
	told := map[string]bool{}
	for _, o := range api.Operations() {
		one := apiOperation{ID: o.ID, Method: o.Method, Path: api.Prefix + o.Path, About: r.T("api.at." + o.ID), Params: o.Params}
		if o.List && o.ID != "index-movers" { // which has to be told of which region
			one.Try, one.File = r.data(o.Path[1:], "limit", "3"), r.data(o.Path[1:]+".csv")
		}
		for _, f := range o.Fields() {
			one.Fields = append(one.Fields, dictionaryEntry{f.Name, r.fieldType(f.Type), o.About(f, r.Locale)})
		}
		for _, name := range o.Params {
			if !told[name] {
				told[name] = true
				body.Parameters = append(body.Parameters, dictionaryEntry{Name: name, About: r.T("api.param." + name)})
			}
		}
		body.Operations = append(body.Operations, one)
	}
	return &content{template: "api", title: r.T("api.title"), section: "open-data", body: body}, nil
}

func (r *request) fieldType(name string) string {
	if name == "texts" || name == "list" {
		return r.T("api.type." + name)
	}
	return r.T("data.type." + name)
}
