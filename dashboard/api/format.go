package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

type format int

const (
	formatByAccept format = iota
	formatJSON
	formatCSV
)

const (
	typeJSON = "application/json"
	typeCSV  = "text/csv"
)

// of settles the format: that of the address, else the one that the client would rather have.
func (f format) of(c *fiber.Ctx) (format, error) {
	if f != formatByAccept {
		return f, nil
	}
	c.Vary(fiber.HeaderAccept)
	switch c.Accepts(typeJSON, typeCSV) {
	case typeJSON:
		return formatJSON, nil
	case typeCSV:
		return formatCSV, nil
	}
	return 0, &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("there is no %q here; there are %s and %s", c.Get(fiber.HeaderAccept), typeJSON, typeCSV)}
}

// list is the form of every list.
type list[T any] struct {
	AsOf  kpi.Date `json:"as_of"`
	Today kpi.Date `json:"today"`
	Data  []T      `json:"data"`
	Next  string   `json:"next"`
}

// answer sends a page of a board's rows, each made by row.
func answer[S, T any](a *API, c *fiber.Ctx, q *query, b *board.Board, rows iter.Seq[S], key func(S) string, row func(S) T) error {
	if a.unchanged(c, q, b) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	page, next, err := pageOf(q, rows, key)
	if err != nil {
		return err
	}
	made := make([]T, len(page))
	for i, s := range page {
		made[i] = row(s)
	}
	return send(c, q, b, made, next)
}

// send writes rows in the format that was asked for.
func send[T any](c *fiber.Ctx, q *query, b *board.Board, rows []T, next string) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if next != "" {
		link := *c.Request().URI()
		link.QueryArgs().Set(pCursor, next)
		c.Set(fiber.HeaderLink, fmt.Sprintf("<%s>; rel=\"next\"", link.RequestURI()))
	}
	if q.format == formatCSV {
		body, err := encodeCSV(rows, q.fields)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, typeCSV+"; charset=utf-8")
		name := strings.TrimSuffix(path.Base(c.Path()), ".csv")
		c.Set(fiber.HeaderContentDisposition, fmt.Sprintf("attachment; filename=%q", name+".csv"))
		return sendTagged(c, body)
	}
	if rows == nil {
		rows = []T{}
	}
	if len(q.fields) > 0 {
		picked, err := pickFields(rows, q.fields)
		if err != nil {
			return err
		}
		return sendJSON(c, list[json.RawMessage]{cmp.Or(q.asOf, b.AsOf), b.Today, picked, next})
	}
	return sendJSON(c, list[T]{cmp.Or(q.asOf, b.AsOf), b.Today, rows, next})
}

func sendJSON(c *fiber.Ctx, v any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	c.Set(fiber.HeaderContentType, typeJSON)
	return sendTagged(c, body.Bytes())
}

// sendTagged sends an answer, or says that the client has it already. One whose entity tag isn't known from what it is made of, as it hangs on the
// moment or on what the store has, is tagged by its bytes and by where it goes on.
func sendTagged(c *fiber.Ctx, body []byte) error {
	asked := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
	head := &c.Response().Header
	if asked && len(head.Peek(fiber.HeaderETag)) == 0 && known(c, fingerprint(string(head.Peek(fiber.HeaderLink))+string(body))) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return c.Send(body)
}

// unchanged sets the entity tag and tells whether the client has this very answer already. The tag holds to the board,
// the request and this start of the program; it is weak, since the answer may be sent compressed.
func (a *API) unchanged(c *fiber.Ctx, q *query, b *board.Board) bool {
	said := fmt.Sprintf("%s|%d|%d|%s|%s|%s|%d|%s|%d|%q", a.salt, b.Seq, b.Rows, b.AsOf, b.Today, q.filters, q.limit, cursorText(q), q.format, q.fields)
	return known(c, fingerprint(said))
}

// known sets the entity tag and tells whether the client has the answer that it stands for.
func known(c *fiber.Ctx, mark string) bool {
	tag := `W/"` + mark + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	for known := range strings.SplitSeq(c.Get(fiber.HeaderIfNoneMatch), ",") {
		if known = strings.TrimSpace(known); known == tag || known == "*" {
			return true
		}
	}
	return false
}

func cursorText(q *query) string {
	if q.cursor == nil {
		return ""
	}
	return q.cursor.Key
}
