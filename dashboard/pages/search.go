package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/locale"
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

// found is a thing whose name, id or further texts have every word of the query.
type found struct {
	Name, Href, About string
	told              []string // what is looked in beside its name and id
	rank              int
}

// mostFound keeps a list short: who sees so many is better off with one more word.
const (
	mostFound     = 20
	longestQuery  = 200 // letters that are looked for
	rankName      = 0   // the name begins with the query
	rankWord      = 1   // each word of it begins one of the name
	rankElsewhere = 2   // it stands within words, or in another language, or in the id
	rankTold      = 3   // it stands in what else is told: a quote, a meaning, a short name
	rankForm      = 4   // words of it stand there in other forms
)

// search finds regions, programmes, promises, services and indicators by their names in any language, by their ids, by
// what their documents say and by what they mean.
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
		f := found{Href: r.regionLink(x), told: inAll(x.Short)}
		if parent := cfg.Region(x.Parent); parent != nil {
			f.About = r.regionName(parent)
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
		return x.ID, x.Name, found{
			Href: r.link("/programmes/" + url.PathEscape(x.Programme.ID) + "#" + x.ID), About: r.plainText(x.Programme.Name), told: []string{x.Promise.Quote},
		}
	}))
	countries := r.serviceCountries()
	group("services", foundIn(r, words, cfg.Services, func(x *config.Service) (string, config.Text, found) {
		about := []string{r.sector(x)}
		if country := countries[x]; country != nil {
			about = append(about, r.plainText(country.Name)) // two countries may have services of one name
		}
		return x.ID, x.Name, found{Href: r.serviceLink(x), About: strings.Join(slices.DeleteFunc(about, func(s string) bool { return s == "" }), " · ")}
	}))
	group("indicators", foundIn(r, words, cfg.Indicators, func(x *config.Indicator) (string, config.Text, found) {
		return x.ID, x.Name, found{Href: r.link("/methods#" + x.ID), told: inAll(x.Meaning)}
	}))
	body.Said = r.N("search.found", float64(all), 0, "Query", body.Query)
}

// serviceCountries are the countries that services belong to: those that their ids begin with, or those of the regions that offer them.
// Nil where there is only one country.
func (r *request) serviceCountries() map[*config.Service]*config.Region {
	countries, several := map[*config.Service]*config.Region{}, map[*config.Region]bool{}
	for _, o := range r.offeredServices() {
		countries[o.service] = o.country(r)
	}
	for _, s := range r.board.Config.Services {
		prefix, _, _ := strings.Cut(s.ID, ".")
		if country := r.board.Config.Region(strings.ToUpper(prefix)); country != nil {
			countries[s] = country
		}
		several[countries[s]] = true
	}
	if delete(several, nil); len(several) < 2 {
		return nil
	}
	return countries
}

// foundIn are those of a list whose name, id or further texts have every word.
func foundIn[T any](r *request, words []string, list []T, of func(T) (id string, name config.Text, f found)) []found {
	var out []found
	for _, x := range list {
		id, name, f := of(x)
		rank, ok := matches(words, r.plainText(name), id, name, f.told)
		if ok {
			f.Name, f.rank = locale.Capital(r.plainText(name)), rank
			out = append(out, f)
		}
	}
	return out
}

// matches tells whether every word stands in a thing's name in some language, in its id or in what else is told of it, and how well.
func matches(words []string, shown, id string, name config.Text, told []string) (rank int, ok bool) {
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
	missing := func(w string) bool { return !strings.Contains(everywhere, w) }
	if !slices.ContainsFunc(words, missing) {
		return rankElsewhere, true
	}
	names := wordsOf(everywhere)
	for _, text := range told {
		everywhere += " " + folded(text)
	}
	if !slices.ContainsFunc(words, missing) {
		return rankTold, true
	}
	all := wordsOf(everywhere)
	other := func(w string) bool {
		short := shortStem(w)
		return missing(w) && !slices.ContainsFunc(all, func(one string) bool { return strings.HasPrefix(one, stem(w)) }) &&
			(short == "" || !slices.ContainsFunc(names, func(one string) bool { return strings.HasPrefix(one, short) }))
	}
	return rankForm, !slices.ContainsFunc(words, other)
}

// stem is what a word has in common with its other forms: a word of five or more letters without its last one, one of seven or more
// without its last two.
func stem(word string) string {
	runes := []rune(word)
	switch n := len(runes); {
	case n >= 7:
		return string(runes[:n-2])
	case n >= 5:
		return string(runes[:n-1])
	}
	return word
}

// shortStem is a Cyrillic word of four letters without the vowel that it ends with: "Суми" begins "Сумська". So short a beginning is
// looked for in names only; "" of any other word.
func shortStem(word string) string {
	if runes := []rune(word); len(runes) == 4 && strings.ContainsRune("аеиіоуыюя", runes[3]) {
		return string(runes[:3])
	}
	return ""
}

// inAll are a text in all languages.
func inAll(t config.Text) []string { return slices.Sorted(maps.Values(t)) }

// folded is a text in the form in which it is compared: without case, and with letters that people write for one another alike.
func folded(s string) string {
	return sameLetters.Replace(strings.ToLower(s))
}

var sameLetters = strings.NewReplacer("ё", "е", "ґ", "г", "'", "", "’", "", "ʼ", "")

func wordsOf(s string) []string {
	return strings.FieldsFunc(folded(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && c != '-' && c != '.'
	})
}
