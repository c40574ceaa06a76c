package dashboard

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"github.com/postup/postup/config"
)

const (
	rateWindow  = time.Minute
	mostClients = 50_000 // whose requests are counted at once
	oneNetwork  = 64     // bits of an IPv6 address that whoever has one mostly has all the rest of
)

// rates keeps each client from asking more often than is fair to the others.
type rates struct {
	quota   int // requests in rateWindow; 0: any number
	trusted []netip.Prefix
	now     func() time.Time

	mu      sync.Mutex
	clients map[netip.Addr]*rate.Limiter
	swept   time.Time
}

func newRates(cfg *config.Config) *rates {
	r := &rates{quota: cfg.APIRate, now: time.Now, clients: map[netip.Addr]*rate.Limiter{}}
	for _, s := range cfg.TrustedProxies {
		if p, err := config.ParseNetwork(s); err == nil { // a checked configuration has no others
			r.trusted = append(r.trusted, p)
		}
	}
	return r
}

// limit refuses requests above the quota, and tells in each answer how much of it is left.
func (r *rates) limit(c *fiber.Ctx) error {
	if r.quota <= 0 {
		return c.Next()
	}
	now := r.now()
	client := r.of(r.client(c), now)
	allowed, left := client.AllowN(now, 1), max(client.TokensAt(now), 0)
	c.Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, r.quota, int(rateWindow.Seconds())))
	c.Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, int(left), r.secondsFor(float64(r.quota)-left)))
	if allowed {
		return c.Next()
	}
	wait := max(r.secondsFor(1-left), 1)
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(wait))
	return fiber.NewError(fiber.StatusTooManyRequests, fmt.Sprintf("there were more than %d requests a minute from your address; try again in %d s", r.quota, wait))
}

// secondsFor is how long it takes until so many requests more may be made.
func (r *rates) secondsFor(requests float64) int {
	const blur = 1e-6 // of what is left, as it is counted in floating point
	return int(math.Ceil(requests*rateWindow.Seconds()/float64(r.quota) - blur))
}

// of is a client's count. There are never more than mostClients.
func (r *rates) of(client netip.Addr, now time.Time) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.clients[client]; known != nil {
		return known
	}
	if len(r.clients) >= mostClients {
		r.makeRoom(now)
	}
	fresh := rate.NewLimiter(rate.Limit(float64(r.quota)/rateWindow.Seconds()), r.quota)
	r.clients[client] = fresh
	return fresh
}

// makeRoom forgets those whose quota is whole again, at most once a second; where there are none, any one.
func (r *rates) makeRoom(now time.Time) {
	if now.Sub(r.swept) >= time.Second {
		r.swept = now
		for addr, l := range r.clients {
			if l.TokensAt(now) >= float64(r.quota) {
				delete(r.clients, addr)
			}
		}
	}
	for addr := range r.clients {
		if len(r.clients) < mostClients {
			return
		}
		delete(r.clients, addr)
	}
}

// client is whom a request came from: the connection's own address or, where that is a trusted proxy's, the last address
// in X-Forwarded-For that is none. What stands before it was written by the client, who may write anything.
func (r *rates) client(c *fiber.Ctx) netip.Addr {
	ip, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	at := ip.Unmap()
	if r.trusts(at) {
		var hops []string
		for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
			hops = append(hops, strings.Split(string(line), ",")...)
		}
		for _, hop := range slices.Backward(hops) {
			before, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				break
			}
			if at = before.Unmap().WithZone(""); !r.trusts(at) {
				break
			}
		}
	}
	if at.Is6() {
		return netip.PrefixFrom(at, oneNetwork).Masked().Addr()
	}
	return at
}

func (r *rates) trusts(at netip.Addr) bool {
	return slices.ContainsFunc(r.trusted, func(p netip.Prefix) bool { return p.Contains(at) })
}
