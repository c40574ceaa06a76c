package regionsim

import (
	"io"
	"net/http"
	"strconv"
	"time"
)

// The faults that a portal can have, by ?fault= or for good by Options.Faults.
const (
	FaultSlow  = "slow"  // the body comes in small pieces, with pauses
	FaultError = "500"   // internal error
	FaultBusy  = "429"   // too many requests, Retry-After: 1
	FaultCut   = "cut"   // the connection ends in the middle of the body
	FaultBad   = "bad"   // every tenth record is wrong
	FaultHuge  = "huge"  // a body that does not end before 4 GiB
	FaultType  = "type"  // an HTML page with status 200 instead of data
	FaultEmpty = "empty" // status 200 and no body
)

// Faults lists every fault.
var Faults = []string{FaultSlow, FaultError, FaultBusy, FaultCut, FaultBad, FaultHuge, FaultType, FaultEmpty}

const (
	slowPiece = 256
	slowPause = 50 * time.Millisecond
	hugeBytes = 4 << 30
)

// failBefore answers for the faults that need no records.
func failBefore(w http.ResponseWriter, fault string) bool {
	switch fault {
	case FaultError:
		http.Error(w, "internal error", http.StatusInternalServerError)
	case FaultBusy:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many requests", http.StatusTooManyRequests)
	case FaultType:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title><p>Your session has ended.")
	case FaultEmpty:
		w.Header().Set("Content-Type", "application/octet-stream")
	default:
		return false
	}
	return true
}

// sendWith sends the body, perhaps with a fault. A client that has gone ends it.
func sendWith(fault string, w http.ResponseWriter, r *http.Request, body []byte) {
	switch fault {
	case FaultCut:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler) // closes the connection without an answer's end
	case FaultSlow:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		sendSlowly(w, r, body)
	case FaultHuge:
		sendHuge(w, r, body)
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}
}

func sendSlowly(w http.ResponseWriter, r *http.Request, body []byte) {
	tick := time.NewTicker(slowPause)
	defer tick.Stop()
	flush := http.NewResponseController(w)
	for len(body) > 0 {
		n := min(slowPiece, len(body))
		if _, err := w.Write(body[:n]); err != nil || flush.Flush() != nil {
			return
		}
		body = body[n:]
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
}

func sendHuge(w http.ResponseWriter, r *http.Request, body []byte) {
	if len(body) == 0 {
		return
	}
	for sent := 0; sent < hugeBytes && r.Context().Err() == nil; sent += len(body) {
		if _, err := w.Write(body); err != nil {
			return
		}
	}
}
