package pages

import "strings"

// sourceLine says of what stands in others' pages whose it is, where it is, and of which day.
type sourceLine struct {
	Publisher string
	Href      string // of our page
	Address   string // the same to read, whole
	Known     string // what was known when, and the day that it is judged on where that is another
	Warning   string // of a demonstration: that it is one, in words that are true of a real figure, too
	Licence   string // "" where none is stated
}

func (r *request) sourceLine(page string) sourceLine {
	said, b := r.board.Config.OpenData, r.board
	s := sourceLine{
		Publisher: r.citedBy(said.Publisher.In(r.Code)), Href: page,
		Address: r.publicSite() + strings.TrimPrefix(page, r.asked.site), Licence: said.Licence.Name.In(r.Code),
		Known: r.T("embed.known", "Date", r.Date(b.AsOf)),
	}
	if b.Today != b.AsOf {
		s.Known += " " + r.T("embed.judged", "Date", r.Date(b.Today))
	}
	return s
}

// bare is the address without what nobody reads of one.
func (s *sourceLine) bare() string {
	address, _, _ := strings.Cut(s.Address, "#")
	address, _, _ = strings.Cut(address, "?")
	_, bare, _ := strings.Cut(address, "://")
	return strings.TrimSuffix(bare, "/")
}

// line is all of it as one text.
func (s *sourceLine) line(source string) string {
	parts := []string{source + " " + s.Publisher + ", " + s.bare() + ".", s.Known}
	if s.Licence != "" {
		parts = append(parts, s.Licence+".")
	}
	if s.Warning != "" {
		parts = append(parts, s.Warning)
	}
	return strings.Join(parts, " ")
}
