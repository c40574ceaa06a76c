package format_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/format/odsformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// odsOf is an OpenDocument spreadsheet with tables in it.
func odsOf(t testing.TB, tables string) []byte {
	return zipped(t, map[string]string{"content.xml": odsContent(tables)})
}

func odsContent(tables string) string {
	return `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:table" xmlns:text="urn:text" ` +
		`xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>` +
		tables + `</office:spreadsheet></office:body></office:document-content>`
}

const odsHeader = `<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>`

// A cell must read as what is stored in it: not as it is shown, and never as nothing or zero where something went wrong.
func TestODSCells(t *testing.T) {
	tests := []struct{ cell, want string }{
		{`office:value-type="float" office:value="30.5"><text:p>31</text:p>`, "number 30.5"},
		{`office:value-type="float" office:value="0" table:formula="of:=1/0"><text:p>#DIV/0!</text:p>`, "failed #DIV/0!"},
		{`office:value-type="float" office:value="0" table:formula="of:=X()"><text:p>Err:508</text:p>`, "failed Err:508"},
		{`office:value-type="string" table:formula="of:=1/0" calcext:value-type="error"><text:p>#ДІЛ/0!</text:p>`, "failed #ДІЛ/0!"},
		{`office:value-type="float" office:value="0" table:formula="of:=A1"><text:p>0</text:p>`, "number 0"},
		{`table:formula="of:=WEBSERVICE(&quot;http://127.0.0.1:1&quot;)">`, "failed a formula without its value"},
		{`office:value-type="float" office:value="many">`, "failed a number that can't be read"},
		{`office:value-type="float">`, "failed a number that can't be read"},
		{`office:value-type="string"><text:p>#1 у списку</text:p>`, "text #1 у списку"},
		{`office:value-type="string" office:string-value="stored"><text:p>shown</text:p>`, "text stored"},
		{`office:value-type="string"><text:p>one<text:s text:c="2"/>two<text:tab/>three<text:line-break/>four</text:p>`, "text one  two\tthree\nfour"},
		{`office:value-type="string"><text:p>x<text:note><text:p>note</text:p></text:note></text:p><office:annotation><text:p>comment</text:p></office:annotation>`, "text x"},
		{`office:value-type="string"><table:table><table:table-row><table:table-cell><text:p>inner</text:p></table:table-cell></table:table-row></table:table>`, "null"},
		{`><text:p>untyped</text:p>`, "text untyped"},
		{`office:value-type="date" office:date-value="2024-02-29">`, "date 2024-02-29"},
		{`office:value-type="date" office:date-value="2024-02-29T10:30:00.25">`, "date 2024-02-29 10:30:00"},
		{`office:value-type="date" office:date-value="2023-02-29">`, "failed a date that can't be read"},
		{`office:value-type="time" office:time-value="PT36H00M00S">`, "number 1.5"},
		{`office:value-type="time" office:time-value="PT">`, "failed a time that can't be read"},
		{`office:value-type="boolean" office:boolean-value="false">`, "bool false"},
		{`office:value-type="percentage" office:value="0.45">`, "number 0.45 shown as a per cent"},
		{`office:value-type="currency" office:value="1E3">`, "number 1E3"},
		{`office:value-type="matrix">`, "failed a value of an unknown type"},
	}
	for _, test := range tests {
		book := odsOf(t, `<table:table table:name="s">`+odsHeader+`<table:table-row><table:table-cell `+test.cell+`</table:table-cell>`+
			`<table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>`)
		got, err := listed(t, odsformat.Open, book, sheet.Options{}, "a")
		if test.want == "null" {
			test.want = "" // nothing in the table's columns: the row is passed over
		}
		switch {
		case err != nil:
			t.Errorf("%s: %v", test.cell, err)
		case test.want == "" && len(got) == 0:
		case len(got) != 1 || got[0] != "sheet s, row 2: "+test.want:
			t.Errorf("%s reads %q, want %q", test.cell, got, test.want)
		}
	}
}

// Rows and cells that are repeated stand once in the document and count each time; positions must stay those that people see.
func TestODSRepeated(t *testing.T) {
	cell := func(attributes, v string) string {
		return `<table:table-cell ` + attributes + ` office:value-type="float" office:value="` + v + `"/>`
	}
	book := odsOf(t, `<table:table table:name="s"><table:shapes><table:table-row/></table:shapes><table:table-header-rows>`+
		`<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/>`+
		`<table:table-cell office:value-type="string"><text:p>d</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row></table:table-header-rows>`+
		`<table:table-row table:number-rows-repeated="10"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`+
		`<table:table-row-group><table:table-row table:number-rows-repeated="2">`+cell(`table:number-columns-repeated="4"`, "5")+`</table:table-row></table:table-row-group>`+
		`<table:table-row><table:covered-table-cell office:value-type="float" office:value="9"/><table:table-cell/><table:table-cell/>`+cell("", "6")+`</table:table-row>`+
		`<table:table-row table:number-rows-repeated="1048563"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`)
	got, err := listed(t, odsformat.Open, book, sheet.Options{}, "a", "d")
	want := []string{"sheet s, row 12: number 5 number 5", "sheet s, row 13: number 5 number 5", "sheet s, row 14: null number 6"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestODSRefused(t *testing.T) {
	table := func(rows string) []byte {
		return odsOf(t, `<table:table table:name="s">`+odsHeader+rows+`</table:table>`)
	}
	whole := table("")
	full := `<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>`
	text := `<table:table-row table:number-rows-repeated="1000"><table:table-cell office:value-type="string"><text:p>` + strings.Repeat("x", 2000) + `</text:p></table:table-cell></table:table-row>`
	tests := []struct {
		name string
		book []byte
		want string
	}{
		{"Empty", nil, record.ErrEmpty.Error()},
		{"NoZip", []byte("a;b"), "no .ods workbook"},
		{"CutZip", whole[:len(whole)-30], "no .ods workbook"},
		{"XLSX", zipped(t, parts("", "")), "holds no .ods spreadsheet"},
		{"TextDocument", zipped(t, map[string]string{"content.xml": "<office:document-content><office:body><office:text/></office:body></office:document-content>"}), "another kind"},
		{"CutContent", zipped(t, map[string]string{"content.xml": odsContent("")[:300]}), "can't be read"},
		{"Password", zipped(t, map[string]string{"content.xml": "\x00\x01", "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>"}), "has a password"},
		{"Entity", zipped(t, map[string]string{"content.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + odsContent("")}), "document type definition"},
		{"NoSheet", odsOf(t, ""), "no sheet 1"},
		{"RepeatedBomb", table(full), "max_bytes"},
		{"RepeatedTexts", table(text), "max_bytes"},
		{"TooManyRows", table(`<table:table-row table:number-rows-repeated="1048576"/><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>`), "over 1048576 rows"},
		{"TooManyColumns", table(`<table:table-row><table:table-cell table:number-columns-repeated="99999999" office:value-type="float" office:value="1"/></table:table-row>`), "over 16384 columns"},
		{"NoTimes", table(`<table:table-row table:number-rows-repeated="0"/>`), "no number of times"},
		{"WideMerge", odsOf(t, `<table:table table:name="s"><table:table-row><table:table-cell table:number-columns-spanned="1000000" office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row></table:table>`), "can't be"},
		{"Spaces", table(`<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="-1"/></text:p></table:table-cell></table:table-row>`), "no number of times"},
		{"NoColumn", odsOf(t, `<table:table table:name="s">`+strings.Replace(odsHeader, ">a<", ">b<", 1)+`</table:table>`), `no column "a"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sel := &record.Selection{}
			sel.Add("a", false)
			r, err := sheet.New(odsformat.Open, bytes.NewReader(test.book), sheet.Options{Header: 1, MaxBytes: 1 << 20}, sel)
			if err == nil {
				_ = r.Close()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v; it should be about %q", err, test.want)
			}
		})
	}
}

// A cell that is too long costs its row alone.
func TestODSLongCell(t *testing.T) {
	row := func(content string) string {
		return `<table:table-row><table:table-cell office:value-type="string"><text:p>` + content + `</text:p></table:table-cell></table:table-row>`
	}
	book := odsOf(t, `<table:table table:name="s">`+odsHeader+row(`<text:s text:c="`+strconv.Itoa(1<<30)+`"/>x`)+row("y")+`</table:table>`)
	got, err := listed(t, odsformat.Open, book, sheet.Options{}, "a")
	if diff := cmp.Diff([]string{"sheet s, row 2: too_long", "sheet s, row 3: text y"}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
