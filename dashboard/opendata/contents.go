package opendata

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// What the bars of contents stand for.
const (
	ByMonth     = "month"
	ByYear      = "year"
	ByState     = "state"
	ByStage     = "stage"
	ByRegion    = "region"
	ByScore     = "score" // how many regions have a score from Low to High
	ByKind      = "kind"
	ByFrequency = "frequency"
	ByProgramme = "programme"
)

// Contents are what a released dataset holds, counted for a chart.
type Contents struct {
	By        string
	Bars      []Bar
	Missing   uint64     // what has no bar, as it has no value: regions without a score
	Programme string     // whose index the scores are of; "" of other datasets
	Period    kpi.Period // that scores are of
	Coverage  Coverage
	Every     map[kpi.Frequency]int // how many indicators that have rows, or of index the programmes, there are of each frequency; nil of other datasets
}

// Bar is one part of contents.
type Bar struct {
	Key       string      // 2023-06, a year, or a word or code of Postup
	Name      config.Text // of a region or a programme
	Value     float64     // rows, applications, targets or a score
	Known     uint64      // rows that have a value
	Missing   uint64      // rows of the same key whose value is missing or withheld
	Heard     int         // regions of which all is there that they told before; of a year, in the month that lacks most
	Asked     int         // regions that told anything by then; 0 where a row says itself what is missing
	Low, High float64     // of ByScore
}

// State is, of ByState, a state and why nothing could be judged or confirmed; without a reason where the state says all.
func (b Bar) State() (state, reason string) {
	state, reason, _ = strings.Cut(b.Key, reasonAfter)
	return state, reason
}

// Withheld tells of applications that what came is withheld: of the rows with a value all say 0, and there are others.
func (b Bar) Withheld() bool { return b.Missing > 0 && b.Value == 0 }

// contents are counted once for each dataset of a release.
type contents struct {
	mu   sync.Mutex
	kept map[string]*count
}

// count is what is counted, or was.
type count struct {
	done     chan struct{} // closed once it is there
	contents *Contents
	err      error
}

// Contents counts what a release's dataset holds, once; nil of one that this version knows no chart for, or without rows. They are not to be changed.
// Counting goes on where the one who asked has no more time, whose error is then that of ctx.
func (s *Shelf) Contents(ctx context.Context, x *store.Release, d store.Released) (*Contents, error) {
	c := s.counting(ctx, x, d)
	select {
	case <-c.done:
	case <-ctx.Done():
		select {
		case <-c.done: // what is there is given also to who has no more time
		default:
			return nil, ctx.Err()
		}
	}
	return c.contents, c.err
}

func (s *Shelf) counting(ctx context.Context, x *store.Release, d store.Released) *count {
	s.contents.mu.Lock()
	defer s.contents.mu.Unlock()
	key := x.Hash + " " + d.ID
	if c := s.contents.kept[key]; c != nil {
		return c
	}
	c := &count{done: make(chan struct{})}
	s.contents.kept[key] = c
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longest)
		defer cancel()
		defer close(c.done)
		if c.contents, c.err = s.countRows(ctx, x, d); c.err != nil { // who comes next tries again
			s.contents.mu.Lock()
			defer s.contents.mu.Unlock()
			delete(s.contents.kept, key)
		}
	}()
	return c
}

func (s *Shelf) countRows(ctx context.Context, x *store.Release, d store.Released) (*Contents, error) {
	regions, err := s.items(ctx, x, "regions", "code")
	if err != nil {
		return nil, err
	}
	counter := counterOf(d.ID, x.AsOf, regions)
	if counter == nil {
		return nil, nil
	}
	covers, of := newCovering(d.ID), newPeriodical(d.ID)
	err = objectsOf(ctx, s.store, d, func(row *fastjson.Value) error {
		covers.add(row)
		of.add(row)
		return counter.add(row)
	})
	if err != nil {
		return nil, err
	}
	made := counter.contents()
	if made == nil || len(made.Bars) == 0 {
		return nil, nil
	}
	made.Coverage = covers.coverage()
	made.Every, err = s.every(ctx, x, of)
	return made, err
}

// counter counts rows as they come.
type counter interface {
	add(*fastjson.Value) error
	contents() *Contents
}

// tally counts rows by a word that each has.
type tally struct {
	by   string
	word func(*fastjson.Value) string
	bars map[string]*Bar
}

func (t *tally) bar(key string) *Bar {
	if t.bars == nil {
		t.bars = map[string]*Bar{}
	}
	if t.bars[key] == nil {
		t.bars[key] = &Bar{Key: key}
	}
	return t.bars[key]
}

func (t *tally) add(row *fastjson.Value) error {
	if word := t.word(row); word != "" {
		bar := t.bar(word)
		bar.Value, bar.Known = bar.Value+1, bar.Known+1
	}
	return nil
}

// contents are the bars, the longest first.
func (t *tally) contents() *Contents {
	c := &Contents{By: t.by}
	for _, b := range t.bars {
		c.Bars = append(c.Bars, *b)
	}
	slices.SortFunc(c.Bars, func(a, b Bar) int { return cmp.Or(cmp.Compare(b.Value, a.Value), strings.Compare(a.Key, b.Key)) })
	return c
}
