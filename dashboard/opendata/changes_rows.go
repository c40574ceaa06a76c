package opendata

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// shownColumns are those whose changes are shown of a dataset, beside the file that has all.
var shownColumns = map[string][]string{
	"observations": {"value", "numerator", "denominator", "coverage", "status", "reason"},
	"progress":     {"latest_value", "latest_date", "status", "reason", "target_value", "target_date", "attainment"},
}

// Told tells whether a dataset's changes are shown.
func Told(dataset string) bool { return shownColumns[dataset] != nil }

// ShownColumns are the columns whose changes are shown, of any dataset, in order of name.
func ShownColumns() []string {
	var all []string
	for _, names := range shownColumns {
		all = append(all, names...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pair is a dataset in two releases; one that a release has not got has no hash.
type pair struct {
	shelf   *Shelf
	was, is store.Released
	out     table.Writer
	found   DatasetChanges
	key     []string // columns that tell rows apart
	columns []string // of either release, less those that stand in the file's own columns
}

// compare compares row by row. Contents may be larger than memory: their rows are put on heaps by their keys, in files, and each heap is compared
// by itself.
func (p *pair) compare(ctx context.Context) (err error) {
	if p.was.Hash == p.is.Hash && slices.Equal(p.was.Columns, p.is.Columns) {
		return nil
	}
	p.settle()
	heaps := int(min(mostHeaps, max(p.was.Bytes, p.is.Bytes)/heapBytes+1))
	before, err := p.split(ctx, p.was.Hash, heaps)
	defer func() { err = errors.Join(err, before.remove()) }()
	if err != nil {
		return err
	}
	after, err := p.split(ctx, p.is.Hash, heaps)
	defer func() { err = errors.Join(err, after.remove()) }()
	if err != nil {
		return err
	}
	for n := range heaps {
		if err := p.compareHeap(before[n], after[n]); err != nil {
			return err
		}
	}
	p.trim()
	return nil
}

// settle finds the columns that rows are told apart and compared by.
func (p *pair) settle() {
	p.key = keyOf(p.is)
	if p.is.Hash == "" {
		p.key = keyOf(p.was)
	}
	for _, c := range slices.Concat(p.is.Columns, p.was.Columns) {
		if !slices.Contains(p.columns, c.Name) && !(slices.Contains(p.key, c.Name) && slices.Contains(placedKeys, c.Name)) {
			p.columns = append(p.columns, c.Name)
		}
	}
}

// numbered are rows of a heap by their keys; rows that have the same are told apart by which of them they are.
type numbered struct {
	key   []string
	times map[string]int
}

func (n *numbered) name(row *fastjson.Value) string {
	name := strings.Join(valuesOf(row, n.key), "\x00")
	n.times[name]++
	if times := n.times[name]; times > 1 {
		name += "\x00" + strings.Repeat("+", times)
	}
	return name
}

func (p *pair) compareHeap(before, after *os.File) error {
	then, order := map[string][]byte{}, []string(nil)
	var parser, other fastjson.Parser
	names, lines := numbered{p.key, map[string]int{}}, linesOf(before)
	for lines.Scan() {
		row, err := parser.ParseBytes(lines.Bytes())
		if err != nil {
			return err
		}
		name := names.name(row)
		then[name], order = bytes.Clone(lines.Bytes()), append(order, name)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	names, lines = numbered{p.key, map[string]int{}}, linesOf(after)
	for lines.Scan() {
		row, err := parser.ParseBytes(lines.Bytes())
		if err != nil {
			return err
		}
		name := names.name(row)
		line, there := then[name]
		delete(then, name)
		var was *fastjson.Value
		switch {
		case there && bytes.Equal(line, lines.Bytes()):
			continue
		case there:
			if was, err = other.ParseBytes(line); err != nil {
				return err
			}
		}
		if err := p.tell(was, row); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	for _, name := range order {
		line, gone := then[name]
		if !gone {
			continue
		}
		row, err := parser.ParseBytes(line)
		if err == nil {
			err = p.tell(row, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tell counts and writes down what came of a row; nil is a release that has not got it.
func (p *pair) tell(was, is *fastjson.Value) error {
	kind, row := RowChanged, is
	switch {
	case was == nil:
		kind = RowAdded
	case is == nil:
		kind, row = RowGone, was
	}
	var changed []ChangedColumn
	for _, name := range p.columns {
		c := ChangedColumn{name, textIn(was, name), textIn(is, name)}
		if kind != RowChanged || !same(c.Was, c.Is) {
			changed = append(changed, c)
		}
	}
	switch {
	case len(changed) == 0: // the same, only written in another way
		return nil
	case kind == RowAdded:
		p.found.Added++
	case kind == RowGone:
		p.found.Gone++
	default:
		p.found.Changed++
	}
	p.show(kind, row, changed)
	return p.write(kind, row, changed)
}

func (p *pair) write(kind string, row *fastjson.Value, changed []ChangedColumn) error {
	cells := []table.Cell{table.Text(p.is.ID), table.Text(kind)}
	for _, name := range placedKeys {
		cell := table.Cell{}
		if slices.Contains(p.key, name) {
			cell = cellOfText(textIn(row, name))
		}
		cells = append(cells, cell)
	}
	for _, c := range changed {
		if err := p.out.Row(append(slices.Clip(cells), table.Text(c.Name), cellOfText(c.Was), cellOfText(c.Is))); err != nil {
			return err
		}
	}
	return nil
}

// show keeps a change at hand where its dataset's are shown and it is one of a column that is.
func (p *pair) show(kind string, row *fastjson.Value, changed []ChangedColumn) {
	columns := shownColumns[p.is.ID]
	shown := slices.DeleteFunc(slices.Clone(changed), func(c ChangedColumn) bool {
		return !slices.Contains(columns, c.Name) || c.Was == nil && c.Is == nil
	})
	if len(shown) == 0 {
		return
	}
	c := Change{Kind: kind, Row: map[string]string{"indicator": textOf(row.Get("indicator"))}, Columns: shown, when: cmp.Or(textOf(row.Get("recorded_at")), textOf(row.Get("latest_date")))}
	for _, name := range p.key {
		c.Row[name] = textOf(row.Get(name))
	}
	if p.found.Shown = append(p.found.Shown, c); len(p.found.Shown) > 8*MostShown {
		p.trim()
	}
}

// trim keeps the newest changes.
func (p *pair) trim() {
	slices.SortStableFunc(p.found.Shown, func(x, y Change) int { return strings.Compare(y.when, x.when) })
	p.found.Shown = slices.Clip(p.found.Shown[:min(len(p.found.Shown), MostShown)])
}

// textIn is a column's value as text; nil where it is missing, and where there is no row.
func textIn(row *fastjson.Value, column string) *string {
	if row == nil {
		return nil
	}
	v := row.Get(column)
	if v == nil || v.Type() == fastjson.TypeNull {
		return nil
	}
	text := textOf(v)
	return &text
}

func cellOfText(text *string) table.Cell {
	if text == nil {
		return table.Cell{}
	}
	return table.Text(*text)
}

func same(x, y *string) bool { return x == y || x != nil && y != nil && *x == *y }
