package collectors

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/postup/postup/collectors/form"
	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/dbfformat"
	"github.com/postup/postup/collectors/format/jsonformat"
	"github.com/postup/postup/collectors/format/ndjsonformat"
	"github.com/postup/postup/collectors/format/odsformat"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/format/xlsformat"
	"github.com/postup/postup/collectors/format/xlsxformat"
	"github.com/postup/postup/collectors/format/xmlformat"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// opener opens a payload, or what it was unpacked to, from the beginning.
type opener = func() (io.ReadCloser, error)

// format is one way in which records are written.
type format struct {
	// verify walks over a document before anything of it is stored; nil where each record stands for itself, or
	// where read does it.
	verify func(r io.Reader, p *plan) error
	// read begins to read the records. What also is an io.Closer is closed after the last.
	read func(r io.Reader, p *plan) (record.Reader, error)
}

// formats is every format there is, by its name in the configuration; config/check_format.go has their keys.
var formats = map[string]format{
	"json": {
		func(r io.Reader, p *plan) error { return jsonformat.Verify(r, p.document()) },
		func(r io.Reader, p *plan) (record.Reader, error) { return jsonformat.New(r, p.document(), p.selection) },
	},
	"ndjson": {nil,
		func(r io.Reader, p *plan) (record.Reader, error) {
			return ndjsonformat.New(r, p.format.Encoding, p.selection)
		},
	},
	"csv": {nil,
		func(r io.Reader, p *plan) (record.Reader, error) { return csvformat.New(r, p.table(), p.selection) },
	},
	"xlsx": sheetOf("xlsx"),
	"xls":  sheetOf("xls"),
	"ods":  sheetOf("ods"),
	"dbf": {
		func(r io.Reader, p *plan) error { return dbfformat.Verify(r, p.fixed()) },
		func(r io.Reader, p *plan) (record.Reader, error) { return dbfformat.New(r, p.fixed(), p.selection) },
	},
	"xml": {
		func(r io.Reader, p *plan) error { return xmlformat.Verify(r, p.elements()) },
		func(r io.Reader, p *plan) (record.Reader, error) { return xmlformat.New(r, p.elements(), p.selection) },
	},
}

// workbooks open each format whose tables are the sheets of a workbook.
var workbooks = map[string]sheet.Opener{"xlsx": xlsxformat.Open, "xls": xlsformat.Open, "ods": odsformat.Open}

// sheetOf is a format whose tables are the sheets of a workbook.
func sheetOf(kind string) format {
	return format{nil, func(r io.Reader, p *plan) (record.Reader, error) {
		return sheet.New(workbooks[kind], r, p.workbook(), p.selection)
	}}
}

// closers close the last first.
type closers []io.Closer

func (c *closers) add(one any) {
	if closer, ok := one.(io.Closer); ok {
		*c = append(*c, closer)
	}
}

func (c *closers) Close() (err error) {
	for _, one := range slices.Backward(*c) {
		err = errors.Join(err, one.Close())
	}
	return err
}

// decode opens a payload as records. The caller closes what comes with them.
func (p *plan) decode(open opener) (record.Reader, io.Closer, error) {
	var opened closers
	reader, err := p.begin(open, &opened)
	if err != nil {
		return nil, nil, errors.Join(err, opened.Close())
	}
	return reader, &opened, nil
}

func (p *plan) begin(open opener, opened *closers) (record.Reader, error) {
	if paged, err := holdsPages(open); err != nil {
		return nil, err
	} else if paged {
		return p.beginPages(open, opened)
	}
	if p.format.Packed != "" {
		unpacked, err := unpack.New(open, unpack.Options{Packed: p.format.Packed, Member: p.format.Member, MaxBytes: p.maxBytes})
		if err != nil {
			return nil, err
		}
		opened.add(unpacked)
		open = unpacked.Open
	}
	if err := p.checkForm(open); err != nil {
		return nil, err
	}
	if err := p.verify(open); err != nil {
		return nil, err
	}
	if err := p.bind(open); err != nil {
		return nil, err
	}
	payload, err := open()
	if err != nil {
		return nil, err
	}
	opened.add(payload)
	reader, err := p.read(payload)
	if err != nil {
		return nil, err
	}
	opened.add(reader)
	return reader, nil
}

// checkForm refuses a form of another version than the source's, where it has one.
func (p *plan) checkForm(open opener) error {
	if p.form == "" {
		return nil
	}
	payload, err := open()
	if err != nil {
		return err
	}
	return errors.Join(form.Check(payload, p.form, p.maxBytes), payload.Close())
}

// verify walks over a document before anything of it is stored.
func (p *plan) verify(open opener) error {
	if formats[p.format.Type].verify == nil {
		return nil
	}
	payload, err := open()
	if err != nil {
		return err
	}
	return errors.Join(p.walk(payload), payload.Close())
}

// walk verifies one document, where its format has to be.
func (p *plan) walk(document io.Reader) error {
	f := formats[p.format.Type]
	if f.verify == nil {
		return nil
	}
	peeked := bufio.NewReader(document)
	if err := notHTML(peeked, p.format.Type); err != nil {
		return err
	}
	return f.verify(peeked, p)
}

// read begins to read the records of one document. What also is an io.Closer is closed after the last.
func (p *plan) read(document io.Reader) (record.Reader, error) {
	peeked := bufio.NewReader(document)
	if err := notHTML(peeked, p.format.Type); err != nil {
		return nil, err
	}
	reader, err := formats[p.format.Type].read(peeked, p)
	if err != nil {
		return nil, err // and no nil of a format's own type
	}
	return reader, nil
}

func (p *plan) document() jsonformat.Options {
	return jsonformat.Options{Path: p.format.Path, Encoding: p.format.Encoding}
}

func (p *plan) elements() xmlformat.Options {
	return xmlformat.Options{Path: p.format.Path, Encoding: p.format.Encoding}
}

func (p *plan) workbook() sheet.Options {
	first, rows := headerOf(p.format)
	return sheet.Options{Sheet: p.format.Sheet, Header: first, HeaderRows: rows, MaxBytes: p.maxBytes}
}

func (p *plan) fixed() dbfformat.Options { return dbfformat.Options{Encoding: p.format.Encoding} }

func (p *plan) table() csvformat.Options {
	first, rows := headerOf(p.format)
	return csvformat.Options{Delimiter: delimiter(p.format), Header: first, HeaderRows: rows, Encoding: p.format.Encoding}
}

// headerOf is where a table's header begins and how many rows it takes.
func headerOf(f config.Format) (first, rows int) {
	if len(f.Header) == 0 {
		return 1, 1
	}
	return f.Header[0], len(f.Header)
}

// delimiter is what parts the cells of a table: one byte, as the configuration's check has seen to.
func delimiter(f config.Format) byte {
	if f.Delimiter == "" {
		return ','
	}
	return f.Delimiter[0]
}

// notHTML notices a web page in the place of data: a portal's error or login page, sent as if it were fine.
func notHTML(r *bufio.Reader, format string) error {
	head, err := r.Peek(512)
	if err != nil && err != io.EOF {
		return err
	}
	head = bytes.ToLower(bytes.TrimLeft(head, "\xEF\xBB\xBF \t\r\n"))
	if bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) {
		return fmt.Errorf("a web page (HTML) came where %s was expected; see that the address is right and needs no login", format)
	}
	return nil
}
