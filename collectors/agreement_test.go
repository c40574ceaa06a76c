package collectors_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
)

// TestCheckFindsWhatWouldNotStart: what no collector could be made of is refused when the configuration is loaded,
// with its file and line, so that a check that passes is a start that succeeds.
func TestCheckFindsWhatWouldNotStart(t *testing.T) {
	sound := scheduled("table.csv", `{cron: "*/10 * * * *"}`)
	change := func(old, new string) string {
		if !strings.Contains(sound, old) {
			t.Fatalf("the sound configuration has no %q", old)
		}
		return strings.Replace(sound, old, new, 1)
	}
	format := func(more string) string { return change("{type: csv}", "{type: csv, "+more+"}") }
	field := func(more string) string { return change("value: {from: value}", "value: {from: value, "+more+"}") }
	tests := []struct{ name, main, sources string }{
		{"DelimiterOfTwo", "", format(`delimiter: "||"`)},
		{"DelimiterWord", "", format(`delimiter: tab`)},
		{"DelimiterNotASCII", "", format(`delimiter: "§"`)},
		{"DelimiterEmpty", "", format(`delimiter: ""`)},
		{"DelimiterQuote", "", format(`delimiter: '"'`)},
		{"DelimiterIsDecimalMark", "", format(`delimiter: ",", decimal: ","`)},
		{"DefaultDelimiterIsDecimalMark", "", format(`decimal: ","`)},
		{"Header", "", format("header: 0")},
		{"Encoding", "", format("encoding: latin-1")},
		{"Decimal", "", format(`decimal: ";"`)},
		{"Type", "", change("{type: csv}", "{type: doc}")},
		{"ShortKey", "id_key: ${env:SHORT}", sound},
		{"TimeZone", "time_zone: Nowhere", sound},
		{"Kind", "", strings.ReplaceAll(sound, "file", "ftp")},
		{"Options", "", change(`file: {path: "table.csv"}`, "file: {}")},
		{"Cron", "", change("*/10 * * * *", "0 0 30 2 *")},
		{"CronZone", "", change("*/10 * * * *", "TZ=Europe/Kyiv")},
		{"CronTooOften", "", change("*/10 * * * *", "@every 9s")},
		{"ScheduleZone", "", change(`cron: "*/10 * * * *"`, `cron: "*/10 * * * *", time_zone: Nowhere`)},
		{"NoRecords", "", sound[:strings.Index(sound, "    records:")] + "    records: []\n"},
		{"KindOfRecord", "", change("as: observations", "as: counts")},
		{"UnknownField", "", change("value: {from: value}", "number: {from: value}")},
		{"BreakdownKey", "", change("value: {from: value}", "value: {from: value}, breakdown.Tier: {from: tier}")},
		{"MissingField", "", change("indicator: {const: visits}, ", "")},
		{"NoRegion", "", change("[UA-05]", "[UA-05, UA-07]")},
		{"NoPeriod", "", change("period: {from: period}, ", "")},
		{"FieldFromNowhere", "", change("value: {from: value}", "value: {}")},
		{"FieldFromTwo", "", field(`const: "1"`)},
		{"FromAll", "", change("value: {from: value}", "value: {from_all: [a, b]}")},
		{"Template", "", change("value: {from: value}", `value: {template: "{a"}`)},
		{"Unknown", "", field("unknown: skip")},
		{"YearStart", "", change("period: {from: period}", "period: {from: period, layout: fiscal_year, year_start: 30-04}")},
		{"Unit", "", field("unit: euro")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadBoth(test.main, test.sources)
			var mistakes config.Mistakes
			if !errors.As(err, &mistakes) {
				t.Fatalf("the check lets it pass, and the start would fail: %v", err)
			}
			for _, m := range mistakes {
				if m.File == "" || m.Line == 0 {
					t.Errorf("nobody could find this mistake: %s", m)
				}
			}
		})
	}
	cfg, err := loadBoth("id_key: ${env:LONG}", sound)
	if err != nil {
		t.Fatalf("the sound configuration is refused, so the others may be refused for its sake: %v", err)
	}
	if _, err := collectors.New(collectors.Options{Config: cfg, Store: &capturing{}, Deriver: &recordingDeriver{}, Clock: newClock(), IDKey: []byte(cfg.IDKey.Reveal())}); err != nil {
		t.Errorf("the check lets it pass, and it does not start: %v", err)
	}
}

// loadBoth loads a configuration of a postup.yaml with more lines, and sources.
func loadBoth(main, sources string) (*config.Config, error) {
	env := map[string]string{"SHORT": "fifteen-bytes-!", "LONG": "sixteen-bytes-!!"}
	return config.Load(fstest.MapFS{
		"postup.yaml":          {Data: []byte("packs: [world]\n" + main + "\n")},
		"packs/world/a.yaml":   {Data: []byte(pack)},
		"packs/world/src.yaml": {Data: []byte(sources)},
	}, "", nil, config.WithKinds(collectors.Kinds()), config.WithEnv(func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	}))
}
