package pages

import (
	"slices"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

const openDataAddress = "/open-data"

// releaseAt finds the release that an address names; without a name it is the newest. None is an *opendata.Absent.
func releaseAt(all []store.Release, given string) (int, error) {
	at := slices.IndexFunc(all, func(x store.Release) bool { return x.ID == given })
	if (given == "" || given == opendata.Latest) && len(all) > 0 {
		at = 0
	}
	if at < 0 {
		return 0, &opendata.Absent{Kind: "release", Given: given, There: idsOfReleases(all)}
	}
	return at, nil
}

// showRelease says which release the page shows, and how it stands to the others.
func (r *request) showRelease(body *openDataBody, all []store.Release, at int) {
	for i, x := range all {
		if i != at {
			body.Others = append(body.Others, r.release(x, all))
		}
	}
	x := all[at]
	one := r.release(x, all)
	body.Release = &one
	if at > 0 {
		body.Newer = &place{all[0].ID, r.link(openDataAddress, "release", all[0].ID)}
	}
	if by := store.CorrectedBy(x.ID, all); by != nil {
		body.Corrected = &place{by.ID, r.link(openDataAddress, "release", by.ID)}
	}
	body.offer(r, opendata.TermsOf(r.board.Config, &x))
	lasting := asked{site: r.publicSite()}
	body.Cite = r.T("data.cite.text", "Publisher", r.citedBy(body.Publisher), "Release", x.ID, "AsOf", one.AsOf, "Address", lasting.link(openDataAddress, "release", x.ID), "Hash", x.Hash)
}

func (r *request) release(x store.Release, all []store.Release) release {
	one := release{ID: x.ID, AsOf: r.Date(x.AsOf), Published: r.Moment(x.Published), Review: r.T("data.not_reviewed"), Notes: x.Notes, Hash: x.Hash}
	one.Address = r.link(openDataAddress, "release", x.ID)
	if x.ReviewedBy != "" {
		one.Review = r.T("data.reviewed", "By", x.ReviewedBy)
	}
	if x.Corrects != "" {
		one.Corrects = r.T("data.corrects", "Release", x.Corrects)
	}
	if by := store.CorrectedBy(x.ID, all); by != nil {
		one.Corrected = r.T("data.corrected", "Release", by.ID)
	}
	if i := slices.IndexFunc(all, func(other store.Release) bool { return other.ID == x.ID }); i >= 0 && i+1 < len(all) {
		one.Changes = r.link(changesAddress, "from", all[i+1].ID, "to", x.ID)
	}
	for _, d := range x.Datasets {
		one.Files = append(one.Files, place{r.T("data." + d.ID), api.FileAddress(d.ID, x.ID, table.Formats()[0])})
	}
	return one
}

// citedBy is whom a citation names: the publisher, or the program where it is not said whose data it is.
func (r *request) citedBy(publisher string) string {
	if publisher == "" {
		return "Postup"
	}
	return publisher
}
