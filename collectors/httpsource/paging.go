package httpsource

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/format/jsonformat"
	"github.com/postup/postup/collectors/pages"
	"github.com/postup/postup/collectors/web"
)

// first is where the counting begins.
func (p *Pages) first() int {
	switch {
	case p.First != nil:
		return *p.First
	case p.By == "page":
		return 1
	}
	return 0
}

// turnPages asks for the first page. The others are asked for while the payload is read, so that each is kept as it
// comes and none is held in memory.
func (s *Source) turnPages(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	t := &turner{source: s, ctx: ctx, request: r, count: s.options.Pages.first(), been: map[[32]byte]bool{}}
	if err := t.ask(); err != nil {
		return nil, err
	}
	if t.answer.Body == nil {
		s.client.Close()
		return &fetch.Response{NoContent: true}, nil
	}
	return &fetch.Response{ContentType: t.answer.ContentType, Body: s.client.Closing(pages.Join(t.turn))}, nil
}

// turner goes from page to page. It lives as long as one attempt, and so may hold its context.
type turner struct {
	source  *Source
	ctx     context.Context
	request fetch.Request

	number int         // of the page that was asked for last, from 1
	answer *web.Answer // that it got
	page   *page       // its body, being read

	count  int               // by page, offset: what to ask for
	cursor string            // by cursor: likewise
	next   *url.URL          // by link, next: likewise; nil: the first page
	been   map[[32]byte]bool // cursors and addresses that were asked for
	before [sha256.Size]byte // the page before
}

// turn gives the next page: the first one was asked for already.
func (t *turner) turn() (*pages.Page, error) {
	if t.page != nil {
		more, err := t.goOn()
		if err != nil {
			return nil, fmt.Errorf("page %d of %s: %w", t.number, t.source.Place(), err)
		}
		if !more {
			return nil, io.EOF
		}
		if err := t.ask(); err != nil {
			return nil, err
		}
		if t.answer.Body == nil {
			return nil, io.EOF // "no content" is an empty page
		}
	}
	t.page = t.open()
	return &pages.Page{Body: t.page}, nil
}

// ask asks for the page that is next.
func (t *turner) ask() error {
	p := t.source.options.Pages
	at := values{p.By: strconv.Itoa(t.count)}
	if p.By == "cursor" {
		at[p.By] = t.cursor
	}
	call, err := t.source.call(t.request, at)
	if err != nil {
		return err
	}
	if t.next != nil {
		call.URL = t.next
	}
	t.number++
	call.Place = fmt.Sprintf("page %d of %s", t.number, call.Place)
	t.been[sha256.Sum256([]byte(t.cursor+call.URL.String()))] = true
	t.answer, err = t.source.client.Do(t.ctx, call)
	return err
}

// goOn decides, from a page that was read, whether there is another, and where.
func (t *turner) goOn() (more bool, err error) {
	p := t.source.options.Pages
	counts := p.By == "page" || p.By == "offset"
	if t.page.records == 0 && (counts || p.EmptyEnds) {
		return false, nil
	}
	sum := t.page.sum()
	if t.number > 1 && sum == t.before {
		return false, errors.New("it repeats the page before byte for byte, so the source does not turn its pages as pages.by and pages.parameter say")
	}
	t.before = sum
	switch p.By {
	case "page":
		t.count, more = t.count+1, true
	case "offset":
		t.count, more = t.count+t.page.records, true // a source may give fewer than it is asked for
	case "cursor":
		if t.cursor, err = t.read(); err != nil {
			return false, err
		}
		more, err = t.moves(t.cursor != "")
	default:
		if t.next, err = t.address(); err != nil {
			return false, err
		}
		more, err = t.moves(t.next != nil)
	}
	if more && t.number >= p.Max {
		return false, fmt.Errorf("there are more than %d pages; raise pages.max if that is right", p.Max)
	}
	return more, err
}

// moves sees that a cursor or an address was not asked for before: that would go on for ever.
func (t *turner) moves(more bool) (bool, error) {
	if !more {
		return false, nil
	}
	at := ""
	if t.next != nil {
		at = t.next.String()
	} else if call, err := t.source.call(t.request, values{"cursor": t.cursor}); err == nil {
		at = call.URL.String()
	}
	if t.been[sha256.Sum256([]byte(t.cursor+at))] {
		return false, errors.New("it leads to a page that was read before, so the source would go round for ever; see pages.at")
	}
	return true, nil
}

// read is what the page says of the next one, "" where it is the last.
func (t *turner) read() (string, error) {
	p := t.source.options.Pages
	value, err := t.page.value, t.page.valueErr
	switch {
	case errors.Is(err, jsonformat.ErrAbsent) && t.number == 1 && !p.MayBeMissing:
		return "", fmt.Errorf("there is nothing at %s, so nobody can tell whether there are more pages; "+
			"correct pages.at, or set pages.may_be_missing: true if a single page comes without it", p.At)
	case errors.Is(err, jsonformat.ErrAbsent):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("read %s: %w", p.At, err)
	case len(value) > maxCursor:
		return "", fmt.Errorf("read %s: it has %d bytes; at most %d can be sent back", p.At, len(value), maxCursor)
	}
	return value, nil
}

const maxCursor = 16 << 10

// address is that of the next page, nil where there is none. It stays where the source is.
func (t *turner) address() (*url.URL, error) {
	reference := NextLink(t.answer.Link)
	if t.source.options.Pages.By == "next" {
		var err error
		if reference, err = t.read(); err != nil {
			return nil, err
		}
	}
	if reference == "" {
		return nil, nil
	}
	to, err := url.Parse(reference)
	if err != nil {
		return nil, errors.New("the address of the next page can't be read")
	}
	to = t.answer.URL.ResolveReference(to)
	to.User, to.Fragment = nil, ""
	if !t.source.client.Home(to) {
		return nil, fmt.Errorf("the next page is said to be at %s://%s, which is not where the source is declared; page by number or cursor instead", to.Scheme, to.Host)
	}
	return to, nil
}
