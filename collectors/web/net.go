// Package web is how sources go over HTTP: politely, bounded in size and time, only where the configuration lets them
// go, with credentials that never show, and only for what arrives whole. The kinds of source build on it.
package web

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/postup/postup/config"
)

// Clock is the time that waiting, tokens and Retry-After go by.
type Clock interface {
	Now() time.Time
	Until(ctx context.Context, t time.Time) error
}

// Net is what all sources share on their way: where they may go, and how often each host is asked.
type Net struct {
	clock Clock
	hosts config.Hosts

	mu     sync.Mutex
	limits map[string]*rate.Limiter // by host, whoever asks
}

// NewNet makes a Net. hosts are those that the settings name.
func NewNet(clock Clock, hosts config.Hosts) *Net {
	return &Net{clock: clock, hosts: hosts, limits: map[string]*rate.Limiter{}}
}

// Rate is how many requests a host gets in a second, written as 2/s, 30/m or 100/h. 0: as many as come.
type Rate float64

// UnmarshalText reads a rate.
func (r *Rate) UnmarshalText(b []byte) error {
	number, unit, _ := strings.Cut(string(b), "/")
	seconds := map[string]float64{"s": 1, "m": 60, "h": 3600}[unit]
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n == 0 || seconds == 0 {
		return fmt.Errorf("a rate is a whole number of requests a second, minute or hour, such as 2/s, 30/m or 100/h")
	}
	*r = Rate(float64(n) / seconds)
	return nil
}

// limit has a host asked no more often than r. Of several sources that say how often, the most careful counts.
func (n *Net) limit(host string, r Rate) {
	if r == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if known := n.limits[host]; known == nil || known.Limit() > rate.Limit(r) {
		n.limits[host] = rate.NewLimiter(rate.Limit(r), 1)
	}
}

// wait returns when a host may be asked.
func (n *Net) wait(ctx context.Context, host string) error {
	n.mu.Lock()
	limiter := n.limits[host]
	n.mu.Unlock()
	if limiter == nil {
		return nil
	}
	now := n.clock.Now()
	turn := limiter.ReserveN(now, 1)
	if delay := turn.DelayFrom(now); delay > 0 {
		if err := n.clock.Until(ctx, now.Add(delay)); err != nil {
			turn.CancelAt(n.clock.Now())
			return fmt.Errorf("the source's rate lets %s be asked only every %s: %w", host, time.Duration(float64(time.Second)/float64(limiter.Limit())), err)
		}
	}
	return nil
}

// Now is the time that everything goes by.
func (n *Net) Now() time.Time { return n.clock.Now() }

// Until waits by the same clock.
func (n *Net) Until(ctx context.Context, t time.Time) error { return n.clock.Until(ctx, t) }
