package pages

import (
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// standing is where one promise stands under one reading of its deadline.
type standing struct {
	Name, Href string
	Reading    string // "" where the words have one meaning
	Region     string // "" where it is the programme's own
	Latest     string // the newest value with its unit, "" where there is none
	How        string // where that is explained
	LatestOn   string // what day or period it speaks of
	Promised   string // "at least 90 %", "" where no number was promised
	Deadline   string
	Way        *way
	WayText    string // the way in words: how much of it was covered by then, and how much should have been
	Mark       mark
	Forecast   string
	NoForecast string // why there is none
	ReachedOn  string
	Tags       []string // simulated, partial, yardstick, proposed
	Unmeasured string   // what the document leaves open
	Rows       int      // how many readings the same promise has, on the first of them
	Everywhere string   // in how many regions, of a promise that was made to each of many; "" of any other
	Tally      []tally  // how many of those stand where
	ByRegion   string   // where they are shown one by one

	Sentence    string // what is and what was promised, where a page tells it in one
	Responsible string // who answers for it, or that nobody is named; only where a page tells of that
	Pace        string // likewise
}

// way is a value and what was promised as lengths, in thousandths of the longer of them.
type way struct {
	Length, Goal, Ideal int
	HasIdeal            bool
	Falling             bool // less is better: the value is a point, and what is up to the goal is good
	Kind                string
}

// Point is where a value begins that is drawn as a point, within the drawing.
func (w *way) Point() int { return min(w.Length, 984) }

// standings groups progress by target: the readings of one promise follow one another.
func (r *request) standings(list []*board.Progress) []standing {
	out := make([]standing, 0, len(list))
	for i := range list {
		s := r.standing(list[i])
		if i == 0 || list[i].Target != list[i-1].Target || list[i].Region != list[i-1].Region {
			s.Rows = 1
			for j := i + 1; j < len(list) && list[j].Target == list[i].Target && list[j].Region == list[i].Region; j++ {
				s.Rows++
			}
		}
		out = append(out, s)
	}
	return out
}

func (r *request) standing(p *board.Progress) standing {
	s := standing{
		Name: r.text(p.Target.Name), Href: r.link("/programmes/" + p.Programme.ID + "#" + p.Target.ID),
		Mark: r.stateOf(p), Unmeasured: r.text(p.Target.Unmeasured), Tags: r.tagsOf(p),
	}
	if p.Region.Code != p.Programme.Region {
		s.Region = r.plainText(p.Region.Name)
	}
	if p.Reading.ID != "" {
		s.Reading = r.text(p.Reading.Name)
	}
	if p.Value != nil {
		s.Promised = r.promised(p)
	}
	s.Deadline = r.deadline(p)
	if p.Latest != nil {
		s.Latest = r.value(p.Indicator, p.Latest.Value)
		s.LatestOn, s.How = r.asOf(p), r.howLatest(p)
	}
	s.Way = wayOf(p, s.Mark.Kind)
	s.WayText = r.wayText(p)
	s.Forecast, s.NoForecast = r.forecast(p)
	if p.Forecast != nil && p.Forecast.ReachedOn > r.board.Today && r.ahead(p) {
		s.ReachedOn = r.Month(p.Forecast.ReachedOn)
	}
	return s
}

// promised is the promised number with its comparison in words.
func (r *request) promised(p *board.Progress) string {
	return r.T("comparison."+string(p.Comparison()), "Value", r.goal(p.Indicator, *p.Value))
}

// deadline is the day that a promise is due under this reading, "" where none was promised.
func (r *request) deadline(p *board.Progress) string {
	if p.Deadline.IsZero() {
		return ""
	}
	return r.Date(p.Deadline)
}

func (r *request) tagsOf(p *board.Progress) []string {
	var tags []string
	add := func(on bool, key string) {
		if on {
			tags = append(tags, r.T("tag."+key))
		}
	}
	add(p.Simulated, "simulated")
	add(p.Partial && p.Latest != nil, "partial") // else the mark says what is missing
	add(p.Yardstick, "yardstick")
	add(p.Indicator.Proposed, "proposed")
	add(p.BaselineKind == kpi.BaselineFirstObservation && p.Progress.Baseline != nil, "first_observation")
	return tags
}

// wayOf draws the value beside what was promised; nil where one of them is missing or negative, for which a length
// from zero says nothing, or where they can't be compared.
func wayOf(p *board.Progress, kind string) *way {
	if p.Progress.Reason == kpi.ReasonNotComparable || p.Latest == nil || p.Value == nil || p.Latest.Value < 0 || *p.Value < 0 {
		return nil
	}
	falling := p.Comparison() == kpi.AtMost || p.Comparison() == kpi.LessThan
	if base := p.Progress.Baseline; falling && p.Attainment != nil && base != nil && base.Value > *p.Value {
		return covered(p, base.Value, kind)
	}
	whole := max(p.Latest.Value, *p.Value)
	if p.Indicator.Unit == "percent" {
		whole = max(whole, 100)
	}
	if whole == 0 {
		return nil
	}
	at := func(v float64) int { return int(math.Round(min(max(v/whole, 0), 1) * 1000)) }
	w := &way{Length: at(p.Latest.Value), Goal: min(at(*p.Value), 995), Falling: falling, Kind: kind}
	if p.Ideal != nil && *p.Ideal >= 0 && p.Latest.Date < p.Deadline {
		w.Ideal, w.HasIdeal = at(*p.Ideal), true
	}
	return w
}

// covered draws what is covered of the way from the beginning down to what was promised: a bar as long as the value would be the
// longer, the less was done.
func covered(p *board.Progress, base float64, kind string) *way {
	at := func(v float64) int { return int(math.Round(min(max((base-v)/(base-*p.Value), 0), 1) * 1000)) }
	w := &way{Length: at(p.Latest.Value), Goal: 995, Kind: kind}
	if p.Ideal != nil && p.Latest.Date < p.Deadline {
		w.Ideal, w.HasIdeal = min(at(*p.Ideal), 996), true
	}
	return w
}

// wayText says how much of the way was covered when the newest value was measured, and how much should have been.
func (r *request) wayText(p *board.Progress) string {
	if p.Attainment == nil || p.Latest == nil || p.Progress.Baseline == nil || p.Value == nil {
		return ""
	}
	covered := r.Value(100**p.Attainment, "percent", 0)
	length := *p.Value - p.Progress.Baseline.Value
	if p.Ideal == nil || length == 0 {
		return r.T("way.covered", "Covered", covered)
	}
	return r.T("way.covered_of", "Covered", covered, "Expected", r.Value(100*(*p.Ideal-p.Progress.Baseline.Value)/length, "percent", 0))
}

// forecast is the value to expect at the deadline with its interval, or why nothing can be expected.
func (r *request) forecast(p *board.Progress) (text, why string) {
	switch f := p.Forecast; {
	case p.State == kpi.Achieved || p.State == kpi.AchievedLate:
		if p.AchievedOn.IsZero() {
			return "", ""
		}
		return r.T("forecast.reached", "Date", r.Date(p.AchievedOn)), ""
	case p.State == kpi.Missed:
		return "", r.missed(p)
	case !p.Deadline.IsZero() && p.Deadline < r.board.Today:
		return "", r.unsaid(p)
	case f == nil || f.At != p.Deadline:
		return "", r.T("reason." + reasonOr(p.NoForecast, reasonWithoutDate(p)))
	default:
		return r.expected(f, p.Indicator), ""
	}
}

// missed says how far a missed promise had come at its deadline.
func (r *request) missed(p *board.Progress) string {
	v := r.atDeadline(p)
	if v == nil {
		return r.T("reason.deadline_passed")
	}
	return r.T("forecast.missed", "Value", r.value(p.Indicator, v.Value), "Date", r.Date(v.Date), "Promised", r.promised(p))
}

// unsaid says why it can't be told what a promise had come to at a deadline that has passed.
func (r *request) unsaid(p *board.Progress) string {
	switch {
	case p.Latest == nil:
		return r.T("reason." + reasonOr(p.NoForecast, kpi.ReasonNoData))
	case p.Value == nil:
		return r.T("reason.deadline_passed")
	case p.Latest.Date < p.Deadline:
		return r.T("forecast.before", "Date", r.Date(p.Latest.Date))
	}
	return r.T("forecast.unreported")
}

// reasonWithoutDate says why a forecast is not one for the deadline: there is none, or it lies behind.
func reasonWithoutDate(p *board.Progress) kpi.Reason {
	if p.Deadline.IsZero() {
		return kpi.ReasonNoDeadline
	}
	return "deadline_passed"
}

// expected writes a forecast with its interval, which the board has cut to what the indicator can be.
func (r *request) expected(f *kpi.Forecast, indicator *config.Indicator) string {
	m := measureOf(indicator)
	decimals := decimalsOf(f, m)
	value, low, high := r.Value(f.Value*m.scale, m.unit, decimals), r.Number(f.Low*m.scale, decimals), r.Number(f.High*m.scale, decimals)
	if low == high {
		return r.T("forecast.about", "Value", value)
	}
	return r.T("forecast.interval", "Value", value, "Low", low, "High", high)
}

// decimalsOf is how exactly a forecast is written: no finer than it is.
func decimalsOf(f *kpi.Forecast, m measure) int {
	return min(chart.Fineness((f.High-f.Low)*m.scale), m.decimals)
}

// tally counts promises by mark, the best first, one for each target and region: the last reading speaks.
type tally struct {
	Mark  mark
	Count string
}

var tallyOrder = []string{
	"achieved", "achieved_late", "on_track", markReach, markOpen, "behind", "off_track", markShort, "worsening", "missed",
	"unconfirmed", "not_started", markUnknown, markUnmeasured, "no_data", "overdue", "outage", "refused", "withdrawn",
	"not_applicable", markSuppressed, "not_expected",
}

func (r *request) tally(list []*board.Progress) []tally {
	kinds, counts := tallyOrder, make([]int, len(tallyOrder))
	at := 0 // most promises of a list stand as the one before
	for i, p := range list {
		if i+1 < len(list) && samePromise(p, list[i+1]) {
			continue
		}
		if kind, _ := r.kindOf(p); kind != kinds[at] {
			if at = slices.Index(kinds, kind); at < 0 { // one that has no place in the order comes last
				at, kinds, counts = len(kinds), append(slices.Clip(kinds), kind), append(counts, 0)
			}
		}
		counts[at]++
	}
	var out []tally
	for at, n := range counts {
		if n > 0 {
			out = append(out, tally{r.mark(kinds[at]), r.Number(float64(n), 0)})
		}
	}
	return out
}

// sentence makes a text a sentence: its first letter large, a full stop at its end.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	s = locale.Capital(s)
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
