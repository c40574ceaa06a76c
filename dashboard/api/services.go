package api

import (
	"github.com/gofiber/fiber/v2"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

type serviceRow struct {
	Service   string      `json:"service"`
	Name      config.Text `json:"name"`
	Region    string      `json:"region"`
	Sector    string      `json:"sector"`
	Tier      string      `json:"tier"`
	Mass      bool        `json:"mass"`
	Stage     *string     `json:"stage"`
	Since     kpi.Date    `json:"since"`
	Status    kpi.Status  `json:"status"`
	Reason    *string     `json:"reason"`
	Source    string      `json:"source"`
	Simulated bool        `json:"simulated"`
}

func (a *API) services(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	key := func(v *board.ServiceView) string { return v.Region.Code + "|" + v.Service.ID }
	return answer(a, c, q, b, slices.Values(a.servicesOn(b, q)), key, serviceRowOf)
}

// servicesOn lists the services that a query asks for, region by region.
func (a *API) servicesOn(b *board.Board, q *query) (rows []*board.ServiceView) {
	for _, region := range a.regionsOf(q) {
		views := b.Services(region)
		for i := range views {
			if q.picksService(views[i].Service) {
				rows = append(rows, &views[i])
			}
		}
	}
	return rows
}

func serviceRowOf(v *board.ServiceView) serviceRow {
	row := serviceRow{
		Service: v.Service.ID, Name: v.Service.Name, Region: v.Region.Code, Sector: v.Service.Sector, Tier: v.Service.Tier,
		Mass: v.Service.Mass, Since: v.Since, Status: v.Status, Source: v.Source, Simulated: v.Simulated,
	}
	if v.Status == kpi.Present {
		row.Stage = orNull(v.Stage.String())
	} else {
		row.Reason = orNull(v.Status)
	}
	return row
}

// regionsOf lists the codes of the regions that a query asks for, in order.
func (a *API) regionsOf(q *query) []string {
	var list []string
	for _, code := range ids(a.Config.Regions, func(r *config.Region) string { return r.Code }) {
		if picks(q.regions, code) && a.programmeConcerns(q, code) {
			list = append(list, code)
		}
	}
	return list
}

func (q *query) picksService(s *config.Service) bool {
	return picks(q.services, s.ID) && picks(q.sectors, s.Sector)
}

type processingRow struct {
	Service        string   `json:"service"`
	Region         string   `json:"region"`
	Month          kpi.Date `json:"month"`
	At             kpi.Date `json:"at"`
	Applications   *uint64  `json:"applications"`
	Completed      *uint64  `json:"completed"`
	Refused        *uint64  `json:"refused"`
	Withdrawn      *uint64  `json:"withdrawn"`
	MedianDays     *float64 `json:"median_days"`
	P90Days        *float64 `json:"p90_days"`
	MeanDays       *float64 `json:"mean_days"`
	WithinDeadline *float64 `json:"within_deadline"` // share, 0 to 1
	Open           *uint64  `json:"open"`
	Overdue        *uint64  `json:"overdue"`
	Suppressed     bool     `json:"suppressed"`
	Reason         *string  `json:"reason"`
	Source         string   `json:"source"`
	Collections    []uint64 `json:"collections"`
	Simulated      bool     `json:"simulated"`
}

func (a *API) processing(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	key := func(v *board.ProcessingView) string {
		return v.Region.Code + "|" + v.Service.ID + "|" + v.Month.String()
	}
	return answer(a, c, q, b, slices.Values(a.processingOn(b, q)), key, processingRowOf)
}

// processingOn lists the months that a query asks for, region by region.
func (a *API) processingOn(b *board.Board, q *query) (rows []*board.ProcessingView) {
	for _, region := range a.regionsOf(q) {
		views := b.Processing(region)
		for i := range views {
			v := &views[i]
			if q.picksService(v.Service) && q.within(kpi.Month(v.Month)) {
				rows = append(rows, v)
			}
		}
	}
	return rows
}

func processingRowOf(v *board.ProcessingView) processingRow {
	row := processingRow{
		Service: v.Service.ID, Region: v.Region.Code, Month: v.Month, At: v.At, Suppressed: v.Hidden.Any(),
		Source: v.Source, Collections: listOf(v.Collections), Simulated: v.Simulated,
		Applications: unless(v.Hidden.Applications, &v.Applications), Completed: unless(v.Hidden.Completed, &v.Completed),
		Refused: unless(v.Hidden.Refused, &v.Refused), Withdrawn: unless(v.Hidden.Withdrawn, &v.Withdrawn),
		MedianDays: v.MedianDays, P90Days: v.P90Days, MeanDays: v.MeanDays, WithinDeadline: v.WithinDeadline,
		Open: unless(v.Hidden.Open, &v.Open),
	}
	judged := v.OverdueKnown()
	row.Overdue = unless(v.Hidden.Overdue || !judged, &v.Overdue)
	switch {
	case v.Hidden.Any():
		row.Reason = orNull(kpi.ReasonSuppressed)
	case v.Completed == 0:
		row.Reason = orNull(kpi.ReasonNotApplicable)
	case v.WithinDeadline == nil || !judged:
		row.Reason = orNull(kpi.ReasonNoDeadline)
	}
	return row
}

func unless(hidden bool, figure *uint64) *uint64 {
	if hidden {
		return nil
	}
	return figure
}
