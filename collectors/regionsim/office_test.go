package regionsim_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
)

// A form comes once for what is new, also where the process was ended in between: an inbox full of the same forms
// would teach nobody anything.
func TestOfficeDeliversWhatIsNew(t *testing.T) {
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	inbox := filepath.Join(t.TempDir(), "inbox")
	deliver := func(day string) string {
		t.Helper()
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		p := regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: func() time.Time { return at.Add(12 * time.Hour) }})
		office, err := regionsim.NewOffice(p, cfg.Source("sim-counts-UA-53"), inbox) // anew each time, as after a restart
		if err != nil {
			t.Fatal(err)
		}
		name, err := office.Deliver()
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	first := deliver("2023-09-30")
	if first == "" || deliver("2023-09-30") != "" {
		t.Errorf("the first form is %q, and the same day has another", first)
	}
	if err := os.Mkdir(filepath.Join(inbox, "archive"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(inbox, first), filepath.Join(inbox, "archive", "17-"+first)); err != nil {
		t.Fatal(err)
	}
	if again := deliver("2023-10-01"); again != "" {
		t.Errorf("%q repeats what was archived", again)
	}
	if next := deliver("2023-10-20"); next != "Показники на 2023-10-20.xlsx" {
		t.Errorf("once September was counted the form is %q", next)
	}
}
