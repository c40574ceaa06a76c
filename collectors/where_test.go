package collectors_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/store"
)

// TestNothingToChooseBy: a portal that answers with an error and status 200, or calls a key otherwise, has not said that
// there is nothing new: its window is asked for again.
func TestNothingToChooseBy(t *testing.T) {
	const good = `{"of":"a","period":"2024-01","value":1}`
	tests := map[string]struct {
		where, answer string
		status        store.CollectionStatus
	}{
		"an error in the place of records": {"{from: of, in: [a]}", `{"error":"the database is down"}`, store.CollectionFailed},
		"another name of the key":          {"{from: of, in: [a]}", strings.ReplaceAll(good, "of", "kind"), store.CollectionFailed},
		"one record has it":                {"{from: of, in: [a]}", "{}\n" + good, store.CollectionOK},
		"none is chosen":                   {"{from: of, in: [b]}", strings.Replace(good, "1}", "2}", 1), store.CollectionOK},
		"no value":                         {"{from: of, in: [a]}", `{"of":null}`, store.CollectionOK},
		"others are left out":              {"{from: of, not_in: [a]}", strings.Replace(good, "1}", "2}", 1), store.CollectionOK},
		"those without it are left out":    {`{from: of, not_in: [""]}, {from: of, in: [a]}`, "{}", store.CollectionOK},
		"no record":                        {"{from: of, in: [a]}", "", store.CollectionOK},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			say := answer(200, test.answer)
			if test.answer == "" {
				say = answer(204, "")
			}
			p := newPortal(t, answer(200, good), say)
			source := strings.Replace(visitsSource(p.URL+"/?from={from}", "ndjson", ", window: {first: 2024-01-01, overlap: 1d}"),
				"as: observations", "as: observations\n        where: ["+test.where+"]", 1)
			w := newWorldOn(t, &remembering{}, load(t, source))
			w.once(t, "portal")
			w.clock.now = w.clock.now.AddDate(0, 0, 10)
			if out := w.once(t, "portal"); out.Status != test.status || out.Records > 1 {
				t.Errorf("it ended %s: %s", counts(out), out.Error)
			}
			w.clock.now = w.clock.now.AddDate(0, 0, 10)
			w.once(t, "portal")
			want := "from=2024-06-24"
			if test.status == store.CollectionFailed {
				want = "from=2024-06-14"
			}
			if got := lastAsked(p).URL.RawQuery; got != want {
				t.Errorf("then it was asked %s, want %s", got, want)
			}
		})
	}
}

func lastAsked(p *portal) *http.Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[len(p.asked)-1]
}
