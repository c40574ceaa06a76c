package config

import "github.com/postup/postup/kpi"

// Programme is a set of promises.
type Programme struct {
	ID          string        `yaml:"id"`
	Name        Text          `yaml:"name"`
	Summary     Text          `yaml:"summary"`
	Region      string        `yaml:"region"`  // whose programme it is
	Expects     *Selector     `yaml:"expects"` // the regions that should report
	ExpectsFrom kpi.Date      `yaml:"expects_from"`
	NotExpected []NotExpected `yaml:"not_expected"`
	Reporting   *Reporting    `yaml:"reporting"`  // what those regions owe, by whatever source; nil: nothing is said
	Indicators  []string      `yaml:"indicators"` // shown with it, beside those of its targets
	Targets     []*Target     `yaml:"targets"`
	Milestones  []*Milestone  `yaml:"milestones"`
	Facts       []Fact        `yaml:"facts"`
	Document    Document      `yaml:"document"`
	Promise     *Promise      `yaml:"promise"`     // what its targets and milestones take over where they leave it out
	Index       *Index        `yaml:"index"`       // one number for each region; nil: there is none
	Responsible Text          `yaml:"responsible"` // who answers for its targets, where they name nobody themselves: see Target
}

// Fact is something that the document says that is no promise: a cost, a context.
type Fact struct {
	Text  Text   `yaml:"text"`
	Quote string `yaml:"quote"`
}

// Dated is a date as a document gives it: perhaps only a year, perhaps inferred.
type Dated struct {
	Date      kpi.Date `yaml:"date"`
	Precision string   `yaml:"precision"` // day, month, year
	Inferred  bool     `yaml:"inferred"`  // the year was inferred, not stated: shown in [brackets]
}

// NotExpected names a region that the programme expects nothing from, and why.
type NotExpected struct {
	Region string `yaml:"region"`
	Reason Text   `yaml:"reason"`
}

// Selector picks regions: exactly one of its fields is set.
type Selector struct {
	Region     string   `yaml:"region"`
	Regions    []string `yaml:"regions"`
	ChildrenOf string   `yaml:"children_of"`
	Group      string   `yaml:"group"`
}

// Target is one promised value.
type Target struct {
	ID         string         `yaml:"id"`
	Name       Text           `yaml:"name"`
	Indicator  string         `yaml:"indicator"`
	Breakdown  string         `yaml:"breakdown"` // canonical, e.g. "tier=municipal"; default none
	AppliesTo  Selector       `yaml:"applies_to"`
	Yardstick  *Selector      `yaml:"yardstick"` // regions that a national target is laid on for comparison
	Value      *float64       `yaml:"value"`     // nil: no number was promised
	Comparison kpi.Comparison `yaml:"comparison"`
	Deadline   Dated          `yaml:"deadline"` // none: no date was promised
	Readings   []Reading      `yaml:"readings"` // where the words have two meanings; none: they have one, Deadline
	Baseline   Baseline       `yaml:"baseline"`
	// YardstickBaseline is where a region's way begins under the yardstick, where the promise itself has no
	// baseline. It is Postup's own and labelled so, as the yardstick is; default: the target's baseline.
	YardstickBaseline *Baseline   `yaml:"yardstick_baseline"`
	Plan              []Plan      `yaml:"plan"`
	SumTo             string      `yaml:"sum_to"`     // id of the target that this and its siblings must sum to
	Unmeasured        Text        `yaml:"unmeasured"` // what the document leaves open: no measure, no unit
	Method            string      `yaml:"method"`     // gap (default), growth, standard, saturation
	Growth            *Growth     `yaml:"growth"`     // with method growth
	Saturation        *Saturation `yaml:"saturation"` // with method saturation
	Promise           Promise     `yaml:"promise"`
	Claims            []Claim     `yaml:"claims"`      // what somebody says has come of it
	Dropped           *Dropped    `yaml:"dropped"`     // where a later document left it out; nil: none is known of
	Responsible       Text        `yaml:"responsible"` // the post or the body that answers for it, as the document names it; none: nobody is named
	Programme         *Programme  `yaml:"-" json:"-"`
}

// Reading is one meaning of an ambiguous deadline.
type Reading struct {
	ID       string   `yaml:"id"` // start, end
	Name     Text     `yaml:"name"`
	Deadline kpi.Date `yaml:"deadline"`
}

// Baseline is where the way to a target begins.
type Baseline struct {
	Kind  kpi.BaselineKind `yaml:"kind"`
	Value float64          `yaml:"value"`
	Date  kpi.Date         `yaml:"date"`
	Note  Text             `yaml:"note"`
}

// Plan is a planned value for a period.
type Plan struct {
	Start kpi.Date `yaml:"start"`
	End   kpi.Date `yaml:"end"`
	Value float64  `yaml:"value"`
	Act   Text     `yaml:"act"` // the act that decided it
}

// Milestone is done or not.
type Milestone struct {
	ID        string   `yaml:"id"`
	Name      Text     `yaml:"name"`
	Region    string   `yaml:"region"` // default: the programme's
	Due       Dated    `yaml:"due"`
	DueText   Text     `yaml:"due_text"` // the document's words where they are no date
	NotBefore kpi.Date `yaml:"not_before"`
	After     *After   `yaml:"after"`
	Quote     string   `yaml:"quote"`
	Done      *Done    `yaml:"done"` // only where the document itself says so
	Promise   *Promise `yaml:"promise"`

	Programme *Programme `yaml:"-" json:"-"`
}

// After is "not before so many months after another milestone"; Milestone is empty where the start isn't dated.
type After struct {
	Milestone string `yaml:"milestone"`
	Months    int    `yaml:"months"`
}

// Done is a milestone reached, as the document says.
type Done struct {
	On       kpi.Date `yaml:"on"`
	Evidence Text     `yaml:"evidence"`
}
