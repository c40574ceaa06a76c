package collectors_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/servertest"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// registries are the servers of the compose profile, filled by its scripts, and the pack that asks them.
func registries(t *testing.T) (postgres, mariadb *servertest.Database, cfg *config.Config) {
	t.Helper()
	const password = "b7f1c0"
	folder := filepath.Join("..", "config", "packs", "registries", "init")
	postgres, mariadb = servertest.Postgres(t), servertest.MariaDB(t)
	postgres.Script(t, filepath.Join(folder, "postgres.sql"), "POSTGRES_PASSWORD="+password)
	mariadb.Exec(t, "CREATE USER postup@'%' IDENTIFIED BY '"+password+"'") // the image does, before it runs the scripts
	mariadb.Script(t, filepath.Join(folder, "mariadb.sql"))
	env := map[string]string{
		"POSTUP_POSTGRES_DSN": postgres.DSNAs("postup", password, "registry"),
		"POSTUP_MARIADB_DSN":  mariadb.DSNAs("postup", password, "centres"),
	}
	cfg, err := config.Load(config.Shipped, "", nil, config.WithPacks("registries"), config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource),
		config.WithEnv(func(name string) (string, bool) { v, ok := env[name]; return v, ok }))
	if err != nil {
		t.Fatalf("the compose profile would not start:\n%v", err)
	}
	postgres.Admin, mariadb.Admin = postgres.As(t, "postup", password, "registry"), mariadb.As(t, "postup", password, "centres")
	return postgres, mariadb, cfg
}

// TestRegistries: what the compose profile shows is what its scripts put into the databases, and the user that collects
// can do nothing but read it.
func TestRegistries(t *testing.T) {
	postgres, mariadb, cfg := registries(t)
	st := storetest.Embedded(t)
	w := newWorld(t, st, cfg)
	w.Deriver = derive.New(st, cfg)
	w.clock.now = time.Date(2026, 7, 5, 12, 0, 0, 0, time.UTC)
	for id, want := range map[string]string{
		"sim-postgres-applications": "ok: 360 = 360 accepted + 0 rejected + 0 unchanged",
		"sim-mariadb-centres":       "ok: 18 = 18 accepted + 0 rejected + 0 unchanged",
	} {
		if out := w.once(t, id); counts(out) != want || !out.Simulated {
			t.Errorf("%s: %s, simulated %v, %s %v; it should be %s", id, counts(out), out.Simulated, out.Error, out.Rejections, want)
		}
	}

	inserted := rowsOf(t, postgres, `WITH ours AS (
			SELECT CASE service WHEN 'народження' THEN 'sim.birth_registration' WHEN 'субсидія' THEN 'sim.housing_subsidy' END AS service, channel, outcome,
			       to_char(submitted AT TIME ZONE 'Europe/Kyiv', 'YYYY-MM') AS began, to_char(completed AT TIME ZONE 'Europe/Kyiv', 'YYYY-MM') AS ended
			FROM applications)
		SELECT service, began, 'applications', count(*) FROM ours GROUP BY 1, 2
		UNION ALL SELECT service, began, 'online', count(*) FROM ours WHERE channel = 'портал' GROUP BY 1, 2
		UNION ALL SELECT service, ended, 'completed', count(*) FROM ours WHERE ended IS NOT NULL GROUP BY 1, 2
		UNION ALL SELECT service, ended, 'refused', count(*) FROM ours WHERE outcome = 'відмовлено' GROUP BY 1, 2`)
	if diff := cmp.Diff(inserted, processed(t, st)); diff != "" {
		t.Errorf("the months of applications are not those of the table (-inserted +shown):\n%s", diff)
	}
	centres := rowsOf(t, mariadb, `SELECT CASE region WHEN '0500000000' THEN 'UA-05' WHEN '0700000000' THEN 'UA-07' ELSE 'UA-18' END, month,
		CASE WHEN centres IS NULL THEN 'no_data' ELSE 'present' END, COALESCE(centres, 0) FROM connected`)
	if len(centres) != 18 || !slices.Contains(centres, "UA-07 2026-03 no_data 0") || !slices.Contains(centres, "UA-18 2026-01 present 0") {
		t.Errorf("the script has no month without a count and none of zero, which the example is for: %v", centres)
	}
	if diff := cmp.Diff(centres, observed(t, st, "egov_tsnap_connected")); diff != "" {
		t.Errorf("the centres are not those of the table (-inserted +shown):\n%s", diff)
	}

	for _, d := range []*servertest.Database{postgres, mariadb} {
		for _, statement := range []string{
			"INSERT INTO applications SELECT * FROM applications", "DELETE FROM applications", "INSERT INTO connected VALUES ('0', '2026-07', 1)",
			"DELETE FROM connected", "CREATE TABLE mine (x int)",
		} {
			if _, err := d.Admin.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s: the user that collects can write: %s", d.Engine, statement)
			}
		}
	}
}

// rowsOf is what a query says: each row's columns with spaces between, in order.
func rowsOf(t *testing.T, d *servertest.Database, query string) []string {
	t.Helper()
	rows, err := d.Admin.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", d.Engine, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var cells [4]string
		if err := rows.Scan(&cells[0], &cells[1], &cells[2], &cells[3]); err != nil {
			t.Fatal(err)
		}
		found = append(found, strings.Join(cells[:], " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// processed are the counts of applications by service and month that pages are built from, those of zero left out.
func processed(t *testing.T, st *store.Store) []string {
	t.Helper()
	var found []string
	err := st.Processing(t.Context(), store.Filter{}, 0, func(p *store.Processing) error {
		if p.Region != "UA-05" || !p.Simulated {
			t.Errorf("%s %s is of %s, simulated %v", p.Service, p.Month, p.Region, p.Simulated)
		}
		for _, c := range []struct {
			what string
			n    uint64
		}{{"applications", p.Applications}, {"completed", p.Completed}, {"refused", p.Refused}, {"online", p.Online}} {
			if c.n > 0 {
				found = append(found, fmt.Sprintf("%s %s %s %d", p.Service, p.Month.String()[:7], c.what, c.n))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// observed are an indicator's observations by region and month.
func observed(t *testing.T, st *store.Store, indicator string) []string {
	t.Helper()
	var found []string
	err := st.Observations(t.Context(), store.Filter{Indicators: []string{indicator}}, 0, func(o *store.Observation) error {
		var value float64
		if o.Value != nil {
			value = *o.Value
		}
		if !o.Simulated {
			t.Errorf("%s of %s is shown as real", o.Period, o.Region)
		}
		found = append(found, fmt.Sprintf("%s %s %s %g", o.Region, o.Period.Start.String()[:7], o.Status, value))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}
