package api

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
)

// Dataset is one of the lists as a table: a row a row of the list, with the columns of its CSV.
type Dataset struct {
	ID      string
	Columns []table.Column // names and types
	// Rows gives all rows of a board in their order. The cells are used again for the next row.
	Rows func(*board.Board) iter.Seq2[[]table.Cell, error]
}

// Datasets are the lists that open data is made of.
func Datasets(cfg *config.Config) []Dataset {
	a, all := &API{Deps: Deps{Config: cfg}}, &query{beside: true}
	return []Dataset{
		dataset("observations", func(b *board.Board) iter.Seq[placed] { return a.placedOn(b, all) }, cellRowOf),
		dataset("progress", func(b *board.Board) iter.Seq[judged] { return slices.Values(a.progressOn(b, all)) }, judged.toRow),
		dataset("index", func(b *board.Board) iter.Seq[ranked] { return rankedOn(b, all) }, new(rowsOfParts).row),
		dataset("milestones", func(b *board.Board) iter.Seq[*board.Milestone] { return slices.Values(milestonesOn(b, all)) }, milestoneRowOf),
		dataset("services", func(b *board.Board) iter.Seq[*board.ServiceView] { return slices.Values(a.servicesOn(b, all)) }, serviceRowOf),
		dataset("processing", func(b *board.Board) iter.Seq[*board.ProcessingView] { return slices.Values(a.processingOn(b, all)) }, processingRowOf),
		dataset("regions", func(*board.Board) iter.Seq[*config.Region] { return slices.Values(a.regionsFor(all)) }, regionRowOf),
		dataset("indicators", func(*board.Board) iter.Seq[*config.Indicator] { return slices.Values(a.indicatorsFor(all)) }, indicatorRowOf),
		dataset("programmes", func(*board.Board) iter.Seq[*config.Programme] { return slices.Values(a.programmesFor(all)) }, a.programmeRow),
	}
}

// DatasetIDs are the ids of all datasets, in their order.
func DatasetIDs() []string {
	var all []string
	for _, d := range Datasets(&config.Config{}) {
		all = append(all, d.ID)
	}
	return all
}

func dataset[S, T any](id string, list func(*board.Board) iter.Seq[S], row func(S) T) Dataset {
	fields := fieldsOf(rowFields(reflect.TypeFor[T]()), "", nil, nil)
	d := Dataset{ID: id}
	for _, f := range fields {
		d.Columns = append(d.Columns, table.Column{Name: f.name, Type: f.kind})
	}
	d.Rows = func(b *board.Board) iter.Seq2[[]table.Cell, error] {
		return func(yield func([]table.Cell, error) bool) {
			cells := make([]table.Cell, len(fields))
			for s := range list(b) {
				made := row(s)
				v := reflect.ValueOf(&made).Elem()
				for i := range fields {
					var err error
					if cells[i], err = fields[i].cell(v); err != nil {
						yield(nil, fmt.Errorf("%s of a row of %s: %w", fields[i].name, id, err))
						return
					}
				}
				if !yield(cells, nil) {
					return
				}
			}
		}
	}
	return d
}

// field is a column of a table whose rows are structs.
type field struct {
	name string
	kind table.Type
	path []int // through the struct
	lang string
}

// fieldsOf are the columns of a row's fields, as header names them.
func fieldsOf(row []rowField, prefix string, path []int, fields []field) []field {
	for _, f := range row {
		at := slices.Concat(path, f.path)
		switch {
		case f.plain == textType:
			for _, l := range languages {
				fields = append(fields, field{prefix + f.name + "_" + l, table.TypeText, at, l})
			}
		case f.parts != nil:
			fields = fieldsOf(f.parts, prefix+f.name+"_", at, fields)
		default:
			fields = append(fields, field{prefix + f.name, kindOf(f.plain), at, ""})
		}
	}
	return fields
}

func kindOf(t reflect.Type) table.Type {
	switch {
	case t == reflect.TypeFor[kpi.Date]():
		return table.TypeDate
	case t == reflect.TypeFor[moment]():
		return table.TypeTime
	}
	switch t.Kind() {
	case reflect.Bool:
		return table.TypeBoolean
	case reflect.Int, reflect.Int64, reflect.Uint32, reflect.Uint64:
		return table.TypeInteger
	case reflect.Float64:
		return table.TypeNumber
	}
	return table.TypeText // lists, too
}

// cell is the column's value in a row; missing where it is null, or a part of something that is.
func (f *field) cell(v reflect.Value) (table.Cell, error) {
	for _, i := range f.path {
		if v = v.Field(i); v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return table.Cell{}, nil
			}
			v = v.Elem()
		}
	}
	switch f.kind {
	case table.TypeDate:
		return table.Day(kpi.Date(v.Int())), nil
	case table.TypeTime:
		at, _ := v.Interface().(moment)
		return table.Moment(time.Time(at)), nil
	case table.TypeBoolean:
		return table.Bool(v.Bool()), nil
	case table.TypeInteger:
		if v.CanUint() {
			return table.Integer(int64(v.Uint())), nil
		}
		return table.Integer(v.Int()), nil
	case table.TypeNumber:
		return table.Number(v.Float()), nil
	}
	if f.lang != "" {
		text, _ := v.Interface().(config.Text)
		return textOrMissing(text[f.lang]), nil
	}
	if v.Kind() == reflect.String {
		return table.Text(v.String()), nil
	}
	text, err := listText(v)
	return textOrMissing(text), err
}

// listText is a list of texts or numbers joined by semicolons, and any other as JSON.
func listText(v reflect.Value) (string, error) {
	if v.Len() == 0 {
		return "", nil
	}
	if v.Type().Elem().Kind() != reflect.Struct {
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = fmt.Sprint(v.Index(i))
		}
		return strings.Join(parts, ";"), nil
	}
	text, err := json.Marshal(v.Interface())
	return string(text), err
}

func textOrMissing(s string) table.Cell {
	if s == "" {
		return table.Cell{}
	}
	return table.Text(s)
}
