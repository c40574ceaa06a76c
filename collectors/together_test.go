package collectors_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// What one part of collecting promises must hold where it meets another.

// TestReplayedSnapshotWithdrawsNothing: what an old snapshot lacks may have come since.
func TestReplayedSnapshotWithdrawsNothing(t *testing.T) {
	st := storetest.Embedded(t)
	l := newList(t, st, "    withdraw_limit: 100")
	old := l.collect(t, without(whole(), "visits,UA-05", "offer"), collectors.OnceOptions{})
	l.collect(t, whole(), collectors.OnceOptions{})
	before := standing(t, st, 0)
	out, err := l.Replay(t.Context(), collectors.ReplayOptions{Collection: old.ID})
	if err != nil || out[0].Status != store.CollectionOK || out[0].Withdrawn != 0 {
		t.Fatalf("the replay: %+v, %v", out, err)
	}
	if diff := cmp.Diff(before, standing(t, st, 0)); diff != "" {
		t.Errorf("what stands after it (-before +after):\n%s", diff)
	}
}

// TestSnapshotsThatWaited: snapshots that came while the store was away withdraw in their order once it is back, and one
// that is held is read again until it is confirmed.
func TestSnapshotsThatWaited(t *testing.T) {
	server := storetest.OwnServer(t)
	st := storetest.Open(t, server.Options())
	path := filepath.Join(t.TempDir(), "list.csv")
	w := newAwayWorld(t, st, load(t, listSource(path, "    withdraw_limit: 20")), t.TempDir(), roomy)
	collect := func(rows []string, o collectors.OnceOptions) collectors.Outcome {
		t.Helper()
		write(t, path, listHead+strings.Join(rows, "\n")+"\n")
		out, err := w.Once(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	collect(whole(), collectors.OnceOptions{})
	server.Kill()
	one := without(whole(), "offer,UA-05,permit,2023-01")
	many := without(whole(), "offer,UA-05")
	for _, rows := range [][]string{one, many} {
		if out := collect(rows, collectors.OnceOptions{}); out.Status != store.CollectionWaiting {
			t.Fatalf("without the store it ended %s %q", out.Status, out.Error)
		}
	}
	server.Start()
	if out := collect(many, collectors.OnceOptions{}); out.Status != store.CollectionPartial || !strings.Contains(out.Error, "withdraw_limit") {
		t.Errorf("the same bytes once the store is back end %s %q; they lack too much", out.Status, out.Error)
	}
	if got := standing(t, st, 0); got["offers"] != 11 || got["offers withdrawn"] != 1 {
		t.Errorf("the first that waited took back one offer, the second was held: %v", got)
	}
	out := collect(many, collectors.OnceOptions{Sources: []string{"list"}, ConfirmWithdrawals: 5})
	if out.Withdrawn != 5 {
		t.Errorf("once confirmed %d are withdrawn: %s %q", out.Withdrawn, out.Status, out.Error)
	}
}

// TestPagesOfDocuments: pages may be of any format, each with its own beginning.
func TestPagesOfDocuments(t *testing.T) {
	xml := func(month, value string) string {
		return "<list><row><period>" + month + "</period><value>" + value + "</value></row></list>"
	}
	xlsx := func(rows ...[]any) string {
		return string(bytesOf(t, sheetOf(t, "Дані", append([][]any{{"period", "value"}}, rows...))))
	}
	tests := map[string][2]string{
		"type: xml, path: list/row": {xml("2024-01", "1"), xml("2024-02", "x")},
		"type: xlsx":                {xlsx([]any{"2024-01", 1}), xlsx([]any{"2024-02", "x"})},
	}
	empty := map[string]string{"type: xml, path: list/row": "<list/>", "type: xlsx": xlsx()}
	for format, bodies := range tests {
		t.Run(format, func(t *testing.T) {
			p := newPortal(t, answer(200, bodies[0]), answer(200, bodies[1]), answer(200, empty[format]))
			st := &capturing{}
			w := newWorldOn(t, st, load(t, httpSource(p.URL, "pages: {by: page, parameter: p}", format)))
			out := w.once(t, "portal")
			if counts(out) != "partial: 2 = 1 accepted + 1 rejected + 0 unchanged" || !strings.HasPrefix(out.Rejections[0].Position, "page 2, ") {
				t.Errorf("%s %q %v", counts(out), out.Error, out.Rejections)
			}
		})
	}
	p := newPortal(t, answer(200, tests["type: xml, path: list/row"][0]), answer(200, "<list><row>"), answer(200, "<list/>"))
	st := &capturing{}
	w := newWorldOn(t, st, load(t, httpSource(p.URL, "pages: {by: page, parameter: p}", "type: xml, path: list/row")))
	if out := w.once(t, "portal"); out.Status != store.CollectionFailed || len(st.observations) > 0 {
		t.Errorf("a second page that is cut ends %s with %d rows", counts(out), len(st.observations))
	}
}

// TestPagesAreNotUnpacked: a source that asks for both is refused before anything is asked for.
func TestPagesAreNotUnpacked(t *testing.T) {
	p := newPortal(t, func(http.ResponseWriter, *http.Request) {})
	_, err := configuration(httpSource(p.URL, "pages: {by: page, parameter: p}", "type: csv, packed: gzip"))
	if err == nil || !strings.Contains(err.Error(), "pages are not unpacked") {
		t.Errorf("the configuration is told as %v", err)
	}
}

// TestMeltedWorkbook: the columns of a workbook's header are found by a pattern, as those of a table are.
func TestMeltedWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wide.xlsx")
	write(t, path, string(bytesOf(t, sheetOf(t, "Дані", [][]any{
		{"Область", "Звернення", nil}, {nil, "2024-01", "2024-02"}, {"UA-05", 1, 2}, {"UA-07", nil, 3},
	}, [2]string{"A1", "A2"}, [2]string{"B1", "C1"}))))
	st := &capturing{}
	w := newWorldOn(t, st, load(t, `
sources:
  - id: wide
    kind: file
    file: {path: "`+path+`"}
    format: {type: xlsx, header: [1, 2]}
    records:
      - as: observations
        melt: {pattern: '^Звернення / ', name: month, value: count}
        fields: {indicator: {const: visits}, region: {from: Область}, value: {from: count}, period: {from: month, codes: {Звернення / 2024-01: 2024-01, Звернення / 2024-02: 2024-02}}}
`))
	if out := w.once(t, "wide"); counts(out) != "ok: 4 = 4 accepted + 0 rejected + 0 unchanged" {
		t.Errorf("%s %q %v", counts(out), out.Error, out.Rejections)
	}
}

// TestMeltedElements: XML has no header to look for columns in.
func TestMeltedElements(t *testing.T) {
	_, err := configuration(`
sources:
  - id: wide
    kind: file
    file: {path: wide.xml}
    format: {type: xml, path: list/row}
    records:
      - as: observations
        melt: {pattern: '^m', name: month, value: count}
        fields: {indicator: {const: visits}, region: {from: region}, value: {from: count}, period: {from: month}}
`)
	if err == nil || !strings.Contains(err.Error(), "records of xml have no header") {
		t.Errorf("the configuration is told as %v", err)
	}
}
