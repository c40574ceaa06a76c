package board

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestMonthsThatHaveNotBegunAreNotThere: a region whose day has turned tells of a month before it begins in UTC, and whoever looks back at an earlier day must not be
// told of what came after it. Rows of processing are of the day that they are given out for, whenever their numbers changed last.
func TestMonthsThatHaveNotBegunAreNotThere(t *testing.T) {
	cfg := loaded(t, heardConfig)
	w := &world{heard: map[string]time.Time{}}
	for _, source := range []string{"trusted", "another", "history"} {
		w.heard[source] = kpi.MustDate("2023-11-01").Time()
	}
	for start, at := range map[string]string{"2023-09-01": "2023-09-26", "2023-10-01": "2023-10-08"} {
		w.observations = append(w.observations, month("open", "TT-1", "", start, 7))
		w.processing = append(w.processing, store.Processing{Region: "TT-1", Service: "a", Month: kpi.MustDate(start), At: kpi.MustDate(at), Open: 7, Origin: store.Origin{Seq: 5, Source: "derived"}})
	}
	for name, tt := range map[string]struct {
		asOf, today, now string
		want             []string // months, and the days that rows are of
	}{
		"on the last evening":          {"", "2023-09-30", "2023-09-30", []string{"2023-09-01 on 2023-09-30"}},
		"a release of the last day":    {"2023-09-30", "2023-09-30", "2023-10-02", []string{"2023-09-01 on 2023-09-30"}},
		"judged on it later":           {"", "2023-09-30", "2023-10-20", []string{"2023-09-01 on 2023-09-30"}},
		"known on it, judged later":    {"2023-09-30", "2023-10-20", "2023-10-20", []string{"2023-09-01 on 2023-09-30"}},
		"known before it":              {"2023-09-28", "2023-10-20", "2023-10-20", []string{"2023-09-01 on 2023-09-28"}},
		"with a region ahead of UTC":   {"2023-10-07", "2023-10-07", "2023-10-09", []string{"2023-09-01 on 2023-09-30", "2023-10-01 on 2023-10-07"}},
		"while nothing more has come":  {"", "2023-10-20", "2023-10-20", []string{"2023-09-01 on 2023-09-30", "2023-10-01 on 2023-10-20"}},
		"once the next one has passed": {"", "2023-11-02", "2023-11-02", []string{"2023-09-01 on 2023-09-30", "2023-10-01 on 2023-10-31"}},
	} {
		var asOf kpi.Date
		if tt.asOf != "" {
			asOf = kpi.MustDate(tt.asOf)
		}
		b, err := Build(t.Context(), w, cfg, asOf, kpi.MustDate(tt.today), kpi.MustDate(tt.now).Time().Add(22*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, v := range b.Processing("TT-1") {
			rows = append(rows, fmt.Sprint(v.Month, " on ", v.At))
		}
		if diff := cmp.Diff(tt.want, rows); diff != "" {
			t.Errorf("%s, rows (-want +got):\n%s", name, diff)
		}
		if s := b.Series("open", "TT-1", ""); len(s.Cells) != len(tt.want) {
			t.Errorf("%s: %d months of what was open, want %d", name, len(s.Cells), len(tt.want))
		}
	}
}
