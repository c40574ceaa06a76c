package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func (w *world) ask(t *testing.T, body string) (int, string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/api/v1/whatif?today=2023-08-20", strings.NewReader(body))
	res, err := w.app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestWhatIf: the answer names each target and each place in an index that would be otherwise, before and after.
func TestWhatIf(t *testing.T) {
	w := filled(t)
	status, body := w.ask(t, `{"changes": [{"region": "TT-1", "indicator": "online", "value": 40}, {"region": "TT-3", "indicator": "online", "breakdown": "sector=health", "value": 25}]}`)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	golden(t, "whatif.json", []byte(body))
}

func TestWhatIfRefused(t *testing.T) {
	w := filled(t)
	for body, says := range map[string]string{
		``:                "ends too early",
		`[]`:              "the whole has a value of the wrong kind, array",
		`{"changes": []}`: "1 to 1000",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": 1}]} {}`:                     "goes on after its end",
		`{"changes": [{"region": "TT-1", "indicator": "online", "valeu": 1}]}`:                        `unknown field "valeu"`,
		`{"changes": [{"region": "TT-9", "indicator": "online", "value": 1}]}`:                        `change 1: there is no region "TT-9"`,
		`{"changes": [{"region": "TT-1", "indicator": "speed", "value": 1}]}`:                         `there is no indicator "speed"`,
		`{"changes": [{"region": "TT-1", "indicator": "online"}]}`:                                    "absent is not zero",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": "1"}]}`:                      "changes.value has a value of the wrong kind, string",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": 1.5}]}`:                      "whole number",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": 90}]}`:                       "can't be supposed: it can be from 0 to 42",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": 1e999}]}`:                    "wrong kind, number",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": 1, "stage": "online"}]}`:     "a service has a stage",
		`{"changes": [{"region": "TT-1", "indicator": "online", "value": 1, "breakdown": "health"}]}`: "breakdown",
		`{"changes": [{"region": "TT-1", "service": "doctor", "stage": "onlin"}]}`:                    `no stage "onlin"`,
		`{"changes": [{"region": "TT-2", "service": "doctor", "stage": "online"}]}`:                   "TT-2 has no service doctor",
	} {
		if status, answer := w.ask(t, body); status != http.StatusBadRequest || !strings.Contains(answer, says) {
			t.Errorf("%s: %d %s, want 400 and %q", body, status, answer, says)
		}
	}
}
