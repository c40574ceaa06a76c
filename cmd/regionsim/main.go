// Command regionsim is the simulated regional portal by itself, for trying out sources and their faults.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // regions' time zones, also where the system has none

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
)

func main() {
	if err := run(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "regionsim:", err)
		os.Exit(1)
	}
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:8090", "host:port of everything that goes over HTTP")
	sftp := flag.String("sftp", "127.0.0.1:8022", "host:port of the SFTP server; its key is made at the start and logged")
	seed := flag.Uint64("seed", 1, "of what is simulated")
	day := flag.String("day", "", "the portals' day, as 2006-01-02 (default: the machine's time)")
	faults := faultFlag{}
	flag.Var(faults, "fault", "REGION=FAULT for a portal that always has it; may be repeated. Faults: "+strings.Join(faultNames, ", "))
	flag.Usage = func() {
		_, _ = fmt.Fprintln(flag.CommandLine.Output(), `Simulated regional portals. For example:
  regionsim --listen 127.0.0.1:8090 --day 2023-09-30 --fault UA-51=429
  curl http://127.0.0.1:8090/UA-05/services.json
  curl http://127.0.0.1:8090/UA-35/applications.ndjson?from=2023-09-01\&fault=cut
  curl -O http://127.0.0.1:8090/UA-05/counts.xlsx   # also csv, xml, ods, dbf; packed: counts.csv.gz, counts.xml.zip
  curl http://127.0.0.1:8090/ckan/api/3/action/package_show?id=counts-ua-05
  curl http://127.0.0.1:8090/wf/service/action/event/getStatisticServiceCounts?nID_Service=1
  curl -H 'X-Road-Client: SIM/GOV/1/postup' http://127.0.0.1:8090/r1/SIM/GOV/UA-05/portal/counts
  sftp -P 8022 postup@127.0.0.1:/UA-05/counts-2023-09.csv .   # password: simulated
Files come by SFTP from /REGION/counts-MONTH.csv, one for each of the last months.`)
		flag.PrintDefaults()
	}
	flag.Parse()
	now := time.Now
	if *day != "" {
		d, err := time.Parse(time.DateOnly, *day)
		if err != nil {
			return fmt.Errorf("--day is %q: write it as 2006-01-02", *day)
		}
		now = func() time.Time { return d.Add(12 * time.Hour) }
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	site, err := regionsim.Listen(ctx, *listen, *sftp)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { _ = site.Close() }) // Close below says what went wrong
	return errors.Join(serve(site, regionsim.Options{Seed: *seed, Now: now, Faults: faults}), site.Close())
}

// serve serves until the site is closed.
func serve(site *regionsim.Site, o regionsim.Options) (err error) {
	o.Config, err = config.Load(config.Shipped, "", site.Vars("inbox"),
		config.WithPacks("demo"), config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
	if err != nil {
		return err
	}
	for region := range o.Faults {
		if o.Config.Region(region) == nil {
			return fmt.Errorf("--fault names %s, which is no region", region)
		}
	}
	address, key := site.SFTP()
	slog.Info("simulated portals", "address", site.URL(), "sftp", address, "host_key", key)
	return site.Serve(regionsim.New(o))
}

// faultNames are the faults that a portal can always have.
var faultNames = slices.Concat(regionsim.Faults, regionsim.CKANFaults)

// faultFlag collects REGION=FAULT.
type faultFlag map[string]string

func (f faultFlag) String() string { return "" }

func (f faultFlag) Set(s string) error {
	region, fault, ok := strings.Cut(s, "=")
	if !ok || !slices.Contains(faultNames, fault) {
		return fmt.Errorf("write REGION=FAULT, with a fault out of %s", strings.Join(faultNames, ", "))
	}
	f[region] = fault
	return nil
}
