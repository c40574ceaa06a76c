package pages

import (
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// numberBody is the page of one number of a release.
type numberBody struct {
	Name, Region, Period string // the period as a sentence begins
	Value                string // with its unit; "" where it is missing
	Exact                string // with all its digits
	Meaning, Formula     string // what the indicator is, and by what Postup computed it; "" where it did not
	Made                 string // how the number came about, in words; "" of what a formula of others gives
	Of                   string // the numerator out of the denominator
	Reported             string // how many regions it is made of
	Apart                string // that its explanation takes in what a release leaves out
	Missing              *mark  // why it is missing
	Tags                 []string
	Source, Recorded     string
	Release              release
	CorrectedBy          *place // the same number in the release that corrects this one
	Explain              string // "" where Unexplained says why there is no explanation
	Unexplained          string
	JSON, CSV            string
	Cite, Address        string
	History              []numberLine
	Further              string // how many releases are not looked at; "" where none
}

type numberLine struct {
	Release, Href, AsOf, Published string
	Value                          string
	Missing                        *mark
	Absent                         bool // the release hasn't got it
	Change                         string
	Recorded, Review               string
	Current                        bool
}

func (r *request) numberBody(f *foundNumber) *numberBody {
	address := numberAddress(f.Figure, f.in.ID)
	extra := []string{"breakdown", f.Breakdown, "source", f.Figure.Source}
	lasting := asked{site: r.publicSite()}
	body := &numberBody{
		Name: r.named(f.indicator, f.Breakdown), Region: r.plainText(f.region), Period: locale.Capital(r.Period(f.Period)),
		Source: r.sourceName(f.Number.Source), Recorded: r.Moment(f.Recorded()), Release: r.release(*f.in, f.all),
		Unexplained: r.unexplained(f), JSON: asked{}.link(address+".json", extra...),
		CSV: api.FileAddress("observations", f.in.ID, table.Formats()[0]), Address: lasting.link(address, extra...),
		Tags: r.marked(false, f.Restated, f.Running, f.Partial),
	}
	body.Value, body.Missing = r.numberText(f.indicator, f.Number)
	body.Exact, body.Meaning = f.Exact, r.plainText(f.indicator.Meaning)
	body.Formula, body.Made = r.madeBy(f)
	if f.Numerator != nil && f.Denominator != nil {
		body.Of = r.T("number.of", "Numerator", r.Trim(*f.Numerator, 6), "Denominator", r.Trim(*f.Denominator, 6))
	}
	if f.Reported != nil && f.Expected != nil {
		body.Reported = r.T("tag.made_of", "N", r.Number(*f.Reported, 0), "Of", r.Number(*f.Expected, 0))
	}
	if body.Unexplained == "" {
		body.Explain = r.explainThen(f.Figure, f.in)
		if r.simulates() {
			body.Apart = r.T("number.apart")
		}
	}
	if by := store.CorrectedBy(f.in.ID, f.all); by != nil {
		body.CorrectedBy = &place{by.ID, r.link(numberAddress(f.Figure, by.ID), extra...)}
	}
	body.Cite = r.citedNumber(f, body)
	for i, then := range f.history {
		body.History = append(body.History, r.numberLine(f, i, then, extra))
	}
	if more := len(f.all) - len(f.history); more > 0 {
		body.Further = r.N("number.further", float64(more), 0)
	}
	return body
}

// citedNumber is a number to copy, with all that the page says it is subject to: who reads the citation doesn't see the page.
func (r *request) citedNumber(f *foundNumber, body *numberBody) string {
	shown, release := body.Value, f.in.ID
	var marks []string
	if shown == "" {
		shown = body.Missing.Word
		if body.Missing.Why != "" {
			marks = append(marks, body.Missing.Why)
		}
	}
	marks = append(marks, body.Tags...)
	if body.Reported != "" {
		marks = append(marks, body.Reported)
	}
	if len(marks) > 0 {
		shown += " (" + strings.Join(marks, "; ") + ")"
	}
	if by := body.CorrectedBy; by != nil {
		release += " (" + r.T("number.cite.corrected", "Release", by.Name) + ")"
	}
	return r.T("number.cite", "Publisher", r.citedBy(opendata.TermsOf(r.board.Config, f.in).Publisher.In(r.Code)), "Name", body.Name, "Region", body.Region,
		"Period", r.Period(f.Period), "Value", shown, "Release", release, "AsOf", body.Release.AsOf, "Address", body.Address)
}

// unexplained says why nothing explains a number any more: an explanation is made of what is configured today. "" where there is one.
func (r *request) unexplained(f *foundNumber) string {
	switch {
	case r.board.Config.Indicator(f.Indicator) == nil:
		return r.T("number.unexplained.indicator")
	case r.board.Config.Region(f.Region) == nil:
		return r.T("number.unexplained.region")
	}
	return ""
}

// madeBy is the formula that a number was computed by, as the release has it, and how it came about in the visitor's words: a source may report
// what Postup would compute.
func (r *request) madeBy(f *foundNumber) (formula, how string) {
	switch f.Number.Source {
	case store.DerivedSource(false), store.DerivedSource(true):
		if measure := api.MeasureOf(f.formula); measure != "" {
			how = r.counted(measure)
		}
		return f.formula, how
	case board.ComputedSource:
		return f.formula, ""
	case board.RollupSource:
		if way := "explain.method." + rollupMethod(&config.Indicator{Rollup: f.rollup}); r.Has(way) {
			return "", r.T(way)
		}
		return "", ""
	case board.IncrementSource:
		return "", ""
	}
	return "", r.T("number.reported")
}

func (r *request) numberLine(f *foundNumber, i int, then numberThen, extra []string) numberLine {
	x := r.release(*then.release, f.all)
	line := numberLine{
		Release: x.ID, Href: r.link(numberAddress(f.Figure, x.ID), extra...), AsOf: x.AsOf, Published: x.Published, Review: x.Review,
		Absent: then.Number == nil, Current: then.release.ID == f.in.ID,
	}
	if then.Number == nil {
		return line
	}
	line.Value, line.Missing = r.numberText(then.indicator, then.Number)
	line.Recorded = r.Moment(then.Recorded())
	for _, earlier := range f.history[i+1:] { // the newest that has it
		if earlier.Number == nil {
			continue
		}
		switch before := earlier.Number; {
		case before.Exact == then.Exact && before.Status == then.Status && before.Reason == then.Reason:
			line.Change = r.T("number.same")
		default:
			line.Change = r.T("number.changed")
		}
		break
	}
	return line
}

// numberText is a released number as it is read, or why it is missing.
func (r *request) numberText(i *config.Indicator, n *opendata.Number) (string, *mark) {
	if n.Value == nil {
		return "", r.missing(kpi.Status(n.Status), kpi.Reason(n.Reason))
	}
	return r.precise(i, *n.Value), nil
}

// numberJSON is a number for programs.
type numberJSON struct {
	Indicator string `json:"indicator"`
	Region    string `json:"region"`
	Breakdown string `json:"breakdown"`
	Start     string `json:"period_start"`
	End       string `json:"period_end"`
	Unit      string `json:"unit"`
	opendata.Number
	Release numberRelease    `json:"release"`
	Address string           `json:"address"`         // that stays
	Explain *string          `json:"explain"`         // null where the indicator or the region is no longer configured
	History []numberJSONThen `json:"history"`         // the newest release first, this one with it
	Further int              `json:"releases_beyond"` // that are not in the history
}

type numberRelease struct {
	ID          string `json:"id"`
	AsOf        string `json:"as_of"`
	Published   string `json:"published"`
	Reviewed    bool   `json:"reviewed"`
	ReviewedBy  string `json:"reviewed_by,omitempty"`
	Corrects    string `json:"corrects,omitempty"`
	CorrectedBy string `json:"corrected_by,omitempty"`
	Hash        string `json:"hash"`
}

// numberJSONThen is the number in another release; null where that hasn't got it.
type numberJSONThen struct {
	Release numberRelease    `json:"release"`
	Number  *opendata.Number `json:"number"`
}

func (r *request) numberAnswer(f *foundNumber) numberJSON {
	lasting := asked{site: r.publicSite()}
	then := asked{site: r.publicSite(), asOf: f.in.AsOf, today: f.in.AsOf}
	extra := []string{"breakdown", f.Breakdown, "source", f.Figure.Source}
	answer := numberJSON{
		Indicator: f.Indicator, Region: f.Region, Breakdown: f.Breakdown, Start: f.Period.Start.String(), End: f.Period.End.String(), Unit: f.indicator.Unit,
		Number: *f.Number, Release: numberReleaseOf(f.in, f.all), Address: lasting.link(numberAddress(f.Figure, f.in.ID), extra...),
		History: []numberJSONThen{}, Further: len(f.all) - len(f.history),
	}
	if r.unexplained(f) == "" {
		at := then.link("/api/v1"+explain.Address(board.SeriesKey{Indicator: f.Indicator, Region: f.Region}, f.Period), extra...)
		answer.Explain = &at
	}
	for _, h := range f.history {
		answer.History = append(answer.History, numberJSONThen{numberReleaseOf(h.release, f.all), h.Number})
	}
	return answer
}

func numberReleaseOf(x *store.Release, all []store.Release) numberRelease {
	out := numberRelease{ID: x.ID, AsOf: x.AsOf.String(), Published: stamp(x.Published), Reviewed: x.ReviewedBy != "", ReviewedBy: x.ReviewedBy, Corrects: x.Corrects, Hash: x.Hash}
	if by := store.CorrectedBy(x.ID, all); by != nil {
		out.CorrectedBy = by.ID
	}
	return out
}
