package store

import (
	"context"
	"slices"

	"github.com/postup/postup/kpi"
)

var processing = versions[Processing, processingKey]{
	table: "processing",
	columns: columnsOf([]column[Processing]{
		word("region", func(p *Processing) *string { return &p.Region }),
		word("service", func(p *Processing) *string { return &p.Service }),
		day("month", func(p *Processing) *kpi.Date { return &p.Month }),
		day("at", func(p *Processing) *kpi.Date { return &p.At }),
		plain("applications", func(p *Processing) *uint64 { return &p.Applications }),
		plain("known_channel", func(p *Processing) *uint64 { return &p.KnownChannel }),
		plain("online", func(p *Processing) *uint64 { return &p.Online }),
		list("channels", func(p *Processing) *[]uint64 { return &p.Channels }),
		plain("completed", func(p *Processing) *uint64 { return &p.Completed }),
		plain("refused", func(p *Processing) *uint64 { return &p.Refused }),
		plain("withdrawn", func(p *Processing) *uint64 { return &p.Withdrawn }),
		plain("with_deadline", func(p *Processing) *uint64 { return &p.WithDeadline }),
		plain("within_deadline", func(p *Processing) *uint64 { return &p.WithinDeadline }),
		plain("open", func(p *Processing) *uint64 { return &p.Open }),
		plain("open_with_deadline", func(p *Processing) *uint64 { return &p.OpenWithDeadline }),
		plain("overdue", func(p *Processing) *uint64 { return &p.Overdue }),
		list("overdue_days", func(p *Processing) *[]uint32 { return &p.OverdueDays }),
		list("overdue_counts", func(p *Processing) *[]uint64 { return &p.OverdueCounts }),
		list("hours", func(p *Processing) *[]uint32 { return &p.Hours }),
		list("counts", func(p *Processing) *[]uint64 { return &p.Counts }),
		list("collections", func(p *Processing) *[]uint64 { return &p.Collections }),
	}, origin(func(p *Processing) *Origin { return &p.Origin })),
	identity: []string{"region", "service", "month", "source"},
	key: func(p *Processing) processingKey {
		return processingKey{p.Region, p.Service, p.Month, p.Source}
	},
	same: func(a, b *Processing) bool {
		return a.numbers() == b.numbers() && slices.Equal(a.Hours, b.Hours) && slices.Equal(a.Counts, b.Counts) &&
			slices.Equal(a.Channels, b.Channels) && slices.Equal(a.OverdueDays, b.OverdueDays) && slices.Equal(a.OverdueCounts, b.OverdueCounts)
	},
	origin: func(p *Processing) *Origin { return &p.Origin },
	came:   func(p *Processing) []uint64 { return cameIn(p.Collections, p.Collection) },
	check: func(p *Processing, f *faults) {
		f.text("region", p.Region)
		f.text("service", p.Service)
		f.needed("month", p.Month)
		f.date("at", p.At)
		f.when(len(p.Channels) != 0 && len(p.Channels) != len(Channels), "channels has not one number for each channel")
		f.when(len(p.Hours) != len(p.Counts), "hours and counts differ in length")
		f.when(len(p.OverdueDays) != len(p.OverdueCounts), "overdue_days and overdue_counts differ in length")
	},
	near: func(where *conditions, rows []*Processing) {
		where.near("region", distinct(rows, func(p *Processing) string { return p.Region }))
		where.near("service", distinct(rows, func(p *Processing) string { return p.Service }))
		first, last := span(rows, func(p *Processing) kpi.Date { return p.Month })
		where.from("month", first)
		where.until("month", last)
	},
	filter: filterColumns{service: "service", start: "month", end: "toDate(addDays(addMonths(month, 1), -1))"},
}

type processingKey struct {
	Region, Service string
	Month           kpi.Date
	Source          string
}

// numbers are what one version of a month can differ from another in, histograms apart.
func (p *Processing) numbers() [11]uint64 {
	return [...]uint64{p.Applications, p.KnownChannel, p.Online, p.Completed, p.Refused, p.Withdrawn,
		p.WithDeadline, p.WithinDeadline, p.Open, p.OpenWithDeadline, p.Overdue}
}

// WriteProcessing stores the months that differ from the newest stored version in a number or in a histogram, and those that
// no longer name a collection which that one names.
// At alone does not make a difference: the stored At is the day since which the numbers hold.
func (s *Store) WriteProcessing(ctx context.Context, rows []Processing) (Written, error) {
	return processing.write(ctx, s, rows)
}

// Processing hands over the newest version of each region, service, month and source, in that order.
func (s *Store) Processing(ctx context.Context, f Filter, at AsOf, each func(*Processing) error) error {
	return processing.newest(ctx, s, f, at, each)
}
