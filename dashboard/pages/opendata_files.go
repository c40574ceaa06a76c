package pages

import (
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/store"
)

// publishedFile is a dataset in a format, at an address that stays.
type publishedFile struct {
	Format, Href string
	Size, Hash   string // in bytes, and the SHA-256; "" of one that nobody has asked for yet
}

// files are those of a dataset of a release, with what is known of those that were made.
func (p *Pages) files(r *request, x *store.Release, d store.Released) (list []publishedFile) {
	beside := opendata.Dictionary{Words: p.languages.Find("en"), Config: r.board.Config}.Meta(x, d) // as the files have it
	for _, f := range api.FormatsOf(d.ID) {
		one := publishedFile{Format: r.T("data.format." + f.ID), Href: api.FileAddress(d.ID, x.ID, f)}
		if size, hash := p.Releases.Facts(x, d, f, beside); hash != "" {
			one.Size, one.Hash = r.N("data.bytes", float64(size), 0), hash
		}
		list = append(list, one)
	}
	return list
}

// covers says how many regions a dataset has rows of, and of how many a value, where some have none; "" where its rows are of no region.
func (r *request) covers(c *opendata.Contents) string {
	if c == nil {
		return ""
	}
	of := c.Coverage
	switch {
	case of.Regions == 0:
		return ""
	case of.Valued == of.Regions:
		return r.Number(float64(of.Regions), 0)
	}
	return r.T("data.covers.valued", "All", r.Number(float64(of.Regions), 0), "Valued", r.Number(float64(of.Valued), 0))
}
