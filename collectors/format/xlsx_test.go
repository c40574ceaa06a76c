package format_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xlsxformat"
	"github.com/postup/postup/collectors/record"
)

// zipped packs files, by name.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	kindPrefix = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	relations  = `<Relationships>` +
		`<Relationship Id="r1" Type="` + kindPrefix + `worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="r2" Type="` + kindPrefix + `worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
		`<Relationship Id="r3" Type="` + kindPrefix + `sharedStrings" Target="sharedStrings.xml"/>` +
		`<Relationship Id="r4" Type="` + kindPrefix + `styles" Target="styles.xml"/>` +
		`<Relationship Id="r5" Type="` + kindPrefix + `externalLink" Target="http://127.0.0.1:1/x" TargetMode="External"/>` +
		`</Relationships>`
	styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy\ hh:mm"/><numFmt numFmtId="165" formatCode="[h]:mm"/>` +
		`<numFmt numFmtId="166" formatCode="#,##0.00&quot; грн/day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="9"/></cellXfs></styleSheet>`
	shared = `<sst><si><t>a</t></si><si><r><t xml:space="preserve">Жито</t></r><r><t>мир</t></r><rPh><t>no</t></rPh></si><si><t/></si><si><t>one_x000D_two</t></si></sst>`
)

// parts are those of a workbook with rows in its first sheet.
func parts(rows, after string) map[string]string {
	return map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="x" Type="` + kindPrefix + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="Lists" sheetId="7" state="hidden" r:id="r2"/><sheet name="Дані" sheetId="2" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relations,
		"xl/styles.xml":              styles,
		"xl/sharedStrings.xml":       shared,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData>` + after + `</worksheet>`,
		"xl/worksheets/sheet2.xml":   `<worksheet><sheetData><row><c t="inlineStr"><is><t>b</t></is></c></row><row><c><v>5</v></c></row></sheetData></worksheet>`,
	}
}

func openSheet(t testing.TB, workbook []byte, o sheet.Options, columns ...string) (*sheet.Reader, error) {
	t.Helper()
	o.Header, o.MaxBytes = max(o.Header, 1), 1<<20
	sel := &record.Selection{}
	for _, c := range columns {
		sel.Add(c, false)
	}
	r, err := sheet.New(xlsxformat.Open, bytes.NewReader(workbook), o, sel)
	if err == nil {
		t.Cleanup(func() {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return r, err
}

var kinds = map[record.Kind]string{record.Absent: "absent", record.Null: "null", record.Text: "text", record.Number: "number",
	record.Bool: "bool", record.Date: "date", record.Failed: "failed", record.List: "list", record.Nested: "nested"}

// A cell must read as what is stored in it: not as it is shown, and never as nothing where something went wrong.
func TestXLSXCells(t *testing.T) {
	tests := []struct{ cell, want string }{
		{`<c r="A2"><v>0.30000000000000004</v></c>`, "number 0.30000000000000004"},
		{`<c r="A2" s="5"><v>0.45</v></c>`, "number 0.45 shown as a per cent"},
		{`<c r="A2" s="4"><v>1234.567</v></c>`, "number 1234.567"},
		{`<c r="A2" t="n"><v>1E-3</v></c>`, "number 1E-3"},
		{`<c r="A2"><v>one</v></c>`, "failed a number that can't be read"},
		{`<c r="A2"><v>NaN</v></c>`, "failed a number that can't be read"},
		{`<c r="A2" s="1"><v>45323</v></c>`, "date 2024-02-01"},
		{`<c r="A2" s="1"><v>1</v></c>`, "date 1900-01-01"},
		{`<c r="A2" s="1"><v>59</v></c>`, "date 1900-02-28"},
		{`<c r="A2" s="1"><v>60</v></c>`, "failed a day that no calendar has"},
		{`<c r="A2" s="1"><v>61</v></c>`, "date 1900-03-01"},
		{`<c r="A2" s="1"><v>0</v></c>`, "failed a day that no calendar has"},
		{`<c r="A2" s="1"><v>-5</v></c>`, "failed a day that no calendar has"},
		{`<c r="A2" s="1"><v>2958465</v></c>`, "date 9999-12-31"},
		{`<c r="A2" s="1"><v>2958466</v></c>`, "failed a day that no calendar has"},
		{`<c r="A2" s="2"><v>45323.416666666664</v></c>`, "date 2024-02-01 10:00:00"},
		{`<c r="A2" s="2"><v>45323.99999</v></c>`, "date 2024-02-01 23:59:59"},
		{`<c r="A2" s="3"><v>1.5</v></c>`, "number 1.5"},
		{`<c r="A2" t="d"><v>2024-02-01T00:00:00</v></c>`, "date 2024-02-01"},
		{`<c r="A2" t="d"><v>soon</v></c>`, "failed a date that can't be read"},
		{`<c r="A2" s="77"><v>5</v></c>`, "number 5"},
		{`<c r="A2" t="s"><v>1</v></c>`, "text Житомир"},
		{`<c r="A2" t="s"><v>3</v></c>`, "text one\rtwo"},
		{`<c r="A2" t="s"><v>9</v></c>`, "failed a text that the workbook does not hold"},
		{`<c r="A2" t="s"><v>-1</v></c>`, "failed a text that the workbook does not hold"},
		{`<c r="A2" t="inlineStr"><is><t>x</t><phoneticPr/></is></c>`, "text x"},
		{`<c r="A2" t="b"><v>1</v></c>`, "bool true"},
		{`<c r="A2" t="b"><v>0</v></c>`, "bool false"},
		{`<c r="A2" t="e"><v>#N/A</v></c>`, "failed #N/A"},
		{`<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "failed #DIV/0!"},
		{`<c r="A2"><f>SUM(B1:B9)</f><v>7</v></c>`, "number 7"},
		{`<c r="A2" t="str"><f>T(B1)</f><v>seven</v></c>`, "text seven"},
		{`<c r="A2" t="str"><f>""</f><v></v></c>`, "null "},
		{`<c r="A2"><f>WEBSERVICE("http://127.0.0.1:1")</f></c>`, "failed a formula without its value"},
		{`<c r="A2" s="1"/>`, "null "},
		{``, "null "},
	}
	for _, test := range tests {
		book := zipped(t, parts(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row><row r="2">`+test.cell+`<c r="B2"><v>1</v></c></row>`, ""))
		r, err := openSheet(t, book, sheet.Options{}, "a", "b")
		if err != nil {
			t.Fatalf("%s: %v", test.cell, err)
		}
		if err := r.Next(); err != nil {
			t.Fatalf("%s: %v", test.cell, err)
		}
		if got := kinds[r.Value(0).Kind] + " " + string(r.Value(0).Bytes) + shownAs(r.Value(0)); got != test.want || string(r.Value(1).Bytes) != "1" {
			t.Errorf("%s reads as %q beside %q; it should be %q", test.cell, got, r.Value(1).Bytes, test.want)
		}
	}
}

func TestXLSXDaysFrom1904(t *testing.T) {
	p := parts(`<row><c t="s"><v>0</v></c></row><row><c s="1"><v>0</v></c></row><row><c s="1"><v>43861</v></c></row>`, "")
	p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)
	r, err := openSheet(t, zipped(t, p), sheet.Options{}, "a")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"sheet Дані, row 2: 1904-01-01", "sheet Дані, row 3: 2024-02-01"}, listing(t, r)); diff != "" {
		t.Errorf("every date is four years off (-want +got):\n%s", diff)
	}
}

// Rows are told as the sheet counts them, empty ones are nothing, and one that is too long costs itself alone.
func TestXLSXRows(t *testing.T) {
	huge := strings.Repeat("x", record.MaxBytes/2)
	rows := `<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="inlineStr"><is><t> other
		column </t></is></c></row>
		<row r="5" hidden="1"><c r="B5"><v>1</v></c><c r="ZZ5"><v>9</v></c></row>
		<row r="6"><c r="B6" s="1"/><c r="C6" t="s"><v>2</v></c><c r="ZZ6"><v>9</v></c></row>
		<row r="7"><c r="B7" t="inlineStr"><is><t>` + huge + `</t></is></c><c r="C7" t="inlineStr"><is><t>` + huge + `x</t></is></c></row>
		<row r="8"><c r="B8" t="inlineStr"><is><t>` + "\xff" + `</t></is></c></row>
		<row r="1048576"><c r="C1048576"><v>2</v></c></row>`
	book := zipped(t, parts(rows, `<autoFilter ref="A1:B2"/>`))
	r, err := sheet.New(xlsxformat.Open, bytes.NewReader(book), sheet.Options{Header: 3, MaxBytes: 1 << 30}, selection("a", "other  column"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := []string{"sheet Дані, row 5: 1", "sheet Дані, row 7 too_long", "sheet Дані, row 8 bad_encoding", "sheet Дані, row 1048576: "}
	if diff := cmp.Diff(want, listing(t, r)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestXLSXMergedHeader(t *testing.T) {
	text := func(ref, s string) string { return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>` }
	rows := `<row r="1">` + text("A1", "Звіт") + `</row><row r="2">` + text("A2", "Послуга") + `</row>` +
		`<row r="3">` + text("B3", "2024") + text("D3", "2025") + text("F3", "Разом") + `</row>` +
		`<row r="4">` + text("B4", "план") + text("C4", "факт") + text("D4", "план") + text("E4", "факт") + text("G4", "Примітка") + `</row>` +
		`<row r="5">` + text("A5", "x") + `<c r="B5"><v>1</v></c><c r="E5"><v>2</v></c></row>`
	merges := `<mergeCells><mergeCell ref="A1:G1"/><mergeCell ref="A2:A4"/><mergeCell ref="B3:C3"/><mergeCell ref="D3:E3"/><mergeCell ref="F3:F4"/><mergeCell ref="B9:C9"/></mergeCells>`
	book := zipped(t, parts(rows, merges))
	opened, err := xlsxformat.Open(bytes.NewReader(book), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Columns(opened, sheet.Options{Header: 3, HeaderRows: 2, MaxBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Послуга", "2024 / план", "2024 / факт", "2025 / план", "2025 / факт", "Разом", "Примітка"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a mapping would find other columns than people see (-want +got):\n%s", diff)
	}
	r, err := openSheet(t, book, sheet.Options{Header: 3, HeaderRows: 2}, "2025 / факт")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"sheet Дані, row 5: 2"}, listing(t, r)); diff != "" {
		t.Errorf("rows below the header (-want +got):\n%s", diff)
	}
}

func TestXLSXRefused(t *testing.T) {
	row := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	change := func(part, old, new string) []byte {
		p := parts(row, "")
		if old == "" {
			p[part] = new
		} else {
			p[part] = strings.Replace(p[part], old, new, 1)
		}
		return zipped(t, p)
	}
	whole := zipped(t, parts(row, ""))
	tests := []struct {
		name  string
		book  []byte
		sheet string
		want  string
	}{
		{"Empty", nil, "", record.ErrEmpty.Error()},
		{"OldXLS", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"), "", "write type: xls"},
		{"NoZip", []byte("a;b\n1;2\n"), "", "no .xlsx workbook"},
		{"CutZip", whole[:len(whole)-30], "", "no .xlsx workbook"},
		{"NoWorkbook", zipped(t, map[string]string{"a.csv": "a"}), "", "no .xlsx workbook"},
		{"CutSheet", change("xl/worksheets/sheet1.xml", "</sheetData></worksheet>", ""), "", "unexpected EOF"},
		{"CutInARow", change("xl/worksheets/sheet1.xml", "</row></sheetData></worksheet>", ""), "", "unexpected EOF"},
		{"Entity", change("xl/worksheets/sheet1.xml", "<worksheet>", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>`), "", "document type definition"},
		{"NoSheetData", change("xl/worksheets/sheet1.xml", "", "<worksheet/>"), "", "no sheet"},
		{"RowsBackwards", zipped(t, parts(`<row r="5"/><row r="4"/>`, "")), "", "stands after row 5"},
		{"CellTwice", zipped(t, parts(`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "")), "", "can't stand where it does"},
		{"CellOfAnotherRow", zipped(t, parts(`<row r="1"><c r="A2"><v>1</v></c></row>`, "")), "", "can't stand where it does"},
		{"TooManyRows", zipped(t, parts(`<row r="1048577"/>`, "")), "", "over 1048576 rows"},
		{"TooManyColumns", zipped(t, parts(`<row r="1"><c r="XFE1"><v>1</v></c></row>`, "")), "", "over 16384 columns"},
		{"Bomb", change("xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData>"+strings.Repeat("<row/>", 200_000)), "", "unpacks to more"},
		{"NoSuchSheet", whole, "Data", `its sheets are "Lists" (hidden), "Дані"`},
		{"NoSuchNumber", whole, "2", "no sheet 2 that is not hidden"},
		{"NoColumn", whole, "Lists", `no column "a"; its columns are "b"`},
		{"NoHeader", zipped(t, parts(`<row r="2"><c r="A2"><v>1</v></c></row>`, "")), "", "nothing in row 1"},
		{"MergesOverlap", zipped(t, parts(row, `<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A1:C1"/></mergeCells>`)), "", "overlap"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := openSheet(t, test.book, sheet.Options{Sheet: test.sheet}, "a"); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v; it should be about %q", err, test.want)
			}
		})
	}
	var bad *record.Bad
	if _, err := openSheet(t, nil, sheet.Options{}, "a"); errors.As(err, &bad) {
		t.Error("a workbook that can't be read is taken for one bad record")
	}
}

// What another program writes must read as what was written.
func TestXLSXAsWrittenByAnother(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	f := excelize.NewFile()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	set := func(cell string, v any) {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	set("A1", "number")
	set("B1", "date")
	set("C1", "text")
	var want []string
	for row := 2; row < 500; row++ {
		number := float64(random.Int64N(1e12)) / 1e3
		date := time.Unix(random.Int64N(4e9)-2e9, 0).UTC().Truncate(24 * time.Hour)
		text := fmt.Sprintf("послуга №%d <&> \"%d\"", row, random.IntN(10))
		set("A"+strconv.Itoa(row), number)
		set("B"+strconv.Itoa(row), date)
		if err := f.SetCellStyle("Sheet1", "B"+strconv.Itoa(row), "B"+strconv.Itoa(row), day); err != nil {
			t.Fatal(err)
		}
		set("C"+strconv.Itoa(row), text)
		want = append(want, fmt.Sprint(number, date.Format(" 2006-01-02 "), text))
	}
	book, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	r, err := openSheet(t, book.Bytes(), sheet.Options{Sheet: "Sheet1"}, "number", "date", "text")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for r.Next() == nil {
		number, err := strconv.ParseFloat(string(r.Value(0).Bytes), 64)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(number, " ", string(r.Value(1).Bytes), " ", string(r.Value(2).Bytes)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the workbook reads otherwise than it was written (-want +got):\n%s", diff)
	}
}
