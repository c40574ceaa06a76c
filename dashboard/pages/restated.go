package pages

import (
	"github.com/postup/postup/dashboard/board"
)

// restated is which published figures were changed after they had first come.
type restated struct {
	Text    string
	Regions []restatedRegion
	CSV     string
}

// restatedRegion is a region's part, the newest first; Shown says how many of them stand here, "" where all do.
type restatedRegion struct {
	ID, Count, Shown string
	Region           place
	Rows             []restatedRow
	CSV              string
}

// restatedRow is a figure: what it was and is. A mark stands where there is no value, or it is withheld.
type restatedRow struct {
	Name, Period, How string
	Was, Is           string
	WasMark, IsMark   *mark
	When, Source      string
	Tags              []string
}

// mostRestated keeps a region's list short; the file has the rest.
const mostRestated = 20

// restated tells of all regions, or of one source alone; nil where nothing was restated. The region whose figures changed last comes
// first.
func (r *request) restated(source string) *restated {
	out := &restated{CSV: r.data("restatements.csv", "source", source)}
	var order []string
	of := map[string][]board.Restatement{}
	all := 0
	for _, x := range r.board.Restatements() {
		if source != "" && x.Source != source || x.Was != nil && x.Value != nil && readAlike(x.Indicator, *x.Was, *x.Value) {
			continue // what reads the same was not changed; the file has it
		}
		if len(of[x.Region.Code]) == 0 {
			order = append(order, x.Region.Code)
		}
		of[x.Region.Code] = append(of[x.Region.Code], x)
		all++
	}
	if all == 0 {
		return nil
	}
	out.Text = r.N("restated.text", float64(all), 0)
	for _, code := range order {
		list := of[code]
		region := list[0].Region
		part := restatedRegion{
			ID: "restated-" + code, Count: r.Number(float64(len(list)), 0), Region: place{r.regionName(region), r.regionLink(region)},
			CSV: r.data("restatements.csv", "region", code, "source", source),
		}
		if len(list) > mostRestated {
			part.Shown = r.T("restated.shown", "Shown", r.Number(mostRestated, 0), "All", part.Count)
		}
		for i := range list[:min(len(list), mostRestated)] {
			part.Rows = append(part.Rows, r.restatedRow(&list[i]))
		}
		out.Regions = append(out.Regions, part)
	}
	return out
}

func (r *request) restatedRow(x *board.Restatement) restatedRow {
	row := restatedRow{
		Name: r.named(x.Indicator, x.Breakdown), Period: r.Period(x.Period), How: r.how(x.Indicator.ID, x.Region.Code, x.Breakdown, x.Period),
		When: r.Moment(x.RecordedAt), Source: r.sourceName(x.Source),
	}
	switch {
	case x.Withheld:
		m := r.mark(markSuppressed)
		row.WasMark = &m
	case x.Was != nil:
		row.Was = r.value(x.Indicator, *x.Was)
	}
	if x.Value != nil {
		row.Is = r.value(x.Indicator, *x.Value)
	} else {
		row.IsMark = r.missing(x.Status, x.Reason)
	}
	if x.Simulated {
		row.Tags = append(row.Tags, r.T("tag.simulated"))
	}
	return row
}
