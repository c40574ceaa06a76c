package collectors_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

// made are the payloads of cases that no one could read in a repository: packed ones, and workbooks.
var made = map[string]func(t testing.TB, dir string) []byte{
	"xlsx-merged-header": func(t testing.TB, _ string) []byte { return reportWorkbook(t) },
	"xlsx-errors":        func(t testing.TB, _ string) []byte { return errorsWorkbook(t) },
	"xlsx-cut":           func(t testing.TB, _ string) []byte { b := reportWorkbook(t); return b[:len(b)-100] },
	"xls-cut":            cutTo("xls-merged-header/report.xls", 3000),
	"ods-cut":            cutTo("ods-merged-header/report.ods", 2000),
	"dbf-cut":            cutTo("dbf-cp866/report.dbf", 450),
	"ods-melt":           func(t testing.TB, dir string) []byte { return zipOf(t, dir+"/../ods-merged-header", "report.ods") },
	"dbf-zip": func(t testing.TB, dir string) []byte {
		return zipOf(t, dir+"/../dbf-cp866", "report.dbf", "source.yaml")
	},
	"xml-zip":        func(t testing.TB, dir string) []byte { return zipOf(t, dir, "report.xml", "readme.txt") },
	"csv-gzip-cp866": func(t testing.TB, dir string) []byte { return gzipOf(t, dir, "report.csv") },
	"csv-gzip-cut":   func(t testing.TB, dir string) []byte { b := gzipOf(t, dir, "report.csv"); return b[:len(b)-6] },
}

// cutTo is the beginning of another case's payload.
func cutTo(payload string, size int) func(t testing.TB, dir string) []byte {
	return func(t testing.TB, dir string) []byte {
		t.Helper()
		return must[[]byte](t)(os.ReadFile(filepath.Join(dir, "..", payload)))[:size]
	}
}

// makePayload writes a case's payload into a folder of its own, and gives that; else the case's.
func makePayload(t testing.TB, dir string) string {
	t.Helper()
	how := made[filepath.Base(dir)]
	if how == nil {
		return dir
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "payload"), string(how(t, dir)))
	return folder
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// sheetOf makes a workbook of one sheet: its cells, row by row from the first.
func sheetOf(t testing.TB, name string, rows [][]any, merged ...[2]string) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", name))
	for i, row := range rows {
		cell := must[string](t)(excelize.CoordinatesToCellName(1, i+1))
		check(f.SetSheetRow(name, cell, &row))
	}
	for _, m := range merged {
		check(f.MergeCell(name, m[0], m[1]))
	}
	return f
}

func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	return must[*bytes.Buffer](t)(f.WriteToBuffer()).Bytes()
}

// reportWorkbook is a form as a region fills it: a title, a header of two rows, a date that is one and a date that is text,
// numbers shown with no decimals, an empty row, totals.
func reportWorkbook(t testing.TB) []byte {
	may := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	f := sheetOf(t, "Послуги", [][]any{
		{"Звіт про послуги онлайн"},
		{},
		{"Область", "Місяць", "Послуги", nil, "Примітка"},
		{nil, nil, "онлайн", "усього"},
		{"UA05", may, 41, 120, "без змін"},
		{"UA-07", "2024-05", 30.5, 110},
		{},
		{"UA-07", time.Date(2024, 4, 30, 0, 0, 0, 0, time.UTC), nil, 110},
		{"UA-99", may, 1, 2},
		{"Всього", nil, 72, 342},
		{"  Итого ", nil, 72, 342},
	}, [2]string{"A1", "E1"}, [2]string{"A3", "A4"}, [2]string{"B3", "B4"}, [2]string{"C3", "D3"}, [2]string{"E3", "E4"})
	whole := must[int](t)(f.NewStyle(&excelize.Style{NumFmt: 1}))
	if err := f.SetCellStyle("Послуги", "C5", "D9", whole); err != nil {
		t.Fatal(err)
	}
	return bytesOf(t, f)
}

// errorsWorkbook has formulas whose values are stored, and such that failed or were never computed.
func errorsWorkbook(t testing.TB) []byte {
	f := sheetOf(t, "Sheet1", [][]any{
		{"month", "value", "other"},
		{"2023-11", 5, 0},
		{"2023-12", 0},
		{"2024-01", 0},
		{"2024-02"},
		{"2024-03", true},
		{"2024-04", 7},
		{"2024-05", 8},
	})
	if err := f.SetCellFormula("Sheet1", "B5", "SUM(B2:B3)"); err != nil {
		t.Fatal(err)
	}
	return withCells(t, bytesOf(t, f), map[string]string{"C2": `t="e"><v>#REF!</v>`, "B3": `t="e"><v>#N/A</v>`,
		"B4": `t="e"><f>1/0</f><v>#DIV/0!</v>`, "A7": `t="e"><v>#VALUE!</v>`, "B8": `><f>4+4</f><v>8</v>`})
}

// withCells puts what no program writes on demand into cells of a workbook's sheet.
func withCells(t testing.TB, workbook []byte, cells map[string]string) []byte {
	t.Helper()
	in := must[*zip.Reader](t)(zip.NewReader(bytes.NewReader(workbook), int64(len(workbook))))
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, file := range in.File {
		r := must[io.ReadCloser](t)(file.Open())
		content := must[[]byte](t)(io.ReadAll(r))
		if file.Name == "xl/worksheets/sheet1.xml" {
			for ref, cell := range cells {
				old := regexp.MustCompile(`<c r="` + ref + `"[^>]*>.*?</c>`)
				if !old.Match(content) {
					t.Fatalf("the sheet has no cell %s", ref)
				}
				content = old.ReplaceAllLiteral(content, []byte(`<c r="`+ref+`" `+cell+`</c>`))
			}
		}
		must[int](t)(must[io.Writer](t)(z.Create(file.Name)).Write(content))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipOf(t testing.TB, dir string, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		w := must[io.Writer](t)(z.Create("2024/" + name))
		must[int](t)(w.Write(must[[]byte](t)(os.ReadFile(filepath.Join(dir, name)))))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// gzipOf packs a file, written in the code page of DOS.
func gzipOf(t testing.TB, dir, name string) []byte {
	t.Helper()
	text := must[[]byte](t)(os.ReadFile(filepath.Join(dir, name)))
	old := must[[]byte](t)(charmap.CodePage866.NewEncoder().Bytes(text))
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	must[int](t)(z.Write(old))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
