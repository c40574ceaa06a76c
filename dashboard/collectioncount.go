package dashboard

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
)

// collectionCounter counts the collections that ended since this process started, by source and status, and their rows.
// It reads them from the store when metrics are asked for, so it counts those of other processes too.
type collectionCounter struct {
	store    Store
	config   *config.Config
	log      *slog.Logger
	mu       sync.Mutex // guards what is below; one read at a time
	seen     uint64     // newest collection that was read
	running  map[uint64]bool
	ended    map[sourceStatus]float64
	rows     map[sourceResult]float64
	endedDsc *prometheus.Desc
	rowsDsc  *prometheus.Desc
}

type sourceStatus struct{ source, status string }

type sourceResult struct{ source, result string }

const (
	countTimeout = 5 * time.Second
	countPage    = 1000
)

func newCollectionCounter(s Store, cfg *config.Config, log *slog.Logger) *collectionCounter {
	return &collectionCounter{
		store: s, config: cfg, log: log, seen: s.Newest(),
		running: map[uint64]bool{}, ended: map[sourceStatus]float64{}, rows: map[sourceResult]float64{},
		endedDsc: prometheus.NewDesc("postup_collections_total", "Collections that ended since the start.", []string{"source", "status"}, nil),
		rowsDsc:  prometheus.NewDesc("postup_collection_rows_total", "Records of those collections, by what became of them, but for those of so few applications that their counts are withheld.", []string{"source", "result"}, nil),
	}
}

// Describe tells what Collect gives.
func (k *collectionCounter) Describe(out chan<- *prometheus.Desc) {
	out <- k.endedDsc
	out <- k.rowsDsc
}

// Collect reads what has ended since the last time. Where the store doesn't answer, the last counts stand.
func (k *collectionCounter) Collect(out chan<- prometheus.Metric) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), countTimeout)
	defer cancel()
	if err := k.read(ctx); err != nil {
		k.log.Warn("collections could not be counted", "error", err)
	}
	for at, n := range k.ended {
		out <- prometheus.MustNewConstMetric(k.endedDsc, prometheus.CounterValue, n, at.source, at.status)
	}
	for at, n := range k.rows {
		out <- prometheus.MustNewConstMetric(k.rowsDsc, prometheus.CounterValue, n, at.source, at.result)
	}
}

// read goes back from the newest collection to the oldest that is not counted yet.
func (k *collectionCounter) read(ctx context.Context) error {
	oldest := k.seen + 1
	for id := range k.running {
		oldest = min(oldest, id)
	}
	var before, newest uint64
	var fresh []store.Collection
	for {
		page, err := k.store.Collections(ctx, store.CollectionFilter{Before: before, Limit: countPage})
		if err != nil {
			return err
		}
		for _, c := range page {
			if c.ID >= oldest && (c.ID > k.seen || k.running[c.ID]) {
				fresh = append(fresh, c)
			}
		}
		if len(page) < countPage || page[len(page)-1].ID < oldest {
			break
		}
		before = page[len(page)-1].ID
	}
	for _, c := range fresh {
		newest = max(newest, c.ID)
		k.count(c)
	}
	k.seen = max(k.seen, newest)
	return nil
}

func (k *collectionCounter) count(c store.Collection) {
	if c.Status == store.CollectionRunning {
		k.running[c.ID] = true
		return
	}
	delete(k.running, c.ID)
	k.ended[sourceStatus{c.Source, string(c.Status)}]++
	if board.CountsWithheld(k.config, &c) {
		return
	}
	for result, n := range map[string]uint64{"accepted": c.Accepted, "rejected": c.Rejected, "unchanged": c.Unchanged} {
		if n > 0 { // a series of 0 would speak of the withheld ones, too
			k.rows[sourceResult{c.Source, result}] += float64(n)
		}
	}
}
