package collectors_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

// stoppingDeriver ends the run after so many days.
type stoppingDeriver struct {
	recordingDeriver
	left int
	stop func()
	got  []string
}

func (d *stoppingDeriver) Daily(_ context.Context, today kpi.Date, regions ...string) error {
	d.got = append(d.got, fmt.Sprint(today, " ", regions))
	if d.left--; d.left == 0 {
		d.stop()
	}
	return nil
}

// TestEachRegionHasItsOwnDay: in the evening it is tomorrow already in Vladivostok, and an hour later in Kyiv.
func TestEachRegionHasItsOwnDay(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	w := newWorldOn(t, &capturing{}, load(t, "sources: []\n"))
	w.clock.now = time.Date(2024, 6, 15, 20, 30, 0, 0, time.UTC)
	w.clock.end = w.clock.now.Add(time.Hour)
	d := &stoppingDeriver{left: 4, stop: cancel}
	w.Deriver = d
	if err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2024-06-15 [UA UA-05 UA-07]", "2024-06-16 [RU-PRI]",
		"2024-06-15 [UA]", "2024-06-16 [UA-05 UA-07 RU-PRI]",
	}
	if diff := cmp.Diff(want, d.got); diff != "" {
		t.Errorf("days begin at another time than the regions' own (-want +got):\n%s", diff)
	}
}
