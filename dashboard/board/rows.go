package board

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/postup/postup/store"
)

// late is how far a read goes back behind the newest row of the one before: a batch of another process may become
// visible after rows with greater seqs have.
const late = 5 * time.Minute

// rows are the newest version of each identity, in the groups that the pieces of a board are made of. They can be read
// on from where they are: rows are only ever added to the store, so most of them need not be read again.
type rows[G comparable, T any] struct {
	group   func(*T) G
	compare func(x, y *T) int // by identity, within a group
	seq     func(*T) uint64
	meet    func(old, other *T) bool // is told of two versions of an identity: whether it learned something; may be nil

	groups  map[G]*[]*T // each in order of identity
	changed map[G]bool  // of which something came, until it is on a board
	count   int
	newest  uint64

	complete uint64 // newest seq of the last read that came to its end; 0: none did
	last     G      // the group that came last, since most rows come in order
	list     *[]*T
}

func newRows[G comparable, T any](group func(*T) G, compare func(x, y *T) int, seq func(*T) uint64) rows[G, T] {
	return rows[G, T]{group: group, compare: compare, seq: seq, groups: map[G]*[]*T{}, changed: map[G]bool{}}
}

// read brings the rows up to what was known at asOf. Each table goes on from its own newest row: rows of one table
// become visible in the order of their seqs, but not those of several.
func (r *rows[G, T]) read(ctx context.Context, read func(context.Context, store.Filter, store.AsOf, func(*T) error) error, asOf store.AsOf) error {
	if err := read(ctx, store.Filter{After: r.after()}, asOf, r.take); err != nil {
		return err
	}
	r.complete = r.newest
	return nil
}

// after is the seq from which on rows are still to be read; 0: all are.
func (r *rows[G, T]) after() uint64 { return behind(r.complete) }

// behind is a seq less what may come late.
func behind(seq uint64) uint64 {
	if margin := uint64(late.Microseconds()); seq > margin {
		return seq - margin
	}
	return 0
}

// take keeps a row, which is the callback's to keep, unless a newer version is there.
func (r *rows[G, T]) take(row *T) error {
	r.newest = max(r.newest, r.seq(row))
	if g := r.group(row); r.list == nil || g != r.last {
		r.last, r.list = g, r.groups[g]
		if r.list == nil {
			r.list = new([]*T)
			r.groups[g] = r.list
		}
	}
	list := *r.list
	i, there := len(list), false
	if i > 0 && r.compare(list[i-1], row) >= 0 {
		i, there = slices.BinarySearchFunc(list, row, r.compare)
	}
	switch {
	case !there:
		*r.list = slices.Insert(list, i, row)
		r.count++
	case r.seq(list[i]) == r.seq(row):
		return nil // read again
	default:
		learned := r.meet != nil && r.meet(list[i], row)
		if r.seq(list[i]) < r.seq(row) {
			list[i] = row
		} else if !learned {
			return nil
		}
	}
	r.changed[r.last] = true
	return nil
}

// touched are the groups of which something came since the last board, or all.
func (r *rows[G, T]) touched(all bool) iter.Seq[G] {
	if all {
		return maps.Keys(r.groups)
	}
	return maps.Keys(r.changed)
}

// of are a group's rows, in order of identity. They are to be left as they are.
func (r *rows[G, T]) of(g G) []*T {
	if list := r.groups[g]; list != nil {
		return *list
	}
	return nil
}
