package api

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
)

const explainPath = "/explain/:indicator/:region/:period"

// explainParams are what an explanation takes beside the figure in its address.
var explainParams = []string{pBreakdown, pSource, pTarget, pReading, pEdition}

// explainAllowed leaves out what lists are paged by.
var explainAllowed = slices.Concat(explainParams, unpaged)

// explain answers how a figure came about, as JSON, or as the table of everything that went into it.
func (a *API) explain(c *fiber.Ctx) error {
	period, csv := strings.CutSuffix(c.Params("period"), ".csv")
	f := formatByAccept
	if csv {
		f = formatCSV
	}
	q, err := a.parse(c, explainAllowed, f)
	if err != nil {
		return err
	}
	asked, err := q.figure(c, period)
	if err != nil {
		return err
	}
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	if a.unchanged(c, q, b) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	answer, err := explain.Of(c.UserContext(), b, asked, a.Records, a.Words)
	if err != nil {
		return err
	}
	if q.format == formatCSV {
		return send(c, q, b, answer.Rows(), "")
	}
	return sendJSON(c, answer)
}

// figure is which one is asked for.
func (q *query) figure(c *fiber.Ctx, period string) (board.Question, error) {
	asked := board.Question{Reading: q.reading, Edition: q.edition}
	for name, to := range map[string]*string{"indicator": &asked.Indicator, "region": &asked.Region} {
		plain, err := url.PathUnescape(c.Params(name))
		if err != nil {
			return asked, invalid(fmt.Sprintf("the %s in the address can't be read: percent signs must be followed by two hexadecimal digits", name))
		}
		*to = plain
	}
	var err error
	if asked.Period, err = board.ParsePeriod(period); err != nil {
		ending := path.Ext(period)
		if _, other := board.ParsePeriod(strings.TrimSuffix(period, ending)); other == nil {
			at := strings.TrimSuffix(c.Path(), ending)
			return asked, notFound(fmt.Sprintf("there is no %.20s of an explanation; there are %s at %s and %s at %s.csv", ending, typeJSON, at, typeCSV, at))
		}
		return asked, invalid(err.Error())
	}
	for name, list := range map[string][]string{pSource: q.sources, pTarget: q.targets} {
		if len(list) > 1 {
			return asked, invalid(fmt.Sprintf("%s names %d; an explanation takes one", name, len(list)))
		}
	}
	if len(q.sources) == 1 {
		asked.Source = q.sources[0]
	}
	if len(q.targets) == 1 {
		asked.Target = q.targets[0]
	}
	if q.breakdown != nil {
		asked.Breakdown = *q.breakdown
	}
	return asked, nil
}
