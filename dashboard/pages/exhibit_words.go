package pages

import (
	"slices"
	"strconv"
	"strings"
)

// withMarks is an exhibit's summary with how it stands and what holds for its values: no value is told without that.
func (r *request) withMarks(x *exhibit) string {
	parts := []string{sentence(x.Summary)}
	for _, s := range x.States {
		parts = append(parts, sentence(r.stateText(s)), sentence(s.Mark.Why))
	}
	return spoken(append(parts, sentence(strings.Join(x.Tags, "; "))))
}

// stateText is a state's word, and by which reading that is.
func (r *request) stateText(s stated) string {
	if s.Reading == "" {
		return s.Mark.Word
	}
	return s.Mark.Word + " (" + r.T("table.reading", "Reading", s.Reading) + ")"
}

// words are all that an image says, for those who do not see it.
func (r *request) words(x *exhibit) string {
	parts := []string{x.Summary}
	for _, said := range x.Said {
		if strings.Contains(x.Summary, said) {
			continue
		}
		parts = append(parts, sentence(said))
	}
	parts = append(parts, strings.TrimSpace(x.Whole))
	if f := x.Figure; f != nil && f.Drawing != nil {
		for i := range f.Notes.List {
			parts = append(parts, sentence(f.Notes.List[i].whole()))
		}
		if f.Notes.Earlier != "" {
			parts = append(parts, sentence(r.T("note.earlier")))
		}
	}
	if s := x.Several; s != nil {
		if lines := s.untold(); len(lines) > 0 {
			parts = append(parts, s.Title+":")
			for _, line := range lines {
				parts = append(parts, sentence(line))
			}
		}
	}
	return spoken(append(parts, x.Source.line(r.T("embed.source"))))
}

// spoken joins sentences, but those that there are not.
func spoken(sentences []string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}

// whole is a note with its number and what holds for it.
func (n *note) whole() string {
	text := n.tagged()
	if n.Number > 0 {
		text = strconv.Itoa(n.Number) + ". " + text
	}
	return text
}

// tagged is a note with what holds for it.
func (n *note) tagged() string {
	text := n.line()
	for _, tag := range n.Tags {
		text += " (" + tag + ")"
	}
	return text
}

// untold names the regions that nothing can be said of: those that lack the same for the same reason together.
func (s *severalRegions) untold() (lines []string) {
	var reasons []string
	names := map[string][]string{}
	for i := range s.Lacking {
		of := &s.Lacking[i]
		reason := of.Mark.Word
		if of.Of != "" {
			reason = of.Of + ", " + reason
		}
		if names[reason] == nil {
			reasons = append(reasons, reason)
		}
		names[reason] = append(names[reason], of.Name)
	}
	for _, reason := range reasons {
		lines = append(lines, reason+": "+strings.Join(names[reason], ", "))
	}
	return lines
}
