package api

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
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

// pageOf cuts the page that the query asks for out of rows, which are in their order, and gives the cursor of the next.
// Rows may have come or gone since the cursor was given, so the last row is looked for by its key.
func pageOf[S any](q *query, rows []S, key func(S) string) ([]S, string, error) {
	start := 0
	if q.cursor != nil {
		start = after(rows, key, q.cursor)
		if start < 0 {
			return nil, "", invalid("the list has changed since the cursor was given; leave the cursor out to start again")
		}
	}
	end := len(rows)
	if q.limit > 0 {
		end = min(end, start+q.limit)
	}
	if end == len(rows) {
		return rows[start:], "", nil
	}
	return rows[start:end], q.cursorFor(end, key(rows[end-1])), nil
}

// after is the place behind the row that a cursor names; -1 where that row is gone.
func after[S any](rows []S, key func(S) string, c *cursor) int {
	if c.At > 0 && c.At <= len(rows) && key(rows[c.At-1]) == c.Key {
		return c.At
	}
	for i, r := range rows {
		if key(r) == c.Key {
			return i + 1
		}
	}
	return -1
}
