package collectors

import (
	"errors"
	"syscall"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/inboxsource"
	"github.com/postup/postup/store"
)

// Files that people put into a folder lie there until it is known what became of them: stored or refused, they are
// answered, remembered, and put away, in this order. Killed before it is remembered, a collection begins anew, and
// changes nothing; after, all that is missing is that the file is put away. Nothing waits elsewhere while the store
// is away: the folder keeps it.

// refuse tells that what came is at fault, unless it is the disk here that is full.
func refuse(code string, err error) error {
	var refused *fetch.Refused
	if errors.Is(err, syscall.ENOSPC) || errors.As(err, &refused) {
		return err
	}
	return fetch.Refuse(code, err)
}

// inTray tells whether the source is one whose files wait by themselves.
func (s *source) inTray() bool {
	_, ok := s.fetcher.(tray)
	return ok
}

// refused is why what came is at fault, nil where it is not or can't be told.
func (j *job) refused() *fetch.Refused {
	var refused *fetch.Refused
	switch {
	case j.err == nil, j.stopped, store.CodeOf(j.err) == store.CodeUnavailable:
		return nil
	case errors.Is(j.err, errFault):
		return &fetch.Refused{Code: fetch.Fault, Err: j.err}
	case errors.As(j.err, &refused):
		return refused
	}
	return nil
}

// settled is the tray whose file need not lie there any longer once it is answered, nil where there is none or it must.
func (j *job) settled() tray {
	t, ok := j.source.fetcher.(tray)
	asked := j.again == nil && j.waited == nil && !j.apart && !j.dry && j.away == nil
	if !ok || !asked || j.err != nil && j.refused() == nil {
		return nil
	}
	return t
}

// release ends what was begun with a tray.
func (j *job) release() {
	if t, ok := j.source.fetcher.(tray); ok {
		t.Release()
	}
}

// ended is what its sender is told of a file.
func (j *job) ended() inboxsource.Ended {
	return inboxsource.Ended{Collection: j.row.ID, Refused: j.refused(), Records: j.row.Records, Accepted: j.row.Accepted,
		Rejected: j.row.Rejected, Unchanged: j.row.Unchanged, Rejections: j.shown, Columns: j.columns}
}

func (j *job) answer() error {
	if t := j.settled(); t != nil {
		return t.Answer(j.ended())
	}
	return nil
}

// clear puts a file away that is answered and remembered, and tells whether another one waits.
func (j *job) clear() bool {
	t := j.settled()
	if t == nil {
		return false
	}
	more, err := t.Clear(j.ended())
	if err != nil {
		j.Log.Error("collection: a file could not be put away; it will be before the next is taken", "source", j.source.ID, "error", err)
	}
	return more && err == nil
}
