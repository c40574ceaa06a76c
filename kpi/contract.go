package kpi

// Point is one known value of a series.
type Point struct {
	Period Period
	At     Date // the day that the value speaks of: the period's end, or today while a stock's period still runs
	Value  float64
}

// BaselineKind says where a baseline comes from.
type BaselineKind string

// The kinds of baseline. FirstObservation is Postup's own choice and labelled so.
const (
	BaselineNone             BaselineKind = "none"
	BaselineValue            BaselineKind = "value"
	BaselineFirstObservation BaselineKind = "first_observation"
)

// Target is what a method needs to know of a target, for one reading of its deadline.
type Target struct {
	Direction  Direction
	Comparison Comparison
	Value      *float64 // nil: no number was promised
	Start      Date     // t0; none where the baseline is the first observation
	Deadline   Date     // tT; none where no date was promised
	Baseline   BaselineKind
	BaseValue  float64     // with BaselineValue
	Frequency  Frequency   // of the indicator: paces are per this period
	Plan       []PlanValue // ordered by Period.End; the ideal line runs through them
	Nature     Nature      // of the indicator: which points a break parts
	Breaks     []Date      // days since which the indicator is measured in another way
}

// PlanValue is what was planned for a period.
type PlanValue struct {
	Period Period
	Value  float64
}

// DatedValue is a value and the day that it speaks of.
type DatedValue struct {
	Date  Date    `json:"date"`
	Value float64 `json:"value"`
}

// PlanResult compares fact with plan for one period. Share is fact / plan, nil where the plan is 0.
type PlanResult struct {
	Period    Period
	Plan      float64
	Fact      *float64
	Deviation *float64
	Share     *float64
}

// Progress is what a method says of one target. Nil means "can't say", and Reason why.
type Progress struct {
	Method       string
	State        State
	Reason       Reason // why State is Unknown, or why there is no Ratio beside a known State
	Baseline     *DatedValue
	BaselineKind BaselineKind
	Latest       *DatedValue
	Ideal        *float64 // the promised line's value on the latest date
	Ratio        *float64 // gap: r = (v − b) / (ideal − b); growth: P
	Attainment   *float64 // a = (v − b) / (T − b)
	Elapsed      *float64 // e = (t − t0) / (tT − t0)
	Score        *float64 // growth: −5 … 5
	RequiredPace *float64 // per period of the indicator, from the latest value on
	ObservedPace *float64 // per period of the indicator
	Plan         []PlanResult
	AchievedOn   Date
	Forecast     *Forecast
	NoForecast   Reason // why Forecast is nil
}

// Forecast is where a trend leads.
type Forecast struct {
	Method      string
	At          Date // the deadline, or the end of the next period where there is none
	Value       float64
	Low, High   float64 // 80 % interval
	Slope       float64 // per period of the indicator, at the last observation
	ReachedOn   Date    // by the trend, or since when the target has been met; none: not on this course
	Probability *float64
	From        DatedValue // the last observation, through which it is shifted
	Ceiling     float64    // of a logistic forecast; 0: its course is straight
	Trend       Trend
	Ahead       float64 // periods of the indicator from the last observation to At
}

// Trend is what a forecast continues: of the values or, below a ceiling L, of ln(y / (L − y)), by period of the indicator.
type Trend struct {
	Slope                     float64 // the median of the slopes between every two points
	SlopeLow, SlopeHigh       float64 // their 10th and 90th percentile
	ResidualLow, ResidualHigh float64 // those of what the points lie off the line of that slope
}

// ForecastOptions set the forecast. Zero values mean the linear method over 8 periods, at least 4.
type ForecastOptions struct {
	Method     string  // MethodLinear or MethodLogistic
	Ceiling    float64 // of the logistic method: what no value can pass, in the indicator's unit; default 100
	Periods    int
	MinPeriods int
}
