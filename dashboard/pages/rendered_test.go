package pages

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
)

func TestRenderedPagesBelongToOneBoard(t *testing.T) {
	now := time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)
	old, current := &board.Board{BuiltAt: now}, &board.Board{BuiltAt: now.Add(time.Second)}
	var k rendered
	k.keep(old, "a", pack("text/html", []byte("old")))
	if page := k.find(old, "a"); unpacked(t, page) != "old" {
		t.Errorf("a page that was made is made again: %v", page)
	}
	if k.find(current, "a") != nil {
		t.Error("a page of yesterday's board is shown for today's")
	}
	k.keep(current, "a", pack("text/html", []byte("new")))
	k.keep(old, "b", pack("text/html", []byte("late")))
	if k.find(old, "b") != nil {
		t.Error("a late page of the old board drove out those of the current one")
	}
	if page := k.find(current, "a"); unpacked(t, page) != "new" {
		t.Errorf("the current board's page is %v", page)
	}
	k.keep(current, "huge", &renderedPage{packed: make([]byte, maxRendered)})
	if k.find(current, "huge") != nil {
		t.Error("pages are kept beyond the bound")
	}
}

// unpacked is what a page says, which has to be the same however it is packed; "" where there is no page.
func unpacked(t *testing.T, page *renderedPage) string {
	t.Helper()
	if page == nil {
		return ""
	}
	quickly, err := fasthttp.AppendUnbrotliBytes(nil, page.packed)
	if err != nil {
		t.Fatal(err)
	}
	thoroughly, err := fasthttp.AppendUnbrotliBytes(nil, page.small())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(quickly, thoroughly) {
		t.Errorf("%q is sent to who asks first, %q to who asks again", quickly, thoroughly)
	}
	return string(quickly)
}

// Whoever asks for ever new addresses must not keep the pages of all others from being kept.
func TestNewPagesMakeRoom(t *testing.T) {
	b := &board.Board{BuiltAt: time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)}
	var k rendered
	for n := range 40 {
		tag := strconv.Itoa(n)
		k.keep(b, tag, &renderedPage{packed: make([]byte, maxRendered/20)})
		if k.find(b, tag) == nil {
			t.Fatalf("page %d is not kept", n)
		}
		held := 0
		for _, page := range k.pages {
			held += page.room()
		}
		if held != k.size || held > maxRendered {
			t.Fatalf("after page %d, %d bytes are held, counted as %d, of at most %d", n, held, k.size, maxRendered)
		}
	}
}
