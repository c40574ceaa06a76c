package xlsxformat

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// maxParts bounds the lists of a workbook's parts and sheets.
const maxParts = 10_000

// book is an open workbook.
type book struct {
	file     *scratch.File
	size     int64
	maxBytes int64
	parts    map[string]*zip.File // by name in lower case
	sheets   []sheet
	from1904 bool // its days are counted from 1904
	dates    []bool
	texts    *texts // that cells share; nil: there are none
}

// sheet is one worksheet.
type sheet struct {
	name, part string
	hidden     bool
}

// related is a part that another one refers to.
type related struct{ kind, part string }

func open(r io.Reader, maxBytes int64) (*book, error) {
	file, size, err := scratch.Copy(r)
	if err != nil {
		return nil, err
	}
	b := &book{file: file, size: size, maxBytes: maxBytes, parts: map[string]*zip.File{}}
	if err := b.read(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *book) Close() error {
	var err error
	if b.texts != nil {
		err = b.texts.file.Close()
	}
	return errors.Join(err, b.file.Close())
}

func (b *book) read() error {
	if b.size == 0 {
		return record.ErrEmpty
	}
	archive, err := zip.NewReader(b.file, b.size)
	if err != nil {
		return b.noArchive(err)
	}
	if len(archive.File) > maxParts {
		return fmt.Errorf("the workbook has over %d parts", maxParts)
	}
	for _, f := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if b.parts[name] != nil {
			return fmt.Errorf("the workbook holds %.200q twice", f.Name)
		}
		b.parts[name] = f
	}
	return b.describe()
}

// noArchive says what came in the place of a workbook.
func (b *book) noArchive(err error) error {
	head := make([]byte, 4)
	if _, e := b.file.ReadAt(head, 0); e == nil && string(head) == "\xD0\xCF\x11\xE0" {
		return errors.New("this is an old .xls, or a workbook with a password; save it as .xlsx without one")
	}
	return fmt.Errorf("this is no .xlsx workbook, or a part of one: %w", err)
}

// describe reads what the workbook says of itself.
func (b *book) describe() error {
	main := ""
	top, err := b.relations("")
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.part
		}
	}
	if err == nil && main == "" {
		err = errors.New("the archive holds no .xlsx workbook")
	}
	if err != nil {
		return err
	}
	parts, err := b.relations(main)
	if err != nil {
		return err
	}
	if err := b.workbook(main, parts); err != nil {
		return fmt.Errorf("read the workbook: %w", err)
	}
	for _, r := range parts {
		switch r.kind {
		case "styles":
			err = b.readStyles(r.part)
		case "sharedStrings":
			err = b.readTexts(r.part)
		}
		if err != nil {
			return fmt.Errorf("read the workbook's %s: %w", r.kind, err)
		}
	}
	return nil
}

// relations are the parts of the workbook that a part refers to, by id. What lies outside of the workbook is left out.
func (b *book) relations(of string) (map[string]related, error) {
	dir, name := path.Split(of)
	all := map[string]related{}
	err := b.walk(dir+"_rels/"+name+".rels", func(_ []string, tag xml.StartElement) error {
		if tag.Name.Local != "Relationship" || attribute(tag, "TargetMode") == "External" {
			return nil
		}
		target := attribute(tag, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		all[attribute(tag, "Id")] = related{path.Base(attribute(tag, "Type")), strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("this is no .xlsx workbook: %w", err)
	}
	return all, nil
}

// workbook reads the list of sheets and where days are counted from.
func (b *book) workbook(part string, parts map[string]related) error {
	return b.walk(part, func(_ []string, tag xml.StartElement) error {
		switch tag.Name.Local {
		case "workbookPr":
			v := attribute(tag, "date1904")
			b.from1904 = v == "1" || v == "true"
		case "sheet":
			r := parts[attribute(tag, "id")]
			if r.kind != "worksheet" { // a sheet that is one chart, or a macro
				return nil
			}
			if len(b.sheets) == maxParts {
				return fmt.Errorf("it has over %d sheets", maxParts)
			}
			state := attribute(tag, "state")
			b.sheets = append(b.sheets, sheet{attribute(tag, "name"), r.part, state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
}

// choose finds a sheet by its name, or by its number among those that are not hidden.
func (b *book) choose(wanted string) (sheet, error) {
	for _, s := range b.sheets {
		if s.name == wanted {
			return s, nil
		}
	}
	number := 1
	if wanted != "" {
		n, err := strconv.Atoi(wanted)
		if err != nil {
			return sheet{}, fmt.Errorf("the workbook has no sheet %q; its sheets are %s", wanted, b.names())
		}
		number = n
	}
	seen := 0
	for _, s := range b.sheets {
		if s.hidden {
			continue
		}
		if seen++; seen == number {
			return s, nil
		}
	}
	return sheet{}, fmt.Errorf("the workbook has no sheet %d that is not hidden; its sheets are %s", number, b.names())
}

func (b *book) names() string {
	var quoted []string
	for _, s := range b.sheets {
		hidden := ""
		if s.hidden {
			hidden = " (hidden)"
		}
		quoted = append(quoted, strconv.Quote(s.name)+hidden)
	}
	return strings.Join(quoted[:min(len(quoted), 50)], ", ")
}

// tokens begins a part of the workbook.
func (b *book) tokens(part string) (*xmltokens.Walker, io.Closer, error) {
	f := b.parts[strings.ToLower(part)]
	if f == nil {
		return nil, nil, fmt.Errorf("it has no part %.200q", part)
	}
	r, err := unpack.OpenMember(f, b.size, b.maxBytes)
	if err != nil {
		return nil, nil, err
	}
	w, err := xmltokens.New(r, "")
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	return w, r, nil
}

// walk calls see for each element of a part, with the names of those around it.
func (b *book) walk(part string, see func(around []string, tag xml.StartElement) error) error {
	w, closer, err := b.tokens(part)
	if err != nil {
		return err
	}
	var around []string
	for err == nil {
		var token xml.Token
		if token, err = w.Next(); err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = see(around, t)
			around = append(around, t.Name.Local)
		case xml.EndElement:
			around = around[:len(around)-1]
		}
	}
	if err == io.EOF {
		err = nil
	}
	return errors.Join(err, closer.Close())
}

// attribute is the value of a tag's attribute, whatever its namespace.
func attribute(tag xml.StartElement, name string) string {
	for _, a := range tag.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
