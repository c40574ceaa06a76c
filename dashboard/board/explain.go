package board

import (
	"fmt"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// statements are what was said of a region's services, as it came: a figure is explained by it only when somebody asks.
type statements struct {
	stages []*store.ServiceStage
	offers []*store.Offer
}

// Question asks how a figure came about.
type Question struct {
	Indicator, Region, Breakdown string
	Period                       kpi.Period
	Source                       string // the one that stands beside the chosen one; "": the chosen
	Edition                      string // of an index: by this edition; "": the one that holds
	Target, Reading              string // only the judgement of this target, under this reading; "": all
}

// Explanation is how a figure came about: the method, what went into it, and what is judged by it.
type Explanation struct {
	Question
	On         *config.Indicator
	In         *config.Region
	Cell       *Cell              // nil where the region has none for the period
	Figure     *store.Observation // what is explained: the cell's chosen observation or another source's; nil without a cell
	Status     kpi.Status         // present, or why there is no value
	Reason     kpi.Reason
	Method     kpi.Method // zero without a cell
	Inputs     []Input
	Recomputed *float64 // what the method makes of the inputs; nil where not all that it takes are shown
	Judgements []Judgement

	// Of an index's score: Cell and Figure hold it, and On stands for the index.
	Edition      *config.Edition // that it is by; nil: it is no score
	Recalculated bool            // another edition holds for the period
	Ways         []string        // the normalisations and aggregations in use
	Results      []Result        // what follows from the score
}

// InputKind says what an input is.
type InputKind string

// The kinds of input.
const (
	InputReported    InputKind = "reported"    // what the source said
	InputNumerator   InputKind = "numerator"   // of a share, over everything
	InputDenominator InputKind = "denominator" // likewise
	InputService     InputKind = "service"     // a service's part
	InputRegion      InputKind = "region"      // a region's part
	InputIndicator   InputKind = "indicator"   // another indicator of the region
	InputPopulation  InputKind = "population"  // of the region
	InputTotal       InputKind = "total"       // a year-to-date value
	InputBefore      InputKind = "before"      // the year-to-date value at the end of the period before
	InputScale       InputKind = "scale"       // what the result is multiplied by to be in its unit
	InputQuantile    InputKind = "quantile"    // which quantile, 0 to 1
	InputCount       InputKind = "count"       // how many are counted
	InputRank        InputKind = "rank"        // the place of the quantile among the durations in order
	InputDuration    InputKind = "duration"    // hours, and how many took as long
	InputLateness    InputKind = "lateness"    // days by which something is late, and how many are
	InputScaleLow    InputKind = "scale_low"   // of an index: where scores begin
	InputScaleHigh   InputKind = "scale_high"  // and end
	InputGroup       InputKind = "group"       // a group's score, and by what aggregation
	InputPower       InputKind = "power"       // of its mean
	InputScore       InputKind = "score"       // an indicator's, and by what normalisation
	InputTreated     InputKind = "treated"     // its value without outliers
	InputWorst       InputKind = "worst"       // the ends that a value lies between
	InputBest        InputKind = "best"
	InputSign        InputKind = "sign"      // 1 where more is better, else −1
	InputMean        InputKind = "mean"      // of the compared regions
	InputDeviation   InputKind = "deviation" // likewise
	InputCompared    InputKind = "compared"  // how many of them have a value
	InputWorse       InputKind = "worse"     // and how many have a worse one
	InputBaseline    InputKind = "baseline"  // where the way begins
	InputLatest      InputKind = "latest"    // the latest value
	InputTarget      InputKind = "target"    // the promised value and its deadline
	InputBreak       InputKind = "break"     // a day since which it is measured in another way
	InputLimit       InputKind = "limit"     // of growth, that can't be passed
	InputCeiling     InputKind = "ceiling"   // of a logistic forecast
	InputSeries      InputKind = "series"    // a series' score of growth
	InputPart        InputKind = "part"      // of a promised sum
	InputPlan        InputKind = "plan"      // a planned value between
	InputPoint       InputKind = "point"     // a value that the trend is taken from
	InputToday       InputKind = "today"     // the day of judgement
)

// Input is one thing that went into a result. What it lacks is zero; a Value that is nil has a status or a reason.
type Input struct {
	Symbol                        string // as in the method's formula; "" where the formula takes it only with others
	Kind                          InputKind
	SeriesKey                     // what it is a value of, where it is one
	Period                        kpi.Period
	Service                       *config.Service
	Date                          kpi.Date // that it speaks of, or since when it holds
	Value, Numerator, Denominator *float64
	Weight                        *float64    // how often it counts
	Part                          string      // of an index: the ids from the root of the tree to the part
	Name                          config.Text // of that part
	Text                          string      // a stage, a kind of baseline, the act that decided it
	Status                        kpi.Status
	Reason                        kpi.Reason
	Source                        string
	Collections                   []uint64
	Simulated, Restated           bool
	Explained                     bool // it is a figure of the board, and can be explained in turn
}

// Explain tells how a figure came about. The error is a store.Error: not_found says what there is instead. A region that has no
// value where others do gets an explanation with a status and no inputs.
func (b *Board) Explain(q Question) (*Explanation, error) {
	if x := b.Config.Index(q.Indicator); x != nil {
		return b.explainIndex(q, x)
	}
	if q.Edition != "" {
		return nil, missingFigure(fmt.Sprintf("%s is no index, and has no editions; indexes are: %s", q.Indicator, someOf(b.indexNames())))
	}
	e := &Explanation{Question: q}
	if err := b.find(e); err != nil {
		return nil, err
	}
	if e.Cell == nil {
		e.Status = kpi.NoData // nobody has promised one
		if p := b.expecting(q); p != nil || b.fed(q.Region) {
			e.Status = b.Absence(p, q.Region, q.Period)
		}
		e.Reason = kpi.Reason(e.Status)
		b.explainJudgements(e) // what a method makes of other regions' figures needs none of this one's
		if e.Target != "" && len(e.Judgements) == 0 {
			return nil, b.nothing(e)
		}
		return e, nil
	}
	e.Status, e.Reason = e.Figure.Status, e.Figure.Reason
	if e.Figure.Value == nil && e.Reason == "" {
		e.Reason = kpi.Reason(e.Status)
	}
	b.explainFigure(e)
	if e.Figure == e.Cell.Observation {
		b.explainJudgements(e)
	}
	if (e.Target != "" || e.Reading != "") && len(e.Judgements) == 0 {
		return nil, b.unjudged(e)
	}
	return e, nil
}

func (b *Board) indexNames() []string {
	var names []string
	for _, v := range b.Indexes {
		names = append(names, v.Index.ID)
	}
	return names
}

// explainFigure names the method and lists what it took, by where the figure is from. Another way to make figures has its
// place here: its source, its method, its inputs.
func (b *Board) explainFigure(e *Explanation) {
	switch e.Figure.Source {
	case RollupSource:
		b.explainRollup(e)
	case IncrementSource:
		b.explainIncrement(e)
	case ComputedSource:
		b.explainComputed(e)
	case store.DerivedSource(false), store.DerivedSource(true):
		b.explainDerived(e)
	default:
		explainReported(e)
	}
}

// explainReported gives what the source said.
func explainReported(e *Explanation) {
	e.Method, _ = kpi.MethodOf(kpi.MethodReported)
	o := e.Figure
	x := figureInput(e, "x", InputReported, o.Value)
	x.Status, x.Reason, x.Numerator, x.Denominator = o.Status, e.Reason, o.Numerator, o.Denominator
	e.Inputs = []Input{x}
	e.Recomputed = o.Value
}

// figureInput is an input that came with the figure itself.
func figureInput(e *Explanation, symbol string, kind InputKind, value *float64) Input {
	o := e.Figure
	return Input{
		Symbol: symbol, Kind: kind, Period: o.Period, Value: value, Source: o.Source, Collections: o.CameIn(), Simulated: o.Simulated,
		Restated: e.Cell.Restated && o == e.Cell.Observation,
	}
}

// cellInput is an input that is a figure of the board itself.
func cellInput(symbol string, kind InputKind, c *Cell) Input {
	in := Input{
		Symbol: symbol, Kind: kind, SeriesKey: SeriesKey{c.Indicator, c.Region, c.Breakdown}, Period: c.Period,
		Value: c.Value, Numerator: c.Numerator, Denominator: c.Denominator, Status: c.Status, Reason: c.Reason,
		Source: c.Source, Collections: c.CameIn(), Simulated: c.Simulated, Restated: c.Restated, Explained: true,
	}
	if c.Value == nil && in.Reason == "" {
		in.Reason = kpi.Reason(c.Status)
	}
	return in
}

// OfRegion tells whether it is named for the region that it is of: those that a figure or a scale is made of.
func (in *Input) OfRegion() bool {
	return in.Kind == InputRegion || in.Kind == InputWorst || in.Kind == InputBest
}

func constant(symbol string, kind InputKind, value float64) Input {
	return Input{Symbol: symbol, Kind: kind, Value: &value}
}
