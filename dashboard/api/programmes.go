package api

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

type programmeRow struct {
	ID          string            `json:"id"`
	Name        config.Text       `json:"name"`
	Summary     config.Text       `json:"summary"`
	Region      string            `json:"region"`
	Document    *string           `json:"document"`
	URL         *string           `json:"document_url"`
	Captured    kpi.Date          `json:"document_captured"` // day on which it was collected
	SHA256      *string           `json:"document_sha256"`   // of the file that was collected
	Indicators  []string          `json:"indicators"`
	NotExpected []notExpectedRow  `json:"not_expected"`
	Reporting   *owed             `json:"reporting"` // null: nothing is owed by a day
	Targets     []targetRow       `json:"targets"`
	Milestones  []promisedStepRow `json:"milestones"`
	Index       *indexDefinition  `json:"index"` // null: it has none
}

type notExpectedRow struct {
	Region string      `json:"region"`
	Reason config.Text `json:"reason"`
}

type targetRow struct {
	ID          string         `json:"id"`
	Name        config.Text    `json:"name"`
	Indicator   string         `json:"indicator"`
	Breakdown   string         `json:"breakdown"`
	AppliesTo   []string       `json:"applies_to"` // codes of regions
	Yardstick   []string       `json:"yardstick"`  // codes of regions that it is laid on for comparison
	Comparison  kpi.Comparison `json:"comparison"`
	Value       *float64       `json:"value"`
	Deadline    datedRow       `json:"deadline"`
	Readings    []readingRow   `json:"readings"`
	Baseline    baselineRow    `json:"baseline"`
	Plan        []planRow      `json:"plan"`
	Method      string         `json:"method"`
	Unmeasured  config.Text    `json:"unmeasured"`
	Promised    promisedRow    `json:"promised"`
	Claims      []claimRow     `json:"claims"`
	Dropped     *droppedRow    `json:"dropped"`     // the later document that leaves it out; null: none is known of
	Responsible config.Text    `json:"responsible"` // who answers for it; null: nobody is named
	Reason      *string        `json:"reason"`      // why value or deadline are null
}

type datedRow struct {
	Date      kpi.Date `json:"date"`
	Precision *string  `json:"precision"`
	Inferred  bool     `json:"inferred"`
}

type readingRow struct {
	ID       string      `json:"id"`
	Name     config.Text `json:"name"`
	Deadline kpi.Date    `json:"deadline"`
}

type baselineRow struct {
	Kind   kpi.BaselineKind `json:"kind"`
	Date   kpi.Date         `json:"date"`
	Value  *float64         `json:"value"`
	Note   config.Text      `json:"note"`
	Reason *string          `json:"reason"`
}

type planRow struct {
	Start kpi.Date    `json:"period_start"`
	End   kpi.Date    `json:"period_end"`
	Value float64     `json:"value"`
	Act   config.Text `json:"act"` // that decided it, where the document names one
}

type promisedStepRow struct {
	ID        string      `json:"id"`
	Name      config.Text `json:"name"`
	Region    string      `json:"region"`
	Due       datedRow    `json:"due"`
	DueText   config.Text `json:"due_text"`
	NotBefore kpi.Date    `json:"not_before"`
	Quote     *string     `json:"quote"`
}

func (a *API) programmes(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, slices.Values(a.programmesFor(q)), func(p *config.Programme) string { return p.ID }, a.programmeRow)
}

// programmesFor lists the programmes that a query asks for, in order of id.
func (a *API) programmesFor(q *query) (rows []*config.Programme) {
	for _, p := range a.Config.Programmes {
		if picks(q.programmes, p.ID) {
			rows = append(rows, p)
		}
	}
	slices.SortFunc(rows, func(x, y *config.Programme) int { return strings.Compare(x.ID, y.ID) })
	return rows
}

// programme answers with one programme, as an object.
func (a *API) programme(c *fiber.Ctx) error {
	q, err := a.parse(c, unpaged, formatJSON)
	if err != nil {
		return err
	}
	id, err := url.PathUnescape(c.Params("id")) // route parameters arrive escaped
	p := a.Config.Programme(id)
	if err != nil || p == nil {
		if ending := path.Ext(id); a.Config.Programme(strings.TrimSuffix(id, ending)) != nil {
			return notFound(fmt.Sprintf("there is no %.20s of a programme; there is %s at %s", ending, typeJSON, strings.TrimSuffix(c.Path(), ending)))
		}
		known := ids(a.Config.Programmes, func(x *config.Programme) string { return x.ID })
		return notFound(fmt.Sprintf("there is no programme %q; there are: %s", id, offer(known, "/api/v1/programmes")))
	}
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	if a.unchanged(c, q, b) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return sendJSON(c, a.programmeRow(p))
}

func (a *API) programmeRow(p *config.Programme) programmeRow {
	row := programmeRow{
		ID: p.ID, Name: p.Name, Summary: p.Summary, Region: p.Region, Document: orNull(p.Document.Title),
		URL: orNull(p.Document.URL), Captured: p.Document.Captured, SHA256: orNull(p.Document.SHA256), Indicators: listOf(p.Indicators),
		NotExpected: []notExpectedRow{}, Reporting: owedBy(p.Reporting), Targets: []targetRow{}, Milestones: []promisedStepRow{},
		Index: indexDefinitionOf(p.Index),
	}
	for _, n := range p.NotExpected {
		row.NotExpected = append(row.NotExpected, notExpectedRow{n.Region, n.Reason})
	}
	for _, t := range p.Targets {
		row.Targets = append(row.Targets, a.targetRow(t))
	}
	for _, m := range p.Milestones {
		region := m.Region
		if region == "" {
			region = p.Region
		}
		row.Milestones = append(row.Milestones, promisedStepRow{m.ID, m.Name, region, datedRowOf(m.Due), m.DueText, m.NotBefore, orNull(m.Quote)})
	}
	return row
}

func (a *API) targetRow(t *config.Target) targetRow {
	row := targetRow{
		ID: t.ID, Name: t.Name, Indicator: t.Indicator, Breakdown: t.Breakdown, Comparison: t.Comparison, Value: t.Value,
		AppliesTo: codes(a.Config.Select(t.AppliesTo)), Yardstick: []string{}, Deadline: datedRowOf(t.Deadline),
		Readings: []readingRow{}, Plan: []planRow{}, Method: "gap", Unmeasured: t.Unmeasured,
		Baseline: baselineRowOf(t.Baseline), Promised: promisedRowOf(t.Promise), Claims: claimRowsOf(t), Dropped: droppedRowOf(t.Dropped), Responsible: t.Responsible,
	}
	if t.Method != "" {
		row.Method = t.Method
	}
	if t.Yardstick != nil {
		row.Yardstick = codes(a.Config.Select(*t.Yardstick))
	}
	for _, r := range t.Readings {
		row.Readings = append(row.Readings, readingRow{r.ID, r.Name, r.Deadline})
	}
	for _, p := range t.Plan {
		row.Plan = append(row.Plan, planRow{p.Start, p.End, p.Value, p.Act})
	}
	switch {
	case t.Value == nil:
		row.Reason = orNull(kpi.ReasonNoTarget)
	case t.Deadline.Date.IsZero() && len(t.Readings) == 0:
		row.Reason = orNull(kpi.ReasonNoDeadline)
	}
	return row
}

func baselineRowOf(b config.Baseline) baselineRow {
	row := baselineRow{Kind: b.Kind, Date: b.Date, Note: b.Note}
	switch b.Kind {
	case kpi.BaselineValue:
		row.Value = &b.Value
	case kpi.BaselineFirstObservation:
	default:
		row.Kind, row.Reason = kpi.BaselineNone, orNull(kpi.ReasonNoBaseline)
	}
	return row
}

func datedRowOf(d config.Dated) datedRow { return datedRow{d.Date, orNull(d.Precision), d.Inferred} }

func codes(regions []*config.Region) []string {
	list := make([]string, 0, len(regions))
	for _, r := range regions {
		list = append(list, r.Code)
	}
	return list
}
