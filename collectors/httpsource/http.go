package httpsource

import (
	"context"
	"fmt"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Source is one source.
type Source struct {
	options Options
	client  *web.Client
}

// New prepares a source.
func New(src *config.Source, net *web.Net) (*Source, error) {
	o, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	if o.Pages != nil && src.Format.Packed != "" {
		return nil, fmt.Errorf("pages are not unpacked; remove format.packed: %s, or pages", src.Format.Packed)
	}
	u, err := o.address(o.sample())
	if err != nil {
		return nil, err
	}
	client, err := net.Client(o.Options, u)
	if err != nil {
		return nil, err
	}
	return &Source{options: o, client: client}, nil
}

// Place is the address as it was declared, less what may be secret in it.
func (s *Source) Place() string { return web.Where(s.options.URL.String()) }

// Windowed tells whether it is asked for a window of days.
func (s *Source) Windowed() bool { return s.options.Window != nil }

// Window is the days to ask for, given the day of the last success, if there was one.
func (s *Source) Window(last, today kpi.Date) (from, to kpi.Date) {
	return s.options.Window.Days(last, today)
}

// Chunk is how many days of a long window are asked for at once.
func (s *Source) Chunk() int { return s.options.Window.ChunkDays() }

// Fetch asks once, or page by page. ctx bounds the body's time too.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	if s.options.Pages != nil {
		return s.turnPages(ctx, r)
	}
	call, err := s.call(r, nil)
	if err != nil {
		return nil, err
	}
	answer, err := s.client.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	if answer.Body == nil {
		s.client.Close()
		return &answer.Response, nil
	}
	answer.Body = s.client.Closing(answer.Body)
	return &answer.Response, nil
}
