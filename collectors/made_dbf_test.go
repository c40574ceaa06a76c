package collectors_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// dbfColumn is a column of a dBase table, as its header describes it.
type dbfColumn struct {
	name            string
	kind            byte
	width, decimals int
}

// dbfOf makes a dBase III table with the language driver's byte of cp866. A row that begins with * is deleted.
func dbfOf(t testing.TB, columns []dbfColumn, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	width := 1
	for _, c := range columns {
		width += c.width
	}
	head := make([]byte, 32)
	head[0], head[1], head[2], head[3], head[29] = 0x03, 104, 6, 1, 0x26
	binary.LittleEndian.PutUint32(head[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(head[8:], uint16(32+32*len(columns)+1))
	binary.LittleEndian.PutUint16(head[10:], uint16(width))
	b.Write(head)
	encode := func(text string) string {
		return must[string](t)(charmap.CodePage866.NewEncoder().String(text))
	}
	for _, c := range columns {
		d := make([]byte, 32)
		copy(d[:10], encode(c.name))
		d[11], d[16], d[17] = c.kind, byte(c.width), byte(c.decimals)
		b.Write(d)
	}
	b.WriteByte('\r')
	for _, row := range rows {
		mark := " "
		if row[0] == "*" {
			mark, row = "*", row[1:]
		}
		b.WriteString(mark)
		for i, c := range columns {
			if cell := encode(row[i]); c.kind == 'C' {
				fmt.Fprint(&b, cell+strings.Repeat(" ", c.width-len(cell)))
			} else {
				fmt.Fprint(&b, strings.Repeat(" ", c.width-len(cell))+cell)
			}
		}
	}
	b.WriteByte(0x1A)
	return b.Bytes()
}

// reportTable is what an old program leaves: short names, blanks, a deleted record, stars for what had no room, totals.
func reportTable(t testing.TB) []byte {
	return dbfOf(t, []dbfColumn{{"ОБЛАСТЬ", 'C', 20, 0}, {"МЕСЯЦ", 'D', 8, 0}, {"ОНЛАЙН", 'N', 4, 1}, {"ВСЕГО", 'N', 4, 0}, {"СВЕРЕНО", 'L', 1, 0}}, [][]string{
		{"Северная", "20240531", "41", "120", "T"},
		{"Южная", "20240531", "30.5", "110", "F"},
		{"*", "Южная", "20240531", "31", "110", "F"},
		{"Южная", "20240430", "", "110", "?"},
		{"Северная", "20240430", "****", "120", "T"},
		{"Северная", "20240230", "40", "120", "T"},
		{"Итого", "", "72", "230", ""},
	})
}
