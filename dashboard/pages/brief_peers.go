package pages

import (
	"strings"

	"github.com/postup/postup/config"
)

// briefPeers are a region and those of similar size, by what the first of its promises is about, in a line or two.
type briefPeers struct {
	About string // what the values are, and of when
	Rows  []briefPeer
	Tags  []string
	Href  string // the same regions, compared
}

type briefPeer struct {
	Text string
	Own  bool
}

// peersPart is the region among those of similar size.
func (r *request) peersPart(b *brief, region *config.Region) func(room) room {
	list := r.briefPeers(region)
	if list == nil {
		return func(room) room { return 0 }
	}
	said := []string{r.T("peers.title") + ".", list.About}
	for _, row := range list.Rows {
		said = append(said, row.Text+";")
	}
	taken := room(of(97, strings.Join(append(said, list.Tags...), " ")).lines()) + apartListed
	return func(given room) room {
		if b.Peers = nil; given < taken {
			return 0
		}
		b.Peers = list
		return taken
	}
}

// briefPeers is nil where the region is beside none, or none of its own values can be held against those of others.
func (r *request) briefPeers(region *config.Region) *briefPeers {
	s := r.similar(region)
	if s == nil || s.Unknown {
		return nil
	}
	for column, name := range s.Columns {
		for i := range s.Rows {
			if own := &s.Rows[i]; own.Own && own.Cells[column].Missing == nil {
				return r.besideOthers(s, column, name, own.Cells[column].When)
			}
		}
	}
	return nil
}

// besideOthers writes the values of a column; one of another time than the region's own says so.
func (r *request) besideOthers(s *similar, column int, name, when string) *briefPeers {
	list := &briefPeers{About: r.T("brief.peers", "What", name, "Period", when), Tags: s.Tags, Href: s.Compare}
	for i := range s.Rows {
		row, value := &s.Rows[i], &s.Rows[i].Cells[column]
		text := value.Value
		switch {
		case value.Missing != nil:
			text = value.Missing.Word
		case value.When != when:
			text = r.T("value.dated", "Value", text, "Date", value.When)
		}
		if row.Rank != "" {
			text += ", " + r.T("brief.peer_place", "Place", row.Rank)
		}
		list.Rows = append(list.Rows, briefPeer{row.Name + " – " + text, row.Own})
	}
	return list
}
