package pages

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// severalRegions is a comparison as it stands alone: one of its ways, and the regions that it can say nothing of.
type severalRegions struct {
	Ranks   *compareRanks
	Scatter *compareScatter
	Courses *compareMultiples
	Lacking []lacking
	Title   string // of those
}

// lacking is a region that a comparison can say nothing of, and which of two indicators that is about; "" where there is one.
type lacking struct {
	untold
	Of string
}

func lackingOf(list []untold) []lacking {
	out := make([]lacking, len(list))
	for i, u := range list {
		out[i].untold = u
	}
	return out
}

// comparedExhibit compares regions as a page of ours does.
func (r *request) comparedExhibit(e *embedded) (*exhibit, error) {
	if err := r.checkChoice(&e.choice); err != nil {
		return nil, err
	}
	r.about = append(r.about, e.choice.pairs()...)
	t, err := r.comparison(e.choice)
	if err != nil {
		return nil, err
	}
	body := r.compareBody(e.kind, t)
	page := r.compareLink(e.kind, e.choice)
	x := &exhibit{Kind: e.kind, Title: body.Finding, Tags: body.Tags, Page: page, Source: r.sourceLine(page)}
	if body.None {
		x.Title = r.T("compare.none")
	}
	x.Caption = strings.TrimSuffix(r.T("compare.view."+e.kind), ".")
	if body.More != "" {
		x.Said = append(x.Said, body.More)
	}
	x.Said = append(x.Said, body.Notes...)
	switch shown := body.Shown.(type) {
	case *compareTable:
		x.heat(r, t)
	case *compareImproved:
		x.improved(r, shown)
	case *compareRanks:
		x.ranks(r, shown)
	case *compareScatter:
		x.scatter(r, shown)
	case *compareMultiples:
		x.courses(r, shown)
	}
	x.Summary = x.Title
	return x, nil
}

// checkChoice refuses regions and indicators that there are not, with those that there are.
func (r *request) checkChoice(s *selection) error {
	c := r.board.Config
	for _, of := range [][2]string{{"of", s.of}, {"peers", s.peers}} {
		if of[1] != "" && c.Region(strings.ToUpper(of[1])) == nil {
			return r.wrongEmbed("region", of[0], of[1], regionCodes(c), fiber.ErrBadRequest)
		}
	}
	for _, of := range [][2]string{{"indicator", s.indicator}, {"x", s.x}, {"y", s.y}} {
		if of[1] != "" && c.Indicator(of[1]) == nil && (of[0] != "indicator" || c.Index(of[1]) == nil) {
			return r.wrongEmbed("indicator", of[0], of[1], indicatorIDs(c), fiber.ErrBadRequest)
		}
	}
	for _, id := range s.columns() {
		if id != "" && c.Indicator(id) == nil {
			return r.wrongEmbed("indicator", "indicators", id, indicatorIDs(c), fiber.ErrBadRequest)
		}
	}
	if id := strings.TrimPrefix(s.sort, "-"); id != "" && c.Indicator(id) == nil {
		return r.wrongEmbed("indicator", "sort", s.sort, indicatorIDs(c), fiber.ErrBadRequest)
	}
	return nil
}

// add adds what an exhibit says to those who do not see it.
func (x *exhibit) add(parts ...string) { x.Whole += " " + strings.Join(parts, " ") }

func (x *exhibit) ranks(r *request, shown *compareRanks) {
	x.Several = &severalRegions{}
	x.Several.Ranks, x.Several.Lacking, x.Several.Title = shown, lackingOf(shown.Untold), r.T("compare.unplaced")
	x.Caption += ": " + shown.Name
	x.Said = append(x.Said, shown.Parted...)
	if shown.Proposed {
		x.Tags = append(x.Tags, r.T("tag.proposed"))
	}
	for _, row := range shown.Rows {
		if n := len(row.Places); n > 0 && row.Places[n-1] != "" {
			x.add(row.Name+":", row.Places[n-1], row.Moved+".")
		}
	}
}

func (x *exhibit) scatter(r *request, shown *compareScatter) {
	x.Several = &severalRegions{}
	x.Several.Scatter, x.Several.Title = shown, r.T("compare.valueless")
	x.Caption += ": " + shown.X.Name + "; " + shown.Y.Name
	if shown.Drawing == nil {
		x.Said = append(x.Said, r.T("compare.no_dots"))
	} else {
		x.Said = append(x.Said, r.T("compare.medians", "X", shown.X.Median, "Y", shown.Y.Median, "BetterX", shown.X.Better, "BetterY", shown.Y.Better))
	}
	for _, row := range shown.Rows {
		if row.X.Missing == nil && row.Y.Missing == nil {
			x.add(row.Name+":", row.X.Value, "("+row.X.When+");", row.Y.Value, "("+row.Y.When+").")
		}
		for n, missing := range []*mark{row.X.Missing, row.Y.Missing} {
			if missing != nil {
				x.Several.Lacking = append(x.Several.Lacking, lacking{untold{row.Name, row.Href, *missing}, []string{shown.X.Name, shown.Y.Name}[n]})
			}
		}
	}
}

func (x *exhibit) courses(r *request, shown *compareMultiples) {
	x.Several = &severalRegions{}
	x.Several.Courses, x.Several.Lacking, x.Several.Title = shown, lackingOf(shown.Untold), r.T("compare.valueless")
	x.Caption += ": " + shown.Indicator
	x.Said = append(x.Said, shown.Breaks...)
	for _, card := range shown.Cards {
		x.add(card.Text)
		if card.Goal != "" {
			x.add(sentence(r.T("compare.promised_line") + " " + card.Goal))
		}
	}
}
