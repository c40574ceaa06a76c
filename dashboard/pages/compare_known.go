package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// newestOf are the newest values of some regions; nil where one has none.
func (r *request) newestOf(i *config.Indicator, regions []*config.Region) []*board.Cell {
	cells := make([]*board.Cell, len(regions))
	for n, region := range regions {
		cells[n] = r.newest(i, region)
	}
	return cells
}

// comparesBy tells whether enough regions have a value of an indicator.
func (r *request) comparesBy(i *config.Indicator, regions []*config.Region) bool {
	known := 0
	for _, region := range regions {
		if r.newest(i, region) != nil {
			known++
		}
		if known == fewestCompared {
			return true
		}
	}
	return false
}

// newest is a region's newest value; of a flow, of a period that has ended. nil where it has none, or only a sum that lacks regions.
func (r *request) newest(i *config.Indicator, region *config.Region) *board.Cell {
	s := r.board.Series(i.ID, region.Code, "")
	if s == nil {
		return nil
	}
	for n := len(s.Cells) - 1; n >= 0; n-- {
		if c := &s.Cells[n]; r.comparable(i, c) {
			return c
		}
	}
	return nil
}

// comparable tells whether a cell has a value that can stand beside those of other regions.
func (r *request) comparable(i *config.Indicator, c *board.Cell) bool {
	return c.Value != nil && !c.Incomplete && (i.Nature == kpi.Stock || !c.Running)
}

// lastOf is why a region has no value of an indicator: what its newest cell says, or what is said of a promise about it.
func (r *request) lastOf(t *comparison, i *config.Indicator, region *config.Region) *mark {
	if lack := r.board.LackOf(r.board.Series(i.ID, region.Code, ""), i.Nature); lack.Status != "" {
		m := r.because(r.kindOfLack(lack))
		return &m
	}
	m := r.because(string(kpi.NoData), string(kpi.ReasonNoData))
	if p := t.promise(r, i, region); p != nil {
		m = r.stateOf(p)
	}
	return &m
}

// promise is a promise about an indicator in a region that has no value of it; nil where there is none. All are looked through once.
func (t *comparison) promise(r *request, i *config.Indicator, region *config.Region) *board.Progress {
	if t.promises == nil {
		t.promises = map[promiseKey]*board.Progress{}
		for _, p := range r.board.Progress {
			if p.Breakdown == "" && p.Latest == nil && p.Value != nil {
				t.promises[promiseKey{p.Indicator, p.Region}] = p
			}
		}
	}
	return t.promises[promiseKey{i, region}]
}

type promiseKey struct {
	on     *config.Indicator
	region *config.Region
}
