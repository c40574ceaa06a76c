package opendata

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// message is a data message as a reader of SDMX-JSON 2.0 takes it.
type message struct {
	Meta struct {
		ID, Prepared     string
		ContentLanguages []string
	}
	Data struct {
		Structures []struct {
			Dimensions, Measures, Attributes struct{ Observation, DimensionGroup []part }
		}
		DataSets []struct {
			Observations             map[string][]any
			DimensionGroupAttributes map[string][]int
		}
	}
}

type part struct {
	ID     string
	Names  map[string]string
	Values []struct {
		ID, Value, Parent, Start, End string
		Names                         map[string]string
	}
}

func (p *part) value(i int) string {
	if p.Values[i].Value != "" {
		return p.Values[i].Value
	}
	return p.Values[i].ID
}

// read gives what each observation says, under its dimensions. Numbers keep their digits.
func (m *message) read(t *testing.T) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	s, set := m.Data.Structures[0], m.Data.DataSets[0]
	for key, values := range set.Observations {
		var at []string
		for i, n := range strings.Split(key, ":") {
			place, err := strconv.Atoi(n)
			if err != nil {
				t.Fatal(err)
			}
			at = append(at, s.Dimensions.Observation[i].value(place))
		}
		row := map[string]any{}
		for i, c := range slices.Concat(s.Measures.Observation, s.Attributes.Observation) {
			row[c.ID] = nil
			if i < len(values) && values[i] != nil {
				row[c.ID] = values[i]
				if len(c.Values) > 0 {
					place, err := values[i].(json.Number).Int64()
					if err != nil {
						t.Fatal(err)
					}
					row[c.ID] = c.value(int(place))
				}
			}
		}
		all[strings.Join(at, " ")] = row
	}
	return all
}

func decoded[T any](t *testing.T, body []byte) (v T) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return v
}

// observed is a world with a value, values that are missing in different ways, parts and two sources.
func observed(t *testing.T) (*served, store.Release) {
	t.Helper()
	s := newServed(t)
	s.came("TT-1", "2023-06-01", 40.25, trusted)
	s.came("TT-1", "2023-05-01", 0, trusted)
	s.came("TT-1", "2023-06-01", 41, store.Origin{Source: "other"})
	var rows []store.Observation
	few := 3.0
	for region, status := range map[string]kpi.Status{"TT-2": kpi.NotApplicable, "TT-3": kpi.Refused} {
		rows = append(rows, store.Observation{Indicator: "online", Region: region, Period: kpi.Month(kpi.MustDate("2023-06-01")), Status: status, Origin: trusted})
	}
	rows = append(rows, store.Observation{Indicator: "online", Region: "TT-1", Breakdown: "sector=health", Period: kpi.Month(kpi.MustDate("2023-06-01")), Status: kpi.NoData, Origin: trusted},
		store.Observation{Indicator: "applications", Region: "TT-1", Breakdown: "service=doctor", Period: kpi.Month(kpi.MustDate("2023-06-01")), Status: kpi.Present, Value: &few, Origin: trusted})
	if _, err := s.s.WriteObservations(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	s.day = s.day.AddDays(1)
	return s, s.published(Order{Notes: "Про <все>"})
}

// TestSDMXSaysWhatTheOtherFilesSay: each row is there once with its digits; what is missing is null and has its state, and is never 0.
func TestSDMXSaysWhatTheOtherFilesSay(t *testing.T) {
	s, x := observed(t)
	_, body := s.ask(http.MethodGet, "/open-data/observations/latest.sdmx.json")
	m := decoded[message](t, body)
	got := m.read(t)
	_, lines := s.ask(http.MethodGet, "/open-data/observations/latest.ndjson")
	want := map[string]map[string]any{}
	for line := range bytes.Lines(lines) {
		row := decoded[map[string]any](t, line)
		key := strings.Join([]string{"M", row["region"].(string), row["indicator"].(string), sdmx.Code(row["breakdown"].(string)), row["source"].(string), row["period_start"].(string)[:7]}, " ")
		key = strings.Replace(key, "  ", " "+sdmx.Whole+" ", 1)
		said := map[string]any{"OBS_STATUS": got[key]["OBS_STATUS"]}
		for _, c := range sdmx.Components()[6:] {
			if c[1] != "" {
				said[c[0]] = row[c[1]]
			}
		}
		want[key] = said
	}
	if uint64(len(want)) != x.Datasets[0].Rows {
		t.Fatalf("%d rows of %d have keys of their own", len(want), x.Datasets[0].Rows)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-the rows +the message)\n%s", diff)
	}
	for key, state := range map[string]string{
		"M TT-1 online _T trusted 2023-06": "A", "M TT-1 online _T trusted 2023-05": "A", "M TT-2 online _T trusted 2023-06": "M", "M TT-3 online _T trusted 2023-06": "L",
		"M TT-1 online sector@health trusted 2023-06": "O", "M TT-1 applications service@doctor trusted 2023-06": "Q",
	} {
		row, there := got[key]
		if !there || row["OBS_STATUS"] != state || (state == "A") != (row["OBS_VALUE"] != nil) {
			t.Errorf("%s: %v, want the state %s", key, row, state)
		}
	}
	if v := got["M TT-1 online _T trusted 2023-06"]["OBS_VALUE"]; v != json.Number("40.25") {
		t.Errorf("40.25 is %v", v)
	}
	if v := got["M TT-1 online _T trusted 2023-05"]["OBS_VALUE"]; v != json.Number("0") {
		t.Errorf("a zero that was reported is %v", v)
	}
}

// TestSDMXNamesEverything: codes of three languages, units by indicator, periods with the moments that they begin and end at.
func TestSDMXNamesEverything(t *testing.T) {
	s, _ := observed(t)
	_, body := s.ask(http.MethodGet, "/open-data/observations/latest.sdmx.json")
	m := decoded[message](t, body)
	if diff := cmp.Diff([]string{"en", "uk", "ru"}, m.Meta.ContentLanguages); diff != "" {
		t.Error(diff)
	}
	named := map[string]map[string]string{}
	structure := m.Data.Structures[0]
	for _, c := range slices.Concat(structure.Dimensions.Observation, structure.Measures.Observation, structure.Attributes.Observation, structure.Attributes.DimensionGroup) {
		named[c.ID] = c.Names
		for i, v := range c.Values {
			if c.ID == "TIME_PERIOD" {
				if v.Value == "2023-06" && (v.Start != "2023-06-01T00:00:00Z" || v.End != "2023-06-30T23:59:59Z") {
					t.Errorf("%+v", v)
				}
				continue
			}
			named[c.ID+" "+c.value(i)] = v.Names
			if v.ID == "TT-1" && v.Parent != "TT" {
				t.Errorf("TT-1 lies in %q", v.Parent)
			}
		}
	}
	for of, want := range map[string]map[string]string{
		"REF_AREA": {"en": "Region", "uk": "Регіон", "ru": "Регион"}, "REF_AREA TT-1": {"en": "First", "uk": "Перша", "ru": "Первая"},
		"INDICATOR online":        {"en": "Services online", "uk": "Послуги онлайн", "ru": "Услуги онлайн"},
		"BREAKDOWN sector@health": {"en": "sector: Health", "uk": "напрям: Здоров’я", "ru": "направление: Здоровье"},
		"OBS_STATUS Q":            {"en": "Missing value; withheld", "uk": "Значення немає: його приховано", "ru": "Значения нет: оно скрыто"},
		"FREQ M":                  {"en": "Monthly", "uk": "Щомісяця", "ru": "Ежемесячно"},
	} {
		if diff := cmp.Diff(want, named[of]); diff != "" {
			t.Errorf("%s:\n%s", of, diff)
		}
	}
	for of, names := range named {
		if len(names) != 3 && !strings.HasPrefix(of, "SOURCE ") {
			t.Errorf("%s is named in %d languages", of, len(names))
		}
	}
	units := structure.Attributes.DimensionGroup[0]
	for i, v := range structure.Dimensions.Observation[2].Values {
		at := m.Data.DataSets[0].DimensionGroupAttributes["::"+strconv.Itoa(i)+":::"]
		if len(at) != 1 || units.value(at[0]) != map[string]string{"online": "count", "applications": "count", "share": "percent", "kept": "ratio"}[v.ID] {
			t.Errorf("the unit of %s is %v", v.ID, at)
		}
	}
}

// TestSDMXSaysWhyAShareIsMissing: the reason of a share of nothing is that its denominator is 0; a start that equals a goal belongs to promises.
func TestSDMXSaysWhyAShareIsMissing(t *testing.T) {
	s := newServed(t)
	nothing := store.Observation{
		Indicator: "share", Region: "TT-1", Period: kpi.Month(kpi.MustDate("2023-06-01")), Status: kpi.NotApplicable, Reason: kpi.ReasonDivisionByZero,
		Numerator: new(float64), Denominator: new(float64), Origin: trusted,
	}
	if _, err := s.s.WriteObservations(t.Context(), []store.Observation{nothing}); err != nil {
		t.Fatal(err)
	}
	s.day = s.day.AddDays(1)
	s.published(Order{})
	_, body := s.ask(http.MethodGet, "/open-data/observations/latest.sdmx.json")
	structure := decoded[message](t, body).Data.Structures[0]
	for _, c := range structure.Attributes.Observation {
		if c.ID != "REASON" {
			continue
		}
		for i, v := range c.Values {
			if c.value(i) == string(kpi.ReasonDivisionByZero) {
				if diff := cmp.Diff(map[string]string{"en": "the denominator is 0", "uk": "знаменник дорівнює 0", "ru": "знаменатель равен 0"}, v.Names); diff != "" {
					t.Error(diff)
				}
				return
			}
		}
		t.Errorf("the reasons are %v", c.Values)
	}
}

// TestSDMXIsServedLikeOtherFiles: streamed once, kept, with what tells it from others, and asked after, for its labels are those of today; the message
// leads to its structure.
func TestSDMXIsServedLikeOtherFiles(t *testing.T) {
	s, x := observed(t)
	for path, kind := range map[string]string{
		"/open-data/observations/" + x.ID + ".sdmx.json":           "application/vnd.sdmx.data+json; version=2.0.0",
		"/open-data/observations/" + x.ID + ".structure.sdmx.json": "application/vnd.sdmx.structure+json; version=2.0.0",
	} {
		_, first := s.ask(http.MethodGet, path, "Accept-Encoding", "identity")
		res, second := s.ask(http.MethodGet, path, "Accept-Encoding", "identity")
		sum := sha256.Sum256(first)
		if res.StatusCode != http.StatusOK || !bytes.Equal(first, second) || res.Header.Get("Content-Type") != kind || res.Header.Get("Repr-Digest") != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" ||
			res.Header.Get("Cache-Control") != "no-cache" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
		if again, _ := s.ask(http.MethodGet, path, "Accept-Encoding", "identity", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s, asked whether it has changed: %d", path, again.StatusCode)
		}
	}
	res, _ := s.ask(http.MethodGet, "/open-data/observations/latest.sdmx.json")
	if link := res.Header.Get("Link"); link != `</open-data/observations/latest.structure.sdmx.json>; rel="describedby"; type="application/vnd.sdmx.structure+json"` {
		t.Errorf("the structure is said to be at %s", link)
	}
	for _, path := range []string{"/open-data/progress/latest.sdmx.json", "/open-data/regions/latest.structure.sdmx.json"} {
		if res, body := s.ask(http.MethodGet, path); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), ".csv, ") || strings.Contains(string(body), ".parquet, .sdmx.json") {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}
