package derive_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// BenchmarkDaily derives one more day for 27 regions of 20 services and 12,000 applications each, in a year: a day
// within a month, and the first of one.
func BenchmarkDaily(b *testing.B) {
	const regions, services, applications = 27, 20, 27 * 12_000
	s := storetest.Embedded(b)
	cfg := world(append(ofApplications(), derived("online", config.MeasureServicesOnlineShare, by("sector", "tier")))...)
	cfg.Regions, cfg.Services = nil, nil
	for r := range regions {
		cfg.Regions = append(cfg.Regions, &config.Region{Code: fmt.Sprint("R-", r)})
	}
	var offers []store.Offer
	var stages []store.ServiceStage
	for i := range services {
		id := fmt.Sprint("service-", i)
		cfg.Services = append(cfg.Services, &config.Service{ID: id, Sector: fmt.Sprint("sector-", i%5), Tier: "regional", Deadline: config.Deadline{Days: 10}})
		for _, r := range cfg.Regions {
			offers = append(offers, store.Offer{Region: r.Code, Service: id, From: day("2022-10-01"), Origin: origin("registry", 1)})
			stages = append(stages, store.ServiceStage{Region: r.Code, Service: id, Since: day("2022-10-01"), Status: kpi.Present, Stage: kpi.StageForms, Origin: origin("portal", 2)})
		}
	}
	if _, err := s.WriteOffers(b.Context(), offers); err != nil {
		b.Fatal(err)
	}
	if _, err := s.WriteStages(b.Context(), stages); err != nil {
		b.Fatal(err)
	}
	var columns store.ApplicationColumns
	for i := range applications {
		came := day("2022-10-01").AddDays(i * 365 / applications)
		a := request(fmt.Sprint(i), fmt.Sprint("service-", i%services), "online", came.String(), came.AddDays(i%17).String(), "granted")
		a.Region = fmt.Sprint("R-", i/services%regions)
		a.Completed = a.Completed.Add(time.Duration(i%13) * time.Hour)
		columns.Append(&a)
		if columns.Len() == store.MaxApplications {
			if err := s.WriteApplications(b.Context(), &columns); err != nil {
				b.Fatal(err)
			}
			columns.Reset()
		}
	}
	d := derive.New(s, cfg)
	today := day("2023-10-01")
	start := time.Now()
	if err := d.Daily(b.Context(), today); err != nil {
		b.Fatal(err)
	}
	b.Logf("everything: %v", time.Since(start).Round(time.Millisecond))
	for _, step := range []struct {
		name string
		next func(kpi.Date) kpi.Date
	}{
		{"within", func(d kpi.Date) kpi.Date {
			if d == d.MonthEnd() {
				return d.AddDays(2) // not what is measured here
			}
			return d.AddDays(1)
		}},
		{"month", func(d kpi.Date) kpi.Date { return d.MonthEnd().AddDays(1) }},
	} {
		b.Run(step.name, func(b *testing.B) {
			for b.Loop() {
				today = step.next(today)
				if err := d.Daily(b.Context(), today); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
