package pages

// programmesBody lists the programmes.
type programmesBody struct {
	Programmes []programmeLine
	Promises   string // address of the page of all promises
}

type programmeLine struct {
	Name, Href, Summary, Owner string
	Tally                      []tally
	Coverage                   string
	Said                       string
}

func (p *Pages) programmes(r *request) (*content, error) {
	body := &programmesBody{Promises: r.link(promisesAddress)}
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
