package sftpsource

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// Source is one source.
type Source struct {
	options Options
	login   login
	connect web.Dial
	now     func() time.Time
}

// New prepares a source: the files' times are held against the clock of net.
func New(src *config.Source, net *web.Net) (*Source, error) {
	o, l, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	dial, err := net.Dialer(o.Host, strconv.Itoa(o.Port))
	if err != nil {
		return nil, err
	}
	return &Source{options: o, login: l, connect: dial, now: net.Now}, nil
}

// Place is the file on its host.
func (s *Source) Place() string {
	return "sftp://" + s.options.address() + "/" + strings.TrimPrefix(s.options.Path, "/")
}

// Windowed is false: a file is read whole.
func (s *Source) Windowed() bool { return false }

// Fetch asks once. The response's body ends in an error where the file changed while it was read.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	l, err := s.dial(ctx)
	if err != nil {
		return nil, s.failed(ctx, "log in", err)
	}
	response, err := s.open(ctx, l, r)
	if err != nil || response.Body == nil {
		l.close()
	}
	return response, err
}

func (s *Source) open(ctx context.Context, l *line, r fetch.Request) (*fetch.Response, error) {
	name, info, err := s.choose(ctx, l)
	if err != nil {
		return nil, s.failed(ctx, "look for the file", err)
	}
	tag := fmt.Sprintf("%s %d %d", name, info.Size(), info.ModTime().Unix())
	if r.ETag == tag {
		return &fetch.Response{NotModified: true, Written: info.ModTime()}, nil
	}
	if err := s.settled(name, info); err != nil {
		return nil, err
	}
	if info.Size() > r.MaxBytes {
		return nil, s.failed(ctx, "read", fmt.Errorf("%s has %d bytes: %w; max_bytes is %d", name, info.Size(), store.ErrTooLarge, r.MaxBytes))
	}
	file, err := l.Open(name)
	if err != nil {
		return nil, s.failed(ctx, "open "+name, err)
	}
	return &fetch.Response{Body: newBody(ctx, s, l, file, name, info), ETag: tag, Written: info.ModTime()}, nil
}

// choose finds the file: the one that is named, or the newest that matches.
func (s *Source) choose(ctx context.Context, l *line) (string, fs.FileInfo, error) {
	if !strings.ContainsAny(s.options.Path, "*?[") {
		info, err := l.Stat(s.options.Path)
		if err == nil && !info.Mode().IsRegular() {
			err = plain("it is not a regular file")
		}
		return s.options.Path, info, err
	}
	folder, pattern := path.Split(s.options.Path)
	files, err := l.ReadDirContext(ctx, cmp.Or(folder, "."))
	if err != nil {
		return "", nil, err
	}
	files = slices.DeleteFunc(files, func(f fs.FileInfo) bool {
		matches, _ := path.Match(pattern, f.Name()) // the pattern was tried when it was read
		return !matches || !f.Mode().IsRegular()
	})
	if len(files) == 0 {
		return "", nil, plain("no file matches the pattern; see that it is right, and that files are delivered there")
	}
	newest := slices.MaxFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	return folder + newest.Name(), newest, nil
}

// settled leaves a file alone that was written to a moment ago: whoever delivers it may not be done.
func (s *Source) settled(name string, info fs.FileInfo) error {
	quiet := s.options.settle()
	age := s.now().Sub(info.ModTime())
	if quiet == 0 || age >= quiet {
		return nil
	}
	if age < -maxSettle {
		return fmt.Errorf("read %s: by the clock here %s was written %s from now; see that both clocks are right, or write settle: 0s",
			s.Place(), name, (-age).Round(time.Second))
	}
	return &fetch.Error{Retry: true, After: min(quiet-age, maxSettle), Err: fmt.Errorf("read %s: %s was written to %s ago and may not be whole yet; "+
		"it is taken once nothing was written for %s (sftp.settle)", s.Place(), name, max(0, age).Round(time.Second), config.Duration(quiet))}
}
