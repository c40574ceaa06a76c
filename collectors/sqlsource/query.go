package sqlsource

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// query is a query as its engine takes it, with the days to bind in order: "from", "to".
type query struct {
	text string
	days []string
}

// tokens are the parts of an engine's SQL in which braces are text, and the two places of days. In PostgreSQL a
// backslash escapes only in E'…'; in MySQL two dashes begin a comment only before a space: 5--3 is 8.
var tokens = map[string]*regexp.Regexp{
	postgres: regexp.MustCompile(`(?s)[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"[^"]*"|--[^\n]*|/\*.*?\*/|\{from\}|\{to\}`),
	mysql:    regexp.MustCompile(`(?s)'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|` + "`[^`]*`" + `|--(?:[ \t\r][^\n]*|\n|\z)|#[^\n]*|/\*.*?\*/|\{from\}|\{to\}`),
}

// comments are most of them: enough to tell that there is nothing else.
var comments = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)

// compile puts bound parameters where {from} and {to} stand: a day is a value of the query, never a piece of its text.
// Nothing else changes: a comment may be a hint to the engine.
func compile(text, engine string) (query, error) {
	var q query
	var mistakes []error
	q.text = tokens[engine].ReplaceAllStringFunc(text, func(token string) string {
		switch {
		case token == "{from}" || token == "{to}":
			return q.bind(strings.Trim(token, "{}"), engine)
		case strings.HasPrefix(token, "--"), strings.HasPrefix(token, "/*"), token[0] == '#':
			return token
		case strings.Contains(token, "{from}") || strings.Contains(token, "{to}"):
			mistakes = append(mistakes, errors.New("{from} and {to} stand in quotes; write them without: they are values, not text"))
		}
		return token
	})
	if bare := comments.ReplaceAllString(q.text, ""); strings.Trim(bare, "; \t\r\n") == "" {
		mistakes = append(mistakes, errors.New("there is no query in it"))
	}
	return q, errors.Join(mistakes...)
}

// bind gives the parameter that stands for a day: numbered in PostgreSQL, one after another in MySQL.
func (q *query) bind(day, engine string) string {
	if engine == mysql {
		q.days = append(q.days, day)
		return "?"
	}
	for i, known := range q.days {
		if known == day {
			return "$" + strconv.Itoa(i+1)
		}
	}
	q.days = append(q.days, day)
	return "$" + strconv.Itoa(len(q.days))
}
