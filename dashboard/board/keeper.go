package board

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Source is what a keeper follows: a reader that tells when something new was written. *store.Store is one.
type Source interface {
	Reader
	Newest() uint64                          // newest seq that this process wrote or saw
	Refresh(context.Context) (uint64, error) // the same, asking the engine for what other processes wrote
}

// KeeperOptions say what a keeper keeps boards of. Reader, Config and Now must be given.
type KeeperOptions struct {
	Reader  Source
	Config  *config.Config
	Now     func() time.Time // the clock that today is taken from; the demo's runs fast
	Log     *slog.Logger     // nil: nothing is logged
	Poll    time.Duration    // between looks at the store; 0: one second
	Refresh time.Duration    // between questions to the engine about other processes' writes; 0: five seconds
	Renew   time.Duration    // a board this old is built again, since freshness changes by itself; 0: one minute
	Timeout time.Duration    // of one build; 0: one minute
	Keep    int              // boards of other days that are kept; 0: eight
	Wait    time.Duration    // for the first board, of who asks while it is built; 0: not at all
	Tick    <-chan time.Time // replaces the machine's timer in tests
}

// Keeper holds the current board and follows the store: it builds a new one when something was written or the day has
// changed, one at a time, and builds boards of other days on demand. It is safe for concurrent use.
type Keeper struct {
	o       KeeperOptions
	current atomic.Pointer[Board]
	stats   atomic.Pointer[Stats]
	others  *others
	failed  atomic.Pointer[error] // of the last build; nil where it succeeded
	first   chan struct{}         // closed once the first build has ended, however it did
	ended   sync.Once             // closes it

	building sync.Mutex // one build of the current board at a time; guards what is below
	built    uint64     // newest seq when the current board was read
	facts    *facts     // of the current board, to be read on from
	renewed  int        // builds since all of the facts were read
}

// Stats say how the boards come along.
type Stats struct {
	BuiltAt time.Time     // when the current board was built, by the keeper's clock
	Took    time.Duration // how long that took
	Read    time.Duration // of that, to read what had come
	Ahead   time.Duration // how long it then took to find out what visitors ask of the board
	Builds  uint64        // of the current board, since the start
	Series  int
}

// rereadAfter is how many builds go by before all of the facts are read and the whole board is made anew, whatever is thought to be
// known of them.
const rereadAfter = 200

// ErrNotBuilt means that no board could be built yet.
var ErrNotBuilt = errors.New("the board is not built yet")

// NewKeeper makes a keeper; Run makes it work.
func NewKeeper(o KeeperOptions) *Keeper {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for d, byDefault := range map[*time.Duration]time.Duration{
		&o.Poll: time.Second, &o.Refresh: 5 * time.Second, &o.Renew: time.Minute, &o.Timeout: time.Minute,
	} {
		if *d == 0 {
			*d = byDefault
		}
	}
	if o.Keep == 0 {
		o.Keep = 8
	}
	k := &Keeper{o: o, first: make(chan struct{})}
	k.others = newOthers(o.Keep, o.Timeout)
	return k
}

// Run builds the current board and follows the store until ctx ends. Builds that are still under way are ended and waited for.
func (k *Keeper) Run(ctx context.Context) error {
	defer k.others.stop()
	tick := k.o.Tick
	if tick == nil {
		ticker := time.NewTicker(k.o.Poll)
		defer ticker.Stop()
		tick = ticker.C
	}
	k.follow(ctx, true)
	refreshed, elapsed := time.Duration(0), time.Duration(0)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick:
		}
		refreshed, elapsed = refreshed+k.o.Poll, elapsed+k.o.Poll
		ask := refreshed >= k.o.Refresh
		if ask {
			refreshed = 0
		}
		if k.restUntil() > elapsed && k.current.Load() != nil {
			continue
		}
		if elapsed >= k.o.Renew || k.stale(ctx, ask) {
			elapsed = 0
			k.follow(ctx, false)
		}
	}
}

// restUntil is how long a board is left alone after a build, so that building never takes more than a quarter of the
// machine's time.
func (k *Keeper) restUntil() time.Duration {
	s := k.stats.Load()
	if s == nil {
		return 0
	}
	return 3 * (s.Took + s.Ahead)
}

// stale tells whether the store has something newer than the current board, or the day has changed.
func (k *Keeper) stale(ctx context.Context, ask bool) bool {
	newest := k.o.Reader.Newest()
	if ask {
		seen, err := k.o.Reader.Refresh(ctx)
		if err != nil {
			k.fail(ctx, fmt.Errorf("ask the store what is new: %w", err))
			return false
		}
		newest = max(newest, seen)
	}
	b := k.current.Load()
	k.building.Lock()
	defer k.building.Unlock()
	return b == nil || newest > k.built || b.Today != k.today()
}

func (k *Keeper) follow(ctx context.Context, first bool) {
	if first {
		if _, err := k.o.Reader.Refresh(ctx); err != nil {
			k.fail(ctx, fmt.Errorf("ask the store what is new: %w", err))
			return
		}
	}
	if err := k.rebuild(ctx); err != nil {
		k.fail(ctx, err)
		return
	}
	k.failed.Store(nil)
	k.lookAhead()
}

// lookAhead finds out how firmly regions stand in the newest period of each index, once the board is shown: nobody who looks at it should
// wait for that. Who comes in the meantime waits for the rest of it.
func (k *Keeper) lookAhead() {
	began := time.Now()
	for _, v := range k.current.Load().Indexes {
		if p := v.Latest(); p != nil {
			p.Stability()
		}
	}
	k.building.Lock()
	defer k.building.Unlock()
	stats := *k.stats.Load()
	stats.Ahead = time.Since(began)
	k.stats.Store(&stats)
}

// fail keeps what went wrong for Ready and logs it once, not at every look.
func (k *Keeper) fail(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	old := k.failed.Swap(&err)
	if old == nil || (*old).Error() != err.Error() {
		k.o.Log.Error("the board could not be built; the last one stays", "error", err)
	}
}

func (k *Keeper) rebuild(ctx context.Context) error {
	k.building.Lock()
	defer k.building.Unlock()
	defer k.ended.Do(func() { close(k.first) })
	ctx, cancel := context.WithTimeout(ctx, k.o.Timeout)
	defer cancel()
	newest, began := k.o.Reader.Newest(), time.Now()
	last := k.current.Load()
	if k.facts == nil || k.renewed >= rereadAfter {
		k.facts, k.renewed = newFacts(), 0
	}
	if k.renewed == 0 {
		last = nil // it was made of other facts
	}
	now := k.o.Now()
	today := kpi.DateOf(now.UTC())
	if err := k.facts.read(ctx, k.o.Reader, k.o.Config, today, 0); err != nil {
		return fmt.Errorf("build the board: %w", err)
	}
	read := time.Since(began)
	b := assemble(k.facts, last, k.o.Config, today, today, now)
	stats := Stats{BuiltAt: b.BuiltAt, Took: time.Since(began), Read: read, Builds: 1, Series: b.count()}
	if old := k.stats.Load(); old != nil {
		stats.Builds += old.Builds
	}
	k.renewed++
	k.built = newest
	k.current.Store(b)
	k.stats.Store(&stats)
	return nil
}

// Rebuild builds the current board now and waits for it: for tests, and for who has just written.
func (k *Keeper) Rebuild(ctx context.Context) error { return k.rebuild(ctx) }

// Stats tell how the boards come along; zero before the first.
func (k *Keeper) Stats() Stats {
	if s := k.stats.Load(); s != nil {
		return *s
	}
	return Stats{}
}

// Ready tells why boards can't be had, or can't be kept up to date; nil where all is well.
func (k *Keeper) Ready() error {
	failed := k.failed.Load()
	switch {
	case failed != nil:
		return *failed
	case k.current.Load() == nil:
		return ErrNotBuilt
	}
	return nil
}

// Board gives the board of what was known at the end of asOf, judged on today. Zero dates mean now, and so does an
// asOf that lies ahead. The error has a code for callers: unavailable while there is no board, or when too many boards
// of other days are asked for at once.
func (k *Keeper) Board(ctx context.Context, asOf, today kpi.Date) (*Board, error) {
	b := k.current.Load()
	if b == nil {
		k.await(ctx)
		b = k.current.Load()
	}
	if b == nil {
		return nil, &store.Error{Code: store.CodeUnavailable, Message: "the board is not built yet; try again in a moment"}
	}
	if asOf >= b.AsOf {
		asOf = 0
	}
	if today == b.Today {
		today = 0
	}
	if asOf.IsZero() && today.IsZero() {
		return b, nil
	}
	key := otherKey{asOf: asOf, today: today, seq: b.Seq}
	if today.IsZero() {
		key.today = b.Today
	}
	if !asOf.IsZero() && asOf < b.AsOf.AddDays(-1) {
		key.seq = 0 // nothing that is written now changes what was known then
	}
	other, err := k.others.get(ctx, key, func(ctx context.Context) (*Board, error) {
		return Build(ctx, k.o.Reader, k.o.Config, key.asOf, key.today, k.o.Now())
	})
	if err != nil {
		return nil, err
	}
	if !asOf.IsZero() {
		return other, nil
	}
	return other.withSourcesOf(b), nil
}

// withSourcesOf is a board that is judged on another day, of what is known now: its sources are as they are now.
func (b *Board) withSourcesOf(now *Board) *Board {
	fresh := *b
	fresh.BuiltAt, fresh.Moment, fresh.Sources = now.BuiltAt, now.Moment, slices.Clone(b.Sources)
	for i := range fresh.Sources {
		v := &fresh.Sources[i]
		if at := slices.IndexFunc(now.Sources, func(n SourceView) bool { return n.Source == v.Source }); at >= 0 {
			v.State, v.Freshness = now.Sources[at].State, now.Sources[at].Freshness
		}
	}
	return &fresh
}

// await waits for the end of the first build: who asks right after a start need not ask again.
func (k *Keeper) await(ctx context.Context) {
	if k.o.Wait == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, k.o.Wait)
	defer cancel()
	select {
	case <-k.first:
	case <-ctx.Done():
	}
}

func (k *Keeper) today() kpi.Date { return kpi.DateOf(k.o.Now().UTC()) }
