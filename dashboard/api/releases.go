package api

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// releaseRow is a published release.
type releaseRow struct {
	ID          string        `json:"id"`
	Created     moment        `json:"created"`
	Published   moment        `json:"published"`
	AsOf        kpi.Date      `json:"as_of"`
	Reviewed    bool          `json:"reviewed"`
	ReviewedBy  *string       `json:"reviewed_by"`
	Corrects    *string       `json:"corrects"`
	CorrectedBy *string       `json:"corrected_by"`
	Notes       *string       `json:"notes"`
	Software    string        `json:"software"`
	Hash        string        `json:"hash"`
	Datasets    []releasedRow `json:"datasets"`
}

type releasedRow struct {
	ID    string   `json:"id"`
	Rows  uint64   `json:"rows"`
	Hash  string   `json:"hash"` // of its rows as NDJSON, byte for byte
	Files []string `json:"files"`
}

// releases lists what was published, the newest first, by what was known. Drafts are not told of.
func (a *API) releases(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	all, err := a.Records.Releases(c.UserContext())
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(store.Published(all), func(x store.Release) bool { return !q.asOf.IsZero() && kpi.DateOf(x.Published.UTC()) > q.asOf })
	page, next, err := pageOf(q, slices.Values(all), func(x store.Release) string { return x.ID })
	if err != nil {
		return err
	}
	rows := make([]releaseRow, len(page))
	for i, x := range page {
		rows[i] = releaseRowOf(x, all)
	}
	return send(c, q, b, rows, next)
}

func releaseRowOf(x store.Release, all []store.Release) releaseRow {
	row := releaseRow{
		ID: x.ID, Created: moment(x.Created), Published: moment(x.Published), AsOf: x.AsOf, Reviewed: x.ReviewedBy != "", ReviewedBy: orNull(x.ReviewedBy),
		Corrects: orNull(x.Corrects), Notes: orNull(x.Notes), Software: x.Software, Hash: x.Hash,
	}
	if by := store.CorrectedBy(x.ID, all); by != nil {
		row.CorrectedBy = &by.ID
	}
	for _, d := range x.Datasets {
		of := releasedRow{ID: d.ID, Rows: d.Rows, Hash: d.Hash}
		for _, f := range FormatsOf(d.ID) {
			of.Files = append(of.Files, FileAddress(d.ID, x.ID, f))
		}
		row.Datasets = append(row.Datasets, of)
	}
	return row
}

// FormatsOf are the formats that a dataset's files have, in the order in which they are offered.
func FormatsOf(dataset string) []table.Format {
	if dataset == sdmx.Dataset {
		return append(table.Formats(), sdmx.Data)
	}
	return table.Formats()
}

// FileAddress is where a dataset of a release, or of the latest, stands as a file.
func FileAddress(dataset, version string, f table.Format) string {
	return "/open-data/" + dataset + "/" + version + "." + f.Extension
}
