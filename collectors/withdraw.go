package collectors

import (
	"context"
	"fmt"
	"strings"

	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// withdraw takes back what the store has from the source and a snapshot no longer holds, unless that is more than the
// source's limit, or a rejected record might be one of those that are missed: then nothing is taken back, and the
// collection says so. The rows stay; a new version of each says that it is withdrawn.
func (j *job) withdraw(ctx context.Context, p *pipeline) error {
	missing, gone, over, err := j.missing(ctx, p)
	if err != nil {
		return err
	}
	switch {
	case missing == nil:
		return nil
	case p.said.unknown > 0:
		j.hold(fmt.Sprintf("%s from this source are not in the payload, and nothing was withdrawn, because they may be among "+
			"the %d rejected records of which can't be told what they speak of; correct these records, or leave them out by where",
			strings.Join(missing, ", "), p.said.unknown))
		return nil
	case over && gone > j.confirm:
		j.hold(fmt.Sprintf("%s from this source are not in the payload, more than its withdraw_limit of %v %%, so nothing was withdrawn; "+
			"if they are gone, confirm it: postup collect --once --source %s --confirm-withdrawals %d",
			strings.Join(missing, ", "), j.source.WithdrawLimit, j.source.ID, gone))
		return nil
	}
	return j.takeBack(ctx, p)
}

func (j *job) hold(why string) {
	j.held = true
	j.row.Status, j.row.Error = store.CollectionPartial, why
}

// missing counts, by kind of record, what the snapshot lacks, as "3 of 20 offers", and all of it; over tells that it is more
// than the limit of any kind. What was withdrawn before is touched again: the process may have ended before it was derived.
func (j *job) missing(ctx context.Context, p *pipeline) (counts []string, all uint64, over bool, err error) {
	for _, as := range config.RecordKinds {
		var there, gone uint64
		err := j.stored(ctx, p, as, func(row *mapping.Row, absent bool) error {
			if absent {
				p.touched.note(as, row)
			}
			if isWithdrawn(as, row) {
				return nil
			}
			there++
			if absent {
				gone++
			}
			return nil
		})
		if err != nil {
			return nil, 0, false, err
		}
		if gone > 0 {
			counts = append(counts, fmt.Sprintf("%d of %d %s", gone, there, as))
			all += gone
			over = over || float64(gone)*100 > j.source.WithdrawLimit*float64(there)
		}
	}
	return counts, all, over, nil
}

// takeBack writes that what the snapshot lacks is withdrawn.
func (j *job) takeBack(ctx context.Context, p *pipeline) error {
	gone := &batch{}
	flush := func() error {
		w, err := j.write(ctx, gone)
		j.withdrew += w.accepted
		gone.reset()
		return err
	}
	for _, as := range config.RecordKinds {
		err := j.stored(ctx, p, as, func(row *mapping.Row, absent bool) error {
			if !absent || isWithdrawn(as, row) {
				return nil
			}
			withdrawn(as, row)
			gone.add(as, row, j.row.ID)
			if gone.full() {
				return flush()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return flush()
}

// stored hands over what the store has from the source of a kind that it maps, and whether the snapshot lacks it.
// Applications are never missed: a portal forgets them.
func (j *job) stored(ctx context.Context, p *pipeline, as string, each func(row *mapping.Row, absent bool) error) error {
	var by []*mapping.Mapping
	for _, m := range p.plan.mappings {
		if m.As == as {
			by = append(by, m)
		}
	}
	if by == nil || as == config.Applications {
		return nil
	}
	judge := func(row *mapping.Row) error {
		for _, m := range by {
			if m.Covers(row) {
				return each(row, !p.twice.has(as, row) && !p.said.spares(as, row))
			}
		}
		return nil
	}
	if err := j.read(ctx, as, judge); err != nil {
		return fmt.Errorf("look for what is no longer in the payload: %w", err)
	}
	return nil
}

// read streams the newest version of each row of a kind that came from the source.
func (j *job) read(ctx context.Context, as string, each func(*mapping.Row) error) error {
	f, row := store.Filter{Sources: []string{j.source.ID}}, mapping.Row{}
	switch as {
	case config.Observations:
		return j.Store.Observations(ctx, f, 0, func(o *store.Observation) error { row.Observation = *o; return each(&row) })
	case config.Stages:
		return j.Store.Stages(ctx, f, 0, func(s *store.ServiceStage) error { row.Stage = *s; return each(&row) })
	case config.Offers:
		return j.Store.Offers(ctx, f, 0, func(o *store.Offer) error { row.Offer = *o; return each(&row) })
	case config.Milestones:
		return j.Store.MilestoneEvents(ctx, f, 0, func(e *store.MilestoneEvent) error { row.Milestone = *e; return each(&row) })
	case config.Targets:
		return j.Store.TargetValues(ctx, f, 0, func(v *store.TargetValue) error { row.Target = *v; return each(&row) })
	}
	return nil
}

func isWithdrawn(as string, row *mapping.Row) bool {
	switch as {
	case config.Observations:
		return row.Observation.Status == kpi.Withdrawn
	case config.Stages:
		return row.Stage.Status == kpi.Withdrawn
	case config.Offers:
		return row.Offer.Withdrawn
	case config.Milestones:
		return row.Milestone.DoneOn.IsZero()
	}
	return row.Target.Status == kpi.Withdrawn
}

// withdrawn makes of a row the version that takes it back.
func withdrawn(as string, row *mapping.Row) {
	switch as {
	case config.Observations:
		o := &row.Observation
		o.Status, o.Reason, o.Value, o.Numerator, o.Denominator, o.Coverage = kpi.Withdrawn, "", nil, nil, nil, nil
	case config.Stages:
		row.Stage.Status, row.Stage.Stage = kpi.Withdrawn, kpi.StageNone
	case config.Offers:
		row.Offer.Withdrawn = true
	case config.Milestones:
		row.Milestone.DoneOn, row.Milestone.Evidence = 0, ""
	case config.Targets:
		row.Target.Status, row.Target.Value = kpi.Withdrawn, nil
	}
}
