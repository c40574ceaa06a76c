package pages

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// request is what a page is made from: a board, a language, and what the visitor's links must keep.
type request struct {
	*locale.Locale
	board *board.Board
	now   time.Time // the board's: ages are told by it
	site  string    // scheme and host that the visitor came by
	path  string
	id    string // the route's parameter, unescaped
	asked asked
	other bool            // the board is of another day than now
	about []string        // pairs of parameters that say which figure the page is about
	told  map[string]bool // events that a chart of the page has
	seen  map[string]bool // abbreviations that the page has spelled out already
}

// newRequest begins a page, or what is made without one: what it has told and spelled out is empty and can be added to.
func newRequest(loc *locale.Locale, b *board.Board, site string, a asked) *request {
	r := &request{Locale: loc, board: b, now: b.Moment, site: site, asked: a}
	r.begin()
	return r
}

// begin forgets what was told; until then nothing can be.
func (r *request) begin() { r.told, r.seen = map[string]bool{}, map[string]bool{} }

// asked is what stands in the query string that every link of the page keeps.
type asked struct {
	lang        string // as asked for in the address; "" where the browser's header decided
	asOf, today kpi.Date
	site        string // of a file that is read elsewhere: its links are whole addresses
}

func (p *Pages) ask(c *fiber.Ctx) (asked, *locale.Locale, error) {
	return p.askFor(func(name string) string { return c.Query(name) }, c.Get(fiber.HeaderAcceptLanguage))
}

// askFor reads what an address asks for, and what languages are accepted where it names none.
func (p *Pages) askFor(query func(string) string, accepted string) (asked, *locale.Locale, error) {
	var a asked
	loc := p.languages.Find(query("lang"))
	if loc != nil {
		a.lang = loc.Code
	} else {
		loc = p.languages.Match(accepted)
	}
	for _, day := range [...]struct {
		name string
		of   *kpi.Date
	}{{"as_of", &a.asOf}, {"today", &a.today}} {
		given := query(day.name)
		if given == "" {
			continue
		}
		d, err := board.ParseDay(day.name, given)
		if err != nil {
			return a, loc, &store.Error{Code: store.CodeInvalid, Message: err.Error(), Err: err}
		}
		*day.of = d
	}
	return a, loc, nil
}

// pairs are the parameters that every link keeps, in order of name; those that were not asked for are empty.
func (a asked) pairs() [3][2]string {
	p := [3][2]string{{"as_of", ""}, {"lang", a.lang}, {"today", ""}}
	if !a.asOf.IsZero() {
		p[0][1] = a.asOf.String()
	}
	if !a.today.IsZero() {
		p[2][1] = a.today.String()
	}
	return p
}

// link is the address of another page with the same language and clocks. Extra are pairs of further parameters; those without a value are left out.
func (a asked) link(path string, extra ...string) string {
	path, fragment, _ := strings.Cut(path, "#")
	address := a.site + path
	query := make([][2]string, 0, 8)
	add := func(name, value string) {
		if value == "" {
			return
		}
		at, there := slices.BinarySearchFunc(query, name, func(pair [2]string, name string) int { return strings.Compare(pair[0], name) })
		if there {
			query[at][1] = value
		} else {
			query = slices.Insert(query, at, [2]string{name, value})
		}
	}
	for _, pair := range a.pairs() {
		add(pair[0], pair[1])
	}
	for i := 0; i+1 < len(extra); i += 2 {
		add(extra[i], extra[i+1])
	}
	for i, pair := range query {
		sign := "&"
		if i == 0 {
			sign = "?"
		}
		address += sign + url.QueryEscape(pair[0]) + "=" + url.QueryEscape(pair[1])
	}
	if fragment != "" {
		address += "#" + fragment
	}
	return address
}

func (r *request) link(path string, extra ...string) string { return r.asked.link(path, extra...) }

func (r *request) regionLink(region *config.Region) string {
	return r.link("/regions/" + url.PathEscape(region.Code))
}

func (r *request) serviceLink(s *config.Service) string {
	return r.link("/services/" + url.PathEscape(s.ID))
}

func (r *request) programmeLink(p *config.Programme) string {
	return r.link("/programmes/" + url.PathEscape(p.ID))
}

// data is the address of an API list with the page's clocks; the API has no languages.
func (r *request) data(list string, extra ...string) string {
	a := r.asked
	a.lang = ""
	return a.link("/api/v1/"+list, extra...)
}

// abbreviations that the programmes' documents use; each is spelled out where a page uses it first.
var abbreviations = []string{"МСЗУ", "ПОС", "ЦНАП", "ОТГ", "ОВА"}

// text is a piece of configured text in the visitor's language, with abbreviations spelled out at their first use.
func (r *request) text(t config.Text) string {
	s := r.plainText(t)
	for _, a := range abbreviations {
		i := strings.Index(s, a)
		if i < 0 || r.seen[a] {
			continue
		}
		r.seen[a] = true
		if end := i + len(a); !strings.HasPrefix(s[end:], ")") && !strings.HasPrefix(s[end:], " (") {
			s = s[:end] + " (" + r.T("abbreviation."+a) + ")" + s[end:]
		}
	}
	return s
}

// plainText is a piece of configured text as it stands, for titles and labels.
func (r *request) plainText(t config.Text) string { return locale.Glued(t.In(r.Code)) }

// regionName is a region's name where it begins a title, a heading or a cell; within a sentence it stands as it is.
func (r *request) regionName(region *config.Region) string {
	return locale.Capital(r.plainText(region.Name))
}
