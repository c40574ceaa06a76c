package opendata

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Order says what a release is to be.
type Order struct {
	AsOf     kpi.Date // what was known at the end of that day, judged on it; zero: the last day that has ended
	Notes    string
	Corrects string // id of the published release that it corrects
}

// begin settles what doesn't hang on the figures.
func (r *Releaser) begin(ctx context.Context, o Order) (draft store.Release, err error) {
	today := kpi.DateOf(r.Now().UTC())
	if o.AsOf.IsZero() {
		o.AsOf = today.AddDays(-1)
	}
	if o.AsOf >= today {
		return draft, invalid("%s has not ended (UTC): what is known of it may still change. Release %s or an earlier day", o.AsOf, today.AddDays(-1))
	}
	all, err := r.Store.Releases(ctx)
	if err != nil {
		return draft, err
	}
	if err := o.correctable(store.Published(all)); err != nil {
		return draft, err
	}
	return store.Release{
		ID: nextID(o.AsOf, all), Status: store.ReleaseDraft, Created: r.Now().UTC().Truncate(time.Second), AsOf: o.AsOf, Newest: r.Store.Newest(),
		Software: r.Software, Notes: o.Notes, Corrects: o.Corrects,
	}, nil
}

// correctable refuses to correct what is not published, and by what was known on an earlier day.
func (o *Order) correctable(published []store.Release) error {
	if o.Corrects == "" {
		return nil
	}
	at := slices.IndexFunc(published, func(x store.Release) bool { return x.ID == o.Corrects })
	if at < 0 {
		return invalid("there is no published release %q to correct%s", o.Corrects, listed(published))
	}
	if day := published[at].AsOf; o.AsOf < day {
		return invalid("a release of %s can't correct %s, which has what was known on %s: on an earlier day less was known. "+
			"What puts it right came later: release a day after %s, or leave the day out for the last one that has ended", o.AsOf, o.Corrects, day, day)
	}
	return nil
}

func nextID(day kpi.Date, all []store.Release) string {
	taken := map[string]bool{}
	for _, x := range all {
		taken[x.ID] = x.Status == store.ReleasePublished
	}
	id := day.String()
	for n := 2; taken[id]; n++ {
		id = day.String() + "." + strconv.Itoa(n)
	}
	return id
}
