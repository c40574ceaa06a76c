package store

import (
	"context"
	"math"

	"github.com/postup/postup/kpi"
)

type stageKey struct {
	Region, Service string
	Since           kpi.Date
	Source          string
}

var serviceStages = versions[ServiceStage, stageKey]{
	table: "service_stages",
	as:    "stages",
	words: (*ServiceStage).words,
	columns: columnsOf([]column[ServiceStage]{
		word("region", func(r *ServiceStage) *string { return &r.Region }),
		word("service", func(r *ServiceStage) *string { return &r.Service }),
		day("since", func(r *ServiceStage) *kpi.Date { return &r.Since }),
		word("status", func(r *ServiceStage) *kpi.Status { return &r.Status }),
		stage("stage", func(r *ServiceStage) *kpi.Stage { return &r.Stage }),
	}, origin(func(r *ServiceStage) *Origin { return &r.Origin })),
	identity: []string{"region", "service", "since", "source"},
	key:      func(r *ServiceStage) stageKey { return stageKey{r.Region, r.Service, r.Since, r.Source} },
	same: func(a, b *ServiceStage) bool {
		return a.Status == b.Status && a.Stage == b.Stage
	},
	origin: func(r *ServiceStage) *Origin { return &r.Origin },
	check: func(r *ServiceStage, f *faults) {
		f.text("region", r.Region)
		f.text("service", r.Service)
		f.needed("since", r.Since)
		f.text("status", string(r.Status))
		f.when(r.Stage.String() == "", "there is no such stage")
		f.when(r.Status != kpi.Present && r.Stage != 0, "a stage whose status is "+string(r.Status))
	},
	near: func(where *conditions, rows []*ServiceStage) {
		where.near("region", distinct(rows, func(r *ServiceStage) string { return r.Region }))
		where.near("service", distinct(rows, func(r *ServiceStage) string { return r.Service }))
		first, last := span(rows, func(r *ServiceStage) kpi.Date { return r.Since })
		where.from("since", first)
		where.until("since", last)
	},
	filter: filterColumns{service: "service", start: "since"},
}

// WriteStages stores the stages that differ from the newest stored one of their identity, as WriteObservations does.
func (s *Store) WriteStages(ctx context.Context, rows []ServiceStage) (Written, error) {
	return serviceStages.write(ctx, s, rows)
}

// Stages hands over the newest version of each region, service, since and source, in that order. Filter.From is
// not used, since a stage holds from its day on; Filter.To leaves out those that begin after it.
func (s *Store) Stages(ctx context.Context, f Filter, at AsOf, each func(*ServiceStage) error) error {
	return serviceStages.newest(ctx, s, f, at, each)
}

type offerKey struct {
	Region, Service string
	From            kpi.Date
	Source          string
}

var offers = versions[Offer, offerKey]{
	table: "offers",
	as:    "offers",
	words: (*Offer).words,
	columns: columnsOf([]column[Offer]{
		word("region", func(o *Offer) *string { return &o.Region }),
		word("service", func(o *Offer) *string { return &o.Service }),
		day("valid_from", func(o *Offer) *kpi.Date { return &o.From }),
		day("valid_to", func(o *Offer) *kpi.Date { return &o.To }),
		flag("withdrawn", func(o *Offer) *bool { return &o.Withdrawn }),
		whole("deadline_days", func(o *Offer) *int { return &o.DeadlineDays }),
		flag("deadline_working", func(o *Offer) *bool { return &o.DeadlineWorking }),
	}, origin(func(o *Offer) *Origin { return &o.Origin })),
	identity: []string{"region", "service", "valid_from", "source"},
	key:      func(o *Offer) offerKey { return offerKey{o.Region, o.Service, o.From, o.Source} },
	same: func(a, b *Offer) bool {
		return a.To == b.To && a.Withdrawn == b.Withdrawn && a.DeadlineDays == b.DeadlineDays && a.DeadlineWorking == b.DeadlineWorking
	},
	origin: func(o *Offer) *Origin { return &o.Origin },
	check: func(o *Offer, f *faults) {
		f.text("region", o.Region)
		f.text("service", o.Service)
		f.needed("from", o.From)
		f.date("to", o.To)
		f.when(!o.To.IsZero() && o.To < o.From, "it ends before it begins")
		f.when(o.DeadlineDays < 0 || o.DeadlineDays > math.MaxInt32, "a deadline cannot be that many days")
	},
	near: func(where *conditions, rows []*Offer) {
		where.near("region", distinct(rows, func(o *Offer) string { return o.Region }))
		where.near("service", distinct(rows, func(o *Offer) string { return o.Service }))
		first, last := span(rows, func(o *Offer) kpi.Date { return o.From })
		where.from("valid_from", first)
		where.until("valid_from", last)
	},
	filter: filterColumns{service: "service", start: "valid_from", end: "valid_to", openEnd: true},
}

// WriteOffers stores the offers that differ from the newest stored one of their identity, as WriteObservations does.
func (s *Store) WriteOffers(ctx context.Context, rows []Offer) (Written, error) {
	return offers.write(ctx, s, rows)
}

// Offers hands over the newest version of each region, service, from and source, in that order, withdrawn ones too.
func (s *Store) Offers(ctx context.Context, f Filter, at AsOf, each func(*Offer) error) error {
	return offers.newest(ctx, s, f, at, each)
}
