package config

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// table says how a CSV file of a pack stands for YAML: a row is an element of the list under key.
type table struct {
	key     string
	columns map[string]string // column → path of keys; a column of the same name needs none
	lists   []string          // columns whose cells are lists separated by ;
	aliases bool              // columns alias.<list> are codes in other lists
}

var tables = map[string]*table{
	"regions.csv": {
		key: "regions",
		columns: columns([]string{"code", "kind", "parent", "country", "time_zone", "calendar", "groups", "population", "from", "to"},
			[]string{"name", "short", "head"}),
		lists:   []string{"groups"},
		aliases: true,
	},
	"services.csv": {
		key: "services",
		columns: columns([]string{"id", "sector", "tier", "mass", "deadline.days", "deadline.working"},
			[]string{"name"}),
	},
}

// columns maps a table's columns to keys: texts have one column for each language, and a dot is written _ elsewhere.
func columns(plain, texts []string) map[string]string {
	all := map[string]string{}
	for _, p := range plain {
		all[strings.ReplaceAll(p, ".", "_")] = p
	}
	for _, t := range texts {
		for _, language := range Languages {
			all[t+"."+language] = t + "." + language
		}
	}
	return all
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// readTable turns a CSV file into the nodes that the same content in YAML would give.
func (l *loader) readTable(file string, content []byte, t *table) ast.Node {
	content = bytes.TrimPrefix(content, byteOrderMark)
	if !utf8.Valid(content) {
		l.incomplete = true
		l.wrong(place{file: file}, "the file is not UTF-8", "its names would be garbled", "save it as UTF-8")
		return nil
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		l.incomplete = true
		l.wrong(place{file, 1}, "the file has no header row", tableError(err), "write the names of the columns into the first row")
		return nil
	}
	if !l.checkHeader(place{file, 1}, header, t) {
		return nil
	}
	rows := ast.Sequence(tokenAt("-", 1), false)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			l.incomplete = true
			l.wrong(tablePlace(file, err), "the row can't be read as CSV", tableError(err), "check its quotes")
			break
		}
		line, _ := r.FieldPos(0)
		if len(row) != len(header) {
			l.wrong(place{file, line}, fmt.Sprintf("the row has %d cells", len(row)), fmt.Sprintf("the header has %d", len(header)), "quote cells that hold commas, and keep empty ones")
			continue
		}
		rows.Values = append(rows.Values, t.row(header, row, line))
	}
	root := ast.Mapping(tokenAt(t.key, 1), false)
	root.Values = append(root.Values, entry(t.key, rows, 1))
	return root
}

func tableError(err error) string {
	var e *csv.ParseError
	if errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}

func tablePlace(file string, err error) place {
	var e *csv.ParseError
	if errors.As(err, &e) {
		return place{file, e.Line}
	}
	return place{file: file}
}

func (l *loader) checkHeader(at place, header []string, t *table) bool {
	fine := true
	for i, column := range header {
		_, known := t.columns[column]
		if list, ok := strings.CutPrefix(column, "alias."); ok && list != "" && t.aliases {
			known = true
		}
		if !known {
			fine = false
			fix := didYouMean(column, keysOf(t.columns))
			if fix == "" {
				fix = "use " + strings.Join(keysOf(t.columns), ", ") + ", separated by commas"
			}
			l.wrong(at, fmt.Sprintf("unknown column %q", column), t.key+" have no such column", fix)
		}
		if slices.Contains(header[:i], column) {
			fine = false
			l.wrong(at, fmt.Sprintf("the column %q is repeated", column), "one of them would be lost", "remove one of them")
		}
	}
	l.incomplete = l.incomplete || !fine
	return fine
}

// row makes the mapping of one row. An empty cell is a key that is left out.
func (t *table) row(header, row []string, line int) ast.Node {
	m := ast.Mapping(tokenAt(row[0], line), false)
	for i, column := range header {
		if row[i] == "" {
			continue
		}
		if list, ok := strings.CutPrefix(column, "alias."); ok {
			alias := ast.Mapping(tokenAt(list, line), false, entry("list", ast.String(tokenAt(list, line)), line), entry("code", ast.String(tokenAt(row[i], line)), line))
			appendTo(m, "aliases", alias, line)
			continue
		}
		if slices.Contains(t.lists, column) {
			for _, part := range strings.Split(row[i], ";") {
				appendTo(m, column, ast.String(tokenAt(strings.TrimSpace(part), line)), line)
			}
			continue
		}
		set(m, strings.Split(t.columns[column], "."), row[i], line)
	}
	return m
}

func tokenAt(text string, line int) *token.Token {
	return token.New(text, text, &token.Position{Line: line, Column: 1})
}

func entry(key string, value ast.Node, line int) *ast.MappingValueNode {
	return ast.MappingValue(tokenAt(":", line), ast.String(tokenAt(key, line)), value)
}

func find(m *ast.MappingNode, key string) ast.Node {
	for _, e := range m.Values {
		if keyText(e.Key) == key {
			return e.Value
		}
	}
	return nil
}

// set gives the value a place in nested mappings.
func set(m *ast.MappingNode, keys []string, value string, line int) {
	if len(keys) == 1 {
		m.Values = append(m.Values, entry(keys[0], ast.String(tokenAt(value, line)), line))
		return
	}
	inner, ok := find(m, keys[0]).(*ast.MappingNode)
	if !ok {
		inner = ast.Mapping(tokenAt(keys[0], line), false)
		m.Values = append(m.Values, entry(keys[0], inner, line))
	}
	set(inner, keys[1:], value, line)
}

func appendTo(m *ast.MappingNode, key string, value ast.Node, line int) {
	list, ok := find(m, key).(*ast.SequenceNode)
	if !ok {
		list = ast.Sequence(tokenAt("-", line), false)
		m.Values = append(m.Values, entry(key, list, line))
	}
	list.Values = append(list.Values, value)
}
