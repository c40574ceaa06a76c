// Package odsformat decodes a sheet of an OpenDocument spreadsheet. The document lies on disk while it is read and the sheet is never held
// in memory: it is walked over once to find the sheets, once to see that the table is whole, and once to read it.
package odsformat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xmlparts"
)

// content is the part that holds the sheets.
const content = "content.xml"

// maxStyles bounds the styles that are remembered: those of hidden sheets.
const maxStyles = 1 << 16

// book is an open document.
type book struct {
	*xmlparts.Archive
	maxBytes int64
	sheets   []sheet.Sheet
}

// Open opens a document, of which no part may unpack to more than maxBytes.
func Open(r io.Reader, maxBytes int64) (sheet.Book, error) {
	archive, err := xmlparts.Open(r, ".ods", maxBytes)
	if err != nil {
		return nil, err
	}
	b := &book{Archive: archive, maxBytes: maxBytes}
	if err := b.describe(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// describe finds the sheets.
func (b *book) describe() error {
	if err := b.unlocked(); err != nil {
		return err
	}
	if !b.Has(content) {
		return errors.New("the archive holds no .ods spreadsheet")
	}
	found := false
	hidden := map[string]bool{} // by the name of a style
	style := ""
	err := b.Walk(content, func(around []string, tag xml.StartElement) error {
		inside := ""
		if len(around) > 0 {
			inside = around[len(around)-1]
		}
		switch {
		case tag.Name.Local == "spreadsheet" && inside == "body":
			found = true
		case tag.Name.Local == "style" && inside == "automatic-styles":
			style = xmlparts.Attribute(tag, "name")
		case tag.Name.Local == "table-properties" && inside == "style" && xmlparts.Attribute(tag, "display") == "false":
			if len(hidden) == maxStyles {
				return fmt.Errorf("it has over %d styles", maxStyles)
			}
			hidden[style] = true
		case tag.Name.Local == "table" && slices.Equal(around, sheetsIn):
			if len(b.sheets) == sheet.MaxSheets {
				return fmt.Errorf("it has over %d sheets", sheet.MaxSheets)
			}
			b.sheets = append(b.sheets, sheet.Sheet{Name: xmlparts.Attribute(tag, "name"), Hidden: hidden[xmlparts.Attribute(tag, "style-name")]})
		}
		return nil
	})
	if err == nil && !found {
		err = errors.New("it is a document of another kind")
	}
	if err != nil {
		return fmt.Errorf("this is no .ods spreadsheet, or it can't be read: %w", err)
	}
	return nil
}

// sheetsIn are the elements around a sheet.
var sheetsIn = []string{"document-content", "body", "spreadsheet"}

// unlocked refuses a document with a password.
func (b *book) unlocked() error {
	const manifest = "META-INF/manifest.xml"
	if !b.Has(manifest) {
		return nil
	}
	locked := false
	err := b.Walk(manifest, func(_ []string, tag xml.StartElement) error {
		locked = locked || tag.Name.Local == "encryption-data"
		return nil
	})
	if err == nil && locked {
		err = errors.New("the document has a password; save it without one")
	}
	return err
}

// Sheets are those of the document.
func (b *book) Sheets() []sheet.Sheet { return b.sheets }

// Rows begins the rows of a sheet.
func (b *book) Rows(i, first, last int) (sheet.Rows, error) {
	walk, closer, err := b.Tokens(content)
	if err != nil {
		return nil, err
	}
	r := &rows{walk: walk, closer: closer, first: first, last: last, left: b.maxBytes}
	if err := r.find(i); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}
