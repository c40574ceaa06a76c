package pages

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/store"
)

// failure is the body of an error page: what happened, what one can do, and nothing of what is inside.
type failure struct {
	Status            int
	Heading, Text, Do string
	Links             []place // the pages to go on from
	Search            *place  // for what the address calls a region and none is
}

// unknownRegion is that an address names a region that there isn't.
type unknownRegion struct{ asked string }

func (e *unknownRegion) Error() string { return "there is no such region" }

// Unwrap makes it the failure of an address that leads nowhere.
func (e *unknownRegion) Unwrap() error { return fiber.ErrNotFound }

// Error answers with an error page of our own in the visitor's language. The caller has logged what happened: an error page shows a
// status, words of ours and which part of the address is wrong, never an error's text.
func (p *Pages) Error(c *fiber.Ctx, status int, cause error) error {
	secure(c)
	a, loc, err := p.ask(c)
	if err != nil { // the dates in the address were the fault: links must not carry it on
		a.asOf, a.today = 0, 0
	}
	v := p.frame(loc, a, "/", "")
	body := failureOf(loc, status)
	if status < fiber.StatusInternalServerError {
		body.Links = waysOn(loc, a, cause)
	}
	if name := wrongPart(c, cause); name != "" {
		body.Text = loc.T("error.parameter", "Name", name)
		if name == "as_of" || name == "today" || name == "period" {
			body.Text += " " + loc.T("error.dates")
		}
	}
	if wrong := (*wrongFilter)(nil); errors.As(cause, &wrong) {
		body.Text = wrong.said
	}
	if region := regionAsked(cause); region != "" {
		body.Search = &place{loc.T("error.search", "Query", region), a.link("/search", "q", region)}
	}
	if absent := (*absentFigure)(nil); errors.As(cause, &absent) {
		body.Text = absent.said
	} else if file := (*opendata.Absent)(nil); errors.As(cause, &file) {
		body.Text = absentFile(loc, file)
	}
	v.Title, v.Body = body.Heading, body
	template := "error"
	if inFrame(c.Path()) {
		template, v.Body = "embed", &embedBody{Theme: picture.Auto, Failure: &body}
	}
	notKept(c)
	if status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
	page, err := p.render(loc, template, v)
	if err != nil {
		return err
	}
	return page.send(c.Status(status), page.packed)
}

// waysOn are the pages that who came by a wrong address can go on from.
func waysOn(loc *locale.Locale, a asked, cause error) []place {
	ways := []string{"overview", "programmes", "regions"}
	if absent := (*absentFigure)(nil); errors.As(cause, &absent) && absent.listed != "" {
		ways = append(ways, absent.listed)
	}
	if file := (*opendata.Absent)(nil); errors.As(cause, &file) {
		ways = append(ways, "open-data")
	}
	var links []place
	for _, s := range sections {
		if slices.Contains(ways, s.id) {
			links = append(links, place{loc.T("nav." + s.id), a.link(s.path)})
		}
	}
	return links
}

// absentFile says what files there are instead of one that isn't there.
func absentFile(loc *locale.Locale, absent *opendata.Absent) string {
	if len(absent.There) == 0 { // no release
		return loc.T("data.none")
	}
	return (&request{Locale: loc}).unknownOf(absent.Kind, absent.Kind, absent.Given, absent.There)
}

// wrongPart is the name of the parameter that an error is about: its message begins with that. "" where the address has none of that name.
func wrongPart(c *fiber.Ctx, cause error) string {
	var known *store.Error
	if !errors.As(cause, &known) || known.Code != store.CodeInvalid {
		return ""
	}
	name, _, _ := strings.Cut(known.Message, ": ")
	if c.Query(name) == "" && c.Params(name) == "" {
		return ""
	}
	return name
}

// TooLong answers a request of which nothing could be read, its language neither: a few plain lines, in every language.
func (p *Pages) TooLong(c *fiber.Ctx) error {
	secure(c)
	notKept(c)
	var lines []string
	for _, l := range p.languages.All() {
		lines = append(lines, l.T("error.too_long"))
	}
	return c.Status(fiber.StatusRequestHeaderFieldsTooLarge).SendString(strings.Join(lines, "\n\n") + "\n")
}

// failureOf finds the words for a status; any other fault of the visitor's is called a bad request, any other of ours
// a failure.
func failureOf(loc *locale.Locale, status int) failure {
	kind := "failed"
	switch {
	case status == fiber.StatusNotFound:
		kind = "not_found"
	case status == fiber.StatusServiceUnavailable:
		kind = "unavailable"
	case status < fiber.StatusInternalServerError:
		kind = "bad_request"
	}
	return failure{Status: status, Heading: loc.T("error." + kind), Text: loc.T("error." + kind + ".text"), Do: loc.T("error." + kind + ".do")}
}
