package pages

import "github.com/postup/postup/dashboard/board"

// outcome counts what has become of promises.
type outcome struct {
	all, known, lost  int
	open, openAndLost bool // of what is known, and of what is lost, some lies ahead
}

func (r *request) count(n *outcome, p *board.Progress) {
	n.all++
	if judged(p) {
		n.known++
		n.open = n.open || r.ahead(p)
	}
	if falls(p) {
		n.lost++
		n.openAndLost = n.openAndLost || r.ahead(p)
	}
}

// word is the end of the message that says it: in the future tense only where something lies ahead.
func (n *outcome) word() string {
	switch {
	case n.lost > 0 && n.openAndLost:
		return "lost"
	case n.lost > 0:
		return "missed"
	case n.open:
		return "none_lost"
	}
	return "kept"
}
