package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// serviceListBody lists the services that regions must offer or do offer, by country and sector.
type serviceListBody struct {
	Countries []serviceCountry
	Several   bool // countries
	CSV       string
	Tags      []string
}

type serviceCountry struct {
	Name    string
	Sectors []serviceSector
}

type serviceSector struct {
	Name  string
	Lines []serviceLine
}

// serviceLine is a service over all regions.
type serviceLine struct {
	Name, Href, Tier string
	Online           string // in how many of how many regions whose stage is known
	Stages           []stageCount
	Key              string // the same in words
}

// offered is a service where it is offered, by region in the order of the configuration.
type offered struct {
	service *config.Service
	views   []*board.ServiceView
}

// offeredServices are the services that any region offers.
func (r *request) offeredServices() []offered {
	at := map[*config.Service]int{}
	var list []offered
	for _, region := range r.board.Config.Regions {
		views := r.board.Services(region.Code)
		for i := range views {
			v := &views[i]
			n, known := at[v.Service]
			if !known {
				n = len(list)
				at[v.Service], list = n, append(list, offered{service: v.Service})
			}
			list[n].views = append(list[n].views, v)
		}
	}
	return list
}

// count is the parts of the bar of regions, and in how many of those whose stage is known the service is online.
func (o offered) count(r *request) (stages []stageCount, online, known int) {
	counts := map[string]int{}
	for _, v := range o.views {
		counts[stageKind(v)]++
		if v.Status == kpi.Present {
			known++
			if v.Stage >= kpi.StageOnline {
				online++
			}
		}
	}
	return r.stageCounts(counts, len(o.views)), online, known
}

// country is the region above all others of the first that offers the service.
func (o offered) country(r *request) *config.Region {
	region := o.views[0].Region
	for parent := region; parent != nil; parent = r.board.Config.Region(parent.Parent) {
		region = parent
	}
	return region
}

func (o offered) simulated() bool {
	return slices.ContainsFunc(o.views, func(v *board.ServiceView) bool { return v.Simulated })
}

func (p *Pages) serviceList(r *request) (*content, error) {
	body := &serviceListBody{CSV: r.data("services.csv")}
	list := r.offeredServices()
	regions := r.board.Config.Regions // whose order is the owner's
	slices.SortStableFunc(list, func(x, y offered) int {
		return cmp.Or(cmp.Compare(slices.Index(regions, x.country(r)), slices.Index(regions, y.country(r))),
			strings.Compare(r.sector(x.service), r.sector(y.service)), strings.Compare(r.plainText(x.service.Name), r.plainText(y.service.Name)))
	})
	for _, o := range list {
		if o.simulated() && body.Tags == nil {
			body.Tags = []string{r.T("tag.simulated")}
		}
		body.add(r.plainText(o.country(r).Name), r.sector(o.service), r.serviceLine(o))
	}
	body.Several = len(body.Countries) > 1
	return &content{template: "services", title: r.T("nav.services"), section: "services", body: body}, nil
}

// add puts a line under its country and sector; lines come in their order.
func (b *serviceListBody) add(country, sector string, line serviceLine) {
	if n := len(b.Countries); n == 0 || b.Countries[n-1].Name != country {
		b.Countries = append(b.Countries, serviceCountry{Name: country})
	}
	c := &b.Countries[len(b.Countries)-1]
	if n := len(c.Sectors); n == 0 || c.Sectors[n-1].Name != sector {
		c.Sectors = append(c.Sectors, serviceSector{Name: sector})
	}
	s := &c.Sectors[len(c.Sectors)-1]
	s.Lines = append(s.Lines, line)
}

func (r *request) serviceLine(o offered) serviceLine {
	line := serviceLine{Name: r.text(o.service.Name), Href: r.serviceLink(o.service), Tier: r.tier(o.service)}
	stages, online, known := o.count(r)
	line.Stages, line.Online = stages, r.onlineIn(online, known)
	var words []string
	for _, s := range stages {
		words = append(words, s.Name+": "+s.Count)
	}
	line.Key = strings.Join(words, ", ")
	return line
}

// onlineIn says in how many of how many regions a service is online; "" where no stage is known.
func (r *request) onlineIn(online, known int) string {
	if known == 0 {
		return ""
	}
	return r.N("service.online_in", float64(known), 0, "Online", r.Number(float64(online), 0))
}

// serviceBody is one service over all regions: who offers it online, how it is used, and how long it takes.
type serviceBody struct {
	Name, Finding          string
	Sector, Tier, Deadline string
	Mass                   bool
	Tags                   []string
	Stages                 []stageCount
	Lines                  []offerLine
	Nobody                 string        // is known to offer it, and on which day
	StagesCSV, Share       string        // Share: where others find how to embed the stages
	Times                  *serviceTimes // nil where nothing is known of any region
}

// offerLine is the service in a region.
type offerLine struct {
	Region    place
	Stage     mark
	Since     string
	TakeUp    string // the share of its applications that came online, of the last month that has ended
	TakeUpOf  string // that month
	How       string
	TakeUpWhy *mark // why there is none
}

// serviceTimes is how long the service takes in each region, in the last month that has ended.
type serviceTimes struct {
	Month, On, CSV string
	Share          string // where others find how to embed them
	Rows           []processingRow
	AnyTimes       bool
	Tags           []string
}

// offeredAs is a service where it is offered: by nobody, on a day on which none is known to.
func (r *request) offeredAs(s *config.Service) offered {
	for _, of := range r.offeredServices() {
		if of.service == s {
			return of
		}
	}
	return offered{service: s}
}

// embedOfService is a service's stages for programs that ask what its page shows; nil where nobody offers it.
func embedOfService(o offered) *embedded {
	if len(o.views) == 0 {
		return nil
	}
	return &embedded{kind: embedService, id: o.service.ID}
}

func idsOfOffered(list []offered) (ids []string) {
	for _, o := range list {
		ids = append(ids, o.service.ID)
	}
	return ids
}

func (p *Pages) service(r *request) (*content, error) {
	at := slices.IndexFunc(r.board.Config.Services, func(s *config.Service) bool { return s.ID == r.id })
	if at < 0 {
		return nil, fiber.ErrNotFound
	}
	s := r.board.Config.Services[at]
	o := r.offeredAs(s)
	body := &serviceBody{
		Name: r.plainText(s.Name), Sector: r.sector(s), Tier: r.tier(s), Deadline: r.legal(s.Deadline), Mass: s.Mass,
		StagesCSV: r.data("services.csv", "service", s.ID), Share: (&embedded{kind: embedService, id: s.ID}).share(r), Times: r.serviceTimes(s),
	}
	stages, online, known := o.count(r)
	body.Stages, body.Finding = stages, body.Name
	if known > 0 {
		body.Finding = body.Name + ": " + r.onlineIn(online, known)
	}
	if o.simulated() {
		body.Tags = []string{r.T("tag.simulated")}
	}
	for _, v := range o.views {
		body.Lines = append(body.Lines, r.offerLine(v))
	}
	if len(o.views) == 0 {
		body.Nobody = r.T("service.nobody", "Date", r.Date(min(r.board.AsOf, r.board.Today)))
	}
	return &content{template: "service", title: body.Name, section: "services", embed: embedOfService(o), body: body}, nil
}

func (r *request) offerLine(v *board.ServiceView) offerLine {
	line := offerLine{Region: place{r.regionName(v.Region), r.regionLink(v.Region)}, Stage: r.stageMark(v)}
	if !v.Since.IsZero() {
		line.Since = r.Date(v.Since)
	}
	i, c := r.serviceCell(v.Region, v.Service, config.MeasureDigitalTakeUp, r.monthEnded())
	switch {
	case c == nil:
	case c.Value == nil:
		line.TakeUpWhy = r.missing(c.Status, c.Reason)
	default:
		line.TakeUp, line.TakeUpOf, line.How = r.value(i, *c.Value), r.Period(c.Period), r.how(c.Indicator, c.Region, c.Breakdown, c.Period)
	}
	return line
}

// monthEnded is the last month that has ended.
func (r *request) monthEnded() kpi.Period { return board.LatestEnded(kpi.Monthly, r.board.Today) }

// serviceTimes puts the regions' times on one scale; what is open speaks of each region's newest day.
func (r *request) serviceTimes(s *config.Service) *serviceTimes {
	month := r.monthEnded()
	out := &serviceTimes{Month: r.Month(month.Start), CSV: r.data("processing.csv", "service", s.ID), Share: (&embedded{kind: embedServiceTimes, id: s.ID}).share(r)}
	type times struct{ ended, now *board.ProcessingView }
	var list []times
	ended := map[string]*board.ProcessingView{}
	var on kpi.Date
	for _, region := range r.board.Config.Regions {
		var t times
		views := r.board.Processing(region.Code)
		for i := range views {
			v := &views[i]
			if v.Service != s {
				continue
			}
			if newer(v, t.now) {
				t.now = v
			}
			if v.Month == month.Start {
				t.ended = v
			}
		}
		if t.now == nil {
			continue
		}
		if t.ended != nil {
			ended[region.Code] = t.ended
		}
		on = max(on, min(t.now.At, r.board.Today))
		list = append(list, t)
	}
	if len(list) == 0 {
		return nil
	}
	scale := longest(ended)
	for _, t := range list {
		row := r.processingRow(s, t.ended, t.now, r.board.NotHeard(t.now.Region.Code, month.Start), on, scale)
		row.Name, row.Href = r.regionName(t.now.Region), r.regionLink(t.now.Region)
		out.Rows = append(out.Rows, row)
		if t.now.Simulated && out.Tags == nil {
			out.Tags = []string{r.T("tag.simulated")}
		}
	}
	out.On, out.AnyTimes = r.Date(on), scale > 0
	return out
}
