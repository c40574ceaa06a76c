package derive_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestServicesOnlineOfARealInventory derives the published count of services that are online end to end.
func TestServicesOnlineOfARealInventory(t *testing.T) {
	rows := inventory(t)
	cfg := &config.Config{}
	yearly := func(i *config.Indicator) { i.Frequency, i.Derived.YearStart = kpi.Yearly, "04-01" }
	count := func(i *config.Indicator) { i.Derived.NotApplicable = "count" }
	cfg.Indicators = []*config.Indicator{
		derived("counted", config.MeasureServicesOnlineShare, yearly, count), derived("applicable", config.MeasureServicesOnlineShare, yearly),
	}
	var offers []store.Offer
	var stages []store.ServiceStage
	seenRegion := map[string]bool{}
	for _, row := range rows {
		scope := strings.Split(row["service_scope"], ",")
		if row["fiscal_yr"] != "2023-2024" || !slices.Contains(scope, "EXTERN") && !slices.Contains(scope, "ENTERPRISE") {
			continue
		}
		region := row["owner_org"]
		if !seenRegion[region] {
			seenRegion[region] = true
			cfg.Regions = append(cfg.Regions, &config.Region{Code: region})
		}
		offers = append(offers, store.Offer{
			Region: region, Service: row["service_id"], From: day("2023-04-01"), To: day("2024-03-31"), Origin: origin("inventory", 1),
		})
		stages = append(stages, endToEnd(region, row))
	}
	s := storetest.Embedded(t)
	write(t, s, offers, stages)
	daily(t, derive.New(s, cfg), "2025-03-01")

	sums := map[string][2]float64{}
	notApplicable := 0
	err := s.Observations(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		if o.Period.String() != "2023-04-01..2024-03-31" {
			t.Errorf("a figure for %s, and nothing was offered then", o.Period)
		}
		if o.Status == kpi.NotApplicable {
			notApplicable++
			return nil
		}
		sum := sums[o.Indicator]
		sums[o.Indicator] = [2]float64{sum[0] + *o.Numerator, sum[1] + *o.Denominator}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := sums["counted"]; got != [2]float64{412, 1681} {
		t.Errorf("%v services online of the publisher's count, published are 412 of 1,681", got)
	}
	if got := sums["applicable"]; got != [2]float64{412, 1233} {
		t.Errorf("%v services online of those with an applicable interaction point, should be 412 of 1,233", got)
	}
	t.Logf("%d organisations, %d of them without any applicable interaction point", len(cfg.Regions), notApplicable)
}

// endToEnd is the stage of a service by its six interaction points.
func endToEnd(region string, row map[string]string) store.ServiceStage {
	yes, no, unknown := 0, 0, 0
	for _, point := range []string{"account_registration", "authentication", "application", "decision", "issuance", "issue_resolution_feedback"} {
		switch row["os_"+point] {
		case "Y":
			yes++
		case "N":
			no++
		case "NA":
		default:
			unknown++
		}
	}
	s := store.ServiceStage{Region: region, Service: row["service_id"], Since: day("2023-04-01"), Status: kpi.Present, Origin: origin("inventory", 1)}
	switch {
	case no > 0 && yes > 0:
		s.Stage = kpi.StagePartial
	case no > 0:
	case unknown > 0:
		s.Status = kpi.NoData
	case yes > 0:
		s.Stage = kpi.StageOnline
	default:
		s.Status = kpi.NotApplicable
	}
	return s
}

// inventory reads the shared service inventory, and skips the test where it is not there.
func inventory(t *testing.T) []map[string]string {
	t.Helper()
	root := os.Getenv("POSTUP_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", "canada-services", "si_2024.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("needs data/canada-services of the shared folder (POSTUP_SHARED), which is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[strings.TrimPrefix(name, "\ufeff")] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}
