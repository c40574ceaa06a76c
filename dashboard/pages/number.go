package pages

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// mostNeighbours is how many releases before one, and how many after it, a number is looked up in.
const mostNeighbours = 12

// askedNumber is which figure of which release an address names.
type askedNumber struct {
	opendata.Figure
	release string // "": the newest
	json    bool
}

// foundNumber is a number of a release, and the same in the releases around it.
type foundNumber struct {
	askedNumber
	*opendata.Number
	in        *store.Release
	all       []store.Release // published, the newest first
	indicator *config.Indicator
	formula   string // of the indicator; "" where there is none
	rollup    string // how the release rolled it up; "" where that isn't told
	region    config.Text
	history   []numberThen // the newest first
}

// numberThen is what a release says of a number; no Number: the release hasn't got it.
type numberThen struct {
	release   *store.Release
	indicator *config.Indicator // as that release has it: its unit and decimals may be others
	*opendata.Number
}

// number serves one number of a release, as a page or as JSON.
func (p *Pages) number(c *fiber.Ctx) error {
	asked, err := numberAsked(c)
	if err != nil {
		return err
	}
	c.Vary(fiber.HeaderAccept)
	if asked.json {
		c.Locals(answeredAs, fiber.MIMEApplicationJSON)
		return p.answer(func(c *fiber.Ctx, r *request) error {
			found, err := p.findNumber(c.UserContext(), asked)
			if err != nil {
				return r.numberAbsent(err)
			}
			c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
			return c.JSON(r.numberAnswer(found))
		})(c)
	}
	return p.page(func(r *request) (*content, error) {
		found, err := p.findNumber(c.UserContext(), asked)
		if err != nil {
			return nil, r.numberAbsent(err)
		}
		r.about = append(r.about, "breakdown", asked.Breakdown, "source", asked.Source)
		body := r.numberBody(found)
		return &content{template: "number", title: body.Name + ": " + body.Region, section: "open-data", seldom: true, body: body}, nil
	})(c)
}

func numberAsked(c *fiber.Ctx) (asked askedNumber, err error) {
	parts := map[string]*string{"indicator": &asked.Indicator, "region": &asked.Region}
	for name, to := range parts {
		if *to, err = url.PathUnescape(c.Params(name)); err != nil {
			return asked, &store.Error{Code: store.CodeInvalid, Message: name + ": can't be read", Err: err}
		}
	}
	last, err := url.PathUnescape(c.Params("period"))
	if err != nil {
		return asked, &store.Error{Code: store.CodeInvalid, Message: "period: can't be read", Err: err}
	}
	last, asked.json = strings.CutSuffix(last, ".json")
	asked.json = asked.json || c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON
	var period string
	period, asked.release, _ = strings.Cut(last, "@")
	if asked.Period, err = board.ParsePeriod(period); err != nil {
		return asked, &store.Error{Code: store.CodeInvalid, Message: "period: " + err.Error(), Err: err}
	}
	asked.Breakdown, asked.Source = c.Query("breakdown"), c.Query("source")
	return asked, nil
}

func (p *Pages) findNumber(ctx context.Context, asked askedNumber) (*foundNumber, error) {
	all, err := p.Releases.Published(ctx)
	if err != nil {
		return nil, err
	}
	f := &foundNumber{askedNumber: asked, all: all}
	at := slices.IndexFunc(all, func(x store.Release) bool { return x.ID == asked.release })
	if (asked.release == "" || asked.release == opendata.Latest) && len(all) > 0 {
		at = 0
	}
	if at < 0 {
		return nil, &opendata.Absent{Kind: "release", Given: asked.release, There: idsOfReleases(all)}
	}
	f.in = &all[at]
	if f.Number, err = p.Releases.Number(ctx, f.in, asked.Figure); err != nil {
		return nil, err
	}
	for i := max(0, at-mostNeighbours); i < min(len(all), at+mostNeighbours+1); i++ {
		then := numberThen{release: &all[i]}
		then.Number, err = p.Releases.Number(ctx, &all[i], asked.Figure)
		if absent := (*opendata.Absent)(nil); err != nil && !errors.As(err, &absent) {
			return nil, err
		}
		if then.Number != nil {
			if then.indicator, _, err = p.indicatorIn(ctx, &all[i], f.Indicator, then.Exact); err != nil {
				return nil, err
			}
		}
		f.history = append(f.history, then)
	}
	return f, p.nameNumber(ctx, f)
}

// publishedNumber is where a figure stands in the newest release, at an address that stays; "" where it has not been published.
func (p *Pages) publishedNumber(ctx context.Context, r *request, q board.Question) (string, error) {
	all, err := p.Releases.Published(ctx)
	if err != nil || len(all) == 0 {
		return "", err
	}
	f := opendata.Figure{Indicator: q.Indicator, Region: q.Region, Breakdown: q.Breakdown, Period: q.Period, Source: q.Source}
	absent := (*opendata.Absent)(nil)
	switch _, err = p.Releases.Number(ctx, &all[0], f); {
	case errors.As(err, &absent):
		return "", nil
	case err != nil:
		return "", err
	}
	return asked{lang: r.asked.lang}.link(numberAddress(f, all[0].ID), "breakdown", f.Breakdown, "source", f.Source), nil
}

// nameNumber finds out what the release calls what its number is of: what it is called today may be something else, or be gone.
func (p *Pages) nameNumber(ctx context.Context, f *foundNumber) error {
	indicator, of, err := p.indicatorIn(ctx, f.in, f.Indicator, f.Exact)
	if err != nil {
		return err
	}
	in, err := p.Releases.Region(ctx, f.in, f.Region)
	if err != nil {
		return err
	}
	f.indicator, f.formula, f.rollup = indicator, of.Formula, of.Rollup
	if f.region = in.Name; len(f.region) == 0 {
		f.region = config.Text{"": f.Region}
	}
	return nil
}

// indicatorIn is an indicator as a release has it, for a value that is exactly so.
func (p *Pages) indicatorIn(ctx context.Context, x *store.Release, id, exact string) (*config.Indicator, opendata.Named, error) {
	of, err := p.Releases.Indicator(ctx, x, id)
	i := &config.Indicator{ID: id, Name: of.Name, Meaning: of.Meaning, Unit: of.Unit, Decimals: decimalsIn(exact)}
	if of.Decimals != nil {
		i.Decimals = *of.Decimals
	}
	if len(i.Name) == 0 {
		i.Name = config.Text{"": id}
	}
	return i, of, err
}

// mostDecimals is as many as people read.
const mostDecimals = 6

// decimalsIn counts a number's decimals: it is shown with all of them where its release doesn't say how many.
func decimalsIn(exact string) int {
	_, decimals, _ := strings.Cut(exact, ".")
	return min(len(decimals), mostDecimals)
}

func idsOfReleases(all []store.Release) (ids []string) {
	for _, x := range all {
		ids = append(ids, x.ID)
	}
	return ids
}

// numberAbsent says in the visitor's language what there is instead of a number that isn't there.
func (r *request) numberAbsent(err error) error {
	absent := (*opendata.Absent)(nil)
	if !errors.As(err, &absent) {
		return err
	}
	if absent.Kind == "release" && len(absent.There) == 0 {
		return errors.Join(&absentFigure{r.T("data.none"), ""}, err)
	}
	if name := r.knownAs(absent); name != "" {
		return errors.Join(&absentFigure{r.leftOut(absent, name), ""}, err)
	}
	there := slices.Clone(absent.There)
	given := absent.Given
	for i, name := range there {
		there[i] = r.absentName(absent.Kind, name)
	}
	return errors.Join(&absentFigure{r.unknownOf(absent.Kind, absent.Kind, r.absentName(absent.Kind, given), there), ""}, err)
}

// knownAs is what the board calls an indicator or a region that a release has no figures of; "" of any other, and of what is nowhere known.
func (r *request) knownAs(absent *opendata.Absent) string {
	switch c := r.board.Config; absent.Kind {
	case "indicator":
		if i := c.Indicator(absent.Given); i != nil {
			return r.plainText(i.Name)
		} else if x := c.Index(absent.Given); x != nil {
			return r.plainText(x.Name)
		}
	case "region":
		if region := c.Region(absent.Given); region != nil {
			return r.plainText(region.Name)
		}
	}
	return ""
}

// leftOut says that a release has no figures of what there is, what releases leave out, and what it has.
func (r *request) leftOut(absent *opendata.Absent, name string) string {
	said := r.T("number.lacks."+absent.Kind, "Release", absent.Release, "Name", name)
	if r.simulates() {
		said += " " + r.T("number.left_out")
	}
	if len(absent.There) > 0 {
		said += " " + r.T("number.has."+absent.Kind, "List", r.listed(absent.There))
	}
	return said
}

// simulates tells whether any source is simulated: what comes from it is in no release.
func (r *request) simulates() bool {
	return slices.ContainsFunc(r.board.Config.Sources, func(s *config.Source) bool { return s.Simulated })
}

// absentName writes a part of a number's name as people do, where the address has it in another way.
func (r *request) absentName(kind, name string) string {
	switch kind {
	case "period":
		if p, err := board.ParsePeriod(name); err == nil {
			return r.Period(p)
		}
	case "breakdown":
		if name == "" {
			return r.T("number.whole")
		}
	}
	return name
}

// numberAddress is where a number of a release stays.
func numberAddress(f opendata.Figure, release string) string {
	address := "/n/" + url.PathEscape(f.Indicator) + "/" + url.PathEscape(f.Region) + "/" + periodIn(f.Period)
	if release != "" {
		address += "@" + release
	}
	return address
}

func periodIn(p kpi.Period) string { return p.Start.String() + ".." + p.End.String() }

// explainThen is the address of what explains a number as it was known on a release's day.
func (r *request) explainThen(f opendata.Figure, x *store.Release) string {
	then := asked{lang: r.asked.lang, asOf: x.AsOf, today: x.AsOf}
	return then.link(explain.Address(board.SeriesKey{Indicator: f.Indicator, Region: f.Region}, f.Period), "breakdown", f.Breakdown, "source", f.Source)
}
