package api

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

type indicatorRow struct {
	ID        string        `json:"id"`
	Name      config.Text   `json:"name"`
	Meaning   config.Text   `json:"meaning"`
	Unit      string        `json:"unit"`
	Direction kpi.Direction `json:"direction"`
	Frequency kpi.Frequency `json:"frequency"`
	Nature    kpi.Nature    `json:"nature"`
	Derived   bool          `json:"derived"`
	Proposed  bool          `json:"proposed"`
	Formula   *string       `json:"formula"` // null where it is reported as it stands
	Rollup    string        `json:"rollup"`
	Forecast  string        `json:"forecast"` // how its trend is continued: linear, logistic
	Breaks    []breakRow    `json:"breaks"`
	Decimals  int           `json:"decimals"` // that values are shown with
}

// breakRow is a day since which an indicator is measured in another way.
type breakRow struct {
	On   kpi.Date    `json:"on"`
	Note config.Text `json:"note"`
}

// formulas write each measure in the words of the other addresses, so that anyone can compute it again.
var formulas = map[string]string{
	config.MeasureServicesOnline:      "count(services where stage >= online)",
	config.MeasureServicesOnlineShare: "100 * count(services where stage >= online) / count(services where stage is known)",
	config.MeasureDigitalTakeUp:       "100 * count(applications where channel = online) / count(applications where channel is known)",
	config.MeasureApplications:        "count(applications by month of submission)",
	config.MeasureCompleted:           "count(applications granted or refused by month of completion)",
	config.MeasureRefused:             "count(applications refused by month of completion)",
	config.MeasureWithdrawn:           "count(applications withdrawn by month of completion)",
	config.MeasureProcessingMean:      "mean(completed - submitted - suspended) by month of completion",
	config.MeasureProcessingMedian:    "nearest_rank(0.5, completed - submitted - suspended) by month of completion",
	config.MeasureProcessingP90:       "nearest_rank(0.9, completed - submitted - suspended) by month of completion",
	config.MeasureWithinDeadline:      "100 * count(completed within the legal deadline) / count(completed with a legal deadline)",
	config.MeasureOpen:                "count(applications not completed)",
	config.MeasureOverdue:             "count(applications not completed and past the legal deadline)",
	config.MeasureOverdueMedian:       "nearest_rank(0.5, days past the legal deadline) of the applications not completed and past it",
	config.MeasureOverdueLongest:      "max(days past the legal deadline) of the applications not completed and past it",
}

// MeasureOf is the measure that a formula of /indicators is of; "" where Postup has none that is written so.
func MeasureOf(formula string) string {
	for measure, of := range formulas {
		if of == formula {
			return measure
		}
	}
	return ""
}

func (a *API) indicators(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, slices.Values(a.indicatorsFor(q)), func(i *config.Indicator) string { return i.ID }, indicatorRowOf)
}

// indicatorsFor lists the indicators that a query asks for, in order of id.
func (a *API) indicatorsFor(q *query) []*config.Indicator {
	wanted := a.indicatorFilter(q)
	var rows []*config.Indicator
	for _, i := range a.Config.Indicators {
		if wanted == nil || wanted[i.ID] {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(x, y *config.Indicator) int { return strings.Compare(x.ID, y.ID) })
	return rows
}

func indicatorRowOf(i *config.Indicator) indicatorRow {
	row := indicatorRow{
		ID: i.ID, Name: i.Name, Meaning: i.Meaning, Unit: i.Unit, Direction: i.Direction, Frequency: i.Frequency,
		Nature: i.Nature, Derived: i.Computed(), Proposed: i.Proposed, Rollup: i.Rollup,
		Forecast: cmp.Or(i.ForecastOptions().Method, kpi.MethodLinear), Breaks: []breakRow{}, Decimals: i.Decimals,
	}
	for _, b := range i.Breaks {
		row.Breaks = append(row.Breaks, breakRow{b.On, b.Note})
	}
	if i.Derived != nil {
		row.Formula = orNull(formulas[i.Derived.Measure])
	}
	if i.Increment != "" {
		row.Formula = orNull(i.Increment + " at the end of the period, less what it was at the end of the period before in the same year")
	}
	if i.Formula != nil {
		row.Formula = orNull(i.Formula.Expression)
	}
	if row.Rollup == "" {
		row.Rollup = "none"
	}
	return row
}

// indicatorFilter is the indicators that a query asks for, by themselves and through programmes; nil: all.
func (a *API) indicatorFilter(q *query) map[string]bool {
	if len(q.indicators) == 0 && len(q.programmes) == 0 {
		return nil
	}
	wanted := map[string]bool{}
	for _, id := range q.programmes {
		p := a.Config.Programme(id)
		for _, i := range p.Indicators {
			wanted[i] = true
		}
		for _, t := range p.Targets {
			wanted[t.Indicator] = true
		}
	}
	if len(q.indicators) == 0 {
		return wanted
	}
	both := map[string]bool{}
	for _, i := range q.indicators {
		if len(q.programmes) == 0 || wanted[i] {
			both[i] = true
		}
	}
	return both
}
