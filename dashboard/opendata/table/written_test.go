package table

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWritten: a value that is written already stands in every text as the value itself would, and no other format takes it for a zero.
func TestWritten(t *testing.T) {
	for _, f := range Formats() {
		var out bytes.Buffer
		w, err := New(f, &out, wild)
		if err != nil {
			t.Fatal(err)
		}
		failed := ""
		for _, row := range wildRows {
			cells := make([]Cell, len(row))
			for i, v := range row {
				if cells[i] = cellOf(v); cells[i].kind != TypeText && v != nil {
					cells[i] = Written(wild.Columns[i].Type, asText(v))
				}
			}
			if err := w.Row(cells); err != nil {
				failed = err.Error()
				break
			}
		}
		if !f.Text {
			if !strings.Contains(failed, "written already") {
				t.Errorf("%s took what is written: %q", f.ID, failed)
			}
			continue
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(written(t, f.ID, wild, wildRows)), out.String()); diff != "" || failed != "" {
			t.Errorf("%s: %s%s", f.ID, failed, diff)
		}
	}
}

// TestWrittenNothing: what is empty is missing, and no day is made of what is only written.
func TestWrittenNothing(t *testing.T) {
	if c := Written(TypeNumber, ""); c != (Cell{}) {
		t.Errorf("an empty number is %v", c)
	}
	if d := Written(TypeDate, "2026-01-02").Date(); !d.IsZero() {
		t.Errorf("the day of a written cell is %v", d)
	}
	w, err := New(format(t, "csv"), io.Discard, Meta{Columns: []Column{{Name: "n", Type: TypeNumber, Required: true}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]Cell{Written(TypeNumber, "")}); err == nil {
		t.Error("a required value may be missing where it is written")
	}
}
