package pages

import (
	"strings"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// rhythm says how often a dataset has come anew, as its releases show.
func (r *request) rhythm(dataset string, published []store.Release) (said []string) {
	if m := opendata.RhythmOf(dataset, published); m.Every != "" {
		said = append(said, r.T("data.rhythm."+strings.ToLower(m.Every)), r.N("data.rhythm.measured", float64(m.Renewed), 0, "Days", r.Value(float64(m.Days), "days", 0)))
	}
	return said
}

// periods says of which periods the figures of a released dataset are; nothing where it has none.
func (r *request) periods(dataset string, holds *opendata.Contents) []string {
	if holds == nil {
		return nil
	}
	var list []string
	for _, f := range []kpi.Frequency{kpi.Daily, kpi.Monthly, kpi.Quarterly, kpi.Yearly} {
		if n := holds.Every[f]; n > 0 {
			list = append(list, r.T("frequency."+string(f))+" – "+r.Number(float64(n), 0))
		}
	}
	if len(list) == 0 {
		return nil
	}
	what := "indicators"
	if dataset == "index" {
		what = "indexes"
	}
	return []string{r.T("data.periods."+what, "List", strings.Join(list, ", "))}
}
