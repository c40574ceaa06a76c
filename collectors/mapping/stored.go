package mapping

import (
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/kpi"
)

// storedAsDate tells that the payload stores the field's value as a date. Its layout speaks of texts alone: a column that
// people fill in holds both.
func (f *field) storedAsDate(rec record.Reader) bool {
	return f.at >= 0 && f.codes == nil && rec.Value(f.at).Kind == record.Date
}

// periodOf reads a period from a value, be it a date or a text.
func (f *field) periodOf(name string, rec record.Reader, text []byte, zone *time.Location) (kpi.Period, *check.Problem) {
	if len(text) < len("2006-01-02") || !f.storedAsDate(rec) {
		return f.parsePeriod(name, text, zone)
	}
	p, problem := f.around(text[:len("2006-01-02")])
	if problem != nil {
		problem.Field = name
	}
	return p, problem
}

// around is the period of the layout that holds a day: a month, quarter or year is stored as one of its days.
func (f *field) around(text []byte) (kpi.Period, *check.Problem) {
	p, problem := oneOf(text, day)
	if problem != nil {
		return p, problem
	}
	if f.layout == layoutFiscalYear {
		start, ok := kpi.NewDate(p.Start.Time().Year(), f.year.month, f.year.day)
		if !ok {
			return kpi.Period{}, noSuchDate()
		}
		if p.Start < start {
			start = start.AddMonths(-12)
		}
		return kpi.Period{Start: start, End: start.AddMonths(12).AddDays(-1)}, nil
	}
	return f.wholeOf(p.Start), nil
}
