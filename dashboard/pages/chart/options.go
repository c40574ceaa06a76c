package chart

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/postup/postup/kpi"
)

// Names are a chart's words in the visitor's language.
type Names struct {
	Title, Actual, Promised, Forecast string
	Simulated                         string   // of what is invented of a line that is real in part
	Notes                             []string // what each note says
	Description                       string   // the whole chart in a sentence, for those who don't see it
}

// The ids of the series. The script that draws the chart knows by them how each looks.
const (
	idActual    = "actual"
	idSimulated = "simulated"
	idPromise   = "promise-%d"
	idForecast  = "forecast"
	idFanLow    = "fan-low"
	idFanHigh   = "fan-high"
	idEvent     = "note-%d"
	idInvented  = "note-%d-simulated"
	idBreak     = "note-%d-break"
)

// Options are the chart's options as JSON. Colours, fonts and formatters are not among them: the script has them, so the
// same options serve a light and a dark page. An infinite or undefined value is an error, never an empty chart.
func Options(t *Trajectory, n Names) ([]byte, error) {
	line := charts.NewLine()
	line.ChartID = "trajectory"
	s := t.span()
	line.SetGlobalOptions(
		charts.WithAnimation(false),
		charts.WithTitleOpts(opts.Title{Title: n.Title, Show: opts.Bool(false)}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "time", Min: s.from.String(), Max: s.to.String()}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: s.low, Max: s.high}),
		charts.WithAriaOpts(&opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{
			Enabled: opts.Bool(true), Description: n.Description,
		}}),
	)
	line.MultiSeries = nil
	addNotes(line, t, s, n)
	addFan(line, t.Fan, n)
	for i, p := range t.Promises {
		name := n.Promised
		if p.Name != "" {
			name += " (" + p.Name + ")"
		}
		add(line, fmt.Sprintf(idPromise, i), name, "", dated(p.Line))
	}
	if t.Mixed() {
		real, simulated := parted(t.Actual)
		add(line, idActual, n.Actual, "", real)
		add(line, idSimulated, n.Simulated, "", simulated)
	} else {
		add(line, idActual, n.Actual, "", points(t.Actual))
	}
	line.Validate()
	option := line.JSON()
	if axes, ok := option["yAxis"].([]opts.YAxis); ok && len(axes) > 0 { // go-echarts leaves a limit of 0 out
		option["yAxis"] = []axis{{YAxis: axes[0], Min: s.low, Max: s.high, Interval: s.step}}
	}
	b, err := json.Marshal(option)
	if err != nil {
		return nil, fmt.Errorf("write the options of the chart %q: %w", n.Title, err)
	}
	return b, nil
}

// axis adds what go-echarts' own type drops: limits that are 0, and the distance between the lines of the grid.
type axis struct {
	opts.YAxis
	Min      float64 `json:"min"`
	Max      float64 `json:"max"`
	Interval float64 `json:"interval"`
}

// addFan draws the interval as two stacked lines: the lower limit, unseen, and on it the width up to the higher one.
func addFan(line *charts.Line, f *Fan, n Names) {
	if f == nil || f.At <= f.From.Date {
		return
	}
	low, high := f.line(lowest), f.line(highest)
	for i := range high {
		high[i].Value -= low[i].Value
	}
	add(line, idFanLow, n.Forecast, "fan", dated(low))
	add(line, idFanHigh, n.Forecast, "fan", dated(high))
	add(line, idForecast, n.Forecast, "", dated(f.line(middle)))
}

// addNotes draws each note as a line along the top of its days, from which the script lets a line or a band fall.
func addNotes(line *charts.Line, t *Trajectory, s span, n Names) {
	for i, note := range t.Notes {
		id := idEvent
		switch {
		case note.Break:
			id = idBreak
		case note.Simulated:
			id = idInvented
		}
		add(line, fmt.Sprintf(id, i+1), n.Notes[i], "", dated([]kpi.DatedValue{
			{Date: max(note.From, s.from), Value: s.high}, {Date: min(note.To, s.to), Value: s.high},
		}))
	}
}

func add(line *charts.Line, id, name, stack string, data []opts.LineData) {
	line.AddSeries(name, data, func(s *charts.SingleSeries) { s.Id, s.Stack = id, stack })
}

func dated(values []kpi.DatedValue) []opts.LineData {
	data := make([]opts.LineData, len(values))
	for i, v := range values {
		data[i].Value = []any{v.Date.String(), v.Value}
	}
	return data
}

// bridge is the name of a real value in the series of invented ones: their line leads there.
const bridge = "bridge"

// parted are the real values and the invented ones, each with gaps where the others are; the invented ones with the real ones beside them.
func parted(values []Point) (real, simulated []opts.LineData) {
	is := func(i int, invented bool) bool {
		return i >= 0 && i < len(values) && values[i].Value != nil && values[i].Simulated == invented
	}
	for i, p := range values {
		gap := opts.LineData{Value: []any{p.Day.String(), nil}}
		of, other := gap, gap
		switch {
		case is(i, true):
			other.Value = []any{p.Day.String(), *p.Value}
		case is(i, false):
			of.Value = []any{p.Day.String(), *p.Value}
			if is(i-1, true) || is(i+1, true) {
				other = opts.LineData{Name: bridge, Value: of.Value}
			}
		}
		real, simulated = append(real, of), append(simulated, other)
		if other.Name == bridge && is(i+1, false) { // which no line of invented values leads to
			simulated = append(simulated, gap)
		}
	}
	return real, simulated
}

func points(values []Point) []opts.LineData {
	data := make([]opts.LineData, len(values))
	for i, p := range values {
		pair := []any{p.Day.String(), nil} // a gap stays a gap
		if p.Value != nil {
			pair[1] = *p.Value
		}
		data[i].Value = pair
	}
	return data
}
