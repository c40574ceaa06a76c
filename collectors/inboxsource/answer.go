package inboxsource

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/store"
)

// Ended is what became of a file.
type Ended struct {
	Collection                             uint64
	Refused                                *fetch.Refused // nil: what is not rejected is stored
	Records, Accepted, Rejected, Unchanged uint64
	Rejections                             []store.Rejection // the first ones, at most MaxAnswered
	Columns                                []string          // of a table, in their order
}

// MaxAnswered bounds the rejections that an answer lists.
const MaxAnswered = 10_000

//go:embed words/*.yaml
var wordFiles embed.FS

// words are an answer's in one language.
type words struct {
	Answer, Collection, Counts, Stored, InPart, Nothing, Rejected, More, Again, Technical string
	Line, Sheet, Row, Record, Column                                                      string
	Reasons, Refusals                                                                     map[string]string
}

func wordsIn(language string) (*words, error) {
	file, err := wordFiles.ReadFile("words/" + language + ".yaml")
	if err != nil {
		return nil, err
	}
	var w words
	if err := yaml.UnmarshalWithOptions(file, &w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("the words of answers in %s: %w", language, err)
	}
	return &w, nil
}

// compose writes an answer: a text that opens by a double click wherever there is a desktop, in no need of an office
// program. The mark and the line ends are for the oldest of them.
func (i *Inbox) compose(e Ended) []byte {
	w := i.words
	lines := []string{fmt.Sprintf(w.Answer, i.taken.name), fmt.Sprintf(w.Collection, e.Collection), ""}
	switch {
	case e.Refused != nil:
		lines = append(lines, w.Nothing, w.Refusals[e.Refused.Code])
	case e.Rejected > 0:
		lines = append(lines, w.InPart)
	case e.Records == 0:
		lines = append(lines, w.Stored, w.Refusals[fetch.Empty])
	default:
		lines = append(lines, w.Stored)
	}
	if e.Records > 0 {
		lines = append(lines, fmt.Sprintf(w.Counts, e.Records, e.Accepted, e.Unchanged, e.Rejected))
	}
	if len(e.Rejections) > 0 {
		lines = append(lines, "", w.Rejected)
	}
	for n, r := range e.Rejections {
		lines = append(lines, fmt.Sprintf("%d. %s: %s (%s)", n+1, i.where(r, e.Columns), w.Reasons[r.Reason], r.Reason))
	}
	if left := e.Rejected - min(e.Rejected, uint64(len(e.Rejections))); left > 0 {
		lines = append(lines, fmt.Sprintf(w.More, left))
	}
	if e.Rejected > 0 || e.Refused != nil {
		lines = append(lines, "", w.Again)
	}
	if e.Refused != nil {
		lines = append(lines, fmt.Sprintf(w.Technical, e.Refused))
	}
	return []byte("\uFEFF" + strings.Join(lines, "\r\n") + "\r\n")
}

var position = regexp.MustCompile(`^(?:sheet (.*), )?(line|row|record) (\d+)`)

// where says what was rejected as the sender sees it: by cell in a sheet, else by line or record and column.
func (i *Inbox) where(r store.Rejection, columns []string) string {
	w, column := i.words, i.column(r)
	p := position.FindStringSubmatch(r.Position)
	if p == nil {
		return strings.TrimSpace(r.Position + " " + r.Field)
	}
	unit := map[string]string{"line": w.Line, "row": w.Row, "record": w.Record}[p[2]]
	place := unit + " " + p[3]
	if p[2] == "row" {
		place = fmt.Sprintf("%s «%s», %s", w.Sheet, p[1], place)
		if at := slices.Index(columns, column); at >= 0 {
			place += ", " + columnName(at) + p[3]
		}
	}
	switch {
	case column != "":
		return fmt.Sprintf("%s, %s «%s»", place, w.Column, column)
	case r.Field != "":
		return place + ", " + r.Field
	}
	return place
}

// column is where the field of a rejection is read from, "" where no single column is.
func (i *Inbox) column(r store.Rejection) string {
	for _, m := range i.source.Records {
		f := m.Fields[r.Field]
		if m.As == r.As && f != nil && f.From != "" {
			return strings.Join(strings.Fields(f.From), " ")
		}
	}
	return ""
}

// columnName is a column as sheets name it: A, B, … AA.
func columnName(at int) string {
	name := ""
	for at++; at > 0; at = (at - 1) / 26 {
		name = string(rune('A'+(at-1)%26)) + name
	}
	return name
}
