package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

func (c *checker) checkSource(s *Source) {
	at := place{s.File, s.Line}
	c.needed(s.Kind == "", at, "the source", "kind", "it says how the data comes")
	if strings.HasPrefix(s.ID, "derived") || slices.Contains([]string{"rollup", "increment", "computed"}, s.ID) {
		c.wrong(c.at(&s.ID, s), fmt.Sprintf("%q can't be the id of a source", s.ID), "rollup, increment, computed and ids that begin with derived belong to what Postup computes", "give it another id")
	}
	for i, code := range s.Regions {
		refer(c, "region", code, c.region, c.at(&s.Regions[i], s))
		if slices.Contains(s.Regions[:i], code) {
			c.wrong(c.at(&s.Regions[i], s), fmt.Sprintf("the region %q is listed twice", code), "one of them may be meant for another", "remove or correct one")
		}
	}
	c.checkSchedule(&s.Schedule)
	if s.Timeout <= 0 {
		c.wrong(c.at(&s.Timeout, s), "timeout is nothing", "every attempt would fail at once", "write at least 1s")
	}
	if s.MaxBytes <= 0 {
		c.wrong(c.at(&s.MaxBytes, s), fmt.Sprintf("max_bytes is %d", s.MaxBytes), "no payload would be accepted", "write the largest size in bytes")
	}
	if s.Retries != nil && (*s.Retries < 0 || *s.Retries > maxRetries) {
		c.wrong(c.at(s.Retries, s), fmt.Sprintf("retries is %d", *s.Retries), "attempts after the first are counted", fmt.Sprintf("write 0 to %d", maxRetries))
	}
	c.checkMode(s)
	c.checkReporting(s)
	c.checkTurn(s)
	c.checkFormat(s)
	c.needed(len(s.Records) == 0, at, "the source", "records", "what comes would become nothing")
	for i := range s.Records {
		c.checkMapping(s, &s.Records[i])
	}
}

const maxRetries = 20

// checkDelimiter judges what parts the cells of a table. Where it marks decimals too, nobody can tell the two apart.
func (c *checker) checkDelimiter(f *Format) {
	const fix = `write "," or ";" or "\t"`
	delimiter, decimal := f.Delimiter, cmp.Or(f.Decimal, ".")
	if c.has(&f.Delimiter) && (len(delimiter) != 1 || delimiter[0] >= utf8.RuneSelf || strings.Contains("\"\r\n", delimiter)) {
		c.wrong(c.at(&f.Delimiter), fmt.Sprintf("the delimiter is %q", delimiter), "it is one ASCII character that parts cells", fix)
		return
	}
	if f.Type == "csv" && cmp.Or(delimiter, ",") == decimal {
		c.wrong(c.at(&f.Delimiter, &f.Decimal), fmt.Sprintf("%q parts cells and marks decimals", decimal), "a number would fall into two cells", "write the delimiter that the table has, such as \";\"")
	}
}

// checkOptions has each source's own options judged by its kind.
func (l *loader) checkOptions() {
	for _, s := range l.config.Sources {
		at := l.at(&s.Kind, s)
		if len(l.kinds) > 0 && s.Kind != "" && l.kinds[s.Kind] == nil {
			l.wrong(at, fmt.Sprintf("kind can't be %q", s.Kind), "there is no such kind of source", oneOf(s.Kind, keysOf(l.kinds)))
			continue
		}
		if s.Options == nil {
			if s.Kind != "" {
				l.wrong(at, fmt.Sprintf("the source has no %s", s.Kind), "its kind has options of its own under this key", "add "+s.Kind+":")
			}
			continue
		}
		l.plainSecrets(s.Options, s.File)
		l.checkReach(s.Options, s.File)
		if check := l.kinds[s.Kind]; check != nil {
			err := check(s.Options)
			if err == nil && l.source != nil {
				err = l.source(s, l.config.Hosts)
			}
			l.kindMistakes(err, placeOf(s.File, s.Options))
		}
	}
}

// kindMistakes takes over what a kind says of its options. Errors that carry no line stand where the options begin.
func (l *loader) kindMistakes(err error, at place) {
	if err == nil {
		return
	}
	var several interface{ Unwrap() []error }
	var mistakes Mistakes
	var positioned yaml.Error
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			if m.File = at.file; m.Line == 0 {
				m.Line = at.line
			}
			l.mistakes = append(l.mistakes, m)
		}
	case errors.As(err, &several):
		for _, one := range several.Unwrap() {
			l.kindMistakes(one, at)
		}
	case errors.As(err, &positioned) && positioned.GetToken() != nil:
		l.wrong(place{at.file, positioned.GetToken().Position.Line}, positioned.GetMessage(), "", "")
	default:
		l.wrong(at, err.Error(), "", "")
	}
}

var secretKey = regexp.MustCompile(`(?i)^(authorization|proxy-authorization|cookie|(.*[-_])?(password|passwd|secret|token|api-?_?key))$`)

// plainSecrets finds values in a source's options that look like secrets and are written in plain text.
func (l *loader) plainSecrets(n ast.Node, file string) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, e := range n.Values {
			key := keyText(e.Key)
			if text, ok := textOf(e.Value); ok && text != "" && secretKey.MatchString(key) && !fromOutside(e.Value) {
				l.wrong(placeOf(file, e.Key), key+" is a secret in plain text", "whoever reads the configuration would know it", "write ${env:NAME} or ${file:PATH}, and change the secret")
			}
			l.plainSecrets(e.Value, file)
		}
	case *ast.SequenceNode:
		for _, v := range n.Values {
			l.plainSecrets(v, file)
		}
	default:
		l.plainPassword(n, file)
	}
}

// plainPassword finds a secret in an address: https://user:password@host, https://host/?api_key=secret.
func (l *loader) plainPassword(n ast.Node, file string) {
	text, ok := textOf(n)
	if !ok || fromOutside(n) || !strings.Contains(text, "://") {
		return
	}
	u, err := url.Parse(text)
	if err != nil {
		return // its kind says so
	}
	if _, has := u.User.Password(); has {
		l.wrong(placeOf(file, n), "the address holds a password in plain text", "whoever reads the configuration would know it", "write ${env:NAME} or ${file:PATH} in its place, and change the password")
	}
	query := u.Query()
	for _, key := range slices.Sorted(maps.Keys(query)) {
		if secretKey.MatchString(key) && strings.Join(query[key], "") != "" {
			l.wrong(placeOf(file, n), fmt.Sprintf("the address holds %s, a secret in plain text", key), "whoever reads the configuration would know it", "write ${env:NAME} or ${file:PATH} in its place, and change the secret")
		}
	}
}
