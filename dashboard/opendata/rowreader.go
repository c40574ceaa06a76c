package opendata

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
)

// rowReader takes rows apart as they are kept.
type rowReader struct {
	columns []table.Column
	written bool     // values may stay as they are written
	all     bool     // every row goes to one table.Writer, which is told what stays
	before  []string // of each column, what stands before its value in a row that Postup wrote
	cells   []table.Cell
	same    []string // of each column, the cell's value in the row before and what stands before it; empty where that isn't known any more
	n       int      // rows that were read
	parser  fastjson.Parser

	moment string // the time that was read last, and its cell
	last   table.Cell
}

func newRowReader(columns []table.Column, written bool) *rowReader {
	r := &rowReader{columns: columns, written: written, cells: make([]table.Cell, len(columns)), same: make([]string, len(columns))}
	open := "{"
	for _, c := range columns {
		r.before = append(r.before, open+`"`+c.Name+`":`)
		open = ","
	}
	return r
}

// plain reads a row that is written as Postup writes it and has nothing escaped, which is nearly every one; false of any other.
func (r *rowReader) plain(line string) bool {
	for i, same := range r.same {
		if n := len(same); n > 0 && n < len(line) && (line[n] == ',' || line[n] == '}') && line[:n] == same {
			if line = line[n:]; r.all {
				r.cells[i].Stays()
			}
			continue
		}
		whole := line
		r.same[i] = ""
		rest, is := strings.CutPrefix(line, r.before[i])
		if !is || rest == "" {
			return false
		}
		var value string
		quoted := rest[0] == '"'
		if quoted {
			value, line, is = strings.Cut(rest[1:], `"`)
		} else if end := strings.IndexByte(rest, ','); end >= 0 {
			value, line = rest[:end], rest[end:]
		} else { // before the row's last brace
			value, line = rest[:len(rest)-1], rest[len(rest)-1:]
		}
		if is {
			r.cells[i], is = r.plainCell(value, quoted, r.columns[i].Type)
		}
		if !is {
			return false
		}
		r.same[i] = whole[:len(whole)-len(line)]
	}
	return line == "}"
}

// plainCell is what a row has for a column; false where that may not stand there, or has to be looked at more closely.
func (r *rowReader) plainCell(value string, quoted bool, kind table.Type) (c table.Cell, is bool) {
	if !quoted && value == "null" {
		return table.Cell{}, true
	}
	if quoted != (kind == table.TypeText || kind == table.TypeDate || kind == table.TypeTime) {
		return table.Cell{}, false
	}
	if r.written && kind != table.TypeText {
		return table.Written(kind, value), value != ""
	}
	var err error
	switch kind {
	case table.TypeBoolean:
		return table.Bool(value == "true"), value == "true" || value == "false"
	case table.TypeInteger:
		var n int64
		n, err = strconv.ParseInt(value, 10, 64)
		c = table.Integer(n)
	case table.TypeNumber:
		var f float64
		f, err = strconv.ParseFloat(value, 64)
		c = table.Number(f)
	default:
		c, err = r.cellOfString(value, kind)
	}
	return c, err == nil
}

// cellOfString is what stands in quotes.
func (r *rowReader) cellOfString(text string, kind table.Type) (table.Cell, error) {
	switch kind {
	case table.TypeText:
		return table.Text(text), nil
	case table.TypeDate:
		d, err := dayOf(text)
		return table.Day(d), err
	case table.TypeTime:
		return r.momentOf(text)
	}
	return table.Cell{}, fmt.Errorf("%q is no %s", text, kind)
}

// dayOf is kpi.ParseDate for the many days of a long dataset.
func dayOf(text string) (kpi.Date, error) {
	if len(text) == len("2006-01-02") && text[4] == '-' && text[7] == '-' {
		year, y := digits(text[:4])
		month, m := digits(text[5:7])
		day, d := digits(text[8:])
		if date, is := kpi.NewDate(year, time.Month(month), day); y && m && d && is {
			return date, nil
		}
	}
	return kpi.ParseDate(text)
}

func digits(text string) (n int, are bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + int(text[i]-'0')
	}
	return n, true
}

// momentOf remembers the last one: rows that came together have the same.
func (r *rowReader) momentOf(text string) (table.Cell, error) {
	if text == r.moment && text != "" {
		return r.last, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return table.Cell{}, err
	}
	r.moment, r.last = strings.Clone(text), table.Moment(at)
	return r.last, nil
}

// any reads a row that is written in any way.
func (r *rowReader) any(line string) error {
	v, err := r.parser.Parse(line)
	if err != nil {
		return fmt.Errorf(": %w", err)
	}
	clear(r.same)
	for i, c := range r.columns {
		if r.cells[i], err = r.cellOf(v.Get(c.Name), c.Type); err != nil {
			return fmt.Errorf(", %s: %w", c.Name, err)
		}
	}
	return nil
}

func (r *rowReader) cellOf(v *fastjson.Value, kind table.Type) (table.Cell, error) {
	if v == nil || v.Type() == fastjson.TypeNull {
		return table.Cell{}, nil
	}
	switch kind {
	case table.TypeInteger:
		n, err := v.Int64()
		return table.Integer(n), err
	case table.TypeNumber:
		f, err := exactly(v)
		return table.Number(f), err
	case table.TypeBoolean:
		b, err := v.Bool()
		return table.Bool(b), err
	}
	b, err := v.StringBytes()
	if err != nil {
		return table.Cell{}, err
	}
	return r.cellOfString(string(b), kind)
}

// exactly is a number's nearest float64, which fastjson's own is not where there is an exponent.
func exactly(v *fastjson.Value) (float64, error) {
	if v.Type() != fastjson.TypeNumber {
		_, err := v.Float64()
		return 0, err
	}
	return strconv.ParseFloat(string(v.MarshalTo(nil)), 64)
}
