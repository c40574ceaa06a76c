// Package xmlparts reads documents that are archives of XML files, as spreadsheet programs write them. The archive lies on disk while it
// is read; each part is bounded in what it unpacks to.
package xmlparts

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// maxParts bounds the list of a document's parts.
const maxParts = 10_000

// Archive is an open document.
type Archive struct {
	file     *scratch.File
	size     int64
	maxBytes int64
	parts    map[string]*zip.File // by name in lower case
}

// Open reads the list of parts. ending is what such files are called by, such as .xlsx; maxBytes bounds what any part may unpack to.
func Open(r io.Reader, ending string, maxBytes int64) (*Archive, error) {
	file, size, err := scratch.Copy(r)
	if err != nil {
		return nil, err
	}
	a := &Archive{file: file, size: size, maxBytes: maxBytes, parts: map[string]*zip.File{}}
	if err := a.list(ending); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close gives up the document.
func (a *Archive) Close() error { return a.file.Close() }

func (a *Archive) list(ending string) error {
	if a.size == 0 {
		return record.ErrEmpty
	}
	archive, err := zip.NewReader(a.file, a.size)
	if err != nil {
		return a.noArchive(ending, err)
	}
	if len(archive.File) > maxParts {
		return fmt.Errorf("the workbook has over %d parts", maxParts)
	}
	for _, f := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if a.parts[name] != nil {
			return fmt.Errorf("the workbook holds %.200q twice", f.Name)
		}
		a.parts[name] = f
	}
	return nil
}

// noArchive says what came in the place of a document.
func (a *Archive) noArchive(ending string, err error) error {
	head := make([]byte, 4)
	if _, e := a.file.ReadAt(head, 0); e == nil && string(head) == "\xD0\xCF\x11\xE0" {
		return errors.New("this is an old .xls, or a workbook with a password; write type: xls, or save it without a password")
	}
	return fmt.Errorf("this is no %s workbook, or a part of one: %w", ending, err)
}

// Has tells whether there is such a part.
func (a *Archive) Has(part string) bool { return a.parts[strings.ToLower(part)] != nil }

// Tokens begins a part. The caller closes what comes with them.
func (a *Archive) Tokens(part string) (*xmltokens.Walker, io.Closer, error) {
	f := a.parts[strings.ToLower(part)]
	if f == nil {
		return nil, nil, fmt.Errorf("it has no part %.200q", part)
	}
	r, err := unpack.OpenMember(f, a.size, a.maxBytes)
	if err != nil {
		return nil, nil, err
	}
	w, err := xmltokens.New(r, "")
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	return w, r, nil
}

// Walk calls see for each element of a part, with the names of those around it.
func (a *Archive) Walk(part string, see func(around []string, tag xml.StartElement) error) error {
	w, closer, err := a.Tokens(part)
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

// Attribute is the value of a tag's attribute, whatever its namespace.
func Attribute(tag xml.StartElement, name string) string {
	for _, a := range tag.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
