package api

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"iter"
	"strconv"
)

// cursor is where the next page starts. It is opaque to users and holds to the filters that it was given for.
type cursor struct {
	Filters string `json:"f"`           // fingerprint of the filters
	At      int    `json:"n,omitempty"` // rows before it when it was given
	Key     string `json:"k,omitempty"` // of the last row before it
}

func (q *query) cursorFor(at int, key string) string {
	text, err := json.Marshal(cursor{Filters: fingerprint(q.filters), At: at, Key: key})
	if err != nil {
		return "" // a string and a number always encode
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func (q *query) readCursor(s string) error {
	if s == "" {
		return nil
	}
	var c cursor
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || c.At < 0 || c.Key == "" {
		return invalid("cursor is not one that this API gave; take it from next of the page before, or leave it out to start")
	}
	if c.Filters != fingerprint(q.filters) {
		return invalid("cursor was given for other filters; keep the filters of the page before, or leave the cursor out to start")
	}
	q.cursor = &c
	return nil
}

func fingerprint(s string) string {
	h := fnv.New64a()
	h.Write([]byte(s))
	return strconv.FormatUint(h.Sum64(), 36)
}

// pageOf takes the page that the query asks for out of rows, which come in their order, and gives the cursor of the
// next. No more rows are asked for than the page needs. Rows may have come or gone since the cursor was given: where
// its row is not in its old place it is looked for by its key.
func pageOf[S any](q *query, rows iter.Seq[S], key func(S) string) ([]S, string, error) {
	page, next, found := cut(q, rows, key, func(n int, s S) bool { return n == q.cursor.At && key(s) == q.cursor.Key })
	if !found {
		page, next, found = cut(q, rows, key, func(_ int, s S) bool { return key(s) == q.cursor.Key })
	}
	if !found {
		return nil, "", invalid("the list has changed since the cursor was given; leave the cursor out to start again")
	}
	return page, next, nil
}

// cut takes the rows behind the one that last names, where the query has a cursor; false where there is no such row.
// n counts rows from 1.
func cut[S any](q *query, rows iter.Seq[S], key func(S) string, last func(n int, s S) bool) ([]S, string, bool) {
	var page []S
	n, begun := 0, q.cursor == nil
	for s := range rows {
		if begun && q.limit > 0 && len(page) == q.limit {
			return page, q.cursorFor(n, key(page[len(page)-1])), true
		}
		n++
		if begun {
			page = append(page, s)
		} else {
			begun = last(n, s)
		}
	}
	return page, "", begun
}
