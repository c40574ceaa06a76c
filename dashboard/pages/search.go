package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
)

// searchBody is what was found by name, by kind of thing.
type searchBody struct {
	Query  string
	Kept   []kept // parameters that the form keeps
	Groups []foundGroup
	Said   string // how much was found; "" where nothing was asked for
}

type foundGroup struct {
	Name  string
	Lines []found
	More  string // how many more there are
}

// found is a thing whose name or id has every word of the query.
type found struct {
	Name, Href, About string
	rank              int
}

// mostFound keeps a list short: who sees so many is better off with one more word.
const (
	mostFound     = 20
	longestQuery  = 200 // letters that are looked for
	rankName      = 0   // the name begins with the query
	rankWord      = 1   // each word of it begins one of the name
	rankElsewhere = 2   // it stands within words, or in another language, or in the id
)

// search finds regions, programmes, promises, services and indicators by their names in any language, or by their ids.
func (p *Pages) search(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		query := strings.TrimSpace(strings.ToValidUTF8(c.Query("q"), ""))
		if letters := []rune(query); len(letters) > longestQuery {
			query = string(letters[:longestQuery])
		}
		body := &searchBody{Query: query, Kept: r.hidden()}
		if query != "" {
			r.about = append(r.about, "q", query)
			r.fillFound(body, wordsOf(query))
		}
		return &content{template: "search", title: r.T("nav.search"), section: "search", seldom: true, body: body}, nil
	})(c)
}

func (r *request) fillFound(body *searchBody, words []string) {
	cfg := r.board.Config
	all := 0
	group := func(kind string, list []found) {
		if len(list) == 0 {
			return
		}
		slices.SortStableFunc(list, func(x, y found) int { return cmp.Or(cmp.Compare(x.rank, y.rank), strings.Compare(x.Name, y.Name)) })
		g := foundGroup{Name: r.T("search." + kind), Lines: list}
		if more := len(list) - mostFound; more > 0 {
			g.Lines, g.More = list[:mostFound], r.N("search.more", float64(more), 0)
		}
		all += len(list)
		body.Groups = append(body.Groups, g)
	}
	group("regions", foundIn(r, words, cfg.Regions, func(x *config.Region) (string, config.Text, found) {
		f := found{Href: r.regionLink(x)}
		if parent := cfg.Region(x.Parent); parent != nil {
			f.About = r.plainText(parent.Name)
		}
		return x.Code, x.Name, f
	}))
	group("programmes", foundIn(r, words, cfg.Programmes, func(x *config.Programme) (string, config.Text, found) {
		return x.ID, x.Name, found{Href: r.programmeLink(x)}
	}))
	var targets []*config.Target
	for _, p := range cfg.Programmes {
		targets = append(targets, p.Targets...)
	}
	group("promises", foundIn(r, words, targets, func(x *config.Target) (string, config.Text, found) {
		return x.ID, x.Name, found{Href: r.link("/programmes/" + url.PathEscape(x.Programme.ID) + "#" + x.ID), About: r.plainText(x.Programme.Name)}
	}))
	var services []*config.Service
	for _, o := range r.offeredServices() {
		services = append(services, o.service)
	}
	group("services", foundIn(r, words, services, func(x *config.Service) (string, config.Text, found) {
		return x.ID, x.Name, found{Href: r.serviceLink(x), About: r.sector(x)}
	}))
	group("indicators", foundIn(r, words, cfg.Indicators, func(x *config.Indicator) (string, config.Text, found) {
		return x.ID, x.Name, found{Href: r.link("/methods#" + x.ID)}
	}))
	body.Said = r.N("search.found", float64(all), 0, "Query", body.Query)
}

// foundIn are those of a list whose name or id has every word.
func foundIn[T any](r *request, words []string, list []T, of func(T) (id string, name config.Text, f found)) []found {
	var out []found
	for _, x := range list {
		id, name, f := of(x)
		rank, ok := matches(words, r.plainText(name), id, name)
		if ok {
			f.Name, f.rank = r.plainText(name), rank
			out = append(out, f)
		}
	}
	return out
}

// matches tells whether every word stands in a thing's name in some language or in its id, and how well.
func matches(words []string, shown, id string, name config.Text) (rank int, ok bool) {
	own := wordsOf(shown)
	begins := func(word string) bool {
		return slices.ContainsFunc(own, func(w string) bool { return strings.HasPrefix(w, word) })
	}
	if slices.IndexFunc(words, func(w string) bool { return !begins(w) }) < 0 {
		if strings.HasPrefix(strings.Join(own, " "), strings.Join(words, " ")) {
			return rankName, true
		}
		return rankWord, true
	}
	everywhere := folded(id)
	for _, text := range name {
		everywhere += " " + folded(text)
	}
	for _, w := range words {
		if !strings.Contains(everywhere, w) {
			return 0, false
		}
	}
	return rankElsewhere, true
}

// folded is a text in the form in which it is compared: without case, and with letters that people write for one another alike.
func folded(s string) string {
	return strings.NewReplacer("ё", "е", "ґ", "г", "'", "", "’", "", "ʼ", "").Replace(strings.ToLower(s))
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(folded(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && c != '-' && c != '.'
	})
}
