package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// changedFollowed are the indicators that a programme follows beside its promises and that have another value in a region.
func (r *request) changedFollowed(programme *config.Programme, region *config.Region, since kpi.Date) (list []*change) {
	for _, s := range r.notPromised(programme.Indicators, region) {
		i := r.board.Config.Indicator(s.Indicator)
		var was, is *board.Cell
		for n := range s.Cells {
			c := &s.Cells[n]
			if !r.comparable(i, c) {
				continue
			}
			if is = c; c.Period.End <= since {
				was = c
			}
		}
		if is == nil || is == was || was != nil && readAlike(i, *was.Value, *is.Value) {
			continue
		}
		c := &change{day: min(is.Period.End, r.board.Known), region: region, words: func(r *request) written {
			return written{
				Name: r.plainText(i.Name), Href: r.link("/methods#" + i.ID), Tags: r.marked(is.Simulated, is.Restated, false, is.Partial),
				Was: r.sideOfCell(i, was), Is: r.sideOfCell(i, is),
			}
		}}
		if was != nil {
			c.by = moved(&kpi.DatedValue{Value: *was.Value}, &kpi.DatedValue{Value: *is.Value})
		}
		list = append(list, c)
	}
	return list
}

func (r *request) sideOfCell(i *config.Indicator, c *board.Cell) side {
	if c == nil {
		m := r.mark(string(kpi.NoData))
		return side{Mark: &m}
	}
	return side{Value: r.value(i, *c.Value), How: r.how(c.Indicator, c.Region, c.Breakdown, c.Period)}
}

// changedIndex are the regions whose score in the programme's index is another than it was at the end of the period before, by the same
// edition.
func (r *request) changedIndex(programme *config.Programme, region *config.Region, since kpi.Date) (list []*change) {
	v := r.board.IndexOf(programme.ID)
	now := ranked(v)
	if now == nil || now.Period.End <= since {
		return nil
	}
	then := before(v, now)
	if then == nil {
		return nil
	}
	for n := range now.Regions {
		is := &now.Regions[n]
		at := then.PlaceOf(is.Region)
		if at < 0 || region != nil && is.Region != region {
			continue
		}
		was := &then.Regions[at]
		decimals := now.Edition.Decimals()
		if is.Score == nil || was.Score == nil || locale.Round(*is.Score, decimals) == locale.Round(*was.Score, decimals) {
			continue
		}
		c := &change{day: min(now.Period.End, r.board.Known), region: is.Region, turned: is.Rank != was.Rank, words: func(r *request) written {
			return written{
				Name: r.plainText(v.Index.Name), Href: r.programmeLink(programme) + "#index",
				Tags: r.marked(now.Simulated || then.Simulated, false, false, is.Partial || was.Partial),
				Was:  r.sideOfScore(then, at), Is: r.sideOfScore(now, n),
			}
		}}
		c.by = moved(&kpi.DatedValue{Value: *was.Score}, &kpi.DatedValue{Value: *is.Score})
		list = append(list, c)
	}
	return list
}

// sideOfScore is a region's score and place in a period.
func (r *request) sideOfScore(p *board.IndexPeriod, n int) side {
	of := &p.Regions[n]
	return side{
		Value: r.Number(*of.Score, p.Edition.Decimals()), How: r.how(p.Index.ID, of.Region.Code, "", p.Period),
		Note: r.T("index.place", "Rank", r.Ordinal(of.Rank), "Of", r.Number(float64(p.Ranked()), 0)),
	}
}

// corrected are the figures of a programme in some regions that were replaced after their periods had ended: of each series what was
// replaced last, and how many more.
func (r *request) corrected(programme *config.Programme, in map[*config.Region]bool, since kpi.Date) (list []*change) {
	followed := map[[2]string]bool{}
	for _, t := range programme.Targets {
		followed[[2]string{t.Indicator, t.Breakdown}] = true
	}
	for _, id := range programme.Indicators {
		followed[[2]string{id, ""}] = true
	}
	at := map[board.SeriesKey]*int{} // how many more corrections of a series there are
	for _, x := range r.board.Restatements() {
		if !in[x.Region] || !followed[[2]string{x.Indicator.ID, x.Breakdown}] || kpi.DateOf(x.RecordedAt.UTC()) <= since {
			continue
		}
		key := board.SeriesKey{Indicator: x.Indicator.ID, Region: x.Region.Code, Breakdown: x.Breakdown}
		if more := at[key]; more != nil {
			*more++
			continue
		}
		more := new(int)
		at[key] = more
		list = append(list, &change{day: kpi.DateOf(x.RecordedAt.UTC()), region: x.Region, words: func(r *request) written { return r.correction(&x, *more) }})
	}
	return list
}

func (r *request) correction(x *board.Restatement, more int) written {
	row := r.restatedRow(x)
	kind := r.T("changed.corrected", "Period", row.Period)
	if more > 0 {
		kind += ", " + r.N("changed.more", float64(more), 0)
	}
	return written{
		Name: row.Name, Href: row.How, Kind: kind, Tags: row.Tags,
		Was: side{Value: row.Was, Mark: row.WasMark}, Is: side{Value: row.Is, How: row.How, Mark: row.IsMark},
	}
}
