package pages

import (
	"strconv"
	"testing"
	"time"

	"github.com/postup/postup/dashboard/board"
)

func TestRenderedPagesBelongToOneBoard(t *testing.T) {
	now := time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)
	old, current := &board.Board{BuiltAt: now}, &board.Board{BuiltAt: now.Add(time.Second)}
	var k rendered
	k.keep(old, "a", []byte("old"))
	if page, ok := k.find(old, "a"); !ok || string(page) != "old" {
		t.Errorf("a page that was made is made again: %q %v", page, ok)
	}
	if _, ok := k.find(current, "a"); ok {
		t.Error("a page of yesterday's board is shown for today's")
	}
	k.keep(current, "a", []byte("new"))
	k.keep(old, "b", []byte("late"))
	if _, ok := k.find(old, "b"); ok {
		t.Error("a late page of the old board drove out those of the current one")
	}
	if page, ok := k.find(current, "a"); !ok || string(page) != "new" {
		t.Errorf("the current board's page is %q %v", page, ok)
	}
	k.keep(current, "huge", make([]byte, maxRendered+1))
	if _, ok := k.find(current, "huge"); ok {
		t.Error("pages are kept beyond the bound")
	}
}

// Whoever asks for ever new addresses must not keep the pages of all others from being kept.
func TestNewPagesMakeRoom(t *testing.T) {
	b := &board.Board{BuiltAt: time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)}
	var k rendered
	for n := range 40 {
		tag := strconv.Itoa(n)
		k.keep(b, tag, make([]byte, maxRendered/10))
		if _, ok := k.find(b, tag); !ok {
			t.Fatalf("page %d is not kept", n)
		}
		k.compressed(b, tag)
		held := 0
		for tag, page := range k.pages {
			held += len(page) + len(k.small[tag])
		}
		if held != k.size || held > maxRendered || len(k.small) > len(k.pages) {
			t.Fatalf("after page %d, %d bytes are held, counted as %d, of at most %d", n, held, k.size, maxRendered)
		}
	}
}
