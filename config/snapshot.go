package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// The modes of a source.
const (
	Delta    = "delta"    // a payload says what is new or changed
	Snapshot = "snapshot" // a payload is everything that the source has
)

// checkMode judges what a payload is taken for.
func (c *checker) checkMode(s *Source) {
	c.word("mode", s.Mode, []string{Delta, Snapshot}, c.at(&s.Mode, s))
	limit := c.at(&s.WithdrawLimit, s)
	if s.WithdrawLimit < 0 || s.WithdrawLimit > 100 {
		c.wrong(limit, fmt.Sprintf("withdraw_limit is %v", s.WithdrawLimit), "it is a share of what is there", "write per cent from 0 to 100")
	}
	if s.Mode != Snapshot {
		if c.has(&s.WithdrawLimit) {
			c.wrong(limit, "withdraw_limit has no meaning here", "only a snapshot withdraws what it lacks", "remove it, or write mode: snapshot")
		}
		return
	}
	at := c.at(&s.Mode, s)
	if options, ok := s.Options.(*ast.MappingNode); ok && find(options, "window") != nil {
		c.wrong(at, "a window of days is no snapshot", "what lies outside of it would be withdrawn", "remove the window, or write mode: delta")
	}
	for i := range s.Records {
		if s.Records[i].As != Applications {
			return
		}
	}
	if len(s.Records) > 0 {
		c.wrong(at, "mode snapshot has no meaning here", "applications are never withdrawn because they are not mentioned", "remove it")
	}
}
