package regionsim

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/postup/postup/kpi"
)

// encodeDBF writes a table of dBase III as old registers export it, in windows-1251 and saying so. Times are texts,
// since the format has only days; no value is nothing but spaces.
func encodeDBF(_ string, t *table) []byte {
	fields := make([]dbfField, len(t.columns))
	length := 1 // of a record: the mark of those that are deleted
	for i, c := range t.columns {
		fields[i] = t.dbfField(i, c)
		length += fields[i].width
	}
	b := make([]byte, 32)
	b[0], b[29] = 3, 0xC9                                   // dBase III; windows-1251
	b[1], b[2], b[3] = byte(began.Time().Year()-1900), 7, 1 // changed on: a day that is always the same
	binary.LittleEndian.PutUint32(b[4:], uint32(len(t.rows)))
	binary.LittleEndian.PutUint16(b[8:], uint16(32+32*len(fields)+1))
	binary.LittleEndian.PutUint16(b[10:], uint16(length))
	for _, f := range fields {
		one := make([]byte, 32)
		copy(one, f.name)
		one[11], one[16], one[17] = f.kind, byte(f.width), byte(f.decimals)
		b = append(b, one...)
	}
	out := bytes.NewBuffer(append(b, '\r'))
	for _, row := range t.rows {
		out.WriteByte(' ')
		for i, f := range fields {
			out.Write(f.write(t.columns[i].said(row[i])))
		}
	}
	out.WriteByte(0x1a)
	return out.Bytes()
}

// dbfField is a field of a table: C holds text, N numbers, D days.
type dbfField struct {
	name            string
	kind            byte
	width, decimals int
}

// dbfField finds what a column takes.
func (t *table) dbfField(i int, c column) dbfField {
	f := dbfField{name: c.short, kind: 'C', width: 1}
	for _, row := range t.rows {
		switch v := c.said(row[i]).(type) {
		case kpi.Date:
			f.kind, f.width = 'D', 8
		case float64:
			f.kind = 'N'
			_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
			f.decimals = max(f.decimals, len(fraction))
		}
	}
	for _, row := range t.rows {
		if v := c.said(row[i]); f.kind != 'D' && v != nil {
			f.width = max(f.width, len(f.text(v)))
		}
	}
	return f
}

// text is a value as the field holds it, in bytes of windows-1251.
func (f dbfField) text(v any) []byte {
	switch v := v.(type) {
	case nil:
		return nil
	case kpi.Date:
		return []byte(v.Time().Format("20060102"))
	case time.Time:
		return []byte(v.Format("02.01.2006 15:04"))
	case float64:
		return []byte(strconv.FormatFloat(v, 'f', f.decimals, 64))
	}
	text, _ := encoding.ReplaceUnsupported(charmap.Windows1251.NewEncoder()).Bytes([]byte(fmt.Sprint(v))) // replaces what it lacks
	return text
}

// write fills the field: numbers stand to the right.
func (f dbfField) write(v any) []byte {
	text := f.text(v)
	text = text[:min(len(text), f.width)]
	space := bytes.Repeat([]byte{' '}, f.width-len(text))
	if f.kind == 'N' {
		return append(space, text...)
	}
	return append(text, space...)
}
