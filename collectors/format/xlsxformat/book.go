// Package xlsxformat decodes a sheet of an XLSX workbook. The workbook lies on disk while it is read and the sheet is never held in
// memory: it is walked over once to see that it is whole, and once to read it.
package xlsxformat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xmlparts"
)

// book is an open workbook.
type book struct {
	*xmlparts.Archive
	sheets   []part
	from1904 bool         // its days are counted from 1904
	dates    []bool       // by style: it shows a number as a date
	shares   []bool       // by style: it shows a number as a per cent
	texts    *sheet.Texts // that cells share; nil: there are none
}

// part is one worksheet.
type part struct {
	sheet.Sheet
	name string // of the part of the workbook that holds it
}

// related is a part that another one refers to.
type related struct{ kind, part string }

// Open opens a workbook, of which no part may unpack to more than maxBytes.
func Open(r io.Reader, maxBytes int64) (sheet.Book, error) {
	archive, err := xmlparts.Open(r, ".xlsx", maxBytes)
	if err != nil {
		return nil, err
	}
	b := &book{Archive: archive}
	if err := b.describe(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *book) Close() error { return errors.Join(b.texts.Close(), b.Archive.Close()) }

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
	err := b.Walk(dir+"_rels/"+name+".rels", func(_ []string, tag xml.StartElement) error {
		if tag.Name.Local != "Relationship" || xmlparts.Attribute(tag, "TargetMode") == "External" {
			return nil
		}
		target := xmlparts.Attribute(tag, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		all[xmlparts.Attribute(tag, "Id")] = related{path.Base(xmlparts.Attribute(tag, "Type")), strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("this is no .xlsx workbook: %w", err)
	}
	return all, nil
}

// workbook reads the list of sheets and where days are counted from.
func (b *book) workbook(main string, parts map[string]related) error {
	return b.Walk(main, func(_ []string, tag xml.StartElement) error {
		switch tag.Name.Local {
		case "workbookPr":
			v := xmlparts.Attribute(tag, "date1904")
			b.from1904 = v == "1" || v == "true"
		case "sheet":
			r := parts[xmlparts.Attribute(tag, "id")]
			if r.kind != "worksheet" { // a sheet that is one chart, or a macro
				return nil
			}
			if len(b.sheets) == sheet.MaxSheets {
				return fmt.Errorf("it has over %d sheets", sheet.MaxSheets)
			}
			state := xmlparts.Attribute(tag, "state")
			b.sheets = append(b.sheets, part{sheet.Sheet{Name: xmlparts.Attribute(tag, "name"), Hidden: state == "hidden" || state == "veryHidden"}, r.part})
		}
		return nil
	})
}

// Sheets are those with cells.
func (b *book) Sheets() []sheet.Sheet {
	var all []sheet.Sheet
	for _, s := range b.sheets {
		all = append(all, s.Sheet)
	}
	return all
}
