package pages

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// filters are the parameters whose values must be of the configuration on every page, whether it narrows by them or not: who came by
// a link with a mistake would take everything for what was asked for.
var filters = []struct {
	parameter, kind string
	all             func(*config.Config) []string
}{
	{"region", "region", regionCodes},
	{"parent", "region", regionCodes},
	{"programme", "programme", func(c *config.Config) []string {
		return idsOf(c.Programmes, func(p *config.Programme) string { return p.ID })
	}},
	{"indicator", "indicator", func(c *config.Config) []string {
		return idsOf(c.Indicators, func(i *config.Indicator) string { return i.ID })
	}},
	{"sector", "sector", func(c *config.Config) []string {
		return idsOf(c.Sectors, func(s *config.Sector) string { return s.ID })
	}},
	{"service", "service", func(c *config.Config) []string {
		return idsOf(c.Services, func(s *config.Service) string { return s.ID })
	}},
	{"source", "source", func(c *config.Config) []string {
		return idsOf(c.Sources, func(s *config.Source) string { return s.ID })
	}},
}

func regionCodes(c *config.Config) []string {
	return idsOf(c.Regions, func(r *config.Region) string { return r.Code })
}

func idsOf[T any](list []*T, id func(*T) string) []string {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = id(x)
	}
	return ids
}

// mostThere is how many names an error page gives.
const mostThere = 30

// wrongFilter is that a parameter can't be what it is, with what there is in the visitor's language.
type wrongFilter struct {
	said   string
	region string // that was asked for and is none, to be looked for; "" where no region was meant
	status *fiber.Error
}

func (e *wrongFilter) Error() string { return "a filter of the address is not possible" }

// Unwrap gives the status, and the words for programs.
func (e *wrongFilter) Unwrap() error {
	code := store.CodeInvalid
	if e.status == fiber.ErrNotFound {
		code = store.CodeNotFound
	}
	return &store.Error{Code: code, Message: e.said}
}

// checkFilters refuses what would otherwise be passed over: values that the configuration has not got, and pages of lists, which
// all stand on one page.
func (r *request) checkFilters(c *fiber.Ctx) error {
	for _, f := range filters {
		given := c.Query(f.parameter)
		if given == "" || r.isAbout(f.parameter) {
			continue // what the page takes it has checked itself
		}
		all := f.all(r.board.Config)
		for one := range strings.SplitSeq(given, ",") {
			if slices.ContainsFunc(all, func(id string) bool { return strings.EqualFold(id, one) }) {
				continue
			}
			e := &wrongFilter{said: r.unknownOf(f.kind, f.parameter, one, all), status: fiber.ErrBadRequest}
			if f.kind == "region" {
				e.region = one
			}
			return e
		}
	}
	return r.checkPage(c.Query("page"))
}

// isAbout tells whether a parameter says which figure the page is about.
func (r *request) isAbout(parameter string) bool {
	for i := 0; i < len(r.about); i += 2 {
		if r.about[i] == parameter {
			return true
		}
	}
	return false
}

func (r *request) checkPage(given string) error {
	n, err := strconv.Atoi(given)
	switch {
	case given == "" || err == nil && n == 1:
		return nil
	case err == nil && n > 1:
		return &wrongFilter{said: r.T("filter.page", "Given", r.Number(float64(n), 0)), status: fiber.ErrNotFound}
	}
	return &wrongFilter{said: r.T("error.parameter", "Name", "page") + " " + r.T("filter.one_page"), status: fiber.ErrBadRequest}
}

// unknownOf says that there is no such thing, and which there are.
func (r *request) unknownOf(kind, parameter, given string, all []string) string {
	said := r.T("filter.unknown."+kind, "Given", given)
	if !sayable(given) {
		said = r.T("error.parameter", "Name", parameter)
	}
	if len(all) == 0 {
		return said
	}
	return said + " " + r.T("filter.there", "List", r.listed(all))
}

// listed are the first of what there is, and how many more there are.
func (r *request) listed(all []string) string {
	list := strings.Join(all[:min(len(all), mostThere)], ", ")
	if more := len(all) - mostThere; more > 0 {
		list += " " + r.N("search.more", float64(more), 0)
	}
	return list
}

// sayable tells whether what stands in an address can be given back as text.
func sayable(given string) bool {
	return utf8.ValidString(given) && utf8.RuneCountInString(given) <= longestQuery
}

// regionAsked is what an address calls a region and is none; "" where that is not the failure.
func regionAsked(cause error) string {
	asked := ""
	if unknown := (*unknownRegion)(nil); errors.As(cause, &unknown) {
		asked = unknown.asked
	} else if wrong := (*wrongFilter)(nil); errors.As(cause, &wrong) {
		asked = wrong.region
	}
	if !sayable(asked) {
		return ""
	}
	return asked
}
