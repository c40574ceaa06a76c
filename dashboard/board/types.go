// Package board is the immutable snapshot that pages and API answers are made from:
// the newest observations as of a day, and what the methods say of them. It is built by pure functions
// and swapped atomically, so what a page costs does not depend on how many applications there are.
package board

import (
	"sync"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Board is a snapshot. Nothing in it changes after Build: a board shares with the one before it what has stayed the same.
type Board struct {
	Config  *config.Config
	AsOf    kpi.Date // what was known at the end of that day
	Today   kpi.Date // the day that states are judged on
	Known   kpi.Date // the last day that figures can speak of: Today, or AsOf where that has passed and is earlier
	Seq     uint64   // newest row in it
	Rows    int      // rows that it was built from; with Seq, AsOf and Today it tells two boards apart
	BuiltAt time.Time
	Moment  time.Time // that sources are judged at: BuiltAt, or the end of AsOf where that is earlier

	Progress   []*Progress  // every target × region × reading, programmes in order
	Milestones []Milestone  // every milestone, programmes in order
	Sources    []SourceView // every source, in order of id
	Coverage   []Coverage   // one a programme that expects regions
	Indexes    []*IndexView // one a programme that has an index
	Signals    []Signal     // what is striking, by indicator, region, breakdown and period

	found     *sync.Map // what Once keeps
	layout    *layout
	sheets    map[string]*sheet       // by region
	heard     map[string]config.Heard // by region, from sources
	inOrder   func() []*Series        // AllSeries, put in order when they are asked for
	inTime    func() []Restatement    // Restatements, likewise
	ofFigures []Signal                // Signals less those of promises
	places    []int                   // where in Progress each of the layout's judgements begins, and where the last one ends
}

// SeriesKey names a series.
type SeriesKey struct{ Indicator, Region, Breakdown string }

// Series is what is known of an indicator in a region, one cell a period, ordered by period.
type Series struct {
	SeriesKey
	Cells []Cell
}

// Cell is the chosen observation of a period, and the others that stand beside it. Boards share observations; what one
// of them must not show is replaced in it by a copy.
type Cell struct {
	*store.Observation
	Others             []*store.Observation // of other sources, in order of precedence
	Restated           bool                 // a later value replaced an earlier one after the period's end
	Running            bool                 // the period has not ended by Known
	Partial            bool                 // a roll-up of fewer regions than expected
	Incomplete         bool                 // a sum that lacks regions, which counts them as nothing: not to be judged
	Reported, Expected int32                // of a roll-up: regions in it, and expected
	Withheld, Unheard  int32                // of those that are not in it: whose figure is withheld, and whose sources were not heard
	lacks              lacks                // of an incomplete one: why the regions are not in it
	ofNothing          bool                 // made of cells of which none has a value: it says why, and nothing is judged by it
	computed           *Cell                // among Others: the cell that was computed; nil where there is none
}

// Of is the cell of an observation that stands in c: how many regions it is made of is said of one that was computed, not of what it stands beside.
func (c *Cell) Of(o *store.Observation) *Cell {
	if c.computed != nil && c.computed.Source == o.Source {
		return c.computed
	}
	return c
}

// Progress is how one target stands for one region under one reading of its deadline.
type Progress struct {
	Programme *config.Programme
	Target    *config.Target
	Reading   config.Reading // ID "" where the words have one meaning
	Region    *config.Region
	Indicator *config.Indicator
	Breakdown string
	Yardstick bool     // a national target laid on a region
	Value     *float64 // the target's value in force
	Deadline  kpi.Date
	Simulated bool
	Partial   bool
	Growth    *kpi.Progress // where the target asks for it beside gap
	kpi.Progress

	Planned     []Planned            // every period of the plan, with what was decided before
	GrowthParts []GrowthPart         // the series that Growth is the mean of; none where it is of one
	Measured    []kpi.Point          // what was judged, where that is not the series itself
	Sum         *PartsSum            // where other targets are parts of this one
	owner       string               // code of the region whose promised values count
	revisions   []*store.TargetValue // the promised values that came as data and were decided by today
}

// Milestone is where a milestone stands.
type Milestone struct {
	Programme *config.Programme
	Milestone *config.Milestone
	Region    *config.Region
	Due       kpi.Date
	NotBefore kpi.Date
	DoneOn    kpi.Date
	Evidence  config.Text
	State     kpi.State
	Reason    kpi.Reason
	Simulated bool
}

// ServiceView is a service in a region as of the board's day.
type ServiceView struct {
	Region    *config.Region
	Service   *config.Service
	Status    kpi.Status // of the stage; no_data where an offer has none
	Stage     kpi.Stage
	Since     kpi.Date
	Source    string
	Simulated bool
}

// ProcessingView is a month's processing of a service in a region. A figure that Hidden marks is withheld: its number
// is 0 or nil here and means nothing; but for how late the overdue ones are, which sums over services need: ask Lateness.
type ProcessingView struct {
	Region                                        *config.Region
	Service                                       *config.Service
	Hidden                                        Hidden
	channelHidden                                 bool     // how many came online, which no row shows
	MedianDays, P90Days, MeanDays, WithinDeadline *float64 // days; WithinDeadline a share 0 to 1
	store.Processing
}

// SourceView is a source and how fresh it is.
type SourceView struct {
	Source    *config.Source
	State     store.SourceState
	Freshness string             // see Fresh and those beside it
	Recent    []store.Collection // as of the board's day, newest first, at most 10
	Reports   []Report           // what its regions owe, judged on the board's day; none where nothing is owed by a day
}

// Coverage is how many of the regions that a programme expects have reported its latest period.
type Coverage struct {
	Programme   *config.Programme
	Expected    int
	Reported    int
	Missing     []*config.Region
	NotExpected []config.NotExpected
	Reports     []Report // what they owe the programme; none where nothing is owed by a day
}

// Series finds a series; nil where nothing is known.
func (b *Board) Series(indicator, region, breakdown string) *Series {
	return ofBreakdown(b.Breakdowns(indicator, region), breakdown)
}

// Services lists a region's services.
func (b *Board) Services(region string) []ServiceView { return b.sheet(region).stages }

// Processing lists a region's processing by service and month.
func (b *Board) Processing(region string) []ProcessingView { return b.sheet(region).processing }
