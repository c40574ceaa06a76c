package opendata

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Figure says which number is meant.
type Figure struct {
	Indicator, Region string
	Breakdown         string // "": the whole
	Period            kpi.Period
	Source            string // "": that which speaks for the figure
}

// Number is what a release says of a figure.
type Number struct {
	Value       *float64 `json:"value"` // in the indicator's unit; nil: missing, and Reason says why
	Exact       string   `json:"-"`     // the value with all its digits; "" where it is missing
	Numerator   *float64 `json:"numerator"`
	Denominator *float64 `json:"denominator"`
	Status      string   `json:"status"`
	Reason      string   `json:"reason,omitempty"`
	RecordedAt  string   `json:"recorded_at"` // RFC 3339: when it became known
	Source      string   `json:"source"`
	Chosen      bool     `json:"chosen"` // that it speaks for the figure, where several sources say something
	Restated    bool     `json:"restated"`
	Running     bool     `json:"running"`
	Partial     bool     `json:"partial"`
	Reported    *float64 `json:"reported"` // regions that a roll-up is made of, and those that it should be; nil of others
	Expected    *float64 `json:"expected"`
}

// Recorded is when it became known; zero where that isn't told.
func (n *Number) Recorded() time.Time {
	at, _ := time.Parse(time.RFC3339, n.RecordedAt)
	return at
}

// Absent is that a release has no such number or dataset, that there is no such release, or no file with such an ending; and what there is instead.
type Absent struct {
	Kind    string // indicator, region, breakdown, period, source; release, AbsentDataset, AbsentEnding, where that isn't there itself
	Given   string
	Release string
	There   []string
	Only    string // the dataset that alone has files of the format that was asked for; "" where none has, or each
	Ahead   string // before the first release: which files there will be
}

// The kinds of what a file's address names and is not there.
const (
	AbsentDataset = "dataset"
	AbsentEnding  = "ending"
)

// mostThere is how many names an error gives.
const mostThere = 30

func (e *Absent) Error() string {
	if e.Kind == "release" && len(e.There) == 0 {
		return nothingYet + e.Ahead
	}
	list := "none"
	if len(e.There) > 0 {
		shown := slices.Clone(e.There[:min(len(e.There), mostThere)])
		if i := slices.Index(shown, ""); i >= 0 {
			shown[i] = "the whole (no " + e.Kind + ")"
		}
		list = strings.Join(shown, ", ")
	}
	if more := len(e.There) - mostThere; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	switch e.Kind {
	case AbsentDataset:
		return fmt.Sprintf("release %s has no dataset %q; there are: %s", e.Release, e.Given, list)
	case AbsentEnding:
		if e.Only != "" {
			return fmt.Sprintf("%q: SDMX is there for %s alone; here the endings are: %s", e.Given, e.Only, list)
		}
		return fmt.Sprintf("%q has none of the endings that there are: %s", e.Given, list)
	case "release":
		return fmt.Sprintf("no release %q was published; there are: %s", e.Given, list)
	}
	return fmt.Sprintf("release %s has nothing for the %s %q; there is something for: %s", e.Release, e.Kind, e.Given, list)
}

// Unwrap makes it an Error with CodeNotFound.
func (e *Absent) Unwrap() error { return notThere("%s", e.Error()) }

var seriesKey = []string{"indicator", "region", "breakdown"}

// Number finds a number in a release. None is an *Absent.
func (s *Shelf) Number(ctx context.Context, x *store.Release, f Figure) (*Number, error) {
	d := x.Dataset("observations")
	if d == nil {
		return nil, &Absent{Kind: "indicator", Given: f.Indicator, Release: x.ID}
	}
	var found *Number
	var periods, sources []string
	err := s.rows(ctx, *d, seriesKey, []string{f.Indicator, f.Region, f.Breakdown}, func(row *fastjson.Value) error {
		period := string(row.GetStringBytes("period_start")) + ".." + string(row.GetStringBytes("period_end"))
		if period != f.Period.Start.String()+".."+f.Period.End.String() {
			periods = append(periods, period)
			return nil
		}
		n := numberOf(row)
		sources = append(sources, n.Source)
		if f.Source == n.Source || f.Source == "" && (n.Chosen || found == nil) {
			found = n
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case found != nil:
		return found, nil
	case len(sources) > 0:
		return nil, &Absent{Kind: "source", Given: f.Source, Release: x.ID, There: sources}
	case len(periods) > 0:
		slices.Sort(periods)
		slices.Reverse(periods)
		return nil, &Absent{Kind: "period", Given: f.Period.Start.String() + ".." + f.Period.End.String(), Release: x.ID, There: slices.Compact(periods)}
	}
	return nil, s.absent(ctx, x, *d, f)
}

// absent says which part of a figure's name a release doesn't know.
func (s *Shelf) absent(ctx context.Context, x *store.Release, d store.Released, f Figure) error {
	index, file, err := s.indexOf(ctx, d, seriesKey)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return err
	}
	regions, known := index.names[f.Indicator]
	switch {
	case !known:
		return &Absent{Kind: "indicator", Given: f.Indicator, Release: x.ID, There: slices.Sorted(maps.Keys(index.names))}
	case !regions[f.Region]:
		return &Absent{Kind: "region", Given: f.Region, Release: x.ID, There: slices.Sorted(maps.Keys(regions))}
	}
	var parts []string
	err = s.rows(ctx, d, seriesKey[:2], []string{f.Indicator, f.Region}, func(row *fastjson.Value) error {
		parts = append(parts, textOf(row.Get("breakdown")))
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(parts)
	return &Absent{Kind: "breakdown", Given: f.Breakdown, Release: x.ID, There: slices.Compact(parts)}
}

func numberOf(row *fastjson.Value) *Number {
	return &Number{
		Value: floatOf(row, "value"), Exact: textOf(row.Get("value")), Numerator: floatOf(row, "numerator"), Denominator: floatOf(row, "denominator"),
		Status: textOf(row.Get("status")), Reason: textOf(row.Get("reason")), RecordedAt: textOf(row.Get("recorded_at")), Source: textOf(row.Get("source")),
		Chosen: row.GetBool("chosen"), Restated: row.GetBool("restated"), Running: row.GetBool("running"), Partial: row.GetBool("partial"),
		Reported: floatOf(row, "reported"), Expected: floatOf(row, "expected"),
	}
}

func floatOf(row *fastjson.Value, column string) *float64 {
	number := row.Get(column)
	if number == nil || number.Type() != fastjson.TypeNumber {
		return nil
	}
	v, err := exactly(number)
	if err != nil {
		return nil
	}
	return &v
}
