package main

import (
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// releaseJSON is a release for programs, by the names that the API has for the same.
type releaseJSON struct {
	ID         string              `json:"id"`
	Status     store.ReleaseStatus `json:"status"`
	Created    time.Time           `json:"created"`
	Published  *time.Time          `json:"published"` // null of a draft
	AsOf       kpi.Date            `json:"as_of"`
	Reviewed   bool                `json:"reviewed"`
	ReviewedBy *string             `json:"reviewed_by"` // null where nobody has reviewed it, as the others where there is none
	Corrects   *string             `json:"corrects"`
	Notes      *string             `json:"notes"`
	Software   string              `json:"software"`
	Hash       string              `json:"hash"`
	Datasets   []datasetJSON       `json:"datasets"`
}

type datasetJSON struct {
	ID    string   `json:"id"`
	Rows  uint64   `json:"rows"`
	Bytes uint64   `json:"bytes"`
	Hash  string   `json:"hash"`
	From  kpi.Date `json:"from"` // first day that its rows speak of; null where they don't speak of periods
	To    kpi.Date `json:"to"`
}

func releaseJSONOf(x store.Release) releaseJSON {
	row := releaseJSON{
		ID: x.ID, Status: x.Status, Created: x.Created.UTC(), AsOf: x.AsOf, Reviewed: x.ReviewedBy != "", ReviewedBy: textOrNull(x.ReviewedBy),
		Corrects: textOrNull(x.Corrects), Notes: textOrNull(x.Notes), Software: x.Software, Hash: x.Hash, Datasets: []datasetJSON{},
	}
	if at := x.Published.UTC(); !at.IsZero() {
		row.Published = &at
	}
	for _, d := range x.Datasets {
		row.Datasets = append(row.Datasets, datasetJSON{d.ID, d.Rows, d.Bytes, d.Hash, d.From, d.To})
	}
	return row
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
