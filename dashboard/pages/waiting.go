package pages

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// waiting is a service that is not online: how much it is used, and what would be otherwise if it were.
type waiting struct {
	Name, Href          string
	Sector, Tier, Since string
	Stage               mark
	Used, Months        string // applications, and of how many months where not of all twelve; Used "" where nothing is known
	UsedMissing         *mark
	Gain, WhatIf        string // Gain "" where no index counts it
	use                 board.Use
	rank                int
}

// waiting lists services that are not online, the most used first; those whose use is not known come last, the furthest of them
// first.
func (r *request) waiting(region *config.Region, views []*board.ServiceView, uses map[*config.Service]board.Use, gains map[string]string) []waiting {
	list := make([]waiting, 0, len(views))
	for _, v := range views {
		w := waiting{
			Name: r.text(v.Service.Name), Href: r.serviceLink(v.Service), Sector: r.sector(v.Service), Tier: r.tier(v.Service),
			Stage: r.stageMark(v), use: uses[v.Service], rank: int(v.Stage), Gain: gains[v.Service.ID],
			WhatIf: r.link("/regions/"+url.PathEscape(region.Code)+"/what-if", "service", v.Service.ID),
		}
		if v.Status != kpi.Present {
			w.rank = -1
		}
		if !v.Since.IsZero() {
			w.Since = r.Date(v.Since)
		}
		w.fillUse(r)
		list = append(list, w)
	}
	slices.SortStableFunc(list, func(x, y waiting) int {
		return cmp.Or(cmp.Compare(used(y.use), used(x.use)), cmp.Compare(y.rank, x.rank), strings.Compare(x.Name, y.Name))
	})
	return list
}

// used orders services by use: what is withheld is a few, what is not known comes last.
func used(u board.Use) float64 {
	switch {
	case u.Months > 0:
		return u.Applications
	case u.Withheld > 0:
		return -1
	}
	return math.Inf(-1)
}

// fillUse says how often the service was applied for, in how many months; or why that is not told.
func (w *waiting) fillUse(r *request) {
	switch {
	case w.use.Months == 0 && w.use.Withheld > 0:
		m := r.mark(markSuppressed)
		w.UsedMissing = &m
	case w.use.Months == 0:
		w.UsedMissing = &mark{Kind: string(kpi.NoData), Word: r.T("services.use_unknown")}
	default:
		w.Used = r.Number(w.use.Applications, 0)
	}
	if known := w.use.Months; known > 0 && known < board.UsedMonths {
		w.Months = r.N("services.months", float64(known), 0)
	}
	if n := w.use.Withheld; n > 0 && w.use.Months > 0 {
		w.Months += "; " + r.N("services.months_withheld", float64(n), 0)
	}
}

// gains are what each service alone would bring in an index, by the service's id.
type gains struct {
	index string // its name; "" where no index counts any of them
	of    map[string]string
}

// gains are those of the first index that any of a region's services counts in.
func (r *request) gains(region *config.Region) gains {
	for _, v := range r.board.Indexes {
		p := ranked(v)
		if p == nil || p.PlaceOf(region) < 0 {
			continue
		}
		moves, err := r.movesOf(p, region)
		if err != nil {
			continue // it can't be computed: there is nothing to tell of
		}
		of := map[string]string{}
		for _, m := range moves.Alone {
			if kind, id := board.KindOf(m.Candidate); kind == board.MoveService {
				of[id] = r.gain(p, m)
			}
		}
		if len(of) > 0 {
			return gains{r.plainText(v.Index.Name), of}
		}
	}
	return gains{}
}
