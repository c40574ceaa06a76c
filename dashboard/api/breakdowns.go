package api

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
)

// checkBreakdown refuses a breakdown that there can't be. One that there is may have no rows.
func (a *API) checkBreakdown(c *fiber.Ctx, q *query) error {
	if q.breakdown == nil {
		return nil
	}
	pairs, err := config.ParseBreakdown(*q.breakdown)
	if err != nil {
		keys, otherwise := a.breakdownKeys(c)
		if otherwise != nil {
			return otherwise
		}
		return invalid(fmt.Sprintf("breakdown %q: %v; write key=value[,key=value], keys in order; there are the keys: %s", *q.breakdown, err, offer(keys, "")))
	}
	for _, pair := range pairs {
		key, value := pair[0], pair[1]
		values, see := a.breakdownValues(key)
		if values == nil {
			if err := a.checkOwnKey(c, key); err != nil {
				return err
			}
		} else if !slices.Contains(values, value) {
			return invalid(fmt.Sprintf("breakdown: there is no %s %q; there are: %s", key, value, offer(values, see)))
		}
	}
	return nil
}

// breakdownValues are those that configuration has of a key, and the list that shows them; nil of a key that is a source's own.
func (a *API) breakdownValues(key string) (values []string, see string) {
	switch key {
	case "sector":
		return ids(a.Config.Sectors, func(x *config.Sector) string { return x.ID }), ""
	case "service":
		return ids(a.Config.Services, func(x *config.Service) string { return x.ID }), Prefix + "/services"
	}
	return config.BreakdownWords(key), ""
}

// checkOwnKey refuses a key that neither configuration nor any figure has. Its values are the sources' alone.
func (a *API) checkOwnKey(c *fiber.Ctx, key string) error {
	keys, err := a.breakdownKeys(c)
	if err == nil && !slices.Contains(keys, key) {
		err = invalid(fmt.Sprintf("breakdown: there is no key %q; there are: %s", key, offer(keys, "")))
	}
	return err
}

// breakdownKeys are the four of configuration, those that sources map, and those of the figures that are known now.
func (a *API) breakdownKeys(c *fiber.Ctx) ([]string, error) {
	keys := map[string]bool{"channel": true, "sector": true, "service": true, "tier": true}
	for _, s := range a.Config.Sources {
		for i := range s.Records {
			for name := range s.Records[i].Fields {
				if key, is := strings.CutPrefix(name, "breakdown."); is {
					keys[key] = true
				}
			}
		}
	}
	b, err := a.Boards.Board(c.UserContext(), 0, 0)
	if err != nil {
		return nil, err
	}
	for _, s := range b.AllSeries() {
		for pair := range strings.SplitSeq(s.Breakdown, ",") {
			if key, _, is := strings.Cut(pair, "="); is {
				keys[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(keys)), nil
}
