package mapping

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"time"
	"unicode/utf8"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// maxID is the longest id of an application, in characters.
const maxID = 256

// applications makes and checks applications. The fields are looked up once, not for each of millions.
func (m *Mapping) applications() func(rec record.Reader, now time.Time, row *Row) *check.Problem {
	id, submitted, completed := m.fields["id"], m.fields["submitted"], m.fields["completed"]
	channel, outcome := m.fields["channel"], m.fields["outcome"]
	suspended, since := m.fields["suspended"], m.fields["suspended_since"]
	origin := m.origin()
	return func(rec record.Reader, now time.Time, row *Row) *check.Problem {
		a := &row.Application
		*a = store.Application{Origin: origin}
		region, service, problem := m.place(rec, now)
		if problem != nil {
			return discreet(problem)
		}
		a.Region, a.Service = region.Code, service.ID
		theirs, problem := id.required("id", rec)
		if problem != nil {
			return problem
		}
		if len(theirs) > maxID && utf8.RuneCount(theirs) > maxID {
			return &check.Problem{Field: "id", Reason: check.TooLong, Detail: fmt.Sprintf("ids may have %d characters", maxID)}
		}
		a.ID = m.hash.sum(a.Region, a.Service, theirs)

		zone := m.zone(region)
		if a.Submitted, problem = submitted.moment("submitted", rec, zone); problem != nil {
			return problem
		}
		if a.Submitted.IsZero() {
			return submitted.problem("submitted", empty)
		}
		if a.Completed, problem = completed.moment("completed", rec, zone); problem != nil {
			return problem
		}
		a.SubmittedOn, a.CompletedOn = dayIn(zone, a.Submitted), dayIn(zone, a.Completed)
		if a.Channel, problem = word("channel", channel, rec); problem != nil {
			return problem
		}
		if a.Outcome, problem = word("outcome", outcome, rec); problem != nil {
			return problem
		}
		if a.Suspended, problem = suspended.duration("suspended", rec); problem != nil {
			return problem
		}
		if a.SuspendedSince, problem = since.moment("suspended_since", rec, zone); problem != nil {
			return problem
		}
		if !a.SuspendedSince.IsZero() {
			a.SuspendedSince = a.SuspendedSince.In(zone) // the store takes its day
		}
		return check.Application(a, now)
	}
}

// discreet takes the code out of a problem: in a row whose cells have slipped it could be a name.
func discreet(problem *check.Problem) *check.Problem {
	switch problem.Reason {
	case check.UnknownService, check.UnknownRegion:
		return &check.Problem{Field: problem.Field, Reason: problem.Reason, Detail: "the configuration knows no such " + problem.Field}
	}
	return problem
}

// dayIn is the day in a time zone, none where there is no time.
func dayIn(zone *time.Location, t time.Time) kpi.Date {
	if t.IsZero() {
		return 0
	}
	return kpi.DateOf(t.In(zone))
}

// word reads one of the words that channels and outcomes are, "" where there is none. Anything else comes as
// "?", which no check lets pass, so that nothing of the record is kept.
func word(name string, f *field, rec record.Reader) (string, *check.Problem) {
	text, s := f.read(rec)
	if s > given {
		return "", f.problem(name, s)
	}
	switch string(text) {
	case "":
		return "", nil
	case "online":
		return "online", nil
	case "counter":
		return "counter", nil
	case "post":
		return "post", nil
	case "phone":
		return "phone", nil
	case "email":
		return "email", nil
	case "other":
		return "other", nil
	case "granted":
		return "granted", nil
	case "refused":
		return "refused", nil
	case "withdrawn":
		return "withdrawn", nil
	}
	return "?", nil
}

// idHasher turns a region's ids into keyed hashes, so that nobody without the key can tell whose they are,
// and the same id in another region or service is another hash.
type idHasher struct {
	mac    hash.Hash
	text   []byte
	digest [sha256.Size]byte
}

func newIDHasher(key []byte) *idHasher {
	return &idHasher{mac: hmac.New(sha256.New, key)}
}

// sum is the first 16 bytes of HMAC-SHA256 over region, service and id, parted by zero bytes.
func (h *idHasher) sum(region, service string, id []byte) (out [16]byte) {
	h.text = append(append(append(h.text[:0], region...), 0), service...)
	h.text = append(append(h.text, 0), id...)
	h.mac.Reset()
	h.mac.Write(h.text)
	copy(out[:], h.mac.Sum(h.digest[:0]))
	return out
}
