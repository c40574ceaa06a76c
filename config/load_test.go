package config

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/kpi"
)

var goodVars = map[string]string{"regionsim": "http://127.0.0.1:1", "limit": "7"}

func good(t *testing.T) *Config {
	t.Helper()
	c, err := Load(os.DirFS("testdata/good"), "testdata/good", goodVars, WithKinds(testKinds), WithEnv(testEnv))
	if err != nil {
		t.Fatalf("a sound configuration is refused:\n%v", err)
	}
	return c
}

func codes(regions []*Region) string {
	var all []string
	for _, r := range regions {
		all = append(all, r.Code)
	}
	return strings.Join(all, " ")
}

func TestDefaults(t *testing.T) {
	c := good(t)
	got := []any{c.Listen, c.SuppressBelow, c.KeepPayloads.String(), c.Concurrency, c.Store.Database, c.Store.Engine,
		c.Calendar("ua").Weekend, c.Indicator("moved").Over, c.Indicator("moved").Rollup, c.Indicator("online").Derived.YearStart,
		c.Indicator("online").Derived.NotApplicable, c.Target("all").Method, c.Target("unsaid").Baseline.Kind, c.Programme("p").Document.Year.Precision}
	want := []any{"127.0.0.1:8080", 0, "400d", 4, "postup", "clickhouse",
		[]string{"sat", "sun"}, "reject", "none", "01-01", "exclude", "gap", kpi.BaselineNone, "day"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the configuration leaves out is filled differently (-want +got):\n%s", diff)
	}
}

func TestRegionsTakeOverFromTheirParents(t *testing.T) {
	c := good(t)
	type row struct{ Code, Country, Zone, Calendar string }
	var got []row
	for _, r := range c.Regions {
		if r.Location.String() != r.TimeZone {
			t.Errorf("%s: days would be counted in %s, it says %s", r.Code, r.Location, r.TimeZone)
		}
		got = append(got, row{r.Code, r.Country, r.TimeZone, r.Calendar})
	}
	want := []row{
		{"PL", "PL", "Europe/Warsaw", "ua"},
		{"UA", "UA", "Europe/Kyiv", ""},
		{"UA-32", "UA", "Europe/Kyiv", ""},
		{"UA-77", "UA", "Europe/Bucharest", ""},
		{"UA-30", "UA", "Europe/Kyiv", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("regions differ (-want +got):\n%s", diff)
	}
	kyiv := c.Region("UA-32")
	if diff := cmp.Diff([]Alias{{List: "koatuu", Code: "3200000000"}}, kyiv.Aliases); diff != "" || kyiv.Population != 1795079 || kyiv.Name.In("ru") != "Kyiv, the oblast" {
		t.Errorf("the table of regions is read wrongly: %v %d %q", diff, kyiv.Population, kyiv.Name.In("ru"))
	}
	if d := c.Service("licence").Deadline; d != (Deadline{Days: 10, Working: true}) || !c.Service("licence").Mass {
		t.Errorf("the table of services is read wrongly: %+v", d)
	}
}

func TestSelect(t *testing.T) {
	c := good(t)
	for _, test := range []struct {
		selector Selector
		want     string
	}{
		{Selector{}, ""},
		{Selector{Region: "UA"}, "UA"},
		{Selector{Region: "nowhere"}, ""},
		{Selector{Regions: []string{"UA-77", "nowhere", "UA"}}, "UA-77 UA"},
		{Selector{ChildrenOf: "UA"}, "UA-32 UA-77"},
		{Selector{Group: "oblasts"}, "UA-32 UA-77"},
		{Selector{Group: "north"}, "UA-32"},
	} {
		if got := codes(c.Select(test.selector)); got != test.want {
			t.Errorf("%+v picks %q, not %q", test.selector, got, test.want)
		}
	}
	if codes(c.Children("UA-32")) != "UA-30" || c.Region("x") != nil || c.Service("x") != nil || c.Group("oblasts") == nil || c.Sector("health") == nil {
		t.Error("what is configured is not found by its id")
	}
}

func TestPromisesAreInherited(t *testing.T) {
	c := good(t)
	type row struct{ ID, By, Office, On, Quote, Note, Source string }
	of := func(id string, p Promise) row {
		return row{id, p.By.In("en"), p.Office.In("en"), p.On.Date.String() + " " + p.On.Precision, p.Quote, p.Note.In("en"), p.Source.Title}
	}
	p := c.Programme("p")
	var got []row
	for _, target := range p.Targets {
		if target.Programme != p {
			t.Errorf("%s does not know its programme", target.ID)
		}
		got = append(got, of(target.ID, target.Promise))
	}
	for _, m := range p.Milestones {
		if m.Programme != p {
			t.Errorf("%s does not know its programme", m.ID)
		}
		got = append(got, of(m.ID+" "+m.Region, *m.Promise))
	}
	want := []row{
		{"all", "A minister", "Minister", "2024-02-03 month", "all of it", "an aim", "a speech"},
		{"part", "A deputy", "Minister", "2024-02-03 month", "a part", "", "a speech"},
		{"unsaid", "A minister", "Minister", "2024-02-03 month", "all of it", "an aim", "a speech"},
		{"m UA", "A minister", "Minister", "2024-02-03 month", "done at last", "", "a speech"},
		{"n UA-32", "A minister", "Minister", "2024-02-03 month", "own words", "", "a speech"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a promise would be shown in someone else's words (-want +got):\n%s", diff)
	}
	if got := c.Target("all").AppliesTo; got.Region != "UA" {
		t.Errorf("a target without applies_to is for %+v, not its programme's region", got)
	}
}

func TestSourceForEachRegion(t *testing.T) {
	c := good(t)
	var ids []string
	for _, s := range c.Sources {
		ids = append(ids, s.ID)
	}
	if diff := cmp.Diff([]string{"portal-UA-32", "portal-UA-77", "city"}, ids); diff != "" {
		t.Fatalf("sources differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"portal-UA-32", "portal-UA-77", "derived"}, c.Indicator("online").Sources); diff != "" {
		t.Errorf("the order of sources does not hold for those of for_each (-want +got):\n%s", diff)
	}
	s := c.Source("portal-UA-77")
	var o httpOptions
	if err := Decode(s.Options, &o); err != nil {
		t.Fatal(err)
	}
	fields := s.Records[0].Fields
	got := []string{s.Name.In("en"), strings.Join(s.Regions, " "), o.URL, o.Headers["Authorization"], fmt.Sprint(o.Limit), s.Schedule.TimeZone,
		fields["breakdown.service"].Template, fields["breakdown.note"].Const, s.File, s.Dir, s.Format.Delimiter, fmt.Sprint(fields["value"].Scale, fields["indicator"].Scale)}
	want := []string{"Portal of UA-77", "UA-77", "http://127.0.0.1:1/UA-77?from={from}", "Bearer hunter-token", "7", "Europe/Bucharest",
		"{region}-{number}", "UA-77", "testdata/good/packs/city/sources.yaml", "testdata/good/packs/city", "\t", "100 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the source of a region differs (-want +got):\n%s", diff)
	}
	if time.Duration(s.Timeout) != time.Minute || s.MaxBytes != 1<<30 || *s.Retries != 3 || *c.Source("city").Retries != 0 || c.Source("city").ForEach != nil {
		t.Errorf("limits differ: %+v", s)
	}
	if f, err := s.FS.Open("figures.csv"); err != nil {
		t.Errorf("a file beside the configuration of a source is not found: %v", err)
	} else {
		f.Close()
	}
}

// Whatever prints a configuration, secrets stay out of it.
func TestSecretsNeverPrint(t *testing.T) {
	c := good(t)
	if c.IDKey.Reveal() != "hunter-keys-ids-of-applications" || c.Store.Password.Reveal() != "hunter-password" {
		t.Fatalf("secrets are read wrongly: %q %q", c.IDKey.Reveal(), c.Store.Password.Reveal())
	}
	source := c.Source("city")
	var o httpOptions
	if err := Decode(source.Options, &o); err != nil || o.Token.Reveal() != "hunter-password" {
		t.Fatalf("a secret of a source is read wrongly: %v", err)
	}
	c.Data = "" // not a secret by its type
	o.Headers = nil
	asJSON := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	asYAML := func(v any) string {
		b, err := yaml.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, v := range []any{c.Store.Password, &c.Store.Password, c.Store, c.Settings, *c, c, *source, source, source.Options, o, &o, []Secret{c.IDKey}, map[string]Secret{"k": c.IDKey}} {
		prints := map[string]string{"JSON": "", "YAML": ""}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			prints[verb] = fmt.Sprintf(verb, v)
		}
		if v != any(source.Options) { // nobody encodes a raw node; what kinds decode from it is encoded
			prints["JSON"], prints["YAML"] = asJSON(v), asYAML(v)
		}
		for way, printed := range prints {
			if strings.Contains(printed, "hunter") || strings.Contains(printed, fmt.Sprintf("%x", "hunter")) {
				t.Errorf("%T printed with %s shows a secret", v, way)
			}
		}
	}
}

func TestShippedWithTheDemo(t *testing.T) {
	c, err := Load(Shipped, "", configtest.DemoVars(), WithPacks("demo"))
	if err != nil {
		t.Fatalf("`postup demo` would not start:\n%v", err)
	}
	for _, s := range c.Sources {
		if strings.HasPrefix(s.ID, "sim-") && !s.Simulated {
			t.Errorf("the data of %s is invented and would not be marked so", s.ID)
		}
		if s.Dir != "" {
			t.Errorf("%s: an embedded source has the folder %q", s.ID, s.Dir)
		}
	}
}

// The file as a whole is what is embedded: a folder on disk gives the same.
func TestShippedIsWhatIsOnDisk(t *testing.T) {
	if _, err := Load(os.DirFS("."), ".", nil); err != nil {
		t.Errorf("`postup check` would fail on the configuration as it comes:\n%v", err)
	}
}

func TestEmptyConfigurationIsSound(t *testing.T) {
	c, err := Load(fstest.MapFS{"postup.yaml": {}}, "", nil)
	if err != nil || len(c.Regions) != 0 || c.TimeZone != "UTC" {
		t.Errorf("a configuration with nothing in it has defaults: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"postup.yaml", "testdata/good/packs/national/all.yaml", "testdata/good/packs/city/sources.yaml",
		"testdata/bad/aliases/postup.yaml", "testdata/bad/mappings/postup.yaml", "testdata/bad/outside/postup.yaml",
		"testdata/bad/melt/postup.yaml", "testdata/bad/modes/postup.yaml", "testdata/bad/code-lists/postup.yaml", "testdata/bad/reporting/postup.yaml"} {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		_, err := Load(fstest.MapFS{"postup.yaml": {Data: content}}, "", goodVars, WithKinds(testKinds), WithEnv(testEnv))
		if err == nil {
			return
		}
		mistakes, ok := err.(Mistakes)
		if !ok || len(mistakes) == 0 {
			t.Fatalf("not a list of mistakes: %v", err)
		}
		for _, m := range mistakes {
			if m.File == "" || m.What == "" {
				t.Errorf("a mistake that nobody can find: %+v", m)
			}
		}
	})
}

func TestCountsAreWholeUnlessSaidOtherwise(t *testing.T) {
	i := Indicator{Unit: "count"}
	fillIndicator(&i)
	share := Indicator{Unit: "percent"}
	fillIndicator(&share)
	if !i.Integer || share.Integer {
		t.Errorf("integer is %v for a count and %v for a share: negative and broken counts would be taken", i.Integer, share.Integer)
	}
}
