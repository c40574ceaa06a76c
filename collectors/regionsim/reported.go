package regionsim

import (
	"math"

	"github.com/postup/postup/kpi"
)

// reported are the counts that the simulated portals report by themselves: one story for each indicator that
// Postup cannot derive. Indicators without a unit or measure are left alone: nobody could report them.
var reported = []counted{
	{indicator: "ua_interactions", regions: "UA", frequency: kpi.Quarterly, first: kpi.MustDate("2019-07-01"),
		start: 1, perYear: -0.105, limit: 0.2, decimals: 3},
	{indicator: "ua_priority_services", regions: "UA", frequency: kpi.Monthly, first: kpi.MustDate("2019-07-01"),
		start: 92, perYear: 185, limit: 214},
	{indicator: "pri_mszu_electronic", regions: "RU-PRI", frequency: kpi.Monthly, first: kpi.MustDate("2021-03-01"),
		start: 9, perYear: 42, limit: 101},
	{indicator: "pri_mszu_moved", breakdown: "tier=municipal", regions: "RU-PRI", frequency: kpi.Monthly, first: kpi.MustDate("2021-03-01"),
		perYear: 19.4, limit: math.Inf(1), yearly: true},
	{indicator: "pri_mszu_moved", breakdown: "tier=regional", regions: "RU-PRI", frequency: kpi.Monthly, first: kpi.MustDate("2021-03-01"),
		perYear: 22.5, limit: math.Inf(1), yearly: true},
	{indicator: "pri_mszu_moved", breakdown: "tier=shared", regions: "RU-PRI", frequency: kpi.Monthly, first: kpi.MustDate("2021-03-01"),
		perYear: 6.6, limit: math.Inf(1), yearly: true},
	{indicator: "pri_mszu_moved", regions: "RU-PRI", frequency: kpi.Monthly, first: kpi.MustDate("2021-03-01"), whole: true},
	{indicator: "egov_registers_connected", regions: "UA", frequency: kpi.Monthly, first: kpi.MustDate("2020-01-01"),
		perYear: 11, limit: 64},
	{indicator: "egov_tsnap_connected", regions: "UA/*", frequency: kpi.Monthly, first: kpi.MustDate("2020-01-01"),
		start: 1, perYear: 7, spread: 0.6, limit: 45},
	{indicator: "egov_workplaces_installed", regions: "UA/*", frequency: kpi.Monthly, first: kpi.MustDate("2020-01-01"),
		perYear: 12, spread: 0.5, limit: 80},
	{indicator: "cab_documents_electronic_share", regions: "UA", frequency: kpi.Monthly, first: kpi.MustDate("2020-01-01"),
		start: 48, perYear: 10.5, limit: 100, decimals: 1},
	{indicator: "cab_agreement_time", regions: "UA", frequency: kpi.Monthly, first: kpi.MustDate("2020-01-01"),
		start: 96, perYear: -14, limit: 12},
	{indicator: "cab_bodies_on_network", regions: "UA", frequency: kpi.Monthly, first: kpi.MustDate("2020-01-01"),
		perYear: 14, limit: 80},
}
