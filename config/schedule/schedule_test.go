package schedule

import (
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/config"
)

// TestScheduleMistakes: schedules are read by the rules that the configuration is checked by.
func TestScheduleMistakes(t *testing.T) {
	for _, line := range []string{"0 0 30 2 *", "@every -5m", "@every 9s", "TZ=Europe/Kyiv"} {
		_, want := config.ParseCron(line)
		if _, err := New("x", config.Schedule{Cron: line}, time.UTC); want == nil || err == nil || !strings.HasSuffix(err.Error(), want.Error()) {
			t.Errorf("%q gives the error %v; the check of the configuration says %v", line, err, want)
		}
	}
}

func TestScheduleZoneAndJitter(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Vladivostok")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New("primorye", config.Schedule{Cron: "0 4 * * *", Jitter: config.Duration(6 * time.Hour)}, zone)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)
	earliest := time.Date(2024, 6, 15, 18, 0, 0, 0, time.UTC) // four in the morning in Vladivostok
	due := s.Next(now)
	if due.Before(earliest) || due.After(earliest.Add(6*time.Hour)) {
		t.Errorf("due at %s; it should be within six hours after %s", due, earliest)
	}
	if again := s.Next(now); !again.Equal(due) {
		t.Errorf("the same source is due at %s and at %s", due, again)
	}
	other := *s
	other.id = "sakhalin"
	if other.Next(now).Equal(due) {
		t.Error("two sources are due at the same second: the jitter does not spread them")
	}
}

// TestScheduleWhenClocksChange: in Kyiv there is no half past three on the last Sunday of March, and two on that of October.
// A source that is due then is asked all the same.
func TestScheduleWhenClocksChange(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		cron, after string
		want        []string
	}{
		{"30 3 * * *", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"}},
		{"30 3 * * 0", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:30:00Z", "2026-04-05T00:30:00Z"}},
		{"*/30 * * * *", "2026-03-29T00:20:00Z", []string{"2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"}},
		{"@every 6h", "2026-03-28T22:00:00Z", []string{"2026-03-29T04:00:00Z"}},
		{"30 3 * * *", "2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"}},
		{"0 4 * * *", "2026-10-24T12:00:00Z", []string{"2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"}},
	} {
		s, err := New("x", config.Schedule{Cron: test.cron}, kyiv)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, test.after)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range test.want {
			if now = s.Next(now); now.Format(time.RFC3339) != want {
				t.Errorf("%s after %s: due at %s; it should be %s", test.cron, test.after, now.Format(time.RFC3339), want)
				break
			}
		}
	}
}

func TestScheduleFirst(t *testing.T) {
	s, err := New("x", config.Schedule{Cron: "0 * * * *"}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 6, 15, 12, 30, 0, 0, time.UTC)
	for name, test := range map[string]struct{ stored, want time.Time }{
		"never ran":                  {time.Time{}, now},
		"overdue":                    {now.Add(-time.Hour), now},
		"due later":                  {now.Add(10 * time.Minute), now.Add(10 * time.Minute)},
		"the schedule became closer": {now.Add(24 * time.Hour), now.Add(30 * time.Minute)},
	} {
		if got := s.First(test.stored, now); !got.Equal(test.want) {
			t.Errorf("%s: due at %s; it should be %s", name, got, test.want)
		}
	}
}

func TestScheduleAfterFailures(t *testing.T) {
	now := time.Date(2024, 6, 15, 12, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		cron     string
		failures uint32
		want     time.Duration
	}{
		{"0 * * * *", 0, 30 * time.Minute}, {"0 * * * *", 4, 30 * time.Minute}, {"0 * * * *", 5, 90 * time.Minute},
		{"0 * * * *", 7, 7*time.Hour + 30*time.Minute}, {"0 * * * *", 100, 23*time.Hour + 30*time.Minute},
		{"@every 10s", 100, 24 * time.Hour}, {"30 12 * * *", 100, 24 * time.Hour},
		{"30 12 * * 6", 100, 7 * 24 * time.Hour}, // its own schedule is rarer
	} {
		s, err := New("x", config.Schedule{Cron: test.cron}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.AfterFailures(now, test.failures).Sub(now); got != test.want {
			t.Errorf("%s after %d failures is due in %s, not in %s", test.cron, test.failures, got, test.want)
		}
	}
}
