package chart

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// scatterDot is a dot as the script draws it: its texts are written here, where the language is known.
type scatterDot struct {
	Name  string     `json:"name"`
	Value [2]float64 `json:"value"`
	Short string     `json:"short"`
	Href  string     `json:"href"`
	Texts [2]string  `json:"texts"`
	Mark  bool       `json:"mark"`

	Names [2]*nameAt `json:"names"` // where its name stands in a wide and in a narrow drawing; null: there is no room for it
}

// nameAt is where a name stands, seen from the middle of its dot.
type nameAt struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Anchor string  `json:"anchor"`
}

func (d *ScatterDrawing) nameOf(n int) *nameAt {
	dot := &d.Dots[n]
	if dot.Label.Text == "" {
		return nil
	}
	return &nameAt{round(dot.Label.X - dot.At.X), round(dot.Label.Y - dot.At.Y), dot.Label.Anchor}
}

// ScatterOptions are the options of a scatter as JSON, like Options. Names stand where they stand in the two drawings of it;
// description is the chart in a sentence.
func ScatterOptions(s *Scatter, wide, narrow *ScatterDrawing, description string) ([]byte, error) {
	scatter := charts.NewScatter()
	scatter.ChartID = "scatter"
	scatter.SetGlobalOptions(
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Name: s.X.Name}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Name: s.Y.Name}),
		charts.WithAriaOpts(&opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: description}}),
	)
	dots := make([]scatterDot, len(s.Dots))
	for n, d := range s.Dots {
		dots[n] = scatterDot{
			d.Name, [2]float64{d.X, d.Y}, d.Short, d.Href, [2]string{d.XText, d.YText}, d.Marked, [2]*nameAt{wide.nameOf(n), narrow.nameOf(n)},
		}
	}
	scatter.MultiSeries = []charts.SingleSeries{{Id: "dots", Type: "scatter", Data: dots}}
	scatter.Validate()
	option := scatter.JSON()
	if len(s.Dots) > 0 {
		across, up := s.axes()
		option["xAxis"] = []xAxis{{opts.XAxis{Type: "value", Name: s.X.Name}, across.low, across.high, across.step}}
		option["yAxis"] = []axis{{opts.YAxis{Type: "value", Name: s.Y.Name}, up.low, up.high, up.step}}
		option["middle"] = [2]float64{s.X.Middle, s.Y.Middle}
	}
	b, err := json.Marshal(option)
	if err != nil {
		return nil, fmt.Errorf("write the options of the scatter of %q and %q: %w", s.X.Name, s.Y.Name, err)
	}
	return b, nil
}

// xAxis is axis for the other direction.
type xAxis struct {
	opts.XAxis
	Min      float64 `json:"min"`
	Max      float64 `json:"max"`
	Interval float64 `json:"interval"`
}
