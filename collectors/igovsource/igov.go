// Package igovsource is the kind igov: the two calls of the portal iGov that count services. Its third one, the report
// of services' histories, holds personal data; nothing here asks for it.
//
// Neither call says what its numbers speak of, so each answer is a page with facts beside it: the service that was
// asked for and the day, or the month.
package igovsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/pages"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Options are what a source of kind igov says under the key igov.
type Options struct {
	web.Options
	URL      config.Written `yaml:"url"`      // what stands before /service/action, such as https://igov.org.ua/wf
	Call     string         `yaml:"call"`     // counts: of each service since it began; statistic: of all services by month
	Services []int          `yaml:"services"` // counts: the portal's numbers of services
	First    kpi.Date       `yaml:"first"`    // statistic: the first month that is asked for
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, err := decode(node)
	return err
}

func decode(node ast.Node) (o Options, err error) {
	if err := config.Decode(node, &o); err != nil {
		return o, err
	}
	mistakes := o.Options.Validate()
	wrong := func(is bool, what string) {
		if is {
			mistakes = append(mistakes, errors.New(what))
		}
	}
	if _, err := web.Address("url", o.URL.Reveal()); err != nil {
		mistakes = append(mistakes, err)
	}
	wrong(strings.ContainsAny(o.URL.Reveal(), "?#") || strings.Contains(o.URL.Reveal(), "/action/"), "url: write what stands before /service/action, such as https://igov.org.ua/wf")
	switch o.Call {
	case "counts":
		wrong(len(o.Services) == 0, "services is missing: the portal's numbers of the services to ask for")
		wrong(!o.First.IsZero(), "first has no use: counts are of today")
	case "statistic":
		wrong(o.First.IsZero(), "first is missing: the day where the first month begins")
		wrong(len(o.Services) > 0, "services has no use: statistic speaks of all services")
	default:
		wrong(true, fmt.Sprintf("call is %q; write counts or statistic", o.Call))
	}
	seen := map[int]bool{}
	for _, n := range o.Services {
		wrong(n < 1 || seen[n], fmt.Sprintf("services: %d is listed twice, or is no number of a service", n))
		seen[n] = true
	}
	return o, errors.Join(mistakes...)
}

// Source is one source.
type Source struct {
	options Options
	base    *url.URL
	client  *web.Client
	zone    *time.Location
	now     func() time.Time
}

// New prepares a source.
func New(src *config.Source, net *web.Net) (*Source, error) {
	o, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	s := &Source{options: o, now: net.Now}
	if s.zone, err = time.LoadLocation("Europe/Kyiv"); err != nil { // the portal's own
		return nil, fmt.Errorf("the portal's time zone: %w", err)
	}
	if s.base, err = web.Address("url", strings.TrimRight(o.URL.Reveal(), "/")); err != nil {
		return nil, err
	}
	s.client, err = net.Client(o.Options, s.base)
	return s, err
}

// Place is the portal and the call.
func (s *Source) Place() string {
	return fmt.Sprintf("%s of %s", paths[s.options.Call], web.Where(s.options.URL.String()))
}

var paths = map[string]string{"counts": "getStatisticServiceCounts", "statistic": "getServicesStatistic"}

// Identity is everything of the options that decides what comes. It may hold secrets.
func (s *Source) Identity() string {
	b, _ := json.Marshal([]any{s.options.URL.Reveal(), s.options.Call, s.options.Services}) // it can't fail
	return string(b)
}

// Windowed tells whether it is asked for a window of days.
func (s *Source) Windowed() bool { return s.options.Call == "statistic" }

// settles is how long after its end a month is still asked for again: feedback comes late.
const settles = 31

// Window is the days to ask for, given the day of the last success, if there was one.
func (s *Source) Window(last, today kpi.Date) (from, to kpi.Date) {
	if last.IsZero() {
		return s.options.First, today
	}
	return max(s.options.First, last.AddDays(-settles)), today
}

// Chunk is longer than any window: it is asked for month by month anyway.
func (s *Source) Chunk() int { return 100 * 366 }

// question is one request and what is known of its answer.
type question struct {
	query url.Values
	facts map[string]string
}

// Fetch asks for one page after another while the payload is read.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	questions := s.counts()
	if s.Windowed() {
		questions = s.months(r.From, r.To)
	}
	if len(questions) == 0 {
		return &fetch.Response{NoContent: true}, nil // no month has ended
	}
	first, err := s.ask(ctx, r, questions[0])
	if err != nil {
		return nil, err
	}
	next := 0
	body := pages.Join(func() (page *pages.Page, err error) {
		page, next = first, next+1
		switch {
		case next > len(questions):
			return nil, io.EOF
		case next > 1:
			return s.ask(ctx, r, questions[next-1])
		}
		return page, nil
	})
	return &fetch.Response{Body: s.client.Closing(body)}, nil
}

func (s *Source) ask(ctx context.Context, r fetch.Request, q question) (*pages.Page, error) {
	u := *s.base
	u.Path += "/service/action/event/" + paths[s.options.Call]
	u.RawQuery = q.query.Encode()
	answer, err := s.client.Do(ctx, web.Call{Place: s.Place() + " for " + q.facts["service"] + q.facts["month"], URL: &u, Method: "GET",
		Accept: web.Accepts[r.Format], Format: r.Format, MaxBytes: r.MaxBytes})
	if err != nil {
		return nil, err
	}
	if answer.Body == nil {
		answer.Body = io.NopCloser(strings.NewReader(""))
	}
	return &pages.Page{Body: answer.Body, Facts: q.facts}, nil
}

// counts asks for each service as it is today.
func (s *Source) counts() (all []question) {
	today := kpi.DateOf(s.now().In(s.zone)).String()
	for _, n := range s.options.Services {
		id := strconv.Itoa(n)
		all = append(all, question{url.Values{"nID_Service": {id}}, map[string]string{"service": id, "day": today}})
	}
	return all
}

// months asks for each month that a window touches and that has ended: half a month is no month.
func (s *Source) months(from, to kpi.Date) (all []question) {
	t := from.Time()
	for begin := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC); ; begin = begin.AddDate(0, 1, 0) {
		end := begin.AddDate(0, 1, -1)
		if kpi.DateOf(end) > to || kpi.DateOf(end) >= kpi.DateOf(s.now().In(s.zone)) {
			return all
		}
		all = append(all, question{
			url.Values{"sDate_from": {begin.Format(time.DateOnly) + " 00:00:00"}, "sDate_to": {end.Format(time.DateOnly) + " 23:59:59"}},
			map[string]string{"month": begin.Format("2006-01")}})
	}
}
