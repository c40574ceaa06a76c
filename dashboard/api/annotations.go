package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

type annotationRow struct {
	ID         string      `json:"id"`
	Text       config.Text `json:"text"`
	On         datedRow    `json:"on"`
	Start      kpi.Date    `json:"period_start"`
	End        kpi.Date    `json:"period_end"`
	Programme  *string     `json:"programme"`
	Regions    []string    `json:"regions"`    // none: all in which the indicators are followed
	Indicators []string    `json:"indicators"` // none: all
	Quote      *string     `json:"quote"`
	Source     *string     `json:"source"`
	Language   *string     `json:"language"` // of quote and source
	Simulated  bool        `json:"simulated"`
}

func (a *API) annotations(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	var rows []*config.Annotation
	for _, n := range b.Annotations("", "") {
		if q.picksAnnotation(a.Config, n) {
			rows = append(rows, n)
		}
	}
	slices.SortFunc(rows, func(x, y *config.Annotation) int { return strings.Compare(x.ID, y.ID) })
	return answer(a, c, q, b, slices.Values(rows), func(n *config.Annotation) string { return n.ID }, annotationRowOf)
}

// picksAnnotation tells whether an event is for one of the regions, indicators and programmes asked for, and within the time.
func (q *query) picksAnnotation(cfg *config.Config, n *config.Annotation) bool {
	anyOf := func(names []string, is func(string) bool) bool {
		return len(names) == 0 || slices.ContainsFunc(names, is)
	}
	return anyOf(q.regions, func(code string) bool { return n.Concerns("", code) }) &&
		anyOf(q.indicators, func(id string) bool { return n.Concerns(id, "") }) &&
		anyOf(q.programmes, func(id string) bool { return n.Of(cfg.Programme(id)) }) &&
		(q.from.IsZero() || n.Last() >= q.from) && (q.to.IsZero() || n.First() <= q.to)
}

func annotationRowOf(n *config.Annotation) annotationRow {
	return annotationRow{
		ID: n.ID, Text: n.Text, On: datedRowOf(n.On), Start: n.First(), End: n.Last(), Programme: orNull(n.Programme),
		Regions: listOf(n.RegionCodes()), Indicators: listOf(n.IndicatorIDs()),
		Quote: orNull(n.Quote), Source: orNull(n.Source), Language: orNull(n.Language), Simulated: n.Simulated,
	}
}
