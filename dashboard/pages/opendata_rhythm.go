package pages

import (
	"maps"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// rhythm says how often a dataset has come anew, as its releases show, and of which periods its figures are, as they are configured.
func (r *request) rhythm(dataset string, published []store.Release) (said []string) {
	if m := opendata.RhythmOf(dataset, published); m.Every != "" {
		said = append(said, r.T("data.rhythm."+strings.ToLower(m.Every)), r.N("data.rhythm.measured", float64(m.Renewed), 0, "Days", r.Value(float64(m.Days), "days", 0)))
	}
	switch dataset {
	case "observations":
		said = append(said, r.periods("indicators", observedEvery(r.board.Config))...)
	case "progress":
		said = append(said, r.periods("indicators", promisedEvery(r.board.Config))...)
	case "index":
		said = append(said, r.periods("indexes", indexedEvery(r.board.Config))...)
	}
	return said
}

// periods lists how many there are of each frequency; nothing where there are none.
func (r *request) periods(what string, of map[string]kpi.Frequency) []string {
	counts := map[kpi.Frequency]int{}
	for f := range maps.Values(of) {
		counts[f]++
	}
	var list []string
	for _, f := range []kpi.Frequency{kpi.Daily, kpi.Monthly, kpi.Quarterly, kpi.Yearly} {
		if counts[f] > 0 {
			list = append(list, r.T("frequency."+string(f))+" – "+r.Number(float64(counts[f]), 0))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return []string{r.T("data.periods."+what, "List", strings.Join(list, ", "))}
}

// observedEvery is how often each indicator has a value.
func observedEvery(cfg *config.Config) map[string]kpi.Frequency {
	all := map[string]kpi.Frequency{}
	for _, i := range cfg.Indicators {
		all[i.ID] = i.Frequency
	}
	return all
}

// promisedEvery is the same of the indicators of targets.
func promisedEvery(cfg *config.Config) map[string]kpi.Frequency {
	every, all := observedEvery(cfg), map[string]kpi.Frequency{}
	for _, p := range cfg.Programmes {
		for _, t := range p.Targets {
			if f := every[t.Indicator]; f != "" {
				all[t.Indicator] = f
			}
		}
	}
	return all
}

// indexedEvery is how often each programme's index has scores.
func indexedEvery(cfg *config.Config) map[string]kpi.Frequency {
	all := map[string]kpi.Frequency{}
	for _, p := range cfg.Programmes {
		if p.Index != nil {
			all[p.ID] = p.Index.Frequency
		}
	}
	return all
}
