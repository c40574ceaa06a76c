package pages

import (
	"embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/dashboard/pages/locale"
)

//go:embed templates
var templateFiles embed.FS

// templates holds every page's template for every language: their messages are bound when they are parsed.
type templates map[string]map[string]*template.Template

// parse reads templates/parts/*.html, which all pages share, and templates/*.html, a page each.
func parse(languages *locale.Languages) (templates, error) {
	all := templates{}
	pages, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list the templates: %w", err)
	}
	var parsing errgroup.Group
	for _, loc := range languages.All() {
		inLanguage := map[string]*template.Template{}
		all[loc.Code] = inLanguage
		parsing.Go(func() error { return parseIn(loc, pages, inLanguage) })
	}
	return all, parsing.Wait()
}

func parseIn(loc *locale.Locale, pages []string, into map[string]*template.Template) error {
	parts := template.New("").Funcs(pieceFuncs).Funcs(standingFuncs(loc)).Funcs(figureFuncs(loc)).Funcs(template.FuncMap{"t": loc.T, "quoted": locale.Quoted, "capital": locale.Capital, "dict": dict, "list": func(v ...any) []any { return v }})
	shared, err := fs.Glob(templateFiles, "templates/parts/*.html")
	if err != nil {
		return fmt.Errorf("list the shared templates: %w", err)
	}
	for _, file := range shared {
		if err := parseFile(parts, loc, file); err != nil {
			return err
		}
	}
	for _, file := range pages {
		page := template.Must(parts.Clone())
		if err := parseFile(page, loc, file); err != nil {
			return err
		}
		_ = page.ExecuteTemplate(io.Discard, "layout", nil) // shows nothing, but settles how everything is escaped, which the first visitor would wait for
		into[strings.TrimSuffix(path.Base(file), ".html")] = page
	}
	return nil
}

// plainText is a message that nothing is put into.
var plainText = regexp.MustCompile(`{{t "([^"]+)"}}`)

// parseFile adds a file's templates. Messages that nothing is put into become part of them, for a page has hundreds: a call of a function
// costs more than the text.
func parseFile(t *template.Template, loc *locale.Locale, file string) error {
	source, err := fs.ReadFile(templateFiles, file)
	if err != nil {
		return fmt.Errorf("read the template %s: %w", file, err)
	}
	said := plainText.ReplaceAllStringFunc(string(source), func(call string) string {
		return html.EscapeString(loc.T(plainText.FindStringSubmatch(call)[1]))
	})
	if _, err := t.New(path.Base(file)).Parse(said); err != nil {
		return fmt.Errorf("parse the template %s: %w", file, err)
	}
	return nil
}

func (t templates) render(w io.Writer, lang, name string, view *view) error {
	page := t[lang][name]
	if page == nil {
		return fmt.Errorf("there is no template %q", name)
	}
	return page.ExecuteTemplate(w, "layout", view)
}

// dict hands several values to a shared template under names.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict takes pairs, got %d values", len(pairs))
	}
	d := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict takes names as text, got %v", pairs[i])
		}
		d[name] = pairs[i+1]
	}
	return d, nil
}
