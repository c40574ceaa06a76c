package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
)

// layout is what of a board follows from its configuration alone, and what its boards share.
type layout struct {
	applications []*config.Indicator // that speak of applications
	scopes       []scope             // that they are counted over
	upwards      []parent            // all regions, from the leaves up
	rank         map[string]int      // places of regions in that order
	judgements   []judgement         // in the order of Board.Progress
}

func layoutOf(cfg *config.Config) *layout {
	l := &layout{scopes: scopesOf(cfg), rank: map[string]int{}}
	for _, i := range cfg.Indicators {
		if ofApplications(i) {
			l.applications = append(l.applications, i)
		}
	}
	depth := depths(cfg)
	regions := slices.Clone(cfg.Regions)
	slices.SortStableFunc(regions, func(x, y *config.Region) int { return cmp.Compare(depth[y.Code], depth[x.Code]) })
	for n, r := range regions {
		l.rank[r.Code] = n
		l.upwards = append(l.upwards, parentOf(cfg, r))
	}
	l.judgements = judgementsOf(cfg)
	return l
}

func depths(cfg *config.Config) map[string]int {
	depth := map[string]int{}
	for _, r := range cfg.Regions {
		for p := r; p != nil && p.Parent != "" && depth[r.Code] < len(cfg.Regions); p = cfg.Region(p.Parent) {
			depth[r.Code]++
		}
	}
	return depth
}
