package store

import (
	"context"
	"fmt"
	"time"

	"github.com/postup/postup/kpi"
)

// pageRows is the length of a page where the caller names none.
const pageRows = 100

var collections = replacing[Collection]{
	table: "collections",
	columns: []column[saved[Collection]]{
		plain("id", func(v *saved[Collection]) *uint64 { return &v.row.ID }),
		word("source", func(v *saved[Collection]) *string { return &v.row.Source }),
		flag("simulated", func(v *saved[Collection]) *bool { return &v.row.Simulated }),
		moment("started", func(v *saved[Collection]) *time.Time { return &v.row.Started }),
		moment("finished", func(v *saved[Collection]) *time.Time { return &v.row.Finished }),
		moment("heard", func(v *saved[Collection]) *time.Time { return &v.row.Heard }),
		codes("heard_regions", func(v *saved[Collection]) *[]string { return &v.row.HeardRegions }),
		word("status", func(v *saved[Collection]) *CollectionStatus { return &v.row.Status }),
		plain("attempts", func(v *saved[Collection]) *uint32 { return &v.row.Attempts }),
		plain("bytes", func(v *saved[Collection]) *uint64 { return &v.row.Bytes }),
		word("payload", func(v *saved[Collection]) *string { return &v.row.Payload }),
		word("mapping", func(v *saved[Collection]) *string { return &v.row.Mapping }),
		plain("records", func(v *saved[Collection]) *uint64 { return &v.row.Records }),
		plain("accepted", func(v *saved[Collection]) *uint64 { return &v.row.Accepted }),
		plain("rejected", func(v *saved[Collection]) *uint64 { return &v.row.Rejected }),
		plain("unchanged", func(v *saved[Collection]) *uint64 { return &v.row.Unchanged }),
		plain("withdrawn", func(v *saved[Collection]) *uint64 { return &v.row.Withdrawn }),
		plain("totals_skipped", func(v *saved[Collection]) *uint64 { return &v.row.TotalsSkipped }),
		plain("totals_taken", func(v *saved[Collection]) *uint64 { return &v.row.TotalsTaken }),
		flag("counted", func(v *saved[Collection]) *bool { return &v.row.Counted }),
		word("error", func(v *saved[Collection]) *string { return &v.row.Error }),
		plain("replays", func(v *saved[Collection]) *uint64 { return &v.row.Replays }),
		day("window_from", func(v *saved[Collection]) *kpi.Date { return &v.row.From }),
		day("window_to", func(v *saved[Collection]) *kpi.Date { return &v.row.To }),
		plain("seq", func(v *saved[Collection]) *uint64 { return &v.seq }),
	},
	check: func(c *Collection, f *faults) {
		f.when(c.ID == 0, "the id is missing")
		f.text("source", c.Source)
		f.text("status", string(c.Status))
		f.moment("started", c.Started)
		f.moment("finished", c.Finished)
		f.moment("heard", c.Heard)
	},
	follow: true,
}

// SaveCollection adds a version of a collection; the newest is the one that is read.
func (s *Store) SaveCollection(ctx context.Context, c *Collection) error {
	return collections.save(ctx, s, *c)
}

// Collections gives a page of collections, newest first. The next page starts before the last one's ID.
func (s *Store) Collections(ctx context.Context, f CollectionFilter) ([]Collection, error) {
	var where conditions
	if f.Source != "" {
		where.add("source = ?", f.Source)
	}
	if f.Status != "" {
		where.add("status = ?", string(f.Status))
	}
	if f.Before != 0 {
		where.add("id < ?", f.Before)
	}
	if f.After != 0 {
		where.add("id IN (SELECT id FROM collections WHERE seq > ?)", f.After) // so that only these are looked up whole
	}
	if f.ID != 0 {
		where.add("id = ?", f.ID)
	}
	if len(f.IDs) > 0 {
		where.oneOf("id", f.IDs)
	}
	if f.Replays {
		where.add("replays != 0")
	}
	return collections.read(ctx, s, &where, "id DESC", pageOf(f.Limit))
}

func pageOf(limit int) int {
	if limit <= 0 {
		return pageRows
	}
	return limit
}

var payloads = replacing[Payload]{
	table: "payloads",
	columns: []column[saved[Payload]]{
		word("hash", func(v *saved[Payload]) *string { return &v.row.Hash }),
		word("source", func(v *saved[Payload]) *string { return &v.row.Source }),
		plain("collection", func(v *saved[Payload]) *uint64 { return &v.row.Collection }),
		plain("bytes", func(v *saved[Payload]) *uint64 { return &v.row.Bytes }),
		word("content_type", func(v *saved[Payload]) *string { return &v.row.ContentType }),
		moment("received_at", func(v *saved[Payload]) *time.Time { return &v.row.ReceivedAt }),
		plain("seq", func(v *saved[Payload]) *uint64 { return &v.seq }),
	},
	check: func(p *Payload, f *faults) {
		f.when(!payloadHash.MatchString(p.Hash), fmt.Sprintf("%q is not a SHA-256 in hex", p.Hash))
		f.text("source", p.Source)
		f.moment("received at", p.ReceivedAt)
	},
}

// SavePayload keeps what is known of a payload. It stays when the file expires.
func (s *Store) SavePayload(ctx context.Context, p Payload) error { return payloads.save(ctx, s, p) }

// FindPayloads gives what is known of the payload with this hash: one row for each collection that it came in,
// oldest first; none where it never came.
func (s *Store) FindPayloads(ctx context.Context, hash string) ([]Payload, error) {
	var where conditions
	where.add("hash = ?", hash)
	return payloads.read(ctx, s, &where, "collection", 0)
}

var sourceStates = replacing[SourceState]{
	table: "source_states",
	columns: []column[saved[SourceState]]{
		word("source", func(v *saved[SourceState]) *string { return &v.row.Source }),
		moment("next_due", func(v *saved[SourceState]) *time.Time { return &v.row.NextDue }),
		moment("last_started", func(v *saved[SourceState]) *time.Time { return &v.row.LastStarted }),
		moment("last_success", func(v *saved[SourceState]) *time.Time { return &v.row.LastSuccess }),
		plain("failures", func(v *saved[SourceState]) *uint32 { return &v.row.Failures }),
		word("etag", func(v *saved[SourceState]) *string { return &v.row.ETag }),
		word("last_modified", func(v *saved[SourceState]) *string { return &v.row.LastModified }),
		word("payload", func(v *saved[SourceState]) *string { return &v.row.Payload }),
		word("mapping", func(v *saved[SourceState]) *string { return &v.row.Mapping }),
		day("read_again", func(v *saved[SourceState]) *kpi.Date { return &v.row.ReadAgain }),
		plain("seq", func(v *saved[SourceState]) *uint64 { return &v.seq }),
	},
	check: func(st *SourceState, f *faults) {
		f.text("source", st.Source)
		f.moment("next due", st.NextDue)
		f.moment("last started", st.LastStarted)
		f.moment("last success", st.LastSuccess)
	},
	follow: true,
}

// SaveSourceState replaces what the schedule remembers of a source. Times are kept to the second.
func (s *Store) SaveSourceState(ctx context.Context, st SourceState) error {
	return sourceStates.save(ctx, s, st)
}

// SourceStates gives what the schedule remembers, by source.
func (s *Store) SourceStates(ctx context.Context) (map[string]SourceState, error) {
	rows, err := sourceStates.read(ctx, s, &conditions{}, "source", 0)
	if err != nil {
		return nil, err
	}
	all := make(map[string]SourceState, len(rows))
	for _, st := range rows {
		all[st.Source] = st
	}
	return all, nil
}
