package derive

import (
	"context"
	"fmt"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// services is what is known of a region's services: which it must provide, and how far they are online.
type services struct {
	offers map[string][]store.Offer // by service
	stages map[string][]store.ServiceStage
}

// known holds services by region.
type known map[string]*services

func (k known) of(region string) *services {
	if k[region] == nil {
		k[region] = &services{map[string][]store.Offer{}, map[string][]store.ServiceStage{}}
	}
	return k[region]
}

// readServices reads the offers of regions, and their stages where they are asked for.
func (d *Deriver) readServices(ctx context.Context, regions []string, stages bool) (known, error) {
	k := known{}
	f := store.Filter{Regions: regions}
	err := d.st.Offers(ctx, f, 0, func(o *store.Offer) error {
		in := k.of(o.Region)
		in.offers[o.Service] = append(in.offers[o.Service], *o)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	if !stages {
		return k, nil
	}
	err = d.st.Stages(ctx, f, 0, func(s *store.ServiceStage) error {
		in := k.of(s.Region)
		in.stages[s.Service] = append(in.stages[s.Service], *s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read stages: %w", err)
	}
	return k, nil
}

// real leaves out what is simulated.
func (in *services) real() *services {
	return &services{
		offers: keep(in.offers, func(o store.Offer) bool { return !o.Simulated }),
		stages: keep(in.stages, func(s store.ServiceStage) bool { return !s.Simulated }),
	}
}

func keep[T any](all map[string][]T, ok func(T) bool) map[string][]T {
	kept := map[string][]T{}
	for service, rows := range all {
		for _, row := range rows {
			if ok(row) {
				kept[service] = append(kept[service], row)
			}
		}
	}
	return kept
}

// offered gives the offers of a service that are in force on a day.
func (in *services) offered(service string, day kpi.Date) []store.Offer {
	var inForce []store.Offer
	for _, o := range in.offers[service] {
		if o.InForce(day) {
			inForce = append(inForce, o)
		}
	}
	return inForce
}

// hasStages tells whether anything is said of stages at all.
func (in *services) hasStages() bool {
	for _, rows := range in.stages {
		for _, s := range rows {
			if s.Status != kpi.Withdrawn {
				return true
			}
		}
	}
	return false
}

// turned tells whether it may be a collection that said the first that is said of stages at all, or took back the last.
func (in *services) turned(collection uint64) bool {
	its := false
	for _, rows := range in.stages {
		for _, s := range rows {
			if s.Collection == collection {
				its = true
			} else if s.Status != kpi.Withdrawn {
				return false
			}
		}
	}
	return its
}

// firstDay is the first day that an offer or a stage speaks of; today where none has a date.
func (in *services) firstDay(today kpi.Date) kpi.Date {
	first := today
	in.eachDay(func(d kpi.Date, _ uint64) {
		if !d.IsZero() {
			first = min(first, d)
		}
	})
	return first
}

// change tells whether an offer begins or ends, or a stage is reached, after a day and up to another.
func (in *services) change(after, upTo kpi.Date) bool {
	within := func(d kpi.Date) bool { return after < d && d <= upTo }
	for _, rows := range in.offers {
		for _, o := range rows {
			if within(o.From) || !o.To.IsZero() && within(o.To.AddDays(1)) {
				return true
			}
		}
	}
	for _, rows := range in.stages {
		for _, s := range rows {
			if within(s.Since) {
				return true
			}
		}
	}
	return false
}

// firstDayOf is the first day that the rows a collection brought can change, false where it brought none.
func (in *services) firstDayOf(collection uint64) (first kpi.Date, found bool) {
	in.eachDay(func(d kpi.Date, from uint64) {
		if from == collection && (!found || d < first) {
			first, found = d, true
		}
	})
	return first, found
}

func (in *services) eachDay(each func(day kpi.Date, collection uint64)) {
	for _, rows := range in.offers {
		for _, o := range rows {
			each(o.From, o.Collection)
		}
	}
	for _, rows := range in.stages {
		for _, s := range rows {
			each(s.Since, s.Collection)
		}
	}
}
