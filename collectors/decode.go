package collectors

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/format/csvformat"
	"github.com/postup/postup/collectors/format/jsonformat"
	"github.com/postup/postup/collectors/format/ndjsonformat"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// decode opens a payload as records. open gives its bytes from the beginning, as often as it is called; the
// caller closes what it gave last.
func (p *plan) decode(open func() (io.ReadCloser, error)) (record.Reader, io.Closer, error) {
	if paged, err := holdsPages(open); err != nil {
		return nil, nil, err
	} else if paged {
		return p.decodePages(open)
	}
	if p.format.Type == "json" {
		if err := p.verify(open); err != nil {
			return nil, nil, err
		}
	}
	if err := p.bind(open); err != nil {
		return nil, nil, err
	}
	payload, err := open()
	if err != nil {
		return nil, nil, err
	}
	reader, err := p.read(payload)
	if err != nil {
		return nil, nil, errors.Join(err, payload.Close())
	}
	return reader, payload, nil
}

// verify walks over a JSON document before anything of it is stored.
func (p *plan) verify(open func() (io.ReadCloser, error)) error {
	payload, err := open()
	if err != nil {
		return err
	}
	peeked := bufio.NewReader(payload)
	err = notHTML(peeked, "json")
	if err == nil {
		err = jsonformat.Verify(peeked, jsonformat.Options{Path: p.format.Path, Encoding: p.format.Encoding})
	}
	return errors.Join(err, payload.Close())
}

func (p *plan) read(payload io.Reader) (record.Reader, error) {
	f := p.format
	peeked := bufio.NewReader(payload)
	if err := notHTML(peeked, f.Type); err != nil {
		return nil, err
	}
	switch f.Type {
	case "json":
		return jsonformat.New(peeked, jsonformat.Options{Path: f.Path, Encoding: f.Encoding}, p.selection)
	case "ndjson":
		return ndjsonformat.New(peeked, f.Encoding, p.selection)
	}
	return csvformat.New(peeked, p.table(), p.selection)
}

// table says how a CSV payload is written.
func (p *plan) table() csvformat.Options {
	o := csvformat.Options{Delimiter: delimiter(p.format), Header: 1, Encoding: p.format.Encoding}
	if p.format.Header != nil {
		o.Header = *p.format.Header
	}
	return o
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
