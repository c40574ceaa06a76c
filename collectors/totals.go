package collectors

import (
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// totals is what became of rows that are called like rows of totals, such as «Всього», in a table.
type totals struct {
	skipped uint64 // left out, as the source declares; they are no records
	taken   uint64 // read like others, because nothing was declared, and not rejected
	first   string // position of the first that was taken
}

// hint is what the rejection of such a row adds.
const hint = "; if this is a row of totals, leave such out with totals: skip"

// looksTotal tells whether the record is a row that is called like one of totals, where that matters.
func (p *plan) looksTotal(rec record.Reader) bool {
	table, ok := rec.(interface{ Total() bool })
	return ok && p.format.Totals != config.TotalsKeep && table.Total()
}

// skips tells whether the record, which may not be readable, is a row of totals that is to be left out.
func (p *plan) skips(rec record.Reader) bool {
	return p.format.Totals == config.TotalsSkip && p.looksTotal(rec)
}

// notice notes that a row that looks like one of totals was taken, where it was.
func (p *pipeline) notice(rec record.Reader, taken bool) {
	if !p.total || !taken {
		return
	}
	if p.totals.taken++; p.totals.taken == 1 {
		p.totals.first = rec.Position()
	}
}

// Total tells whether the row is called like one of totals.
func (p *paged) Total() bool {
	table, ok := p.page.(record.Table)
	return ok && table.Total()
}
