package pages

import (
	"strings"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// headline is the finding of a page as sentences: the number and the promise; then forecast, pace and coverage.
type headline struct {
	Title    string
	Number   string // in the title; "" where it has none
	Before   string // the title up to the number
	After    string // and behind it
	Text     string
	How      string // where its number is explained
	Mark     *mark
	Coverage string
	Tags     []string
	Tally    []tally
	Share    string // where others find how to embed it
}

// lead chooses the promise that the overview opens with: the first that a programme makes for its own region, has a
// number and has been measured; a share goes before a count. Nil where nothing has been measured yet.
func lead(b *board.Board) group {
	type key struct{}
	return board.Once(b, key{}, func() group {
		var first group
		for g := range groups(b.PromisesOf("")) {
			p := g.last()
			if p.Value == nil || p.Latest == nil || p.Breakdown != "" {
				continue
			}
			if p.Indicator.Unit == "percent" {
				return g
			}
			if first == nil {
				first = g
			}
		}
		return first
	})
}

func (r *request) headline(g group) headline {
	own := r.board.PromisesOf("")
	if g == nil {
		h := headline{Title: r.T("headline.nothing"), Tally: r.tally(own)}
		promises := 0
		for range groups(own) {
			promises++
		}
		h.Text = r.N("headline.nothing.text", float64(promises), 0)
		return h
	}
	p := g.last()
	s := r.standing(p)
	h := headline{How: s.How, Mark: &s.Mark, Tags: s.Tags, Tally: r.tally(own)}
	promise := " " + r.T("headline.promise", "Promise", s.Promised, "By", r.by(p))
	h.Title = r.finding(p) + promise
	if before, after, has := strings.Cut(r.findingWith(p, valueHere), valueHere); has {
		h.Before, h.Number, h.After = before, s.Latest, after+promise
	}
	var text []string
	if f := p.Forecast; f != nil && f.At == p.Deadline && r.ahead(p) {
		text = append(text, r.leadsTo(p, f))
	}
	if p.RequiredPace != nil && p.ObservedPace != nil && r.ahead(p) {
		text = append(text, sentence(r.pace(p)))
	}
	if p.State == kpi.Unknown && s.Mark.Why != "" {
		text = append(text, sentence(s.Mark.Why))
	}
	h.Text = strings.Join(text, " ")
	h.Coverage = r.coverageOf(r.latestCell(p))
	return h
}

// leadsTo says where a promise leads at the recent pace, and whether that is enough.
func (r *request) leadsTo(p *board.Progress, f *kpi.Forecast) string {
	text := r.T("headline.forecast", "By", r.until(p), "Value", r.expected(f, p.Indicator))
	if kind := outlook(p); kind != "" {
		text += " " + r.T("enough."+kind)
	}
	return text
}

// finding is the newest value as a sentence with its day.
func (r *request) finding(p *board.Progress) string {
	return r.findingWith(p, r.value(p.Indicator, p.Latest.Value))
}

// valueHere is where an indicator's own sentence has its value.
const valueHere = "{value}"

// findingWith is the sentence with the value as it is written: the indicator's own where the configuration has one, which speaks of the
// whole and never of a part.
func (r *request) findingWith(p *board.Progress, value string) string {
	own := r.plainText(p.Indicator.Finding)
	if own == "" || p.Breakdown != "" {
		dated := r.T("value.dated", "Value", value, "Date", r.asOf(p))
		return sentence(r.T("headline.finding", "Indicator", r.named(p.Indicator, p.Breakdown), "Value", dated))
	}
	return sentence(r.T("value.dated", "Value", strings.ReplaceAll(own, valueHere, value), "Date", r.asOf(p)))
}

// by is a promise's deadline: in its document's words where they have several meanings ("by 2024"), else its day.
func (r *request) by(p *board.Progress) string {
	switch given := p.Target.Deadline; {
	case p.Deadline.IsZero():
		return r.T("by.none")
	case given.Precision == "year" && !given.Date.IsZero() && len(p.Target.Readings) > 0:
		return r.T("by.year", "Date", r.Dated(given.Date, given.Precision))
	}
	return r.T("by.day", "Date", r.Date(p.Deadline))
}

// until is the reading of the deadline that a forecast is made for.
func (r *request) until(p *board.Progress) string {
	if p.Reading.ID != "" {
		return r.plainText(p.Reading.Name)
	}
	return r.T("by.day", "Date", r.Date(p.Deadline))
}

// coverage says how many regions reported anything to a programme: beside a number of it that would be said of the number.
func (r *request) coverage(c *board.Coverage) string {
	return r.N("coverage.programme", float64(c.Expected), 0, "Reported", r.Number(float64(c.Reported), 0))
}
