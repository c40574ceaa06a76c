package pages

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// whatIfBody asks what would be otherwise in a region if one service were online, or one indicator had another value.
type whatIfBody struct {
	Region     place
	Action     string
	Kept       []kept
	Services   []option // that are not online
	Indicators []option
	Value      string
	Present    string // what the chosen indicator is now, with its unit
	Asked      string // what is supposed, in a sentence; "" where nothing is
	Wrong      string // why it can't be supposed
	WrongValue string // the same, where the value is the reason
	Rows       []otherwise
	Others     string // in how many other regions something would be otherwise
	Tags       []string
}

type option struct {
	ID, Name string
	Selected bool
}

// otherwise is a promise or a place in an index, as it is and as it would be.
type otherwise struct {
	Name, Href    string
	Region        string // "" where it is the page's
	Before, After string
	Was, Is       *mark
	Tags          []string
}

func (p *Pages) whatIf(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		region := r.board.Config.Region(strings.ToUpper(r.id))
		if region == nil {
			return nil, &unknownRegion{r.id}
		}
		body := &whatIfBody{
			Region: place{r.regionName(region), r.regionLink(region)}, Action: "/regions/" + url.PathEscape(region.Code) + "/what-if", Kept: r.hidden(),
			Value: strings.TrimSpace(strings.ToValidUTF8(c.Query("value"), "")),
		}
		service, indicator := c.Query("service"), c.Query("indicator")
		for _, v := range r.board.Services(region.Code) {
			if v.Status != kpi.NotApplicable && (v.Status != kpi.Present || v.Stage < kpi.StageOnline) {
				body.Services = append(body.Services, option{v.Service.ID, r.plainText(v.Service.Name), v.Service.ID == service})
			}
		}
		for _, i := range r.board.Config.Indicators {
			c := r.board.Series(i.ID, region.Code, "").Latest(r.board.Today)
			if c == nil {
				continue
			}
			name, now := r.plainText(i.Name), r.T("value.dated", "Value", r.value(i, *c.Value), "Date", r.Period(c.Period))
			body.Indicators = append(body.Indicators, option{i.ID, r.T("whatif.indicator", "Indicator", name, "Value", now), i.ID == indicator})
			if body.Present == "" || i.ID == indicator { // a form shows its first where none is chosen
				body.Present = r.T("whatif.present", "Indicator", name, "Value", now)
			}
		}
		for _, kept := range []string{"service", "indicator", "value"} {
			if value := c.Query(kept); value != "" {
				r.about = append(r.about, kept, value)
			}
		}
		r.suppose(body, region, service, indicator)
		return &content{template: "whatif", title: r.T("whatif.title") + ": " + body.Region.Name, section: "regions", seldom: true, wrong: body.Wrong+body.WrongValue != "", body: body}, nil
	})(c)
}

// hidden are the parameters that a form keeps.
func (r *request) hidden() []kept {
	var list []kept
	for _, pair := range r.asked.pairs() {
		if pair[1] != "" {
			list = append(list, kept{pair[0], pair[1]})
		}
	}
	return list
}

// suppose answers what is asked for, if anything is.
func (r *request) suppose(body *whatIfBody, region *config.Region, service, indicator string) {
	one := board.Supposed{Region: region}
	switch {
	case service != "":
		if one.Service, one.Stage = r.board.Config.Service(service), kpi.StageOnline; one.Service == nil {
			body.Wrong = r.T("whatif.unknown")
			return
		}
		body.Asked = r.T("whatif.service", "Service", r.plainText(one.Service.Name))
	case indicator != "":
		v, ok := r.supposedValue(body.Value)
		if one.Indicator = r.board.Config.Indicator(indicator); one.Indicator == nil {
			body.Wrong = r.T("whatif.unknown")
			return
		}
		if !ok {
			body.WrongValue = r.T("whatif.no_number")
			return
		}
		one.Value = v / measureOf(one.Indicator).scale
		body.Asked = r.T("whatif.value", "Indicator", r.plainText(one.Indicator.Name), "Value", r.goal(one.Indicator, one.Value))
	default:
		return
	}
	list, err := r.board.WhatIf([]board.Supposed{one})
	if beyond := (*board.Implausible)(nil); errors.As(err, &beyond) {
		body.Asked, body.WrongValue = "", r.beyond(one.Indicator, beyond)
		return
	}
	if err != nil {
		body.Asked, body.Wrong = "", r.T("whatif.impossible")
		return
	}
	others := map[*config.Region]bool{}
	for i := range list {
		of := &list[i]
		if of.Region != region && of.Region.Code != region.Parent {
			others[of.Region] = true
			continue
		}
		body.Rows = append(body.Rows, r.otherwise(of, region))
	}
	slices.SortStableFunc(body.Rows, func(x, y otherwise) int { return strings.Compare(x.Region, y.Region) }) // the page's own first
	if len(others) > 0 {
		body.Others = r.N("whatif.others", float64(len(others)), 0)
	}
	if slices.ContainsFunc(list, func(c board.Consequence) bool {
		return c.Is != nil && c.Is.Simulated || c.Period != nil && c.Period.Simulated
	}) {
		body.Tags = []string{r.T("tag.simulated")}
	}
}

// beyond says what an indicator's value can be, where it can't be what was supposed.
func (r *request) beyond(i *config.Indicator, what *board.Implausible) string {
	switch low, high := what.Low, what.High; {
	case low != nil && high != nil:
		return r.T("whatif.between", "Low", r.goal(i, *low), "High", r.goal(i, *high))
	case low != nil:
		return r.T("whatif.at_least", "Low", r.goal(i, *low))
	case high != nil:
		return r.T("whatif.at_most", "High", r.goal(i, *high))
	case what.Whole:
		return r.T("whatif.whole")
	}
	return r.T("whatif.no_number")
}

// supposedValue reads a number as people write it, with a comma or a point.
func (r *request) supposedValue(text string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.NewReplacer(",", ".", " ", "", "\u00a0", "", "\u202f", "", "−", "-").Replace(text), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

func (r *request) otherwise(c *board.Consequence, region *config.Region) otherwise {
	var out otherwise
	if c.Region != region {
		out.Region = r.plainText(c.Region.Name)
	}
	if p := c.Period; p != nil {
		out.Name, out.Href = r.plainText(p.Index.Name), r.programmeLink(p.Index.Programme)+"#index"
		out.Before, out.After = r.placeOf(p, c.Before), r.placeOf(p, c.After)
		return out
	}
	was, is := r.stateOf(c.Was), r.stateOf(c.Is)
	out.Name, out.Href = r.plainText(c.Is.Target.Name), r.link("/programmes/"+url.PathEscape(c.Is.Programme.ID)+"#"+c.Is.Target.ID)
	if reading := r.plainText(c.Is.Reading.Name); reading != "" {
		out.Name += " (" + r.T("table.reading", "Reading", reading) + ")"
	}
	out.Was, out.Is, out.Tags = &was, &is, r.tagsOf(c.Is)
	value := func(p *board.Progress) string {
		if p.Latest == nil {
			return "–"
		}
		return r.value(p.Indicator, p.Latest.Value)
	}
	out.Before, out.After = value(c.Was), value(c.Is)
	return out
}

// placeOf is a score and a place; "–" where there is none.
func (r *request) placeOf(p *board.IndexPeriod, of *board.IndexRegion) string {
	if of == nil || of.Score == nil {
		return "–"
	}
	return r.Number(*of.Score, p.Edition.Decimals()) + ", " + r.Ordinal(of.Rank)
}
