package opendata

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// Named is what a release calls something that its numbers are of, what that means, and in which unit it is counted.
type Named struct {
	Name, Meaning config.Text
	Formula, Unit string // "" of what has none
	Rollup        string // how values of parts make one of the whole; "none" of what they don't
	Decimals      *int   // with which it is shown; nil: the release is from before releases said so
}

// Promised is what a release calls a target and its readings. The zero Promised is of a target that it says nothing of.
type Promised struct {
	Name     config.Text
	Readings map[string]config.Text // by id
}

// Indicator is what a release says of an indicator; the zero Named where it says nothing.
func (s *Shelf) Indicator(ctx context.Context, x *store.Release, id string) (Named, error) {
	return s.named(ctx, x, "indicators", "id", id)
}

// Region is what a release says of a region; the zero Named where it says nothing.
func (s *Shelf) Region(ctx context.Context, x *store.Release, code string) (Named, error) {
	return s.named(ctx, x, "regions", "code", code)
}

func (s *Shelf) named(ctx context.Context, x *store.Release, dataset, column, id string) (named Named, err error) {
	d := x.Dataset(dataset)
	if d == nil {
		return named, nil
	}
	err = s.rows(ctx, *d, []string{column}, []string{id}, func(row *fastjson.Value) error {
		named = Named{
			Name: nameOf(row), Meaning: inLanguages(row, "meaning"), Formula: textOf(row.Get("formula")), Unit: textOf(row.Get("unit")),
			Rollup: textOf(row.Get("rollup")), Decimals: wholeOf(row, "decimals"),
		}
		return nil
	})
	return named, err
}

// Targets are what a release says of a programme's targets, by their ids; none where it says nothing.
func (s *Shelf) Targets(ctx context.Context, x *store.Release, programme string) (map[string]Promised, error) {
	all := map[string]Promised{}
	d := x.Dataset("programmes")
	if d == nil {
		return all, nil
	}
	err := s.rows(ctx, *d, []string{"id"}, []string{programme}, func(row *fastjson.Value) error {
		var targets []struct {
			ID       string
			Name     config.Text
			Readings []struct {
				ID   string
				Name config.Text
			}
		}
		text := textOf(row.Get("targets")) // a list, as JSON
		if text == "" {
			return nil
		}
		if err := json.Unmarshal([]byte(text), &targets); err != nil {
			return fmt.Errorf("the targets of %s in release %s: %w", programme, x.ID, err)
		}
		for _, t := range targets {
			readings := map[string]config.Text{}
			for _, r := range t.Readings {
				readings[r.ID] = r.Name
			}
			all[t.ID] = Promised{t.Name, readings}
		}
		return nil
	})
	return all, err
}

// nameOf is what a row says that something is called.
func nameOf(row *fastjson.Value) config.Text { return inLanguages(row, "name") }

// inLanguages is a column in the languages that it is there in.
func inLanguages(row *fastjson.Value, column string) config.Text {
	texts := config.Text{}
	for _, lang := range []string{"en", "uk", "ru"} {
		if text := textOf(row.Get(column + "_" + lang)); text != "" {
			texts[lang] = text
		}
	}
	return texts
}

func wholeOf(row *fastjson.Value, column string) *int {
	number := row.Get(column)
	if number == nil || number.Type() != fastjson.TypeNumber {
		return nil
	}
	n := number.GetInt()
	return &n
}
