package regionsim

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/kpi"
)

// table is what an address reports: records of the same columns. A nil cell is missing.
type table struct {
	columns []column
	rows    [][]any
}

// column is a field: what it is called in JSON and XML, in offices' tables, and in those of dBase, which take ten letters.
type column struct {
	name, local, short string
	group              string // of columns side by side in a sheet; "": none
	words              map[string]string
}

// format is how a portal writes.
type format struct {
	contentType string
	encode      func(region string, t *table) []byte
}

var formats = map[string]format{
	".json":   {"application/json; charset=utf-8", encodeJSON},
	".ndjson": {"application/x-ndjson; charset=utf-8", encodeNDJSON},
	".csv":    {"text/csv; charset=utf-8", encodeCSV},
	".xml":    {"application/xml", encodeXML},
	".xlsx":   {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", encodeXLSX},
	".ods":    {"application/vnd.oasis.opendocument.spreadsheet", encodeODS},
	".dbf":    {"application/vnd.dbf", encodeDBF},
}

func encodeJSON(region string, t *table) []byte {
	var b bytes.Buffer
	b.WriteString(`{"region":` + strconv.Quote(region) + `,"simulated":true,"items":[`)
	for i, row := range t.rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		t.writeObject(&b, row)
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

func encodeNDJSON(_ string, t *table) []byte {
	var b bytes.Buffer
	for _, row := range t.rows {
		t.writeObject(&b, row)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// writeObject writes a record's fields in the columns' order.
func (t *table) writeObject(b *bytes.Buffer, row []any) {
	b.WriteByte('{')
	for i, c := range t.columns {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(c.name) + ":")
		v := row[i]
		if tm, ok := v.(time.Time); ok {
			v = tm.Format(time.RFC3339)
		}
		text, err := json.Marshal(v)
		if err != nil {
			panic("regionsim: a cell that JSON cannot hold: " + err.Error())
		}
		b.Write(text)
	}
	b.WriteByte('}')
}

// encodeCSV writes as offices do: semicolons, decimal commas, day first, local words, and a byte order mark.
func encodeCSV(_ string, t *table) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	w.UseCRLF = true
	record := make([]string, len(t.columns))
	for i, c := range t.columns {
		record[i] = c.local
	}
	_ = w.Write(record) // into memory: cannot fail
	for _, row := range t.rows {
		for i, c := range t.columns {
			record[i] = c.text(row[i])
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

func (c column) text(v any) string {
	switch v := c.said(v).(type) {
	case nil:
		return ""
	case kpi.Date:
		return v.Time().Format("02.01.2006")
	case time.Time:
		return v.Format("02.01.2006 15:04")
	case float64:
		return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1)
	case string:
		return v
	}
	panic("regionsim: a cell of an unknown type")
}

// said is a value as offices have it: in their words, and in days where JSON counts hours.
func (c column) said(v any) any {
	switch x := v.(type) {
	case float64:
		if c.local == "зупинено_діб" {
			return x / 24
		}
	case string:
		if w, ok := c.words[x]; ok {
			return w
		}
	}
	return v
}

// spoil makes every tenth record wrong, each in another way.
func (t *table) spoil() {
	for i := 0; i < len(t.rows); i += 10 {
		row := t.rows[i]
		switch i / 10 % 3 {
		case 0:
			row[0] = "no-such-code"
		case 1:
			row[len(row)-1] = "–5"
		default:
			for j := range row {
				switch row[j].(type) {
				case kpi.Date, time.Time:
					row[j] = "2023-02-30"
				}
			}
		}
	}
}
