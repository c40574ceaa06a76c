package pages

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// figure is a trajectory on a page: drawing, caption, table, and where its numbers are explained and can be had.
type figure struct {
	ID        string
	Title     string
	Href      string // of the title, "" where it is no link
	Caption   string // what is drawn, in words
	Summary   string // what it shows, in words: the drawing's text for those who do not see it
	Drawing   *chart.Drawing
	Narrow    *chart.Drawing // the same for a narrow screen, nil where Drawing is read on any
	Keys      []key
	Large     bool   // the page's own chart; others are small
	Heading   bool   // it brings its own heading with value and state
	Options   string // address of the options for the script
	Unit      string // pattern of a value in the script's labels: "{n} %"
	Decimals  int
	Rows      []figureRow
	HasPlan   bool
	Earlier   string // where the values before these rows are; "" where the rows are all
	Explain   string
	CSV       string
	Standing  standing
	Others    []standing // further readings of the same promise
	Notes     notes      // what the marks on the chart mean
	Share     string     // where others find how to embed it
	Offer     *offer     // the same at once, where the page has room
	Quote     string
	QuoteBy   string
	QuoteLang string
}

// key says what a line or a mark of the chart stands for. Kind: actual, simulated, promise, goal (a promise without a line), forecast.
type key struct {
	Kind, Text string
	Ring       string // path of the promise's mark
}

// figureRow is a period in a figure's table.
type figureRow struct {
	Period, Value, Plan, Deviation string
	How                            string // where the value is explained
	Missing                        *mark
	Tags                           []string
	Decided                        []string // the acts that decided the plan, the one in force first
}

// trajectory collects what a chart of a promise draws.
func (r *request) trajectory(g group) *chart.Trajectory {
	p := g.last()
	t := &chart.Trajectory{}
	if s := r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown); s != nil {
		t.Actual = pointsOf(s, p.Indicator, r.board.Known)
	}
	if p.Measured != nil {
		t.Actual = measured(p)
	}
	for i := range g {
		if line := promisedLine(g[i]); line != nil {
			t.Promises = append(t.Promises, chart.Promise{Name: r.plainText(g[i].Reading.Name), Line: line})
		}
	}
	if f := leads(p); f != nil {
		t.Fan = fanOf(f)
	}
	return scaled(t, measureOf(p.Indicator))
}

func unsettled(p *board.Progress) bool {
	return p.State != kpi.Achieved && p.State != kpi.AchievedLate && p.State != kpi.Missed && p.State != kpi.Unconfirmed
}

// pointsOf are the values of a series and the gaps between them, up to today; what has not come yet is no gap. A sum that
// lacks regions is one: the table has it, with its mark.
func pointsOf(s *board.Series, indicator *config.Indicator, today kpi.Date) []chart.Point {
	points := make([]chart.Point, 0, len(s.Cells))
	var before kpi.Period
	last := 0
	for i := range s.Cells {
		c := &s.Cells[i]
		if c.Period.Start > today || (c.Running && indicator.Nature != kpi.Stock) {
			continue
		}
		if len(points) > 0 && parted(indicator, before, c.Period) {
			points = append(points, chart.Point{Day: c.Period.Start})
		}
		p := chart.Point{Day: min(c.Period.End, today), Simulated: c.Simulated}
		if !c.Incomplete {
			p.Value = c.Value
		}
		points, before = append(points, p), c.Period
		if p.Value != nil {
			last = len(points)
		}
	}
	return points[:last]
}

// promisedLine goes from the baseline through the plan to the goal; only the goal where no beginning is known or the
// indicator is measured in another way since, nil where no number or no date was promised.
func promisedLine(p *board.Progress) []kpi.DatedValue {
	if p.Value == nil || p.Deadline.IsZero() {
		return nil
	}
	if p.Progress.Reason == kpi.ReasonNotComparable {
		return []kpi.DatedValue{{Date: p.Deadline, Value: *p.Value}}
	}
	var line []kpi.DatedValue
	if b := p.Progress.Baseline; b != nil && !b.Date.IsZero() && b.Date < p.Deadline {
		line = append(line, *b)
	}
	for _, plan := range p.Plan {
		if plan.Period.End < p.Deadline {
			line = append(line, kpi.DatedValue{Date: plan.Period.End, Value: plan.Plan})
		}
	}
	return append(line, kpi.DatedValue{Date: p.Deadline, Value: *p.Value})
}

const (
	largeWidth, largeHeight   = 660, 340
	besideWidth, besideHeight = 560, 311
	smallWidth, smallHeight   = 360, 200 // read on a telephone at its own size
	mostRows                  = 12       // periods in a figure's table; the file has them all
)

// size is how a figure stands on its page.
type size int

const (
	large      size = iota // the page's own chart, under the page's headline
	beside                 // a chart beside the words of a promise
	alone                  // one of a few, with a heading of its own
	several                // one of many, each with a heading of its own
	sheetLarge             // on paper, the only one
	sheetSmall             // on paper, beside others
)

// onPaper tells that nothing but the drawing itself is shown: none of what a page has under a chart.
func (s size) onPaper() bool { return s == sheetLarge || s == sheetSmall }

// figure makes the chart of a promise. Where there is nothing to draw the drawing is nil and the standing says why.
func (r *request) figure(g group, as size) *figure {
	p := g.last()
	t := r.trajectory(g)
	width, height := smallWidth, smallHeight
	switch as {
	case large, sheetLarge:
		width, height = largeWidth, largeHeight
	case beside, alone:
		width, height = besideWidth, besideHeight
	}
	var told notes
	if !as.onPaper() { // where no words would say what the marks mean
		told = r.annotate(t, p.Indicator, p.Region)
	}
	all := r.standings(g)
	f := &figure{
		ID: "chart-" + p.Target.ID + "-" + strings.ToLower(p.Region.Code), Large: as == large || as == sheetLarge, Heading: as == several || as == alone,
		Title: r.plainText(p.Target.Name), Drawing: chart.Draw(t, width, height, r), Decimals: t.Decimals,
		Unit: r.unitPattern(t.Unit), Standing: all[len(all)-1], Others: all[:len(all)-1],
		Explain: r.link("/methods#" + p.Indicator.ID),
		CSV:     r.csv(p), Options: r.optionsLink(p), Notes: told,
	}
	if e := trajectoryOf(g); !as.onPaper() {
		f.Share = e.share(r)
	}
	if width > smallWidth {
		f.Narrow = chart.Draw(t, smallWidth, smallHeight, r)
	}
	if f.Heading {
		f.Standing.Responsible, f.Standing.Pace = r.responsible(p.Target), sentence(r.pace(p))
	}
	f.Keys = r.keys(t, f.Drawing)
	f.Caption = r.T("chart.caption", "Indicator", r.named(p.Indicator, p.Breakdown), "Region", r.plainText(p.Region.Name))
	f.Summary = withTags(r.summary(p, f.Standing), f.Standing.Tags)
	f.Rows, f.HasPlan = r.rows(p)
	f.Earlier = r.earlier(r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown), len(f.Rows))
	return f
}

// keys are of what is drawn, and of nothing else.
func (r *request) keys(t *chart.Trajectory, d *chart.Drawing) (keys []key) {
	if d == nil {
		return nil
	}
	if t.Last() != nil {
		keys = append(keys, key{Kind: "actual", Text: r.T("chart.actual")})
	}
	if t.Mixed() {
		keys = append(keys, key{Kind: "simulated", Text: r.T("tag.simulated")})
	}
	for i, p := range t.Promises {
		k := key{Kind: "promise", Text: r.T("chart.promise"), Ring: chart.Ring(0, 0, i)}
		if len(p.Line) == 1 {
			k.Kind = "goal"
		}
		if len(t.Promises) > 1 && p.Name != "" {
			k.Text += " (" + p.Name + ")"
		}
		keys = append(keys, k)
	}
	if d.Middle != "" {
		keys = append(keys, key{Kind: "forecast", Text: r.T("chart.forecast")})
	}
	return keys
}

func (r *request) csv(p *board.Progress) string {
	return r.data("observations.csv", "indicator", p.Indicator.ID, "region", p.Region.Code)
}

func (r *request) optionsLink(p *board.Progress) string {
	return r.link("/charts/trajectory.json", "lang", r.Code, "target", p.Target.ID, "region", p.Region.Code, "breakdown", p.Breakdown)
}

// unitPattern is how the script writes a value: {n} stands for the number.
func (r *request) unitPattern(unit string) string {
	switch unit {
	case "percent", "days":
		return r.T("chart.unit."+unit, "N", "{n}")
	}
	return "{n}"
}

// summary says in words what a chart shows.
func (r *request) summary(p *board.Progress, s standing) string {
	parts := []string{r.named(p.Indicator, p.Breakdown)}
	if s.Latest != "" {
		parts = append(parts, r.T("value.dated", "Value", s.Latest, "Date", s.LatestOn))
	} else {
		parts = append(parts, s.Mark.Word)
	}
	if s.Promised != "" && s.Deadline != "" {
		parts = append(parts, r.T("chart.promised", "Value", s.Promised, "Date", s.Deadline))
	}
	if s.Forecast != "" && unsettled(p) {
		parts = append(parts, r.T("chart.expected", "Value", s.Forecast))
	}
	return strings.Join(parts, "; ") + "."
}

// withTags is what is said of a drawing to those who do not see it, with what holds for its values.
func withTags(text string, tags []string) string {
	if len(tags) == 0 {
		return text
	}
	return sentence(text) + " " + sentence(strings.Join(tags, "; "))
}

// rows are the newest periods first.
func (r *request) rows(p *board.Progress) (rows []figureRow, plan bool) {
	if p.Measured != nil {
		return r.measuredRows(p), false
	}
	plans := map[kpi.Period]board.Planned{}
	for _, planned := range p.Planned {
		plans[planned.Period] = planned
	}
	s := r.board.Series(p.Indicator.ID, p.Region.Code, p.Breakdown)
	if s == nil {
		return nil, false
	}
	for _, part := range r.stretches(s, p.Indicator.Frequency) {
		row := r.stretch(part, p.Indicator)
		if planned, ok := plans[part.Period]; ok {
			plan = true
			r.addPlan(&row, planned, p.Indicator)
		}
		rows = append(rows, row)
	}
	return rows, plan
}

func (r *request) row(c *board.Cell, indicator *config.Indicator) figureRow {
	row := figureRow{Period: r.Period(c.Period), How: r.how(c.Indicator, c.Region, c.Breakdown, c.Period)}
	if c.Value != nil {
		row.Value = r.value(indicator, *c.Value)
	} else {
		row.Missing = r.missing(c.Status, c.Reason)
	}
	for _, tag := range []struct {
		on  bool
		key string
	}{{c.Simulated, "simulated"}, {c.Restated, "restated"}, {c.Running, "running"}} {
		if tag.on {
			row.Tags = append(row.Tags, r.T("tag."+tag.key))
		}
	}
	if indicator.Inferred {
		row.Tags = append(row.Tags, r.T("tag.inferred"))
	}
	if c.Partial && c.Expected > 0 {
		row.Tags = append(row.Tags, r.reportedOf(c))
	}
	return row
}

// reportedOf says in a table how many regions a value is made of, and of how many it should be.
func (r *request) reportedOf(c *board.Cell) string {
	key := "tag.reported_of"
	why := r.notIn(c)
	if why != "" {
		key = "tag.made_of"
	}
	return r.T(key, "N", r.Number(float64(c.Reported), 0), "Of", r.Number(float64(c.Expected), 0)) + why
}

// chart serves a chart's options, made from the same figures as the page's drawing and table.
func (p *Pages) chart(c *fiber.Ctx, r *request) error {
	g := r.find(c.Query("target"), c.Query("region"), c.Query("breakdown"))
	if g == nil {
		return &store.Error{Code: store.CodeNotFound, Message: "no promise " + url.QueryEscape(c.Query("target")) + " for that region"}
	}
	t := r.trajectory(g)
	told := r.annotate(t, g.last().Indicator, g.last().Region)
	f := r.figure(g, large)
	options, err := chart.Options(t, chart.Names{
		Title: f.Title, Description: f.Summary, Notes: told.labels(),
		Actual: r.T("chart.actual"), Simulated: r.T("tag.simulated"), Promised: r.T("chart.promise"), Forecast: r.T("chart.forecast"),
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(options)
}

// find gives the rows of one promise for one region.
func (r *request) find(target, region, breakdown string) group {
	var list []*board.Progress
	for _, p := range r.board.Progress {
		if p.Target.ID == target && p.Region.Code == region && p.Breakdown == breakdown {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}
