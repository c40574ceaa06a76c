package regionsim

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"time"

	"github.com/postup/postup/kpi"
)

const odsType = "application/vnd.oasis.opendocument.spreadsheet"

// encodeODS writes an OpenDocument spreadsheet. No well-kept library does.
func encodeODS(region string, t *table) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct {
		name   string
		method uint16
		text   []byte
	}{
		{"mimetype", zip.Store, []byte(odsType)}, // first and not packed, so that programs tell what it is
		{"content.xml", zip.Deflate, odsContent(t.lay(region))},
		{"META-INF/manifest.xml", zip.Deflate, []byte(`<?xml version="1.0" encoding="UTF-8"?>` +
			`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">` +
			`<manifest:file-entry manifest:full-path="/" manifest:media-type="` + odsType + `"/>` +
			`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`)},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: part.method})
		if err == nil {
			_, err = w.Write(part.text)
		}
		if err != nil {
			panic("regionsim: a spreadsheet that can't be made: " + err.Error())
		}
	}
	_ = z.Close() // into memory: cannot fail
	return out.Bytes()
}

// odsStyles show days as days, and times with the hour.
const odsStyles = `<office:automatic-styles>` +
	`<number:date-style style:name="N1"><number:day number:style="long"/><number:text>.</number:text><number:month number:style="long"/>` +
	`<number:text>.</number:text><number:year number:style="long"/></number:date-style>` +
	`<number:date-style style:name="N2"><number:day number:style="long"/><number:text>.</number:text><number:month number:style="long"/>` +
	`<number:text>.</number:text><number:year number:style="long"/><number:text> </number:text><number:hours number:style="long"/>` +
	`<number:text>:</number:text><number:minutes number:style="long"/></number:date-style>` +
	`<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>` +
	`<style:style style:name="moment" style:family="table-cell" style:data-style-name="N2"/></office:automatic-styles>`

func odsContent(p paper) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">` +
		odsStyles +
		`<office:body><office:spreadsheet><table:table table:name="` + paperName + `">`)
	for i, row := range p.rows {
		b.WriteString("<table:table-row>")
		for k, v := range row {
			odsCell(&b, p.span(i, k), v)
		}
		if len(row) == 0 {
			b.WriteString("<table:table-cell/>")
		}
		b.WriteString("</table:table-row>")
	}
	b.WriteString("</table:table></office:spreadsheet></office:body></office:document-content>")
	return b.Bytes()
}

// span is the merged rectangle that begins at a cell, of one cell where there is none; of none where another covers it.
func (p paper) span(row, column int) merge {
	for _, m := range p.merged {
		switch {
		case m.row == row && m.column == column:
			return m
		case row >= m.row && row < m.row+m.rows && column >= m.column && column < m.column+m.columns:
			return merge{}
		}
	}
	return merge{row, column, 1, 1}
}

func odsCell(b *bytes.Buffer, span merge, v any) {
	if span.rows == 0 {
		b.WriteString("<table:covered-table-cell/>")
		return
	}
	b.WriteString("<table:table-cell")
	if span.rows > 1 || span.columns > 1 {
		_, _ = fmt.Fprintf(b, ` table:number-columns-spanned="%d" table:number-rows-spanned="%d"`, span.columns, span.rows)
	}
	shown := ""
	switch v := v.(type) {
	case nil:
		b.WriteString("/>")
		return
	case float64:
		shown = strconv.FormatFloat(v, 'f', -1, 64)
		b.WriteString(` office:value-type="float" office:value="` + shown + `"`)
	case kpi.Date:
		shown = v.Time().Format("02.01.2006")
		b.WriteString(` table:style-name="day" office:value-type="date" office:date-value="` + v.String() + `"`)
	case time.Time:
		shown = v.Format("02.01.2006 15:04")
		b.WriteString(` table:style-name="moment" office:value-type="date" office:date-value="` + v.Format("2006-01-02T15:04:05") + `"`)
	default:
		shown = fmt.Sprint(v)
		b.WriteString(` office:value-type="string"`)
	}
	b.WriteString("><text:p>")
	_ = xml.EscapeText(b, []byte(shown)) // into memory: cannot fail
	b.WriteString("</text:p></table:table-cell>")
}
