package pages

import (
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// overviewBody is the page that Postup opens with: what was found, and where every promise stands.
type overviewBody struct {
	Headline   headline
	Figure     *figure
	Map        *tileMap
	Programmes []programmeRows
	Movers     []movers // which regions moved most since the period before
	Milestones []milestoneRows
	Freshness  freshness
	CSV        string
}

// programmeRows are a programme's promises in the table of all promises.
type programmeRows struct {
	Name, Href string
	Rows       []standing
}

type milestoneRows struct {
	Name, Href string
	Rows       []milestone
}

func (p *Pages) overview(r *request) (*content, error) {
	g := lead(r.board)
	body := &overviewBody{Headline: r.headline(g), Map: r.tileMap(g), Movers: r.movers(g), Freshness: r.freshness(r.board.Sources), CSV: r.data("progress.csv")}
	if g != nil {
		p.offerLead(r, body, g)
		promise := g.last().Target.Promise
		body.Figure.Quote, body.Figure.QuoteBy = promise.Quote, r.saidBy(promise)
		body.Figure.QuoteLang = g.last().Programme.Document.Language
	}
	for _, programme := range r.board.Config.Programmes {
		if rows := r.programmeRows(programme); len(rows.Rows) > 0 {
			body.Programmes = append(body.Programmes, rows)
		}
		if list := r.milestoneList(programme, nextFirst(r.board.MilestonesOf(programme.ID))); len(list) > 0 {
			body.Milestones = append(body.Milestones, milestoneRows{r.plainText(programme.Name), r.programmeLink(programme), list})
		}
	}
	title := r.T("nav.overview")
	return &content{template: "overview", title: title, section: "overview", charts: body.Figure != nil, embed: embedOfGroup(g), body: body}, nil
}

// offerLead draws the promise that the page opens with, and offers chart, map and headline to others.
func (p *Pages) offerLead(r *request, body *overviewBody, g group) {
	e := trajectoryOf(g)
	body.Figure = r.figure(g, large)
	body.Figure.Offer = p.offer(r, e)
	e.kind = embedTile
	body.Headline.Share = e.share(r)
	if body.Map != nil {
		e.kind = embedMap
		body.Map.Offer = p.offer(r, e)
	}
}

func (r *request) programmeRows(programme *config.Programme) programmeRows {
	out := programmeRows{Name: r.plainText(programme.Name), Href: r.programmeLink(programme)}
	for _, of := range byTarget(r.board.PromisesOf(programme.ID)) {
		if n := regionsOf(of); n > shownEach {
			out.Rows = append(out.Rows, r.everywhere(of, n))
			continue
		}
		for g := range groups(of) {
			rows := r.standings(g)
			for i := range rows { // each by its own reading: what is to be expected by another day is another value
				rows[i].Sentence = r.inSentence(g[i])
			}
			out.Rows = append(out.Rows, rows...)
		}
	}
	return out
}

// inSentence is a promise in a sentence: what is, what was promised, and where it leads; "" where one of the first two is not known.
func (r *request) inSentence(p *board.Progress) string {
	if p.Latest == nil || p.Value == nil {
		return ""
	}
	parts := []string{strings.TrimSuffix(r.finding(p), "."), r.T("overview.promised", "Promised", r.promised(p), "By", r.by(p))}
	if f := leads(p); f != nil && r.ahead(p) {
		parts = append(parts, r.T("overview.pace", "Value", r.expected(f, p.Indicator)))
	}
	return sentence(strings.Join(parts, "; "))
}

// milestone is a milestone and where it stands.
type milestone struct {
	Name, Quote, Region string
	When                string // due, not before, or the document's own words
	DoneOn, Evidence    string
	Mark                mark
	Tags                []string
	Row                 *chart.Row // its dates on a scale with others; nil where there is no scale, or it has none
}

// milestones are a programme's, in its own order.
func (r *request) milestones(programme *config.Programme) []milestone {
	return r.milestoneList(programme, r.board.MilestonesOf(programme.ID))
}

func (r *request) milestoneList(programme *config.Programme, all []board.Milestone) []milestone {
	var list []milestone
	for _, m := range all {
		row := milestone{
			Name: r.text(m.Milestone.Name), Quote: m.Milestone.Quote, Evidence: m.Evidence.In(r.Code), Mark: r.mark(string(m.State)),
			When: r.when(&m),
		}
		if m.State == "" || m.State == kpi.Unknown {
			row.Mark = r.because(markUnknown, reasonOr(m.Reason, kpi.ReasonNoData))
		}
		if m.Region != nil && m.Region.Code != programme.Region {
			row.Region = r.plainText(m.Region.Name)
		}
		if !m.DoneOn.IsZero() {
			row.DoneOn = r.Date(m.DoneOn)
		}
		if m.Simulated {
			row.Tags = []string{r.T("tag.simulated")}
		}
		list = append(list, row)
	}
	return list
}

// when says the day that a milestone is due or must not come before; the document's words where they are no date, and
// the year that was inferred for them in brackets.
func (r *request) when(m *board.Milestone) string {
	due := m.Milestone.Due
	switch {
	case m.Milestone.DueText.In(r.Code) != "" && due.Inferred && !due.Date.IsZero():
		return r.text(m.Milestone.DueText) + " " + r.Bracketed(due.Date, "year")
	case m.Milestone.DueText.In(r.Code) != "":
		return r.text(m.Milestone.DueText)
	case !m.Due.IsZero() && due.Inferred:
		return r.T("milestone.due", "Date", r.Bracketed(due.Date, due.Precision))
	case !due.Date.IsZero():
		return r.T("milestone.due", "Date", r.Dated(due.Date, due.Precision))
	case !m.Due.IsZero():
		return r.T("milestone.due", "Date", r.Date(m.Due))
	case !m.NotBefore.IsZero():
		return r.T("milestone.not_before", "Date", r.Date(m.NotBefore))
	case m.Milestone.After != nil && m.Milestone.After.Milestone == "":
		return r.N("milestone.after_undated", float64(m.Milestone.After.Months), 0)
	}
	return r.T("milestone.undated")
}
