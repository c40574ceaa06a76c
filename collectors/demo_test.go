package collectors_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/parser"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// demo is the demo of a day, with few people who apply.
type demo struct {
	config *config.Config
	plain  *config.Config // asks the same regions for the same in the plainest way
	url    string
}

func newDemo(t *testing.T) *demo {
	t.Helper()
	site := must[*regionsim.Site](t)(regionsim.Listen(t.Context(), "127.0.0.1:0", "127.0.0.1:0"))
	inbox := filepath.Join(t.TempDir(), "inbox")
	cfg := must[*config.Config](t)(config.Load(config.Shipped, "", site.Vars(inbox), config.WithPacks("demo"),
		config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource)))
	portal := regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: newClock().Now, Volume: 0.05})
	served := make(chan error, 1)
	go func() { served <- site.Serve(portal) }()
	t.Cleanup(func() {
		if err := site.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	office := must[*regionsim.Office](t)(regionsim.NewOffice(portal, cfg.Source("sim-counts-UA-53"), inbox))
	if name, err := office.Deliver(); err != nil || name == "" {
		t.Fatalf("the office put %q into the inbox: %v", name, err)
	}
	cfg.Concurrency = 1 // what they bring is captured one after another
	plain := *cfg
	plain.Sources = plainSources(t, cfg, site.URL())
	return &demo{config: cfg, plain: &plain, url: site.URL()}
}

// plainSources ask each region for what the demo has from it as NDJSON, in which the portals write the model's own
// names, days and numbers.
func plainSources(t *testing.T, cfg *config.Config, url string) (all []*config.Source) {
	t.Helper()
	days := map[string]string{"applications": "?from=2022-10-01&to=2024-06-15"}
	for _, src := range cfg.Sources {
		parts := strings.SplitN(src.ID, "-", 3)
		if parts[0] != "sim" || !slices.Contains([]string{"services", "counts", "applications"}, parts[1]) {
			continue
		}
		family := parts[1]
		options, err := parser.ParseBytes([]byte(fmt.Sprintf("url: %q", url+"/"+parts[2]+"/"+family+".ndjson"+days[family])), 0)
		if err != nil {
			t.Fatal(err)
		}
		like := cfg.Source("sim-" + family + "-UA-46") // which is asked for NDJSON
		all = append(all, &config.Source{ID: "plain-" + family + "-" + parts[2], Kind: "http", Simulated: true, Regions: src.Regions,
			Options: options.Docs[0].Body, Format: like.Format, Records: like.Records})
	}
	return all
}

// applications tells whether a source brings them.
func applications(src *config.Source) bool { return src.Records[0].As == "applications" }

// said is what the sources of a configuration bring but for applications, one line each, by region.
func said(t *testing.T, cfg *config.Config) (map[string][]string, *capturing) {
	t.Helper()
	st := &capturing{}
	w := newWorldOn(t, st, cfg)
	for _, src := range cfg.Sources {
		if src.Simulated && !applications(src) {
			if out := w.once(t, src.ID); out.Status != store.CollectionOK || out.Accepted == 0 {
				t.Errorf("%s: %s %s %v", out.Source, counts(out), out.Error, out.Rejections)
			}
		}
	}
	lines := map[string][]string{}
	add := func(region string, from store.Origin, line string) {
		if !from.Simulated {
			t.Errorf("%s %s of %s is not marked as simulated", region, line, from.Source)
		}
		if from.Source != "sim-igov-UA-59" && from.Source != "sim-index-UA" { // each comes in one way only
			lines[region] = append(lines[region], line)
		}
	}
	st.lines(add)
	for _, of := range lines {
		slices.Sort(of)
	}
	return lines, st
}

// lines gives what was written but for applications, one line each.
func (c *capturing) lines(add func(region string, from store.Origin, line string)) {
	for _, o := range c.observations {
		value := "nothing"
		if o.Value != nil {
			value = fmt.Sprint(*o.Value)
		}
		add(o.Region, o.Origin, fmt.Sprint(o.Indicator, " ", o.Breakdown, " ", o.Period, " ", o.Status, " ", value))
	}
	for _, s := range c.stages {
		add(s.Region, s.Origin, fmt.Sprint(s.Service, " since ", s.Since, " ", s.Status, " ", s.Stage))
	}
	for _, o := range c.offers {
		add(o.Region, o.Origin, fmt.Sprint(o.Service, " from ", o.From, " to ", o.To, " ", o.Withdrawn))
	}
}

// What a region says must not depend on the way: kind, format, words, how dates and numbers are written.
func TestDemoSaysTheSameInEveryWay(t *testing.T) {
	d := newDemo(t)
	plain, _ := said(t, d.plain)
	own, st := said(t, d.config)
	for region, lines := range plain {
		if diff := cmp.Diff(lines, own[region]); diff != "" {
			t.Errorf("%s says something else (-model +stored):\n%s", region, diff)
		}
	}
	if len(plain) < 28 || len(own) != len(plain) {
		t.Errorf("%d regions were asked for %d: some are missing", len(own), len(plain))
	}
	d.igov(t, st)
}

// An application is the same whoever brings it: once the plain source of a region has, another way brings nothing new
// and changes nothing.
func TestDemoHasTheSameApplicationsInEveryWay(t *testing.T) {
	d := newDemo(t)
	st := storetest.Embedded(t)
	own, plain := newWorld(t, st, d.config), newWorld(t, st, d.plain)
	seen := map[string]bool{}
	for _, src := range d.config.Sources {
		way := fmt.Sprint(src.Kind, " ", src.Format.Type, " ", src.Format.Packed)
		if !src.Simulated || !applications(src) || seen[way] {
			continue
		}
		seen[way] = true
		known := plain.once(t, "plain"+strings.TrimPrefix(src.ID, "sim"))
		out := must[[]collectors.Outcome](t)(own.Once(t.Context(), collectors.OnceOptions{Sources: []string{src.ID}, DryRun: true}))[0]
		if out.Status != store.CollectionOK || out.Compared == nil || known.Accepted < 100 || out.Records != known.Records {
			t.Errorf("%s, %s: %s %s %v; its region has %d", src.ID, way, counts(out), out.Error, out.Rejections, known.Records)
			continue
		}
		for _, c := range out.Compared.Changes {
			if strings.Contains(c.Before, " 2022-10-30T00:") {
				continue // the hour that comes twice as summer time ends: tables that write a wall's time can't tell which is meant
			}
			t.Errorf("%s, %s: %s was %s and becomes %s", src.ID, way, c.Cell, c.Before, c.After)
		}
		if out.Compared.New > 0 {
			t.Errorf("%s, %s: %d applications that its region does not have", src.ID, way, out.Compared.New)
		}
	}
	if len(seen) < 6 {
		t.Errorf("applications come in %d ways", len(seen))
	}
}

// ndjson are the records at an address.
func ndjson(t *testing.T, url string) (records []map[string]any) {
	t.Helper()
	resp := must[*http.Response](t)(http.Get(url))
	defer resp.Body.Close()
	for decoder := json.NewDecoder(resp.Body); ; {
		var one map[string]any
		if err := decoder.Decode(&one); err == io.EOF {
			return records
		} else if err != nil {
			t.Fatal(err)
		}
		records = append(records, one)
	}
}

// igov holds the statistics of iGov against the applications that the regional portal has.
func (d *demo) igov(t *testing.T, st *capturing) {
	t.Helper()
	want, got := map[string]float64{}, map[string]float64{}
	for _, a := range ndjson(t, d.url+"/UA-59/applications.ndjson?from=2023-07-01&to=2024-05-31") {
		service, _ := a["service"].(string)
		if day, _ := a["completed"].(string); day > "2023-07" && day < "2024-06" &&
			slices.Contains([]string{"ua.housing_subsidy", "ua.child_benefit", "ua.large_family_certificate"}, service) {
			want["service="+service+" "+day[:7]]++
		}
	}
	for _, o := range st.observations {
		if o.Indicator == "sim_igov_handled" {
			got[o.Breakdown+" "+o.Period.Start.String()[:7]] = *o.Value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Errorf("iGov counts otherwise (-applications +iGov):\n%s", diff)
	}
}

// The demo is where a newcomer sees a kind or a format at work: all are there but sql, which needs a server of its own.
func TestDemoUsesEveryKindAndFormat(t *testing.T) {
	used := map[string]bool{}
	for _, src := range must[*config.Config](t)(config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))).Sources {
		if src.Simulated {
			used[src.Kind], used[src.Format.Type], used[src.Format.Packed] = true, true, true
		}
	}
	for kind := range collectors.Kinds() {
		if !used[kind] && kind != "sql" {
			t.Errorf("no source of the demo is of kind %s", kind)
		}
	}
	for _, format := range []string{"json", "ndjson", "csv", "xlsx", "xls", "ods", "dbf", "xml", "gzip", "zip"} {
		if !used[format] {
			t.Errorf("no source of the demo has the format %s: %v", format, slices.Sorted(maps.Keys(used)))
		}
	}
}
