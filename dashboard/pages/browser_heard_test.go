package pages_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// finding is what a visitor would trip over.
type finding struct {
	Where  string `json:"-"`
	What   string `json:"what"`
	Detail string `json:"detail"`
}

func (f finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Where, f.What, f.Detail) }

// heard collects what goes wrong behind a page: what it throws, logs, is refused, and asks of others.
type heard struct {
	base    string
	mu      sync.Mutex
	where   string
	leaving bool                         // what the page before still fetches is cut off
	status  int                          // that this page is to be answered with
	urls    map[network.RequestID]string // of what is being fetched
	found   []finding
}

func (h *heard) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.leaving = true
}

// enter names the next page, and the status that it is to be answered with.
func (h *heard) enter(where string, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.where, h.leaving, h.status, h.urls = where, false, status, map[network.RequestID]string{}
}

// take gives what was heard since it was last asked.
func (h *heard) take() []finding {
	h.mu.Lock()
	defer h.mu.Unlock()
	found := h.found
	h.found = nil
	return found
}

// hear is told of every event of a tab, and must be quick.
func (h *heard) hear(event any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			h.tell("console "+string(e.Type), said(e.Args))
		}
	case *runtime.EventExceptionThrown:
		h.tell("script error", (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *log.EventEntryAdded: // the policy's refusals come here, too
		if l := e.Entry; (l.Level == "error" || l.Level == "warning") && l.Source != "network" { // the answers below tell of those
			h.tell("log, "+string(l.Source), l.Text)
		}
	case *network.EventRequestWillBeSent:
		u := e.Request.URL
		if h.urls != nil {
			h.urls[e.RequestID] = u
		}
		if !strings.HasPrefix(u, h.base) && !strings.HasPrefix(u, "data:") && u != "about:blank" {
			h.tell("third-party request", u)
		}
	case *network.EventLoadingFailed:
		if !h.leaving {
			h.tell("request failed", h.urls[e.RequestID]+": "+e.ErrorText)
		}
	case *network.EventResponseReceived:
		s, want := int(e.Response.Status), http.StatusOK
		if e.Type == network.ResourceTypeDocument {
			want = h.status
		}
		if s != want && (s >= http.StatusBadRequest || want >= http.StatusBadRequest) {
			h.tell(fmt.Sprintf("answer %d", e.Response.Status), e.Response.URL)
		}
	}
}

func (h *heard) tell(what, detail string) {
	f := finding{h.where, what, detail}
	if !slices.Contains(h.found, f) {
		h.found = append(h.found, f)
	}
}

func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		words = append(words, strings.Trim(string(a.Value), `"`)+a.Description)
	}
	return strings.Join(words, " ")
}
