package pages

import (
	"cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// claimed is what somebody says has come of a promise, beside the figure of the same time and what lies between them.
type claimed struct {
	Said     *promise // whose claim it is, in which words
	About    string   // the region, where the promise is not its own; "" else
	Value    string   // "" where it is in words
	Period   string   // that it is about; "" where it doesn't say
	Measured string   // "" where nothing is known
	Of       string   // the time that the figure speaks of
	How      string
	Missing  *mark // why there is no figure
	Tags     []string
	Verdict  string // what lies between them, or why that can't be told
}

// claimsOf lists what is claimed of a target.
func (r *request) claimsOf(t *config.Target) []claimed {
	var list []claimed
	for _, c := range r.board.Claims(t) {
		list = append(list, r.claimed(&c))
	}
	return list
}

func (r *request) claimed(c *board.Claimed) claimed {
	said := c.Claim
	one := claimed{
		Said:    r.said(config.Promise{By: said.By, Office: said.Office, Place: said.Place, On: said.On, Quote: said.Quote, Source: said.Source, Note: said.Note}, c.Target.Programme),
		Verdict: r.claimedApart(c),
	}
	if c.Region != nil && c.Region.Code != c.Target.Programme.Region {
		one.About = r.plainText(c.Region.Name)
	}
	if said.Value != nil {
		one.Value = r.claimedValue(c)
	}
	if said.Period.Known() {
		one.Period = r.Period(said.Period.Of())
	}
	r.fillMeasured(&one, c)
	return one
}

// claimedValue is the number with its comparison: "at least 200" is another claim than 200.
func (r *request) claimedValue(c *board.Claimed) string {
	value := r.goal(c.Indicator, *c.Claim.Value)
	if c.Claim.Comparison == kpi.Equal {
		return value
	}
	return r.T("claim."+string(c.Claim.Comparison), "Value", value)
}

func (r *request) fillMeasured(one *claimed, c *board.Claimed) {
	m := c.Measured
	switch {
	case m == nil:
		one.Missing = r.missing("", "") // nobody was asked
		return
	case m.Value == nil:
		one.Missing = r.missing(m.Status, m.Reason)
	default:
		one.Measured = r.value(c.Indicator, *m.Value)
		one.Tags = r.marked(m.Simulated, m.Restated, m.Running, m.Partial)
	}
	one.Of, one.How = r.Period(m.Period), r.how(m.Indicator, m.Region, m.Breakdown, m.Period)
	if !c.Claim.Period.Known() {
		one.Of = r.T("claim.newest", "Period", one.Of)
	}
}

// claimedApart says what lies between claim and figure.
func (r *request) claimedApart(c *board.Claimed) string {
	exact := c.Claim.Comparison == kpi.Equal
	switch {
	case c.Difference == nil:
		return r.T("claim.state." + string(c.State))
	case c.State == board.ClaimAgrees && exact:
		return r.T("claim.same")
	case c.State == board.ClaimAgrees:
		return r.T("claim.holds")
	case !exact:
		return r.T("claim.fails")
	case readAlike(c.Indicator, *c.Measured.Value, *c.Claim.Value):
		return r.T("claim.near")
	case *c.Difference < 0:
		return r.T("claim.less", "Apart", r.distance(c.Indicator, *c.Difference))
	}
	return r.T("claim.more", "Apart", r.distance(c.Indicator, *c.Difference))
}

// dropped is the later document that leaves a promise out.
type dropped struct {
	Title, Lang, When string
	Inferred          bool
	Note              string
	Captured          *captured
}

// droppedOf is nil where nobody says that the target was dropped.
func (r *request) droppedOf(t *config.Target) *dropped {
	d := r.board.Dropped(t)
	if d == nil {
		return nil
	}
	return &dropped{
		Title: d.Source.Title, Lang: cmp.Or(d.Source.Language, t.Programme.Document.Language), When: r.dated(d.On), Inferred: d.On.Inferred,
		Note: r.text(d.Note), Captured: r.captured(&d.Source),
	}
}

// captured is what tells whether a file is the document that was read. What isn't known is "".
type captured struct {
	URL, On, SHA256, File string
}

// captured is nil where no document is named.
func (r *request) captured(d *config.Document) *captured {
	if *d == (config.Document{Language: d.Language, Year: d.Year}) {
		return nil
	}
	c := &captured{URL: d.URL, SHA256: d.SHA256, File: d.File}
	if !d.Captured.IsZero() {
		c.On = r.Date(d.Captured)
	}
	return c
}
