package pages

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// ages is how old the newest data of each region is.
type ages struct {
	Orders []ageOrder
	Rows   []age
}

// ageOrder is an order that the lines can have.
type ageOrder struct {
	Name, Href string
	Current    bool
}

// age is a region's line.
type age struct {
	ID             string
	Region         place
	Period, How    string // of its newest figure, and where that is explained; "" where it has none
	Ago            string // since the last day that the figure can speak of
	Came           string // on a day by UTC, as the moment beside it is
	Collected, Day string // the last success of its sources, and how long ago that is; "" where there was none
	Tally          []tally
}

// The orders of the table; the first is the one that it has by itself.
var ageOrders = []string{"care", "region", "figures", "collected"}

// ages tells of every region that has data or a source, in one of the orders. A region that needs care comes first: its sources
// fail or are late, or its data is old.
func (r *request) ages(order string) (*ages, error) {
	if order == "" {
		order = ageOrders[0]
	}
	if !slices.Contains(ageOrders, order) {
		return nil, &store.Error{Code: store.CodeInvalid, Message: "sort: there is no order " + order + "; there are: " + strings.Join(ageOrders, ", ")}
	}
	list := r.board.Ages()
	names := r.Order()
	slices.SortStableFunc(list, func(x, y board.Age) int {
		old := cmp.Compare(x.Day, y.Day)
		switch order {
		case "region":
			return names(r.plainText(x.Region.Name), r.plainText(y.Region.Name))
		case "figures":
			return old
		case "collected":
			return lastSuccess(x.Sources).Compare(lastSuccess(y.Sources))
		}
		return cmp.Or(care(y.Sources)-care(x.Sources), old)
	})
	out := &ages{}
	for _, by := range ageOrders {
		out.Orders = append(out.Orders, ageOrder{r.T("age." + by), r.link("/sources#ages", "sort", by), by == order})
	}
	for i := range list {
		out.Rows = append(out.Rows, r.age(&list[i]))
	}
	return out, nil
}

// care is how much the worst of some sources needs care.
func care(sources []board.SourceView) int {
	worst := 0
	for _, v := range sources {
		worst = max(worst, slices.Index(urgency, v.Freshness))
	}
	return worst
}

// lastSuccess is the newest of some sources' last successes; zero where there was none.
func lastSuccess(sources []board.SourceView) (last time.Time) {
	for _, v := range sources {
		if v.State.LastSuccess.After(last) {
			last = v.State.LastSuccess
		}
	}
	return last
}

func (r *request) age(a *board.Age) age {
	out := age{ID: ageID(a.Region), Region: place{r.regionName(a.Region), r.regionLink(a.Region)}}
	if c := a.Newest; c != nil {
		out.Period, out.How = r.Period(c.Period), r.how(c.Indicator, c.Region, c.Breakdown, c.Period)
		out.Ago, out.Came = r.Ago(a.Day.Time(), r.board.Today.Time()), r.Date(kpi.DateOf(a.Came))
	}
	if last := lastSuccess(a.Sources); !last.IsZero() {
		out.Collected, out.Day = r.Moment(last), r.Ago(last, r.now)
	}
	out.Tally = r.freshness(a.Sources).Tally
	return out
}

// ageID is the place of a region's line.
func ageID(region *config.Region) string { return "age-" + region.Code }

// ageText says on a region's page how old its newest data is, with the way to its line; nothing where it has neither data nor a source.
func (r *request) ageText(region *config.Region) place {
	of := r.board.AgeOf(region)
	if of.Newest == nil && len(of.Sources) == 0 {
		return place{}
	}
	a := r.age(&of)
	text := r.T("age.none")
	if a.Period != "" {
		text = r.T("age.text", "Period", a.Period, "Came", a.Came)
	}
	if a.Collected != "" {
		text += " " + r.T("age.collected_last", "When", a.Collected, "Ago", a.Day)
	}
	return place{text, r.link("/sources#" + a.ID)}
}
