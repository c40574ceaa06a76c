package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

type regionRow struct {
	Code       string      `json:"code"`
	Name       config.Text `json:"name"`
	Kind       string      `json:"kind"`
	Parent     *string     `json:"parent"`
	Country    *string     `json:"country"`
	TimeZone   *string     `json:"time_zone"`
	Groups     []string    `json:"groups"`
	Population *int        `json:"population"`
	Reason     *string     `json:"reason"` // why the population is null
	Head       config.Text `json:"head"`
	From       kpi.Date    `json:"valid_from"`
	To         kpi.Date    `json:"valid_to"`
}

func (a *API) regions(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, slices.Values(a.regionsFor(q)), func(r *config.Region) string { return r.Code }, regionRowOf)
}

// regionsFor lists the regions that a query asks for, in order of code.
func (a *API) regionsFor(q *query) []*config.Region {
	var rows []*config.Region
	for _, r := range a.Config.Regions {
		if picks(q.regions, r.Code) && a.programmeConcerns(q, r.Code) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(x, y *config.Region) int { return strings.Compare(x.Code, y.Code) })
	return rows
}

func regionRowOf(r *config.Region) regionRow {
	row := regionRow{
		Code: r.Code, Name: r.Name, Kind: r.Kind, Parent: orNull(r.Parent), Country: orNull(r.Country),
		TimeZone: orNull(r.TimeZone), Groups: listOf(r.Groups), Head: r.Head, From: r.From, To: r.To,
	}
	if r.Population > 0 {
		row.Population = &r.Population
	} else {
		row.Reason = orNull(kpi.ReasonNoData)
	}
	return row
}

// programmeConcerns tells whether one of the programmes that are asked for is a region's own or expects it.
func (a *API) programmeConcerns(q *query, region string) bool {
	if len(q.programmes) == 0 {
		return true
	}
	return slices.ContainsFunc(q.programmes, func(id string) bool {
		p := a.Config.Programme(id)
		if p.Region == region {
			return true
		}
		return p.Expects != nil && slices.ContainsFunc(a.Config.Select(*p.Expects), func(r *config.Region) bool { return r.Code == region })
	})
}

// picks tells whether a filter lets a value through; an empty one lets all.
func picks(filter []string, value string) bool {
	return len(filter) == 0 || slices.Contains(filter, value)
}

// listOf is a list that is never null.
func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
