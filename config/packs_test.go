package config_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

func shipped(t *testing.T) *config.Config {
	t.Helper()
	c, err := config.Load(config.Shipped, "", nil)
	if err != nil {
		t.Fatalf("the configuration that Postup ships with does not load:\n%v", err)
	}
	return c
}

// promised is what a document promises, in a form that can be read beside it.
type promised struct {
	Programme, Indicator, Region, Breakdown string
	Unit                                    string
	Direction                               kpi.Direction
	Holds                                   string // comparison and value; empty: no number
	By                                      string // deadline and its precision; empty: no date
	Readings                                string
	Baseline                                string
	Unmeasured, Proposed                    bool
	On                                      string // when it was promised; an inferred year in [brackets]
}

func TestPromisesAreThoseOfTheDocuments(t *testing.T) {
	none := "none"
	by2024 := "start 2024-01-01, end 2024-12-31"
	want := map[string]promised{
		"ua_services_online_90": {"ua-smartphone", "services_online_share", "UA", "", "percent", kpi.Up, "at_least 90", "2024-12-31 year", by2024, none, false, false, "[2019]-06-12"},
		"ua_interactions_third": {"ua-smartphone", "ua_interactions", "UA", "", "ratio", kpi.Down, "at_most 0.3333333333333333", "2024-12-31 year", by2024, "value 1 on 2019-06-12", false, false, "[2019]-06-12"},
		"ua_corruption_zero":    {"ua-smartphone", "ua_corruption", "UA", "", "unstated", kpi.Down, "at_most 0", "2024-12-31 year", by2024, none, true, false, "[2019]-06-12"},
		// Earlier reporting: nobody is named and no day.
		"ua_priority_services_200": {"ua-smartphone", "ua_priority_services", "UA", "", "count", kpi.Up, "more_than 200", "2019-12-31 day", "", none, false, false, ""},

		"pri_mszu_101":             {"primorye-maturity", "pri_mszu_electronic", "RU-PRI", "", "count", kpi.Up, "at_least 101", "2023-12-31 year", "start 2022-12-31, end 2023-12-31", none, false, false, "[2021]-02-26"},
		"pri_moved_2021":           {"primorye-maturity", "pri_mszu_moved", "RU-PRI", "", "count", kpi.Up, "at_least 50", "2021-12-31 year", "", "value 0 on 2021-01-01", false, false, "[2021]-02-26"},
		"pri_moved_2021_municipal": {"primorye-maturity", "pri_mszu_moved", "RU-PRI", "tier=municipal", "count", kpi.Up, "at_least 20", "2021-12-31 year", "", "value 0 on 2021-01-01", false, false, "[2021]-02-26"},
		"pri_moved_2021_regional":  {"primorye-maturity", "pri_mszu_moved", "RU-PRI", "tier=regional", "count", kpi.Up, "at_least 23", "2021-12-31 year", "", "value 0 on 2021-01-01", false, false, "[2021]-02-26"},
		"pri_moved_2021_shared":    {"primorye-maturity", "pri_mszu_moved", "RU-PRI", "tier=shared", "count", kpi.Up, "at_least 7", "2021-12-31 year", "", "value 0 on 2021-01-01", false, false, "[2021]-02-26"},
		"pri_document_time_cut":    {"primorye-maturity", "pri_document_time", "RU-PRI", "", "unstated", kpi.Down, "", "", "", none, true, false, "[2021]-02-26"},
		"pri_service_quality_up":   {"primorye-maturity", "pri_service_quality", "RU-PRI", "", "unstated", kpi.Up, "", "", "", none, true, false, "[2021]-02-26"},

		"igov_more_convenient":       {"igov", "igov_convenience", sumyCity, "", "unstated", kpi.Up, "", "", "", none, true, false, "[2016]"},
		"igov_shorter_queues":        {"igov", "igov_queues_and_load", sumyCity, "", "unstated", kpi.Down, "", "", "", none, true, false, "[2016]"},
		"igov_fewer_errors":          {"igov", "igov_errors", sumyCity, "", "unstated", kpi.Down, "", "", "", none, true, false, "[2016]"},
		"igov_lower_corruption_risk": {"igov", "igov_corruption_risk", sumyCity, "", "unstated", kpi.Down, "", "", "", none, true, false, "[2016]"},

		"cab_less_paper":       {"cabinet-documents", "cab_documents_electronic_share", "UA", "", "percent", kpi.Up, "", "", "", none, true, true, "[2018]"},
		"cab_faster_agreement": {"cabinet-documents", "cab_agreement_time", "UA", "", "hours", kpi.Down, "", "", "", none, true, true, "[2018]"},
	}
	c := shipped(t)
	got := map[string]promised{}
	for _, p := range c.Programmes {
		for _, target := range p.Targets {
			got[target.ID] = promisedBy(c, p, target)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the pages would promise something else than the documents (-document +pack):\n%s", d)
	}
}

const sumyCity = "UA59080270010036634"

func promisedBy(c *config.Config, p *config.Programme, target *config.Target) promised {
	i := c.Indicator(target.Indicator)
	out := promised{
		Programme: p.ID, Indicator: i.ID, Region: target.AppliesTo.Region, Breakdown: target.Breakdown,
		Unit: i.Unit, Direction: i.Direction, Unmeasured: len(target.Unmeasured) > 0, Proposed: i.Proposed,
		Baseline: string(target.Baseline.Kind), On: dated(target.Promise.On),
	}
	if target.Value != nil {
		out.Holds = string(target.Comparison) + " " + strconv.FormatFloat(*target.Value, 'g', -1, 64)
	}
	if !target.Deadline.Date.IsZero() {
		out.By = target.Deadline.Date.String() + " " + target.Deadline.Precision
	}
	var readings []string
	for _, r := range target.Readings {
		readings = append(readings, r.ID+" "+r.Deadline.String())
	}
	out.Readings = strings.Join(readings, ", ")
	if target.Baseline.Kind == kpi.BaselineValue {
		out.Baseline += " " + strconv.FormatFloat(target.Baseline.Value, 'g', -1, 64) + " on " + target.Baseline.Date.String()
	}
	return out
}

// dated writes a date as precisely as the document does, an inferred year in [brackets].
func dated(d config.Dated) string {
	if d.Date.IsZero() {
		return ""
	}
	s := d.Date.String()
	year, rest := s[:4], s[4:]
	if d.Inferred {
		year = "[" + year + "]"
	}
	switch d.Precision {
	case "year":
		rest = ""
	case "month":
		rest = rest[:3]
	}
	return year + rest
}

func TestPartsSumToTheWhole(t *testing.T) {
	c := shipped(t)
	sums := map[string]float64{}
	for _, p := range c.Programmes {
		for _, target := range p.Targets {
			if target.SumTo != "" {
				sums[target.SumTo] += *target.Value
			}
		}
	}
	if d := cmp.Diff(map[string]float64{"pri_moved_2021": 50}, sums); d != "" {
		t.Errorf("20 municipal, 23 regional and 7 shared services must make 50 (-want +got):\n%s", d)
	}
}

func TestMilestonesAreThoseOfTheDocuments(t *testing.T) {
	type milestone struct {
		Region, Due, Done string
		After             string // months after another milestone; after "" where the start is not dated
	}
	want := map[string]milestone{
		"ua_discussions":      {"UA", "[2019]-06-23", "", ""},
		"ua_plan_published":   {"UA", "", "", `0 after "ua_discussions"`},
		"ua_new_generation":   {"UA", "[2019]", "", ""},
		"ua_regular_meetings": {"UA", "", "", ""},

		"pri_feedback_platform":  {"RU-PRI", "", "", ""},
		"pri_feedback_mechanism": {"RU-PRI", "", "", ""},
		"pri_domestic_it":        {"RU-PRI", "", "", ""},

		"egov_specification":     {"UA", "[2017]-02-28", "", ""},
		"egov_architecture":      {"UA", "", "", `6 after ""`},
		"egov_platform":          {"UA", "", "", ""},
		"egov_tsnap_existing":    {"UA", "", "", ""},
		"egov_workplace":         {"UA", "", "", ""},
		"egov_tsnap_communities": {"UA", "", "", `0 after "egov_workplace"`},
		"egov_memorandum":        {"UA", "", "", ""},

		"igov_memorandum":       {sumyCity, "", "2016-01-14", ""},
		"igov_introduction":     {sumyCity, "", "", ""},
		"igov_staff_statistics": {sumyCity, "", "", ""},
		"igov_stuck_reminder":   {sumyCity, "", "", ""},

		"cab_network_secretariat": {"UA", "", "", ""},
		"cab_network_wider":       {"UA", "", "", ""},
	}
	got := map[string]milestone{}
	for _, p := range shipped(t).Programmes {
		for _, m := range p.Milestones {
			row := milestone{Region: p.Region, Due: dated(m.Due)}
			if m.Region != "" {
				row.Region = m.Region
			}
			if m.Done != nil {
				row.Done = m.Done.On.String()
			}
			if m.After != nil {
				row.After = fmt.Sprintf("%d after %q", m.After.Months, m.After.Milestone)
			}
			got[m.ID] = row
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the milestones are not those of the documents (-document +pack):\n%s", d)
	}
}

func TestPublishedObservationsAreThoseOfTheDocument(t *testing.T) {
	c := shipped(t)
	source := c.Source("igov-published")
	if source == nil {
		t.Fatal("the numbers that iGov published would never be collected: no source igov-published")
	}
	if !source.Published || source.Simulated || source.Kind != "file" {
		t.Errorf("igov-published is %q, published %v, simulated %v: it must be a file of published figures", source.Kind, source.Published, source.Simulated)
	}
	f, err := source.FS.Open("observations.csv")
	if err != nil {
		t.Fatalf("open the observations of igov: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("read the observations of igov: %v", err)
	}
	var got [][]string
	for _, row := range rows[1:] {
		got = append(got, row[:5])
		if !slices.Contains(source.Regions, row[1]) {
			t.Errorf("the figure of %s would be rejected: the source does not name the region", row[1])
		}
	}
	day := "2016-01-14" // the year is inferred
	want := [][]string{
		{"igov_pilot_services", "UA-12", day, day, "213"},
		{"igov_pilot_services", "UA-32", day, day, "158"},
		{"igov_pilot_services", "UA-46", day, day, "78"},
		{"igov_pilot_services", "UA-61", day, day, "52"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("iGov published other numbers (-document +pack):\n%s", d)
	}
	if i := c.Indicator("igov_pilot_services"); i.Rollup != "" && i.Rollup != "none" || i.Derived != nil {
		t.Error("the pilot's services of four oblasts would be added up, or feed another indicator")
	}
}

func TestIndicatorsThatPostupProposesAreMarked(t *testing.T) {
	want := []string{
		"cab_agreement_time", "cab_bodies_on_network", "cab_documents_electronic_share",
		"egov_registers_connected", "egov_tsnap_connected", "egov_workplaces_installed",
	}
	var got []string
	for _, i := range shipped(t).Indicators {
		if i.Proposed {
			got = append(got, i.ID)
		}
	}
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("readers would take Postup's own indicators for the programmes' (-want +got):\n%s", d)
	}
}

func TestCommonIndicatorsAreDerived(t *testing.T) {
	c := shipped(t)
	for _, measure := range []string{
		config.MeasureServicesOnline, config.MeasureServicesOnlineShare, config.MeasureDigitalTakeUp, config.MeasureApplications,
		config.MeasureProcessingMedian, config.MeasureProcessingP90, config.MeasureWithinDeadline, config.MeasureOpen, config.MeasureOverdue,
	} {
		i := c.Indicator(measure)
		if i == nil || i.Derived == nil || i.Derived.Measure != measure {
			t.Errorf("%s would never be computed: it is not a derived indicator of the same name", measure)
			continue
		}
		if len(i.Meaning) == 0 {
			t.Errorf("pages could not say what %s counts", measure)
		}
	}
}

func TestEveryTextIsInThreeLanguages(t *testing.T) {
	seen := map[any]bool{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		if text, ok := v.Interface().(config.Text); ok {
			for _, lang := range []string{"en", "uk", "ru"} {
				if len(text) > 0 && strings.TrimSpace(text[lang]) == "" {
					t.Errorf("%s has no %s: readers in that language would get another: %v", path, lang, text)
				}
			}
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Interface()] {
				return
			}
			seen[v.Interface()] = true
			walk(path, v.Elem())
		case reflect.Slice:
			for i := range v.Len() {
				walk(path+"["+strconv.Itoa(i)+"]", v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() && v.Type().Field(i).Name != "Options" {
					walk(path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
		}
	}
	walk("config", reflect.ValueOf(shipped(t)))
}

func TestQuotesAreInTheDocuments(t *testing.T) {
	dir := os.Getenv("POSTUP_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	if _, err := os.Stat(filepath.Join(dir, "documents")); err != nil {
		t.Skipf("the documents are not beside the project; set POSTUP_SHARED to the folder that holds them: %v", err)
	}
	c := shipped(t)
	for _, p := range c.Programmes {
		if p.Document.File == "" {
			continue // see TestWhatNoDocumentIsAtHandForIsNotQuoted
		}
		text, err := os.ReadFile(filepath.Join(dir, "documents", p.Document.File))
		if err != nil {
			t.Errorf("the document of %s: %v", p.ID, err)
			continue
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != p.Document.SHA256 {
			t.Errorf("whoever has %s would take it for another file than %s was made from", p.Document.File, p.ID)
		}
		for where, quote := range quotesOf(p, c.Annotations) {
			if quote == "" {
				t.Errorf("%s shows no words of the document", where)
			} else if !strings.Contains(string(text), quote) {
				t.Errorf("%s puts words into the document's mouth: %q is not in %s", where, quote, p.Document.File)
			}
		}
	}
}

// Without its document nobody could check a programme's quotes, so it has none: its facts name their sources instead.
func TestWhatNoDocumentIsAtHandForIsNotQuoted(t *testing.T) {
	c := shipped(t)
	for _, p := range c.Programmes {
		if p.Document.File != "" {
			continue
		}
		for where, quote := range quotesOf(p, c.Annotations) {
			if quote != "" {
				t.Errorf("%s quotes %q, and no document is there to check it by", where, quote)
			}
		}
		for i, f := range p.Facts {
			for lang, word := range map[string]string{"en": "Source", "uk": "Джерел", "ru": "Источник"} {
				if !strings.Contains(f.Text[lang], word) {
					t.Errorf("fact %d of %s in %s does not say where it comes from", i+1, p.ID, lang)
				}
			}
		}
	}
}

func quotesOf(p *config.Programme, annotations []*config.Annotation) map[string]string {
	out := map[string]string{}
	for _, target := range p.Targets {
		out["target "+target.ID] = target.Promise.Quote
		for i, claim := range target.Claims {
			out["claim "+strconv.Itoa(i+1)+" of "+target.ID] = claim.Quote
		}
	}
	for _, m := range p.Milestones {
		out["milestone "+m.ID] = m.Quote
		if m.Promise != nil {
			out["promise of milestone "+m.ID] = m.Promise.Quote
		}
	}
	for _, a := range annotations {
		if a.Programme == p.ID && a.Quote != "" {
			out["annotation "+a.ID] = a.Quote
		}
	}
	for i, f := range p.Facts {
		out["fact "+strconv.Itoa(i+1)+" of "+p.ID] = f.Quote
	}
	return out
}
