package derive

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// deriveStages computes the indicators of services online: at the end of each period, and today in the running one.
func (d *Deriver) deriveStages(j job, all *services, results *results, today kpi.Date) {
	from := j.since
	if !j.whole && from.IsZero() && j.collection != 0 {
		from, _ = all.firstDayOf(j.collection)
	}
	real, services := all.real(), j.services
	if !j.whole && !j.dated() && real.turned(j.collection) {
		from, services = 0, nil // every cell begins or ends with what is said of the first stage
	}
	first := max(from, all.firstDay(today))
	still := j.dated() && !all.change(j.since, j.until)
	for _, i := range d.catalogue.onStages {
		if still && periodWith(i, j.since) == periodWith(i, j.until) {
			continue // the same offers and stages in the same period
		}
		touched := d.catalogue.touchedCells(i.Derived, services)
		results.cover(j, i, cover{from: from, to: today, cells: touched})
		for _, p := range periodsOf(i, first, today) {
			for name, c := range d.tally(i, all, p, today) {
				if touched.has(name) {
					results.put(j, i, name, p, c, true)
				}
			}
			if !real.hasStages() {
				continue
			}
			for name, c := range d.tally(i, real, p, today) {
				if touched.has(name) {
					results.put(j, i, name, p, c, false)
				}
			}
		}
	}
}

// tally counts the services that are offered on a day, by cell. The day is the period's end, or today.
func (d *Deriver) tally(i *config.Indicator, in *services, p kpi.Period, today kpi.Date) map[string]*online {
	day := min(p.End, today)
	cells := map[string]*online{}
	for service := range in.offers {
		offers := in.offered(service, day)
		if len(offers) == 0 {
			continue
		}
		stage, said := store.StageOn(in.stages[service], day, i.Sources)
		for _, name := range d.catalogue.cellsOf(i.Derived, service) {
			if cells[name] == nil {
				cells[name] = &online{}
			}
			cells[name].count(offers, stage, said)
		}
	}
	return cells
}

// online counts the services of a cell by what is known of their stage.
type online struct {
	offers, known, online, notApplicable int
	inputs
}

func (c *online) count(offers []store.Offer, stage store.ServiceStage, said bool) {
	c.offers++
	for _, o := range offers {
		c.took(o.Origin)
	}
	if !said {
		return
	}
	c.took(stage.Origin)
	switch stage.Status {
	case kpi.NotApplicable:
		c.notApplicable++
	case kpi.Present:
		c.known++
		if stage.Stage >= kpi.StageOnline {
			c.online++
		}
	}
}

// observation says how many of the offers with a known stage are online. Services that the question does not apply
// to count among them or are left out altogether, as the indicator declares. Offers of which nothing is known are
// no_data, never a zero; Coverage is the share of the offers whose stage is known.
func (c *online) observation(i *config.Indicator) store.Observation {
	offers, known := c.offers, c.known
	if i.Derived.NotApplicable == "count" {
		known += c.notApplicable
	} else {
		offers -= c.notApplicable
	}
	switch {
	case offers == 0:
		return absent(kpi.NotApplicable, kpi.ReasonNotApplicable, nil)
	case known == 0:
		return absent(kpi.NoData, kpi.ReasonNoData, share(0, offers))
	}
	o := store.Observation{
		Status: kpi.Present, Value: number(c.online), Coverage: share(known, offers),
		Numerator: number(c.online), Denominator: number(known),
	}
	if i.Derived.Measure == config.MeasureServicesOnlineShare {
		o.Value = percent(c.online, known)
	}
	return o
}

// inputs remembers what a result was computed from.
type inputs struct {
	collections map[uint64]bool
	simulated   bool
}

func (in *inputs) took(o store.Origin) {
	in.simulated = in.simulated || o.Simulated
	in.from(o.Collection)
}

func (in *inputs) from(collections ...uint64) {
	for _, id := range collections {
		if id == 0 {
			continue
		}
		if in.collections == nil {
			in.collections = map[uint64]bool{}
		}
		in.collections[id] = true
	}
}

// newest gives at most so many of the collections, the newest ones, oldest first.
func (in *inputs) newest(most int) []uint64 {
	ids := make([]uint64, 0, len(in.collections))
	for id := range in.collections {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids[max(0, len(ids)-most):]
}

func (in *inputs) isSimulated() bool { return in.simulated }

type count interface{ int | uint64 }

func number[T count](n T) *float64 {
	v := float64(n)
	return &v
}

func share[T count](part, whole T) *float64 {
	v := float64(part) / float64(whole)
	return &v
}

func percent[T count](part, whole T) *float64 {
	v := 100 * float64(part) / float64(whole)
	return &v
}

func absent(s kpi.Status, r kpi.Reason, coverage *float64) store.Observation {
	return store.Observation{Status: s, Reason: r, Coverage: coverage}
}
