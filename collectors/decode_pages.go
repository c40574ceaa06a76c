package collectors

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/postup/postup/collectors/pages"
	"github.com/postup/postup/collectors/record"
)

// factMark begins the path of what is known of a page beside its body.
const factMark = "@"

// holdsPages looks at a payload's beginning: it says by itself how it is to be read, whatever its source says today.
func holdsPages(open opener) (bool, error) {
	payload, err := open()
	if err != nil {
		return false, err
	}
	paged := pages.Is(bufio.NewReader(payload))
	return paged, payload.Close()
}

// beginPages opens a payload of pages. It is walked over before anything of it is stored, so that nothing is taken
// from pages that are not all of them.
func (p *plan) beginPages(open opener, opened *closers) (record.Reader, error) {
	if p.format.Packed != "" {
		return nil, fmt.Errorf("the payload holds pages, which are not unpacked; remove packed: %s", p.format.Packed)
	}
	if err := p.verifyPages(open); err != nil {
		return nil, err
	}
	payload, err := open()
	if err != nil {
		return nil, err
	}
	opened.add(payload)
	source, err := pages.Open(payload)
	if err != nil {
		return nil, err
	}
	reader := &paged{plan: p.withoutFacts(), source: source}
	opened.add(reader)
	return reader, nil
}

func (p *plan) verifyPages(open opener) error {
	payload, err := open()
	if err != nil {
		return err
	}
	source, err := pages.Open(payload)
	for err == nil {
		if err = source.Next(); err == nil {
			err = inPage(source, p.walkPage(source))
		}
	}
	if err == io.EOF {
		err = nil
	}
	return errors.Join(err, payload.Close())
}

// walkPage verifies one page. Of an empty one the reading speaks.
func (p *plan) walkPage(page io.Reader) error {
	if err := p.walk(page); !errors.Is(err, record.ErrEmpty) {
		return err
	}
	return nil
}

func inPage(source *pages.Reader, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("page %d: %w", source.Number(), err)
}

// withoutFacts is the plan for the bodies of pages: they need not have what is known of the pages.
func (p *plan) withoutFacts() *plan {
	body := *p
	body.selection = &record.Selection{}
	for i, path := range p.selection.Paths() {
		body.selection.Add(path, p.selection.Optional(i) || strings.HasPrefix(path, factMark))
	}
	return &body
}

// count tells how many records a body holds, for those who turn pages.
func (p *plan) count(body io.Reader) (int, error) {
	reader, err := p.withoutFacts().read(body)
	n := 0
	for err == nil {
		var bad *record.Bad
		if err = reader.Next(); err == nil || errors.As(err, &bad) {
			n, err = n+1, nil
		}
	}
	if err == io.EOF || errors.Is(err, record.ErrEmpty) {
		err = nil
	}
	return n, errors.Join(err, closeReader(reader))
}

// closeReader gives up what a reader keeps, where it keeps anything.
func closeReader(r record.Reader) error {
	if c, ok := r.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// paged reads the records of all pages, one page after another.
type paged struct {
	plan   *plan
	source *pages.Reader
	page   record.Reader // nil: the next one is to be opened
	facts  map[int]string
}

// Next moves to the next record of any page.
func (p *paged) Next() error {
	for {
		if p.page == nil {
			if err := p.turn(); err != nil {
				return err
			}
			continue
		}
		err := p.page.Next()
		var bad *record.Bad
		switch {
		case err == nil:
			return nil
		case errors.As(err, &bad):
			return &record.Bad{Position: p.at(bad.Position), Reason: bad.Reason, Detail: bad.Detail}
		case err != io.EOF && !p.nothing(err):
			return inPage(p.source, err)
		}
		if err := p.Close(); err != nil {
			return err
		}
	}
}

// Close gives up the page that is being read.
func (p *paged) Close() error {
	page := p.page
	p.page = nil
	return closeReader(page)
}

// turn opens the next page.
func (p *paged) turn() error {
	if err := p.source.Next(); err != nil {
		return err
	}
	p.facts = map[int]string{}
	for i, path := range p.plan.selection.Paths() {
		if key, is := strings.CutPrefix(path, factMark); is {
			if fact, known := p.source.Facts()[key]; known {
				p.facts[i] = fact
			}
		}
	}
	page, err := p.plan.read(p.source)
	if err == nil {
		p.page = page
		return nil
	}
	if p.nothing(err) {
		return nil
	}
	return inPage(p.source, err)
}

// nothing tells whether an error only says that a page after the first holds no byte: that is how some sources end.
// A page that something is known of was asked for by itself, and silence is no answer to that.
func (p *paged) nothing(err error) bool {
	return errors.Is(err, record.ErrEmpty) && p.source.Number() > 1 && len(p.source.Facts()) == 0
}

// Value is the record's value of the i-th selected path.
func (p *paged) Value(i int) record.Value {
	if fact, known := p.facts[i]; known {
		return record.Value{Kind: record.Text, Bytes: []byte(fact)}
	}
	return p.page.Value(i)
}

// Position is "page 3, record 12".
func (p *paged) Position() string { return p.at(p.page.Position()) }

func (p *paged) at(position string) string {
	return fmt.Sprintf("page %d, %s", p.source.Number(), position)
}
