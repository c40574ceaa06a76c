package pages

import (
	"github.com/postup/postup/config"
)

// programmesBody lists the programmes.
type programmesBody struct {
	Programmes []programmeLine
}

type programmeLine struct {
	Name, Href, Summary, Owner string
	Tally                      []tally
	Coverage                   string
	Said                       string
}

func (p *Pages) programmes(r *request) (*content, error) {
	body := &programmesBody{}
	for _, programme := range r.board.Config.Programmes {
		line := programmeLine{Name: r.plainText(programme.Name), Href: r.programmeLink(programme), Summary: r.text(programme.Summary)}
		if region := r.board.Config.Region(programme.Region); region != nil {
			line.Owner = r.regionName(region)
		}
		line.Tally = r.tally(r.board.PromisesOf(programme.ID))
		if len(programme.Targets) > 0 {
			line.Said = r.saidBy(programme.Targets[0].Promise)
		}
		if c := r.board.CoverageOf(programme.ID); c != nil {
			line.Coverage = r.coverage(c)
		}
		body.Programmes = append(body.Programmes, line)
	}
	return &content{template: "programmes", title: r.T("nav.programmes"), section: "programmes", body: body}, nil
}

// regionsBody lists the regions under the country or region that they belong to.
type regionsBody struct {
	Parents []regionGroup
	Briefs  string // of all regions, for print
}

type regionGroup struct {
	Name, Href string
	Briefs     string // of the regions within, for print; "" where there are none
	Own        regionLine
	Lines      []regionLine
}

// regionLine is a region in a list: how its promises stand, and how fresh its data is.
type regionLine struct {
	Name, Code, Href string
	Kind             string
	Tally            []tally
	Absent           *mark // why there is nothing to count
	Freshness        []tally
}

func (p *Pages) regions(r *request) (*content, error) {
	body := &regionsBody{Briefs: r.briefOf("/regions")}
	for _, region := range r.board.Config.Regions {
		children := r.board.Config.Children(region.Code)
		if region.Parent != "" && len(children) == 0 {
			continue
		}
		g := regionGroup{Name: r.regionName(region), Href: r.regionLink(region), Own: r.regionLine(region)}
		for _, child := range children {
			g.Lines = append(g.Lines, r.regionLine(child))
		}
		if len(children) > 0 {
			g.Briefs = r.briefOf("/regions", "parent", region.Code)
		}
		body.Parents = append(body.Parents, g)
	}
	return &content{template: "regions", title: r.T("nav.regions"), section: "regions", body: body}, nil
}

func (r *request) regionLine(region *config.Region) regionLine {
	line := regionLine{Name: r.regionName(region), Code: region.Code, Href: r.regionLink(region)}
	line.Tally = r.tally(r.board.ProgressOf("", region.Code))
	if len(line.Tally) == 0 {
		m := r.because("no_promise", "no_promise")
		line.Absent = &m
	}
	line.Freshness = r.freshness(r.board.SourcesOf(region.Code)).Tally
	return line
}
