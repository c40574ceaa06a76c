package infer

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/httpsource"
)

// secretName is a parameter of an address that is nobody's business.
var secretName = regexp.MustCompile(`(?i)(^|[-_])(key|token|secret|password|apikey|api_key|access_token|appid|signature)$`)

// place writes where the data is, and how its pages are turned.
func (in *inference) place(ctx context.Context, target string) {
	u := in.sample.address
	if u == nil {
		path := in.Path
		if path == "" {
			path = target
		}
		e := entry{key: "path", yaml: quote(path)}
		if total, _ := in.total(); total > in.listed && !in.sample.cut {
			e.note.guess("it says that there are " + strconv.Itoa(total) + " records, and holds " + strconv.Itoa(in.listed) + ": it may be one page of several")
		}
		in.optionLines = append(in.optionLines, e)
		return
	}
	shown := *u
	url_ := entry{key: "url"}
	pages := in.pages(ctx, &shown)
	url_.yaml = quote(in.hideSecrets(&shown, &url_.note))
	in.optionLines = append(in.optionLines, url_)
	if pages != nil {
		in.optionLines = append(in.optionLines, *pages)
	}
}

// hideSecrets writes an address whose keys come from the environment.
func (in *inference) hideSecrets(u *url.URL, n *note) string {
	parts := strings.Split(u.RawQuery, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if value != "" && secretName.MatchString(name) {
			variable := strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
			parts[i] = name + "=${env:" + variable + "}"
			n.guess("the environment variable " + variable + " has to hold the key that the address was given with")
		}
		if day.MatchString(value) {
			n.guess("it asks for fixed days; {from} and {to} in their place, with a window, ask for what is new: see docs/sources/http.md")
		}
	}
	shown := *u
	shown.RawQuery = ""
	text := shown.String()
	if u.RawQuery != "" {
		text += "?" + strings.Join(parts, "&")
	}
	return text
}

var day = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// pages finds out how one page leads to the next, nil where nothing says that there are more. A parameter that counts is
// taken out of the address.
func (in *inference) pages(ctx context.Context, u *url.URL) *entry {
	if in.sample.packed != "" {
		return nil
	}
	e := &entry{key: "pages"}
	if httpsource.NextLink(in.sample.links) != "" {
		e.yaml = "{by: link}"
		e.note.guess("the header Link names a next page")
		return e
	}
	if in.root != nil && in.root.isObject() {
		if path := in.beside(words.Next, func(m *member) bool {
			s, is := m.plain.(string)
			return is && (strings.HasPrefix(s, "http") || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "?")) || m.plain == nil && m.whole
		}); path != "" {
			e.yaml = "{by: next, at: " + quote(path) + "}"
			e.note.guess("it holds the address of the next page")
			return e
		}
		if path := in.beside(words.Cursor, func(m *member) bool { return m.plain != nil && m.plain != "" }); path != "" {
			return in.cursor(ctx, e, path)
		}
	}
	if found := in.counted(ctx, e, u); found != nil {
		return found
	}
	total, _ := in.total()
	if total > in.listed && in.listed > 0 && !in.sample.cut {
		e.yaml = FillIn
		e.note.fill("how its pages are turned, see docs/sources/http.md: it says that there are " + strconv.Itoa(total) + " records, and " + strconv.Itoa(in.listed) + " came")
		return e
	}
	return nil
}

// beside finds a value outside of the records by what its key is called.
func (in *inference) beside(names []string, is func(*member) bool) string {
	found := ""
	var walk func(m *member, path string)
	walk = func(m *member, path string) {
		for _, c := range m.object {
			at := path + c.key
			if c.isObject() {
				walk(c, at+".")
			} else if found == "" && !c.isList && is(c) && (slices.ContainsFunc(names, func(n string) bool { return plain(n) == plain(c.key) || plain(n) == plain(at) })) {
				found = at
			}
		}
	}
	walk(in.root, "")
	return found
}

func (in *inference) total() (n int, ok bool) {
	if in.root == nil || !in.root.isObject() {
		return 0, false
	}
	path := in.beside(words.Total, func(m *member) bool { _, err := strconv.Atoi(numberOf(m)); return err == nil })
	if path == "" {
		return 0, false
	}
	m := in.root
	for _, key := range strings.Split(path, ".") {
		if m = m.child(key); m == nil {
			return 0, false
		}
	}
	n, err := strconv.Atoi(numberOf(m))
	return n, err == nil
}

func numberOf(m *member) string {
	if s, ok := m.plain.(interface{ String() string }); ok {
		return s.String()
	}
	return ""
}

// cursor tries the parameters that a cursor is usually sent back in.
func (in *inference) cursor(ctx context.Context, e *entry, path string) *entry {
	m := in.root
	for _, key := range strings.Split(path, ".") {
		m = m.child(key)
	}
	value, _ := m.plain.(string)
	if value == "" {
		value = numberOf(m)
	}
	last := path[strings.LastIndex(path, ".")+1:]
	for _, parameter := range []string{strings.TrimPrefix(strings.TrimPrefix(last, "next_"), "next"), last, "cursor", "after", "page_token", "pageToken"} {
		if parameter != "" && in.turns(ctx, in.sample.address, parameter, value) {
			e.yaml = "{by: cursor, at: " + quote(path) + ", parameter: " + quote(parameter) + "}"
			e.note.guess("sent back, it brings another page")
			return e
		}
	}
	e.yaml = "{by: cursor, at: " + quote(path) + ", parameter: " + FillIn + "}"
	e.note.fill("the parameter that takes the cursor")
	return e
}

// counted tries the parameters that usually count pages or records: those of the address first.
func (in *inference) counted(ctx context.Context, e *entry, u *url.URL) *entry {
	query := u.Query()
	type try struct {
		by, parameter string
		first, next   int
		stands        bool
	}
	var tries []try
	for name, values := range query {
		n, err := strconv.Atoi(values[0])
		switch {
		case err != nil:
		case slices.ContainsFunc(words.Page, func(w string) bool { return plain(w) == plain(name) }):
			tries = append(tries, try{"page", name, n, n + 1, true})
		case slices.ContainsFunc(words.Offset, func(w string) bool { return plain(w) == plain(name) }):
			tries = append(tries, try{"offset", name, n, n + in.listed, true})
		}
	}
	if total, says := in.total(); says && total > in.listed && len(tries) == 0 {
		tries = append(tries, try{"page", "page", 1, 2, false}, try{"offset", "offset", 0, in.listed, false})
	}
	for _, t := range tries {
		if !in.turns(ctx, u, t.parameter, strconv.Itoa(t.next)) {
			continue
		}
		if t.stands {
			u.RawQuery = without(u.RawQuery, t.parameter)
		}
		e.yaml = "{by: " + t.by + ", parameter: " + quote(t.parameter)
		if t.by == "page" && t.first != 1 || t.by == "offset" && t.first != 0 {
			e.yaml += ", first: " + strconv.Itoa(t.first)
		}
		e.yaml += "}"
		e.note.guess("asked with " + t.parameter + "=" + strconv.Itoa(t.next) + " it gives other records")
		return e
	}
	return nil
}

// turns tells whether an address with another value of a parameter answers, and not with the same.
func (in *inference) turns(ctx context.Context, u *url.URL, parameter, value string) bool {
	other := *u
	other.RawQuery = without(u.RawQuery, parameter)
	if other.RawQuery != "" {
		other.RawQuery += "&"
	}
	other.RawQuery += url.QueryEscape(parameter) + "=" + url.QueryEscape(value)
	answer, done, err := in.fetch(ctx, &other)
	if err != nil {
		return false
	}
	defer done()
	if answer.Body == nil {
		return false
	}
	second := sample{name: in.sample.name}
	if second.read(answer.Body, in.sample.name) != nil || string(second.body) == string(in.sample.body) {
		return false
	}
	root, err := readTree(second.body)
	if err != nil || in.root == nil {
		return err == nil || in.root == nil && len(second.body) > 0
	}
	for _, key := range strings.Split(in.format.Path, ".") {
		if key != "" && root != nil {
			root = root.child(key)
		}
	}
	mine := in.root
	for _, key := range strings.Split(in.format.Path, ".") {
		if key != "" {
			mine = mine.child(key)
		}
	}
	return root != nil && root.isList && len(root.list) > 0 && !same(root.list[0], mine.list[0])
}

// same tells whether two values are alike.
func same(a, b *member) bool {
	if a.isObject() != b.isObject() || a.isList != b.isList || len(a.object) != len(b.object) || len(a.list) != len(b.list) || a.plain != b.plain {
		return false
	}
	for i := range a.object {
		if a.object[i].key != b.object[i].key || !same(a.object[i], b.object[i]) {
			return false
		}
	}
	for i := range a.list {
		if !same(a.list[i], b.list[i]) {
			return false
		}
	}
	return true
}

func without(query, parameter string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(query, "&"), func(part string) bool {
		name, _, _ := strings.Cut(part, "=")
		return name == parameter || part == ""
	}), "&")
}
