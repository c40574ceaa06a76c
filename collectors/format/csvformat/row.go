package csvformat

import "bytes"

// row parses one row, a physical line at a time, since a quoted cell may span lines.
type row struct {
	delimiter byte
	cells     [][]byte
	buf       []byte // unquoted cells, one after another
	ends      []int  // where each cell ends in buf
	open      bool   // inside quotes at the end of the line
}

// state is what a line made of the row.
type state int

const (
	whole  state = iota // the row ends here
	open                // a quoted cell goes on in the next line
	broken              // text after a closing quote
)

// start begins a row with its first line. Rows without quotes are cut without copying.
func (r *row) start(line []byte) state {
	r.cells, r.buf, r.ends, r.open = r.cells[:0], r.buf[:0], r.ends[:0], false
	if bytes.IndexByte(line, '"') >= 0 {
		return r.more(line)
	}
	for {
		i := bytes.IndexByte(line, r.delimiter)
		if i < 0 {
			r.cells = append(r.cells, line)
			return whole
		}
		r.cells = append(r.cells, line[:i])
		line = line[i+1:]
	}
}

// more takes a line of a row that has quotes.
func (r *row) more(line []byte) state {
	for {
		if !r.open && len(line) > 0 && line[0] == '"' {
			r.open, line = true, line[1:]
		}
		var end bool
		if r.open {
			var ok bool
			if line, ok = r.quoted(line); r.open {
				return open
			} else if !ok {
				return broken
			}
			end = len(line) == 0
		} else {
			line, end = r.plain(line)
		}
		r.ends = append(r.ends, len(r.buf))
		if end {
			r.cut()
			return whole
		}
		line = line[1:] // the delimiter
	}
}

// plain takes a cell without quotes: what follows it, and whether the line ended with it.
func (r *row) plain(line []byte) (rest []byte, end bool) {
	i := bytes.IndexByte(line, r.delimiter)
	if i < 0 {
		r.buf = append(r.buf, line...)
		return nil, true
	}
	r.buf = append(r.buf, line[:i]...)
	return line[i:], false
}

// quoted takes a cell up to its closing quote. It is not ok when other text follows the quote; r.open stays
// set when the line ends first.
func (r *row) quoted(line []byte) (rest []byte, ok bool) {
	for {
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			r.buf = append(append(r.buf, line...), '\n')
			return nil, true
		}
		r.buf = append(r.buf, line[:i]...)
		line = line[i+1:]
		if len(line) > 0 && line[0] == '"' {
			r.buf = append(r.buf, '"')
			line = line[1:]
			continue
		}
		r.open = false
		return line, len(line) == 0 || line[0] == r.delimiter
	}
}

// cut makes cells of the buffer, once it has stopped growing.
func (r *row) cut() {
	from := 0
	for _, end := range r.ends {
		r.cells = append(r.cells, r.buf[from:end:end])
		from = end
	}
}
