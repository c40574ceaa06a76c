package collectors

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// Previewed is what the records of a payload would become. Records = Accepted + Rejected + Unchanged.
type Previewed struct {
	Records, Accepted, Rejected, Unchanged uint64
	Totals                                 uint64 // rows of totals that were left out; no records
	Rows                                   []PreviewRow
	Rejections                             []store.Rejection // the first ones, at most MaxShownRejections
}

// PreviewRow is a row as it would be stored: of the kinds, the one that As names.
type PreviewRow struct {
	As string
	mapping.Row
}

// Preview takes a payload, or its beginning, through the mappings of a source and the checks, and stores nothing. The
// first most rows of each kind are kept for showing. now is when the payload came.
func Preview(cfg *config.Config, src *config.Source, payload []byte, now time.Time, most int) (*Previewed, error) {
	zone, err := time.LoadLocation(cfg.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time_zone: %w", err)
	}
	c := &Collector{Options: Options{Config: cfg, IDKey: make([]byte, config.MinIDKey)}, reference: check.NewReference(cfg, zone)}
	plan, err := c.planFor(src, false)
	if err != nil {
		return nil, err
	}
	reader, opened, err := plan.decode(opens(payload))
	if err != nil {
		return nil, err
	}
	p := &preview{plan: plan, now: now, most: most, twice: twice{seen: check.NewDuplicates()}, kept: map[string]int{}}
	err = errors.Join(p.read(reader), opened.Close())
	p.shown.Records = p.shown.Accepted + p.shown.Rejected + p.shown.Unchanged
	return &p.shown, err
}

func opens(payload []byte) opener {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(payload)), nil }
}

// preview is one payload on its way to nowhere.
type preview struct {
	plan  *plan
	now   time.Time
	most  int
	twice twice
	kept  map[string]int // rows, by kind
	shown Previewed
}

func (p *preview) read(reader record.Reader) error {
	for {
		err := reader.Next()
		var bad *record.Bad
		unreadable := errors.As(err, &bad)
		switch {
		case err == io.EOF:
			return nil
		case (err == nil || unreadable) && p.plan.skips(reader):
			p.shown.Totals++
			continue
		case unreadable:
			p.reject(bad.Position, "", check.Problem{Reason: bad.Reason, Detail: bad.Detail})
			continue
		case err != nil:
			return err
		}
		for _, m := range p.plan.mappings {
			for i := range m.Parts() {
				p.apply(m, m.Part(reader, i))
			}
		}
	}
}

func (p *preview) apply(m *mapping.Mapping, rec record.Reader) {
	row := PreviewRow{As: m.As}
	applies, problem := m.Apply(rec, p.now, &row.Row)
	switch {
	case !applies:
	case problem != nil:
		p.reject(rec.Position(), m.As, *problem)
	default:
		p.accept(rec.Position(), row)
	}
}

func (p *preview) accept(position string, row PreviewRow) {
	switch p.twice.see(row.As, &row.Row) {
	case check.SeenSame:
		p.shown.Unchanged++
	case check.SeenOther:
		p.reject(position, row.As, check.Problem{Reason: check.Duplicate, Detail: "a record before it speaks of the same and says otherwise"})
	case check.FirstSeen:
		p.shown.Accepted++
		if p.kept[row.As]++; p.kept[row.As] <= p.most {
			p.shown.Rows = append(p.shown.Rows, row)
		}
	}
}

func (p *preview) reject(position, as string, problem check.Problem) {
	p.shown.Rejected++
	if len(p.shown.Rejections) < MaxShownRejections {
		p.shown.Rejections = append(p.shown.Rejections, store.Rejection{Position: position, As: as, Field: problem.Field, Reason: problem.Reason, Detail: problem.Detail})
	}
}

// Columns are the columns of a payload whose format is that of a table, nil for others.
func Columns(f config.Format, payload []byte) (columns []string, err error) {
	reader, opened, err := unmapped(f, nil).decode(opens(payload))
	if err != nil {
		return nil, err
	}
	if table, ok := reader.(record.Table); ok {
		columns = table.Columns()
	}
	return columns, opened.Close()
}

// LookAt is the beginning of a workbook's sheet as it stands there; see sheet.LookAt.
func LookAt(f config.Format, payload []byte, rows int) (*sheet.Look, error) {
	book, err := workbooks[f.Type](bytes.NewReader(payload), defaultMaxBytes)
	if err != nil {
		return nil, err
	}
	return sheet.LookAt(book, f.Sheet, rows)
}

// Records calls see with each record of a payload that can be read, before any mapping, until it says that this is
// enough. Its values are those of the paths. bad is how many on the way can't be read.
func Records(f config.Format, payload []byte, paths []string, see func(record.Reader) (more bool)) (bad int, err error) {
	plan := unmapped(f, paths)
	reader, opened, err := plan.decode(opens(payload))
	if err != nil {
		return 0, err
	}
	for more := true; more && err == nil; {
		var broken *record.Bad
		err = reader.Next()
		unreadable := errors.As(err, &broken)
		switch {
		case (err == nil || unreadable) && plan.skips(reader):
			err = nil
		case unreadable:
			bad, err = bad+1, nil
		case err == nil:
			more = see(reader)
		}
	}
	if err == io.EOF {
		err = nil
	}
	return bad, errors.Join(err, opened.Close())
}

// unmapped is a plan that reads paths for no mapping.
func unmapped(f config.Format, paths []string) *plan {
	p := &plan{format: f, maxBytes: defaultMaxBytes, selection: &record.Selection{}}
	for _, path := range paths {
		p.selection.Add(path, true)
	}
	return p
}
