package pages

import (
	"slices"
	"strings"
	"testing"
)

// TestRoom: a row that has no room is counted, and none after it slips in before it.
func TestRoom(t *testing.T) {
	rows := []string{"one line", strings.Repeat("two lines ", 2), "", "again"}
	for _, c := range []struct{ room, fitting, left int }{{0, 0, 0}, {1, 1, 0}, {2, 1, 1}, {3, 2, 0}, {4, 3, 0}, {9, 4, 4}} {
		left := room(c.room)
		if n := left.fit(len(rows), 0, func(i int) []cell { return []cell{of(10, rows[i])} }); n != c.fitting || int(left) != c.left {
			t.Errorf("of %d lines: %d rows fit and %v lines are left, want %d and %d", c.room, n, left, c.fitting, c.left)
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

// TestSheetIsShared: a part has its share whatever the others need, and what they leave; together they never take more than
// there is.
func TestSheetIsShared(t *testing.T) {
	for _, c := range []struct {
		needs, want []int // rows of a line each, and a line for the number of those without room
	}{
		{[]int{0, 0, 0}, []int{0, 0, 0}},
		{[]int{4, 4, 4}, []int{4, 4, 4}},
		{[]int{20, 20, 20}, []int{3, 3, 3}},
		{[]int{20, 1, 0}, []int{10, 1, 0}},
		{[]int{1, 1, 20}, []int{1, 1, 9}},
		{[]int{6, 20, 0}, []int{6, 5, 0}},
	} {
		got := make([]int, len(c.needs))
		var taken room
		var parts []part
		for i, rows := range c.needs {
			parts = append(parts, part{4, func(given room) (used room) {
				got[i], used = given.rows(rows, 0, func(int) []cell { return []cell{of(10, "row")} })
				taken += used
				return used
			}})
		}
		if room(12).fill(parts); !slices.Equal(got, c.want) {
			t.Errorf("of %d rows %d have room, want %d", c.needs, got, c.want)
		}
	}
	if n, taken := room(10).rows(20, .25, func(int) []cell { return nil }); n != 7 || taken != 9.75 {
		t.Errorf("%d rows with room between them take %v of 10 lines, want 7 and 9.75", n, taken)
	}
}

// TestMovesThatHaveNoRoom: they are counted, and what all of them bring is said only where all are there.
func TestMovesThatHaveNoRoom(t *testing.T) {
	p := indexPlace{Moves: make([]move, mostMoves), Together: "together"}
	for i := range p.Moves {
		p.Moves[i].Name = "a change"
	}
	for lang, more := range map[string]string{"en": "and 3 more", "uk": "і ще 3", "ru": "и ещё 3"} {
		r := speaker(t, lang, "2023-10-14")
		for _, c := range []struct {
			room           room
			moves          int
			more, together string
		}{{6, 5, "", "together"}, {3, 2, more, ""}} {
			left := c.room
			moves, more, together := r.fitMoves(p, &left)
			if len(moves) != c.moves || more != c.more || together != c.together || left != 0 {
				t.Errorf("%s: of %v lines %d changes, %q, %q, and %v lines are left; want %+v", lang, c.room, len(moves), more, together, left, c)
			}
		}
	}
}
