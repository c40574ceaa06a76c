package collectors_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/config"
	"github.com/postup/postup/schemas"
	"github.com/postup/postup/store"
)

// rejecting keeps the rejections, too.
type rejecting struct {
	capturing
	rejections []store.Rejection
}

func (r *rejecting) WriteRejections(_ context.Context, rows []store.Rejection) error {
	r.rejections = append(r.rejections, rows...)
	return nil
}

// values are ways to write a field in JSON, good ones and bad ones. What a schema can't see is not among them: all
// codes exist, all days have come, an application ends after it began, a numerator is no more than its denominator.
type values map[string][]string

var (
	oddities = []string{`null`, `""`, `"  "`, `true`, `7`, `"x"`, `[]`, `["x"]`, `{}`, `{"a":1}`}
	words    = func(all ...string) (quoted []string) {
		for _, w := range all {
			quoted = append(quoted, `"`+w+`"`, `" `+w+` "`, `"`+strings.ToUpper(w)+`"`, `"`+w+`s"`)
		}
		return quoted
	}
	times = func(year string, most string) []string {
		days := []string{year + "-01-31", year + "-02-28", year + "-05-01T10:00", year + "-05-01 10:00:59", year + "-05-01t23:59:59.999Z", year + "-05-01T00:00:00,5+02:00",
			year + "-05-01T10:00:00-0530", year + "-05-01T10:00:00.2024-13:00", " " + year + "-05-01 ", // and what is none:
			year, year + "-05", year + "-02-30", year + "-04-31", year + "-13-01", year + "-00-10", year + "-10-00", year + "-05-01T24:00", year + "-05-01T10:60", year + "-05-01T10:00:60",
			year + "-05-01T10", year + "-05-01Z", year + "-05-01T10:00:00.", year + "-05-01T10:00:00+3", year + "-05-01T10:00:00+24:00", year + "-05-01T10:00Zulu", "01.05." + year, "1969-05-01", "2106-01-01", most}
		for i, d := range days {
			days[i] = `"` + d + `"`
		}
		return days
	}
	periods = []string{`"2023"`, `2023`, `"2023-Q4"`, `"2023-12"`, `"2024-02-29"`, `"2023-12-31T00:00:00"`, `"2023-12-31 00:00:00"`, `"2023-12-31T00:00:00Z"`, `"2023-12-31T00:00"`,
		`"2023-01-01..2023-03-31"`, `" 2023-05 "`, `"1970-01-02"`, `"1971"`, `1971`, `"2000-02-29"`, // and what is none:
		`"2023-02-29"`, `"1900-02-29"`, `"2023-13"`, `"2023-00"`, `"2023-Q5"`, `"2023-Q0"`, `"2023-q1"`, `"23"`, `23`, `20230`, `2023.5`, `"2023-12-31T10:00:00"`, `"2023-12-31 00:00"`,
		`"2023-01-01..2023-02-30"`, `"2023-01..2023-03"`, `"2023-04-31"`, `"31.12.2023"`, `"1970"`, `"1970-01"`, `"1970-Q1"`, `"1970-01-01"`, `"1969"`, `"2106"`, `1970`, `-2023`}
	amounts = []string{`0`, `-0`, `1`, `1.5`, `1e1`, `"2"`, `" 2 "`, `"+2"`, `"1 0"`, `"1.5E0"`, // and what is none:
		`-1`, `-0.00001`, `"-2"`, `"\u22122"`, `"1,5"`, `".5"`, `"5."`, `"0x1"`, `"1e"`, `"1_0"`, `"NaN"`, `"Inf"`, `"1 %"`, `"--1"`}
)

// agreement is a schema and the kind of record that it is for, a good record, and what its fields can be.
type agreement struct {
	schema, as string
	base       map[string]string
	values     values
}

// TestSchemasAgreeWithTheChecks: what a region's own validator lets pass, Postup takes, and the other way round.
func TestSchemasAgreeWithTheChecks(t *testing.T) {
	tests := []agreement{
		{"application", config.Applications,
			map[string]string{"service": `"birth"`, "region": `"UA-05"`, "submitted": `"2023-01-05"`},
			values{"service": {`" birth "`, `2105`, `"2105"`}, "region": {`"UA05"`, `" UA-07"`, `27000000`}, "channel": words("online", "counter", "phone", "post", "email", "other"),
				"id":        {`"` + strings.Repeat("я", 256) + `"`, `"` + strings.Repeat("я", 257) + `"`, `" ` + strings.Repeat("x", 256) + ` "`, `"a\nb"`, `"-"`, `12`, `1.5e3`},
				"submitted": times("2023", "1970-01-03"), "completed": times("2024", "2104-02-30"), "suspended_since": times("2024", "2023-02-29"),
				"outcome": words("granted", "refused", "withdrawn"), "suspended": amounts}},
		{"stage", config.Stages,
			map[string]string{"service": `"birth"`, "region": `"UA-05"`, "since": `"2023-01-05"`, "stage": `"online"`},
			values{"service": {`" permit "`, `2105`}, "region": {`"UA05"`, `27000000`}, "since": periods, "status": words("present", "no_data", "not_applicable", "refused", "withdrawn"),
				"stage": words("none", "information", "forms", "partial", "online", "proactive", "no_data", "not_applicable", "withdrawn")}},
		{"observation", config.Observations,
			map[string]string{"indicator": `"free"`, "region": `"UA-05"`, "period": `"2023"`, "value": `1`},
			values{"indicator": {`" free"`, `12`}, "region": {`"UA05"`, `27000000`}, "period": periods, "status": words("present", "no_data", "not_applicable", "refused", "withdrawn"),
				"value":     append([]string{`-1.5`, `"-1"`, `"1 234"`, `"12\u202f345.5"`, `"1234 567"`, `"1 23"`, `"\u22125"`}, amounts...),
				"numerator": amounts, "denominator": append([]string{`"0.0"`, `"+0e5"`, `100`, `"1 000"`}, amounts...),
				"breakdown": {`"sector=health"`, `" sector = health , tier = regional "`, `"a-b=x y"`, `"a=b=c"`, `"a="`, `"=a"`, `"A=b"`, `"a"`, `"a=b,"`, `"a=b,,c=d"`, `"a=b\tc"`}}},
		{"observation", config.Observations, // the other way to write a period
			map[string]string{"indicator": `"free"`, "region": `"UA-05"`, "period_start": `"2023-01-01"`, "period_end": `"2024-02-29"`, "status": `"no_data"`},
			values{"period_start": {`"2022"`, `"2022-12"`, `2022`, `"2022-02-29"`}, "period_end": {`"2024-03"`, `2024`, `"2024-Q3"`, `"2024-02-30"`}}},
	}
	for _, name := range schemas.Records() {
		if !slices.ContainsFunc(tests, func(test agreement) bool { return test.schema == name }) {
			t.Errorf("nobody knows whether the schema of %s agrees with the checks", name)
		}
	}
	for i, test := range tests {
		t.Run(fmt.Sprint(test.schema, i), func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, uint64(i)))
			records := generate(random, test.base, test.values, 6000)
			schema := compiled(t, test.schema)
			rejected := imported(t, test.as, records)
			var accepted int
			for line, record := range records {
				document, err := jsonschema.UnmarshalJSON(strings.NewReader(record))
				if err != nil {
					t.Fatal(err)
				}
				invalid := schema.Validate(document)
				why, refused := rejected[line]
				if (invalid != nil) != refused {
					t.Fatalf("%s\nthe checks say %q; the schema says %v", record, why, invalid)
				}
				if !refused {
					accepted++
				}
			}
			if share := 100 * accepted / len(records); share < 10 || share > 90 {
				t.Errorf("%d %% of the records are accepted: the borders are not tried from both sides", share)
			}
		})
	}
}

var codeFields = map[string]bool{"service": true, "region": true, "indicator": true}

// generate makes records from a good one by changing, adding and leaving out a few fields.
func generate(random *rand.Rand, base map[string]string, all values, n int) []string {
	names := slices.Sorted(maps.Keys(all))
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	var records []string
	for i := range n {
		fields := maps.Clone(base)
		if all["id"] != nil {
			fields["id"] = fmt.Sprint(i)
		}
		for range random.IntN(4) {
			switch name := pick(names); random.IntN(8) {
			case 0:
				delete(fields, pick(slices.Sorted(maps.Keys(fields))))
			case 1, 2:
				if fields[name] = pick(oddities); (fields[name] == `"x"` || fields[name] == `7`) && codeFields[name] {
					delete(fields, name) // only the checks know that there is no such code
				}
			default:
				fields[name] = pick(all[name])
			}
		}
		if fits(fields) {
			records = append(records, written(fields))
		}
	}
	return append(records, `[]`, `["x"]`, `5`, `"x"`, `null`, `{}`, written(base))
}

// fits leaves out what a schema can't see: two numbers that don't go together.
func fits(fields map[string]string) bool {
	numerator, denominator := fields["numerator"], fields["denominator"]
	return numerator == "" || denominator == "" || numerator == `0` || denominator == `100` || denominator == `"1 000"`
}

func written(fields map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, fmt.Sprintf("%q:%s", name, fields[name]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := schemas.Record(name)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("schemas/records/%s.schema.json: %v", name, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// imported takes records through postup import and says why some were rejected, by their place. That another one
// speaks of the same is no fault of a record's own.
func imported(t *testing.T, as string, records []string) map[int]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.ndjson")
	write(t, path, strings.Join(records, "\n")+"\n")
	st := &rejecting{}
	cfg := load(t, `
indicators:
  - {id: free, name: Free, unit: unstated, direction: up, frequency: month, nature: year_to_date}
  - {id: "12", name: Numbered, unit: unstated, direction: up, frequency: month, nature: year_to_date}
services: [{id: "2105", name: Numbered}]
regions: [{code: RU-KGD, name: Kaliningrad, kind: region, aliases: [{list: oktmo, code: "27000000"}]}]
sources: []
`)
	out, err := newWorldOn(t, st, cfg).Import(t.Context(), path, as, nil)
	if err != nil || int(out.Records) != len(records) || out.Status != store.CollectionPartial {
		t.Fatalf("%s %s (%d records were written), %v", counts(out), out.Error, len(records), err)
	}
	rejected := map[int]string{}
	for _, r := range st.rejections {
		var line int
		if _, err := fmt.Sscanf(r.Position, "line %d", &line); err != nil {
			t.Fatal(err)
		}
		if r.Reason != check.Duplicate {
			rejected[line-1] = r.Field + ": " + r.Reason + ": " + r.Detail
		}
	}
	return rejected
}
