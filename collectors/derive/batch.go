package derive

import (
	"context"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// job is what is to be derived in a region.
type job struct {
	region       string
	collection   uint64
	simulated    bool            // whether the collection is
	services     map[string]bool // nil: all
	stages       bool
	applications bool
	whole        bool            // whatever the cell, however old
	since        kpi.Date        // set: what a change of date since that day can change
	until        kpi.Date        // with since: the day that it changed to
	replaced     *store.Replaced // what the applications are counted from; nil: all of them are counted
	began        uint64          // before the first of replaced was written
	heard        config.Heard    // when the sources of its applications were
}

func everything(region string) job {
	return job{region: region, stages: true, applications: true, whole: true}
}

// origin is that of what the job derives. What is derived from real rows never comes from a simulated collection.
func (j job) origin(simulated bool) store.Origin {
	o := store.Origin{Source: store.DerivedSource(simulated), Collection: j.collection, Simulated: simulated}
	if j.simulated && !simulated {
		o.Collection = 0
	}
	return o
}

func setOf(values []string) map[string]bool {
	if len(values) == 0 {
		return nil
	}
	set := make(map[string]bool, len(values))
	for _, v := range values {
		set[v] = true
	}
	return set
}

// batch does jobs of several regions with few questions to the store: what is known is read for all of them at once,
// and what differs is written at once.
func (d *Deriver) batch(ctx context.Context, jobs []job, today kpi.Date) error {
	regions, stages, applications := make([]string, len(jobs)), false, false
	for i, j := range jobs {
		regions[i] = j.region
		stages = stages || j.stages
	}
	known, err := d.readServices(ctx, regions, stages)
	if err != nil {
		return err
	}
	d.rejudge(jobs, known)
	for _, j := range jobs {
		applications = applications || j.applications
	}
	defer d.unjudged.tell()
	results := newResults()
	if stages {
		for _, j := range jobs {
			if j.stages {
				d.deriveStages(j, known.of(j.region), results, today)
			}
		}
	}
	if applications {
		if err := d.deriveApplications(ctx, jobs, known, results, today); err != nil {
			return err
		}
	}
	return d.write(ctx, regions, results)
}
