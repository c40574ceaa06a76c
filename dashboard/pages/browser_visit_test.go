package pages_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// tabs is how many pages are looked at side by side.
const tabs = 2

// visit is one page in one language, and the status that it is answered with.
type visit struct {
	path, lang string
	status     int
}

func testVisits(t *testing.T, b context.Context, base string) {
	visits := make(chan visit)
	var visitors sync.WaitGroup
	for range tabs {
		p := open(t, b, base).audited(t)
		visitors.Go(func() {
			for v := range visits {
				found, err := p.visit(base, v)
				if err != nil {
					t.Errorf("%s (%s): %v", v.path, v.lang, err)
				}
				for _, f := range found {
					t.Error(f)
				}
			}
		})
	}
	for _, lang := range languages {
		for _, path := range everyPage {
			visits <- visit{path, lang, http.StatusOK}
		}
		for path, status := range brokenPages {
			visits <- visit{path, lang, status}
		}
	}
	close(visits)
	visitors.Wait()
}

// hues are the rules of axe that a theme can break; whatever else one theme keeps, the other keeps as well.
var hues = []string{"color-contrast", "link-in-text-block"}

// visit loads a page once, and looks at it in each theme through each view.
func (p *tab) visit(base string, v visit) (found []finding, err error) {
	if err := errors.Join(p.be(desk), p.light()); err != nil {
		return nil, err
	}
	if err := p.load(fmt.Sprintf("%s (%s)", v.path, v.lang), base+in(v.path, v.lang), v.status); err != nil {
		return nil, err
	}
	see := func(as, expression string) {
		seen, e := p.see(as, expression)
		found, err = append(found, seen...), errors.Join(err, e)
	}
	see("", "look.draw()")
	see("", `look.words(`+quoted(v.lang)+`)`)
	see("", `(document.querySelectorAll("main details.fold").forEach((e) => { e.open = true; }), [])`) // what is folded away counts, too
	see("light", "look.audit()")
	for _, w := range []view{tablet, phone, zoomed, desk} { // the desk comes last: it is what the dark theme is seen on
		err = errors.Join(err, p.be(w))
		see(w.name, "look.layout()")
		if w == phone && v.lang == "uk" { // the longest words
			see(w.name, "look.audit()")
		}
	}
	err = errors.Join(err, p.dark())
	see("dark", `look.audit(`+quoted(hues)+`)`)
	for _, w := range []view{tablet, phone, desk} {
		err = errors.Join(err, p.be(w))
		see(w.name+", dark", "look.layout()")
	}
	return append(found, p.heard.take()...), err
}

// see asks the page what a visitor would trip over, seen as somebody sees it.
func (p *tab) see(as, expression string) ([]finding, error) {
	found, err := ask[[]finding](p, expression)
	for n := range found {
		found[n].Where = p.heard.where
		if as != "" {
			found[n].Where += ", " + as
		}
	}
	return found, err
}

func quoted(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and lists of them always encode
	}
	return string(b)
}

// A page says all of it without any script, and its drawings are there.
func testWithoutScripts(t *testing.T, b context.Context, base string) {
	p := open(t, b, base)
	if err := p.scripting(false); err != nil {
		t.Fatal(err)
	}
	p.every(t, base, "look.still()")
}

// Paper has all of what is folded on a screen.
func testOnPaper(t *testing.T, b context.Context, base string) {
	p := open(t, b, base)
	if err := p.media("print", "light", "reduce"); err != nil {
		t.Fatal(err)
	}
	p.every(t, base, "look.folded()")
}

// every asks every page the same.
func (p *tab) every(t *testing.T, base, expression string) {
	for _, path := range everyPage {
		if err := p.load(path, base+in(path, "en"), http.StatusOK); err != nil {
			t.Fatal(err)
		}
		found, err := p.see("", expression)
		if err != nil {
			t.Error(err)
		}
		for _, f := range append(found, p.heard.take()...) {
			t.Error(f)
		}
	}
}
