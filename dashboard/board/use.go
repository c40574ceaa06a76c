package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Use is how often a service was applied for in the months that are known and may be shown.
type Use struct {
	Applications float64
	Months       int // that are in it; 0: nothing is known
	Withheld     int // months that are known and not shown
}

// UsedMonths is how many months that have ended a Use looks back on.
const UsedMonths = 12

// Uses are how often a region's services were applied for in the twelve months that ended last, by service.
func (b *Board) Uses(region string) map[*config.Service]Use {
	last := LatestEnded(kpi.Monthly, b.Today).Start
	uses := map[*config.Service]Use{}
	views := b.Processing(region)
	for i := range views {
		v := &views[i]
		if v.Month > last || v.Month <= last.AddMonths(-UsedMonths) {
			continue
		}
		use := uses[v.Service]
		if v.Hidden.Applications {
			use.Withheld++
		} else {
			use.Applications, use.Months = use.Applications+float64(v.Applications), use.Months+1
		}
		uses[v.Service] = use
	}
	return uses
}
