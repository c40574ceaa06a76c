package config

import (
	"fmt"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// The words of formats.
var (
	formats   = []string{"json", "ndjson", "csv", "xlsx", "xls", "ods", "dbf", "xml"}
	workbooks = []string{"xlsx", "xls", "ods"}
	tabular   = append([]string{"csv"}, workbooks...) // with rows above their records
	encodings = []string{"utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1251", "cp866", "koi8-u", "koi8-r"}
	packings  = []string{"gzip", "zip"}
)

// What becomes of a table's rows that are called like rows of totals, such as «Всього». Where nothing is said they are read
// like others, and each collection speaks of them.
const (
	TotalsSkip = "skip"
	TotalsKeep = "keep"
)

// What stands above a table's data is bounded.
const (
	maxHeader     = 1000 // rows
	maxHeaderRows = 10   // that name the columns
)

func (c *checker) checkFormat(s *Source) {
	f := &s.Format
	at := c.at(f, s)
	c.needed(f.Type == "", at, "the format", "type", "it says how bytes become records")
	c.word("type of format", f.Type, formats, c.at(&f.Type, f))
	c.word("encoding", f.Encoding, encodings, c.at(&f.Encoding, f))
	c.word("decimal", f.Decimal, []string{".", ","}, c.at(&f.Decimal, f))
	c.word("totals", f.Totals, []string{TotalsSkip, TotalsKeep}, c.at(&f.Totals, f))
	c.word("packed", f.Packed, packings, c.at(&f.Packed, f))
	c.checkDelimiter(f)
	c.checkHeaderRows(f)
	c.checkMember(f)
	if !slices.Contains(formats, f.Type) {
		return
	}
	for _, only := range []struct {
		key   string
		field any
		of    []string
	}{
		{"path", &f.Path, []string{"json", "xml"}},
		{"delimiter", &f.Delimiter, []string{"csv"}},
		{"header", &f.Header, tabular},
		{"sheet", &f.Sheet, workbooks},
		{"totals", &f.Totals, append([]string{"dbf"}, tabular...)},
		{"encoding", &f.Encoding, []string{"json", "ndjson", "csv", "dbf", "xml"}},
	} {
		if c.has(only.field) && !slices.Contains(only.of, f.Type) {
			c.wrong(c.at(only.field), only.key+" has no meaning here", fmt.Sprintf("the format is %s", f.Type), "remove it, or write type: "+strings.Join(only.of, " or "))
		}
	}
	if f.Type == "dbf" && strings.HasPrefix(f.Encoding, "utf-16") {
		c.wrong(c.at(&f.Encoding, f), fmt.Sprintf("encoding can't be %q", f.Encoding), "the fields of a dbf table are counted in bytes", "remove it where the table says its own, or write cp866 or windows-1251")
	}
	if f.Type == "xml" {
		c.checkElementPath(f)
		c.checkElementValues(s)
	}
}

// checkHeaderRows: what stands between two header rows would be lost.
func (c *checker) checkHeaderRows(f *Format) {
	at := c.at(&f.Header, f)
	if len(f.Header) > maxHeaderRows {
		c.wrong(at, fmt.Sprintf("the header has %d rows", len(f.Header)), fmt.Sprintf("at most %d name the columns", maxHeaderRows), "list only the rows that do")
	}
	for i, row := range f.Header {
		switch {
		case row < 1:
			c.wrong(at, fmt.Sprintf("header is %d", row), "rows count from 1", "write the number of the header row")
		case row > maxHeader:
			c.wrong(at, fmt.Sprintf("header is %d", row), fmt.Sprintf("at most %d rows stand above a table's data", maxHeader), "remove what stands above the table")
		case i > 0 && row != f.Header[i-1]+1:
			c.wrong(at, fmt.Sprintf("header row %d does not follow row %d", row, f.Header[i-1]), "a header's rows follow one another", "write them in order, such as [3, 4]")
		}
	}
}

func (c *checker) checkMember(f *Format) {
	if !c.has(&f.Member) {
		return
	}
	at := c.at(&f.Member)
	if f.Packed != "zip" {
		c.wrong(at, "member has no meaning here", "it names a file in a zip archive", "remove it, or write packed: zip")
	}
	if _, err := path.Match(f.Member, ""); err != nil || f.Member == "" {
		c.wrong(at, fmt.Sprintf("member can't be %q", f.Member), "it is the name of a file, or a pattern of one", "write report.csv, or report-*.csv")
	}
}

// checkElementPath judges where the records of an XML document are.
func (c *checker) checkElementPath(f *Format) {
	const fix = "write the names of the elements from the document's root to a record, such as Report/Services/Service"
	if f.Path == "" {
		c.wrong(c.at(&f.Path, f), "the format has no path", "it says which elements are records", fix)
		return
	}
	for _, step := range strings.Split(f.Path, "/") {
		if strings.TrimSpace(step) == "" || strings.ContainsAny(step, "@:*[] ") || step == "." || step == ".." {
			c.wrong(c.at(&f.Path, f), fmt.Sprintf("path %q does not name elements", f.Path), "names without their namespace are parted by /", fix)
			return
		}
	}
}

// elementValue is how a mapping finds a value in an XML record: name, group/name, group/@attribute, @attribute, the
// element's own text as ., an attribute of an element around it as ../@attribute.
var elementValue = regexp.MustCompile(`^(\.|(\.\./)*@[^/@.][^/@]*|([^/@.][^/@]*/)*@?[^/@.][^/@]*)$`)

func (c *checker) checkElementValues(s *Source) {
	judge := func(from string, at place) {
		if from == "" || elementValue.MatchString(from) {
			return
		}
		c.wrong(at, fmt.Sprintf("%q does not find a value in an element", from), "the format is xml", "write name, group/name, group/@attribute, @attribute, . or ../@attribute")
	}
	for i := range s.Records {
		m := &s.Records[i]
		if m.Melt != nil {
			for j, column := range m.Melt.Columns {
				judge(column, c.at(&m.Melt.Columns[j], m.Melt))
			}
		}
		for j := range m.Where {
			judge(m.Where[j].From, c.at(&m.Where[j], m))
		}
		for _, name := range keysOf(m.Fields) {
			if f := m.Fields[name]; f != nil {
				judge(f.From, c.at(&f.From, f))
				for k, from := range f.FromAll {
					judge(from, c.at(&f.FromAll[k], f))
				}
			}
		}
	}
}

// headerRows decodes the number of one row, or a list of several.
func (d *decoder) headerRows(n ast.Node, rows *HeaderRows, key string) {
	if _, several := n.(*ast.SequenceNode); several {
		var list []int
		if d.list(n, reflect.ValueOf(&list).Elem(), key); len(list) == 0 {
			d.wrong(placeOf(d.file, n), key+" is an empty list", "columns have their names from it", "write the number of the header row")
			return
		}
		*rows = list
		return
	}
	var one int
	d.scalar(n, reflect.ValueOf(&one).Elem(), key)
	*rows = HeaderRows{one}
}
