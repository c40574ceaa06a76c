package pages

import (
	"strings"
	"testing"
)

// TestRoom: a row that has no room is counted, and none after it slips in before it.
func TestRoom(t *testing.T) {
	rows := []string{"one line", strings.Repeat("two lines ", 2), "", "again"}
	for _, c := range []struct{ room, fitting, left int }{{0, 0, 0}, {1, 1, 0}, {2, 1, 1}, {3, 2, 0}, {4, 3, 0}, {9, 4, 4}} {
		left := room(c.room)
		if n := left.fit(len(rows), func(i int) []cell { return []cell{of(10, rows[i])} }); n != c.fitting || int(left) != c.left {
			t.Errorf("of %d lines: %d rows fit and %d lines are left, want %d and %d", c.room, n, left, c.fitting, c.left)
		}
	}
	for want, texts := range map[int][]string{
		0: {""}, 1: {"десять літ"}, 2: {"день", "ніч"}, 3: {"довгі слова переносять"}, 4: {"довжелезнедовжелезне x", "далі"},
	} {
		if n := of(10, texts...).lines(); n != want {
			t.Errorf("%q take %d lines of 10 letters, want %d", texts, n, want)
		}
	}
}
