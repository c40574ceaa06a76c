package pages

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const changesAddress = "/open-data/changes"

// releaseChangesBody is the page of what differs between two releases.
type releaseChangesBody struct {
	Action   string
	Kept     []kept
	Chosen   []choice
	From, To *release // nil: there are not two of them
	File     string
	Datasets []changedDataset
}

type changedDataset struct {
	ID, Name             string
	Added, Gone, Changed string // how many rows
	Same                 bool
	Told                 bool // its changes are told one by one
	Lines                []changedLine
}

// changedLine is a column of a row that is another.
type changedLine struct {
	Name, Href, Where, Kind string
	Again                   bool // a further column of the same row
	Column, Was, Is         string
}

// releaseChanges serves what differs between two releases; without any named, between the newest and the one before.
func (p *Pages) releaseChanges(c *fiber.Ctx) error {
	from, to := c.Query("from"), c.Query("to")
	return p.page(func(r *request) (*content, error) {
		r.about = append(r.about, "from", from, "to", to)
		body := &releaseChangesBody{Action: changesAddress, Kept: r.hidden()}
		content := &content{template: "changes", title: r.T("changes.title"), section: "open-data", seldom: true, body: body}
		all, err := p.Releases.Published(c.UserContext())
		if err != nil || len(all) == 0 && from == "" && to == "" {
			return content, err
		}
		before, after, err := p.Releases.Between(c.UserContext(), from, to)
		if err != nil {
			return nil, r.numberAbsent(err)
		}
		body.Chosen = r.releasesToChoose(all, before, after)
		if before == nil {
			return content, nil
		}
		found, err := p.Releases.Changes(c.UserContext(), before, after)
		if err != nil {
			return nil, err
		}
		names, err := p.namesOf(c.UserContext(), found)
		if err != nil {
			return nil, err
		}
		r.fillChanges(body, found, names, all)
		return content, nil
	})(c)
}

func (r *request) releasesToChoose(all []store.Release, from, to *store.Release) []choice {
	chosen := []choice{{ID: "from", Label: r.T("changes.from")}, {ID: "to", Label: r.T("changes.to")}}
	for i, x := range []*store.Release{from, to} {
		for _, other := range all {
			chosen[i].Options = append(chosen[i].Options, option{other.ID, other.ID, x != nil && x.ID == other.ID})
		}
	}
	return chosen
}

func (r *request) fillChanges(body *releaseChangesBody, found *opendata.Changes, names changedNames, all []store.Release) {
	from, to := r.release(*found.From, all), r.release(*found.To, all)
	from.Changes, to.Changes = "", ""
	body.From, body.To = &from, &to
	body.File = asked{}.link(changesAddress+".csv", "from", from.ID, "to", to.ID)
	words := opendata.Dictionary{Words: r.Locale, Config: r.board.Config}
	for _, d := range found.Datasets {
		one := changedDataset{
			ID: d.ID, Name: d.ID, Same: d.Added+d.Gone+d.Changed == 0, Told: opendata.Told(d.ID),
			Added: r.Number(float64(d.Added), 0), Gone: r.Number(float64(d.Gone), 0), Changed: r.Number(float64(d.Changed), 0),
		}
		if r.Has("data." + d.ID) { // an older release may have others
			one.Name = words.Title(d.ID)
		}
		for i := range d.Shown {
			one.Lines = append(one.Lines, r.changedLines(d.ID, &d.Shown[i], names, found.To.ID)...)
		}
		body.Datasets = append(body.Datasets, one)
	}
}

func (r *request) changedLines(dataset string, change *opendata.Change, names changedNames, to string) []changedLine {
	id := change.Row["indicator"]
	was, is := r.indicatorThen(id, names.was, names.is), r.indicatorThen(id, names.is, names.was)
	first := changedLine{Name: r.named(is, change.Row["breakdown"]), Where: r.regionThen(change.Row["region"], names), Kind: r.T("changes.row." + change.Kind)}
	if dataset == "progress" {
		var reading string
		first.Name, reading = r.targetThen(change.Row["programme"], change.Row["target_id"], change.Row["reading"], names)
		if target := r.board.Config.Target(change.Row["target_id"]); target != nil {
			first.Href = r.programmeLink(target.Programme) + "#" + target.ID
		}
		if reading != "" {
			first.Where += ", " + r.T("table.reading", "Reading", reading)
		}
	} else if period, err := board.ParsePeriod(change.Row["period_start"] + ".." + change.Row["period_end"]); err == nil {
		first.Where += ", " + r.Period(period)
		if change.Kind != opendata.RowGone {
			f := opendata.Figure{Indicator: id, Region: change.Row["region"], Period: period}
			first.Href = r.link(numberAddress(f, to), "breakdown", change.Row["breakdown"], "source", change.Row["source"])
		}
	}
	lines := make([]changedLine, len(change.Columns))
	for i, c := range change.Columns {
		line := first
		line.Again, line.Column = i > 0, r.T("changes.column."+c.Name)
		line.Was, line.Is = r.changedText(dataset, was, c.Name, c.Was), r.changedText(dataset, is, c.Name, c.Is)
		if line.Was == line.Is { // which differ by less than is shown
			line.Was, line.Is = plainOr(c.Was), plainOr(c.Is)
		}
		lines[i] = line
	}
	return lines
}

// changedText writes a released value for people, in the unit that it was released in.
func (r *request) changedText(dataset string, i *config.Indicator, column string, text *string) string {
	if text == nil {
		return "–"
	}
	number, notNumber := strconv.ParseFloat(*text, 64)
	day, notDay := kpi.ParseDate(*text)
	switch {
	case column == "status" && r.Has("state."+*text):
		return r.T("state." + *text)
	case column == "reason" && dataset == "progress" && r.Has("reason."+*text):
		return r.whyJudged(*text)
	case (column == "reason" || column == "status") && r.Has("reason."+*text):
		return r.T("reason." + *text)
	case (column == "reason" || column == "status") && r.Has("reason.status."+*text):
		return r.T("reason.status." + *text)
	case notNumber == nil && (column == "value" || column == "latest_value" || column == "target_value"):
		return r.precise(i, number)
	case notNumber == nil:
		return r.Trim(number, 6)
	case notDay == nil:
		return r.Date(day)
	}
	return *text
}

func plainOr(text *string) string { return orNone(stringOr(text)) }
