// Package regionsim is simulated regions: real HTTP and SFTP, real formats, faults on demand. What it reports is
// invented, but reproducible: the same seed, region and day always give the same records, and every answer says
// that it is simulated.
//
//	GET /{region}/services.{json|ndjson|csv|xml|xlsx|ods|dbf}     since when each service is at which stage
//	GET /{region}/applications.{…}?from=DATE&to=DATE              submitted or completed in those days
//	GET /{region}/counts.{…}?from=DATE                            counts that the region reports by itself, of periods that end from then on
//	GET /{country}/index.{…}                                      what the country publishes of the parts of its programmes' indexes
//
// any of them packed, too: counts.csv.gz, counts.xml.zip.
//
// Beside them stand an open-data portal that runs CKAN, and the statistics of the portal iGov:
//
//	GET /ckan/api/3/action/package_show?id=counts-{region}        a dataset: the region's counts, a resource for each year
//	GET /wf/service/action/event/getStatisticServiceCounts?nID_Service=N
//	GET /wf/service/action/event/getServicesStatistic?sDate_from=TIME&sDate_to=TIME
//
// Any of them takes ?fault=…; see Faults and CKANFaults. A Site has them with X-Road's security server before them, and an
// SFTP server with what regions delivered. An Office puts filled-in forms into a folder.
package regionsim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Options are what a portal simulates. Config and Now are required.
type Options struct {
	Seed   uint64
	Config *config.Config    // its regions, services and calendars
	Now    func() time.Time  // the portal knows nothing of later times
	Faults map[string]string // region → fault that its portal always has
	Volume float64           // multiplies how many people apply; 0: 1, about a thousand a month and region
	Log    *slog.Logger
}

// Portal answers for every region of its configuration.
type Portal struct {
	o     Options
	model model
}

// New makes a portal.
func New(o Options) *Portal {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Portal{o: o, model: model{seed: o.Seed, config: o.Config, volume: cmp.Or(o.Volume, 1)}}
}

// ServeHTTP answers as a regional portal does.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Simulated", "true")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this portal only answers GET", http.StatusMethodNotAllowed)
		return
	}
	switch {
	case strings.HasPrefix(r.URL.Path, ckanRoot+"/"):
		p.ckan(w, r)
		return
	case strings.HasPrefix(r.URL.Path, igovRoot):
		p.igov(w, r)
		return
	}
	code, file, _ := strings.Cut(strings.TrimPrefix(path.Clean(r.URL.Path), "/"), "/")
	region := p.o.Config.Region(code)
	name, format, ok := formatOf(file)
	if region == nil || !ok {
		http.NotFound(w, r)
		return
	}
	fault := r.URL.Query().Get("fault")
	if fault == "" {
		fault = p.o.Faults[code]
	}
	if failed := failBefore(w, fault); failed {
		return
	}
	t, err := p.table(region, name, r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if t == nil {
		http.NotFound(w, r)
		return
	}
	if fault == FaultBad {
		t.spoil()
	}
	p.send(w, r, format.encode(region.Code, t), format.contentType, fault)
}

// table makes the records of one address, nil where there is no such address.
func (p *Portal) table(region *config.Region, name string, r *http.Request) (*table, error) {
	now := p.o.Now().In(region.Location)
	switch name {
	case "services":
		return p.model.services(region, kpi.DateOf(now)), nil
	case "counts":
		from, to := kpi.Date(0), kpi.DateOf(now)
		if r.URL.Query().Has("from") {
			var err error
			if from, _, err = window(r, to); err != nil {
				return nil, err
			}
		}
		return p.model.counts(region, from, to), nil
	case "index":
		return p.model.published(region, kpi.DateOf(now)), nil
	case "applications":
		from, to, err := window(r, kpi.DateOf(now))
		if err != nil {
			return nil, err
		}
		return p.model.applications(region, from, to, now), nil
	}
	return nil, nil
}

// window reads the days that are asked for: by default the last 30.
func window(r *http.Request, today kpi.Date) (from, to kpi.Date, err error) {
	from, to = today.AddDays(-30), today
	for _, q := range []struct {
		name string
		into *kpi.Date
	}{{"from", &from}, {"to", &to}} {
		if s := r.URL.Query().Get(q.name); s != "" {
			if *q.into, err = kpi.ParseDate(s); err != nil {
				return 0, 0, fmt.Errorf("%s: %w", q.name, err)
			}
		}
	}
	if from > to {
		return 0, 0, fmt.Errorf("from %s is after to %s", from, to)
	}
	return from, to, nil
}

// send answers with the body, or with nothing where the caller has it already.
func (p *Portal) send(w http.ResponseWriter, r *http.Request, body []byte, contentType, fault string) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag && fault == "" {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", contentType)
	sendWith(fault, w, r, body)
}
