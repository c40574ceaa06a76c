package pages

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

const promisesAddress = "/promises"

// promisesBody is every target of every programme, with what came of it. What nobody reports on is there, too.
type promisesBody struct {
	Action string
	Kept   []kept
	Chosen []choice
	Said   string // how many there are, of how many no value can be told and why, how many were dropped and how many are claimed to be kept
	CSV    string // address of the figures; "" where no promise is shown
	All    bool   // the file has those of promises in other states, too
	Claims string // address of the claims beside figures, as CSV
	Groups []promisedBy
}

// promisedBy is a programme with its targets.
type promisedBy struct {
	Name, Href, Owner string
	Document          *document
	Promises          []promised
}

type promised struct {
	ID, Name, Href string
	Standing       []standing // one a reading; none: the board has nothing on it
	Promise        *promise   // nil: nothing is said of who promised it
	Untold         string     // why no value of it can be told; "" where one is
	Responsible    string
	Proposed       bool
	Claims         []claimed
	Dropped        *dropped
	untold         string // the same by its name
}

// Why no value of a promise can be told, that which tells most first.
const (
	untoldWithheld = "withheld" // what was reported is withheld, or a part of it is
	untoldPartly   = "partly"   // a sum lacks parts
	untoldUnheard  = "unheard"  // not all sources were heard
	untoldSilent   = "silent"   // nothing has been reported
)

var untoldWhys = []string{untoldWithheld, untoldPartly, untoldUnheard, untoldSilent}

// stateDropped chooses the promises that a later document leaves out, whatever the figures say of them.
const stateDropped = "dropped"

// promises serves the page of promises, of one programme or all, and of those in one state or all.
func (p *Pages) promises(c *fiber.Ctx) error {
	programme, state := c.Query("programme"), c.Query("state")
	return p.page(func(r *request) (*content, error) {
		for _, f := range []struct {
			kind, given string
			all         []string
		}{{"programme", programme, idsOf(r.board.Config.Programmes, func(p *config.Programme) string { return p.ID })}, {"state", state, append(slices.Clone(tallyOrder), stateDropped)}} {
			if f.given != "" && !slices.Contains(f.all, f.given) {
				return nil, &wrongFilter{said: r.unknownOf(f.kind, f.kind, f.given, f.all), status: fiber.ErrBadRequest}
			}
		}
		r.about = append(r.about, "programme", programme, "state", state)
		return &content{template: "promises", title: r.T("promises.title"), section: "programmes", body: r.promisesBody(programme, state)}, nil
	})(c)
}

func (r *request) promisesBody(programme, state string) *promisesBody {
	body := &promisesBody{Action: promisesAddress, Kept: r.hidden()}
	var shown []string
	n := promisedCounts{untold: map[string]int{}}
	kinds := map[string]bool{}
	programmes := []option{{"", r.T("promises.all"), programme == ""}}
	for _, of := range r.board.Config.Programmes {
		if len(of.Targets) == 0 {
			continue
		}
		programmes = append(programmes, option{of.ID, r.plainText(of.Name), of.ID == programme})
		group := promisedBy{Name: r.plainText(of.Name), Href: r.programmeLink(of), Document: r.document(of)}
		if region := r.board.Config.Region(of.Region); region != nil {
			group.Owner = r.regionName(region)
		}
		for _, target := range of.Targets {
			on := r.progressOn(target)
			here := r.kindsOf(on)
			if r.board.Dropped(target) != nil {
				here = append(here, stateDropped)
			}
			for _, kind := range here {
				kinds[kind] = true
			}
			if programme != "" && programme != of.ID || state != "" && !slices.Contains(here, state) {
				continue
			}
			one := r.becameOf(target, on)
			n.add(&one)
			group.Promises, shown = append(group.Promises, one), append(shown, target.ID)
		}
		if len(group.Promises) > 0 {
			body.Groups = append(body.Groups, group)
		}
	}
	body.addFiles(r, programme, state, shown)
	body.Said = r.countedText(&n)
	body.Chosen = []choice{{"programme", r.T("promises.programme"), programmes}, {"state", r.T("table.state"), r.statesToChoose(kinds, state)}}
	return body
}

// longestChoice is how long the names of chosen promises are at most in an address: what stands between us and a visitor takes no longer ones.
const longestChoice = 2000

// addFiles offers the figures of the promises that are shown. The API knows no states, so that those of one are named.
func (body *promisesBody) addFiles(r *request, programme, state string, shown []string) {
	if len(shown) == 0 {
		return
	}
	names := ""
	if state != "" {
		names = strings.Join(shown, ",")
	}
	if body.All = len(names) > longestChoice; body.All {
		names = ""
	}
	body.CSV = r.data("progress.csv", "programme", programme, "target_id", names)
	body.Claims = r.data("claims.csv", "programme", programme, "target_id", names)
}

// promisedCounts counts the promises of a page.
type promisedCounts struct {
	all, dropped, claimed int
	untold                map[string]int // by why
}

func (n *promisedCounts) add(one *promised) {
	n.all++
	if one.untold != "" {
		n.untold[one.untold]++
	}
	if one.Dropped != nil {
		n.dropped++
	}
	if len(one.Claims) > 0 {
		n.claimed++
	}
}

func (r *request) countedText(n *promisedCounts) string {
	said := []string{r.N("promises.count", float64(n.all), 0)}
	for _, why := range untoldWhys {
		if of := n.untold[why]; of > 0 || why == untoldSilent {
			said = append(said, r.N("promises.untold."+why, float64(of), 0))
		}
	}
	if n.dropped > 0 {
		said = append(said, r.N("promises.dropped", float64(n.dropped), 0))
	}
	if n.claimed > 0 {
		said = append(said, r.N("promises.claimed", float64(n.claimed), 0))
	}
	return strings.Join(said, " ")
}

// progressOn is how a target stands, in every region that it was promised for.
func (r *request) progressOn(t *config.Target) []*board.Progress {
	type key struct{}
	by := board.Once(r.board, key{}, func() map[*config.Target][]*board.Progress {
		by := map[*config.Target][]*board.Progress{}
		for _, p := range r.board.PromisesOf("") {
			by[p.Target] = append(by[p.Target], p)
		}
		return by
	})
	return by[t]
}

// kindsOf are the marks that a promise has in its regions, by its last readings.
func (r *request) kindsOf(on []*board.Progress) []string {
	var kinds []string
	for g := range groups(on) {
		kind, _ := r.kindOf(g.last())
		kinds = append(kinds, kind)
	}
	if len(kinds) == 0 {
		kinds = []string{markUnknown}
	}
	return kinds
}

func (r *request) becameOf(t *config.Target, on []*board.Progress) promised {
	one := promised{
		ID: t.Programme.ID + "." + t.ID, Name: r.text(t.Name), Href: r.programmeLink(t.Programme) + "#" + t.ID, Standing: r.summed(on), Responsible: r.responsible(t),
		Promise: r.said(t.Promise, t.Programme), Claims: r.claimsOf(t), Dropped: r.droppedOf(t),
		untold: r.whyUntold(on),
	}
	if one.untold != "" {
		one.Untold = r.T("promises.untold.this." + one.untold)
	}
	if i := r.board.Config.Indicator(t.Indicator); i != nil {
		one.Proposed = i.Proposed
	}
	return one
}

// whyUntold is why no value of a promise can be told, "" where one can.
func (r *request) whyUntold(on []*board.Progress) string {
	first := len(untoldWhys) - 1
	for _, p := range on {
		if p.Latest != nil {
			return ""
		}
		first = min(first, slices.Index(untoldWhys, untoldBy(r.lackOf(p))))
	}
	return untoldWhys[first]
}

func untoldBy(lack board.Lack) string {
	switch {
	case lack.Reason == kpi.ReasonSuppressed:
		return untoldWithheld
	case lack.Parts:
		return untoldPartly
	case lack.Reason == kpi.ReasonNotHeard:
		return untoldUnheard
	}
	return untoldSilent
}

// statesToChoose are those that promises are in now, the best first, and the one that was asked for.
func (r *request) statesToChoose(there map[string]bool, chosen string) []option {
	list := []option{{"", r.T("promises.all"), chosen == ""}}
	for _, kind := range tallyOrder {
		if there[kind] || kind == chosen {
			list = append(list, option{kind, r.mark(kind).Word, kind == chosen})
		}
	}
	if there[stateDropped] || chosen == stateDropped {
		list = append(list, option{stateDropped, r.T("dropped.tag"), chosen == stateDropped})
	}
	return list
}
