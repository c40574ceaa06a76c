package main

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const loadMonths = 36

// TestLoad lets sixteen clients at once ask a serving process for everything that is public, as fast as they can, for POSTUP_LOAD (two seconds
// where it isn't set), and prints what came of it. An answer that is not what it should be fails it; how fast they come does not.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process and keeps it busy")
	}
	span, err := time.ParseDuration(cmp.Or(os.Getenv("POSTUP_LOAD"), "2s"))
	if err != nil {
		t.Fatalf("POSTUP_LOAD: %v", err)
	}
	dir := t.TempDir()
	filling := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFillForLoad$")
	filling.Env = append(os.Environ(), loadFolder+"="+dir)
	if said, err := filling.CombinedOutput(); err != nil {
		t.Fatalf("fill a data folder: %v\n%s", err, said)
	}
	listen := closedPort(t)
	start(t, dir, "run", "--config", "config", "--data", "data", "--listen", listen, "--log-level", "error")
	waitReady(t, "http://"+listen)
	l := newLoad(t, "http://"+listen)
	l.run(span)
	l.report()
}

// loadFolder names the folder that a process of this test fills for TestLoad: an engine opens one folder in its process's life.
const loadFolder = "POSTUP_TEST_LOAD_FOLDER"

func TestFillForLoad(t *testing.T) {
	dir := os.Getenv(loadFolder)
	if dir == "" {
		t.Skip("TestLoad starts it, in a process of its own")
	}
	publishedForLoad(t, dir)
}

// publishedForLoad fills a data folder with what regions reported, none of it simulated, as if two days ago, and publishes a release and its
// correction. The configuration beside it is the shipped one without a limit on requests.
func publishedForLoad(t *testing.T, dir string) {
	t.Helper()
	folder := filepath.Join(dir, "config")
	if err := os.CopyFS(folder, config.Shipped); err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(folder, "postup.yaml"), "api_rate: 0\n")
	cfg, err := config.Load(os.DirFS(folder), folder, nil, config.WithKinds(collectors.Kinds()))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Data = filepath.Join(dir, "data")
	if lib := engineLibrary(); lib != "" {
		t.Setenv("POSTUP_ENGINE_LIB", lib)
	}
	c := &cli{stdout: io.Discard, stderr: io.Discard, logLevel: "error"}
	then := time.Now().UTC().AddDate(0, 0, -2)
	a, err := c.open(t.Context(), &loaded{Config: cfg}, func(uint64) collectors.Clock { return fixedClock(then) })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	day := kpi.DateOf(then)
	for _, region := range append(cfg.Children("UA"), cfg.Region("UA")) {
		if _, err := a.store.WriteObservations(t.Context(), reportedForLoad(region.Code, day)); err != nil {
			t.Fatal(err)
		}
	}
	r := &opendata.Releaser{Store: a.store, Config: cfg, Now: time.Now, Software: "test"}
	for _, o := range []opendata.Order{{AsOf: day, Notes: "First"}, {AsOf: day, Corrects: day.String(), Notes: "Again"}} {
		x, err := r.Draft(t.Context(), o)
		if err == nil {
			_, err = r.Publish(t.Context(), x.ID, "Statistics office")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// reportedForLoad are a region's figures of the months before a day.
func reportedForLoad(region string, day kpi.Date) []store.Observation {
	var rows []store.Observation
	for m := range loadMonths {
		for i, indicator := range []string{"services_online_share", "digital_take_up", "within_deadline_share", "refused_share"} {
			some, all := float64(20+(len(region)*7+int(region[len(region)-1])*13+loadMonths-m+i*17)%60), 100.0
			share := 100 * some / all
			rows = append(rows, store.Observation{
				Indicator: indicator, Region: region, Period: kpi.Month(day.AddMonths(-1 - m)), Status: kpi.Present,
				Value: &share, Numerator: &some, Denominator: &all, Origin: store.Origin{Source: "igov-published"},
			})
		}
	}
	return rows
}
