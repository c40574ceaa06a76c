package pages

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
)

// sourceBody is the page of one source: its collections, what they rejected and why, what its regions owe, and what it restated.
type sourceBody struct {
	source
	Rejections *rejections // nil where none of the newest collections rejected anything
	Matrix     *reportMatrix
	Restated   *restated
	CSV        string // of its collections
}

// rejections are the records that a collection did not accept: where they stand and why, never what they say. The explanation that
// the store keeps may quote a record, so it stays behind; and of a place only its numbers are shown, since sheets and columns are
// named by who sent them.
type rejections struct {
	Text    string
	Others  []place // other collections that rejected records; empty where it is the only one
	Reasons []rejectionCount
	Counted string // of how many the reasons are counted; "" where of all
	Rows    []rejection
	Count   string // of the rows; "" where counts are withheld
	Shown   string // how many of them the rows are; "" where all
	Command string // that lists them with their explanations, where the payload is kept
	CSV     string
}

// rejectionCount is how often a reason was given; its code stands beside it where there are words for it.
type rejectionCount struct{ Reason, Code, Count string }

type rejection struct{ Position, Field, Reason string }

const (
	mostRejections  = 50   // that are shown
	readRejections  = 1000 // that reasons are counted of
	paramCollection = "collection"
)

// source serves the page of one source. Beside the board it asks the store for what a collection rejected.
func (p *Pages) source(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		at := slices.IndexFunc(r.board.Sources, func(v board.SourceView) bool { return v.Source.ID == r.id })
		if at < 0 {
			return nil, fiber.ErrNotFound
		}
		v := &r.board.Sources[at]
		body := &sourceBody{source: r.source(v), CSV: r.data("collections.csv", "source", r.id), Restated: r.restated(r.id)}
		if v.Source.Reporting != nil {
			if body.Matrix = r.reportMatrix(v.Source.Reporting, owedOf(v.Source, v.Reports)); body.Matrix != nil {
				body.Matrix.ID, body.Matrix.CSV = "reports-periods", r.data("reports.csv", "source", r.id, "earlier", "true")
			}
		}
		of, err := r.rejecting(v, c.Query(paramCollection))
		if err != nil {
			return nil, err
		}
		if of != nil {
			if body.Rejections, err = r.rejections(c.UserContext(), p.Records, v, of); err != nil {
				return nil, err
			}
		}
		return &content{template: "source", title: body.Name, section: "sources", seldom: true, body: body}, nil
	})(c)
}

// rejecting finds the collection whose rejections are asked for; where none is named the newest that rejected anything, nil where none
// did.
func (r *request) rejecting(v *board.SourceView, asked string) (*store.Collection, error) {
	if asked == "" {
		if at := slices.IndexFunc(v.Recent, func(c store.Collection) bool { return c.Rejected > 0 }); at >= 0 {
			return &v.Recent[at], nil
		}
		return nil, nil
	}
	id, err := strconv.ParseUint(asked, 10, 64)
	if err != nil {
		return nil, &store.Error{Code: store.CodeInvalid, Message: "collection: not a collection's id", Err: err}
	}
	r.about = append(r.about, paramCollection, asked)
	if at := slices.IndexFunc(v.Recent, func(c store.Collection) bool { return c.ID == id }); at >= 0 {
		return &v.Recent[at], nil
	}
	return nil, fiber.ErrNotFound
}

func (r *request) rejections(ctx context.Context, records Records, v *board.SourceView, of *store.Collection) (*rejections, error) {
	list, err := records.Rejections(ctx, store.RejectionFilter{Source: v.Source.ID, Collection: of.ID, Limit: readRejections})
	if err != nil {
		return nil, fmt.Errorf("read what the collection %d of %s rejected: %w", of.ID, v.Source.ID, err)
	}
	id := strconv.FormatUint(of.ID, 10)
	withheld := board.CountsWithheld(r.board.Config, of)
	out := &rejections{
		Text:    r.rejectionsText(of, withheld),
		Reasons: r.rejectionCounts(list, withheld), CSV: r.data("rejections.csv", "source", v.Source.ID, paramCollection, id),
	}
	if of.Payload != "" {
		out.Command = "postup replay --collection " + id + " --dry-run"
	}
	if n := len(list); uint64(n) < of.Rejected {
		out.Counted = r.T("rejections.counted", "Count", r.Number(float64(n), 0))
	}
	for _, one := range list[:min(len(list), mostRejections)] {
		out.Rows = append(out.Rows, rejection{Position: r.position(one.At()), Field: one.Field, Reason: r.rejectionReason(one.Reason)})
	}
	if !withheld {
		out.Count = strconv.Itoa(len(out.Rows))
	}
	if uint64(len(out.Rows)) < of.Rejected {
		shown := r.Number(float64(len(out.Rows)), 0)
		out.Shown = r.T("rejections.shown", "Shown", shown, "All", r.Number(float64(of.Rejected), 0))
		if withheld {
			out.Shown = r.T("rejections.first", "Shown", shown)
		}
	}
	for i := range v.Recent {
		if c := &v.Recent[i]; c.Rejected > 0 && c.ID != of.ID {
			out.Others = append(out.Others, place{r.Moment(c.Started), r.link(r.sourcePath(v.Source)+"#rejections", paramCollection, strconv.FormatUint(c.ID, 10))})
		}
	}
	return out, nil
}

func (r *request) rejectionsText(of *store.Collection, withheld bool) string {
	if withheld {
		return r.T("rejections.text_withheld", "When", r.Moment(of.Started))
	}
	return r.N("rejections.text", float64(of.Rejected), 0, "Records", r.Number(float64(of.Records), 0), "When", r.Moment(of.Started))
}

// rejectionCounts count by reason, the most frequent first.
func (r *request) rejectionCounts(list []store.Rejection, withheld bool) []rejectionCount {
	counts := map[string]int{}
	var codes []string
	for _, one := range list {
		if counts[one.Reason]++; counts[one.Reason] == 1 {
			codes = append(codes, one.Reason)
		}
	}
	slices.SortStableFunc(codes, func(x, y string) int { return counts[y] - counts[x] })
	var out []rejectionCount
	for _, code := range codes {
		line := rejectionCount{Reason: r.rejectionReason(code), Count: r.Number(float64(counts[code]), 0)}
		if withheld {
			line.Count = r.T("state." + markSuppressed)
		}
		if line.Reason != code {
			line.Code = code
		}
		out = append(out, line)
	}
	return out
}

// rejectionReason is a reason in words; a code that an older version wrote stands as it is.
func (r *request) rejectionReason(code string) string {
	if r.Has("rejected." + code) {
		return r.T("rejected." + code)
	}
	return code
}

// position is a place in a payload in words, by its numbers alone.
func (r *request) position(at store.Position) string {
	if at.Number == "" {
		return "–"
	}
	place := r.T("position."+at.Kind, "Number", at.Number)
	if at.Page != "" {
		place = r.T("position.page", "Number", at.Page) + ", " + place
	}
	if at.Line != "" {
		place += " (" + r.T("position.line", "Number", at.Line) + ")"
	}
	return place
}

func (r *request) sourcePath(s *config.Source) string { return "/sources/" + url.PathEscape(s.ID) }

func (r *request) sourceLink(s *config.Source) string { return r.link(r.sourcePath(s)) }
