package pages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

var (
	bee     = &config.Region{Code: "B", Name: config.Text{"en": "Bee"}}
	counted = &config.Indicator{ID: "c", Name: config.Text{"en": "Services"}, Unit: "count", Integer: true, Frequency: kpi.Monthly}
	shared  = &config.Indicator{ID: "s", Name: config.Text{"en": "Share"}, Unit: "percent", Decimals: 1, Frequency: kpi.Monthly}
	may     = kpi.Month(kpi.MustDate("2023-05-01"))
)

func striking(k kpi.SignalKind, i *config.Indicator, p kpi.Period, seen, expected, size float64) board.Signal {
	return board.Signal{Signal: kpi.Signal{Kind: k, Period: p, Seen: seen, Expected: expected, Size: size}, Region: bee, Indicator: i, Source: "portal"}
}

func TestSignalsInWords(t *testing.T) {
	half := kpi.Period{Start: kpi.MustDate("2023-03-01"), End: kpi.MustDate("2023-09-30")}
	beside, parts := striking(kpi.SignalSourcesDisagree, counted, may, 41, 44, 0), striking(kpi.SignalPartsWhole, counted, may, 11, 12, 0)
	beside.Against, parts.Against = "derived", "sector"
	service := striking(kpi.SignalNotUsed, nil, half, 0, 1, 91)
	service.Breakdown = "service=doctor"
	for _, tt := range []struct {
		signal     board.Signal
		en, uk, ru string
	}{
		{
			striking(kpi.SignalFlat, counted, half, 41, 41, 7), "exactly 41 for 7 months in a row, up to 30 September 2023",
			"рівно 41 — 7 місяців поспіль, по 30 вересня 2023", "ровно 41 — 7 месяцев подряд, по 30 сентября 2023",
		},
		{
			striking(kpi.SignalNumeratorOver, shared, may, 11, 10, 0), "May 2023: 11 out of 10, which is more than all",
			"травень 2023: 11 із 10 — більше, ніж було всього", "май 2023: 11 из 10 — больше, чем было всего",
		},
		{
			parts, "May 2023: the parts make 11, and the whole is 12 (breakdown: sector)",
			"травень 2023: частини разом становлять 11, а ціле — 12 (розріз: напрям)", "май 2023: части вместе составляют 11, а целое — 12 (разрез: направление)",
		},
		{
			beside, "May 2023: 41 by one source (portal), 44 by another (counted by Postup)",
			"травень 2023: 41 за одним джерелом (portal), 44 за іншим (підрахунок Postup)", "май 2023: 41 по одному источнику (portal), 44 по другому (подсчёт Postup)",
		},
		{
			striking(kpi.SignalRestated, shared, may, 45.5, 40, 0.1375), "May 2023: 40.0% became 45.5% after the period had ended",
			"травень 2023: після завершення періоду 40,0\u202f% змінено на 45,5\u202f%", "май 2023: после окончания периода 40,0\u202f% изменено на 45,5\u202f%",
		},
		{
			striking(kpi.SignalOutlier, counted, may, 410, 42, 9), "May 2023: 410 is far from the other figures; about 42 was to be expected",
			"травень 2023: 410 — далеко від решти значень; очікувалося приблизно 42", "май 2023: 410 — далеко от остальных значений; ожидалось примерно 42",
		},
		{
			striking(kpi.SignalRoundJump, counted, may, 60, 46.4, 10), "May 2023: a jump to the round number 60; about 46 was to be expected",
			"травень 2023: стрибок до круглого числа 60; очікувалося приблизно 46", "май 2023: скачок к круглому числу 60; ожидалось примерно 46",
		},
		{
			service, "the service is online, but no application has come online for 91 days",
			"послуга онлайн, але заяв онлайн не надходило 91 день", "услуга онлайн, но заявлений онлайн не поступало 91 день",
		},
	} {
		for code, want := range map[string]string{"en": tt.en, "uk": tt.uk, "ru": tt.ru} {
			if got := speaker(t, code, "2023-10-14").signalText(&tt.signal); got != want {
				t.Errorf("%s: %q, want %q", code, got, want)
			}
		}
	}
}

// One line a series and kind, the newest first, and no more than ten of them: the page stays one that people read.
func TestSignalsOfManyPeriodsAreOneLine(t *testing.T) {
	r := speaker(t, "en", "2023-10-14")
	other := &config.Region{Code: "O", Name: config.Text{"en": "Other"}}
	for m := range 3 {
		p := kpi.Month(kpi.MustDate("2023-05-01").AddMonths(m))
		r.board.Signals = append(r.board.Signals, striking(kpi.SignalNumeratorOver, shared, p, 11, 10, 0))
	}
	invented := striking(kpi.SignalRestated, counted, may, 9, 5, 0.8)
	invented.Region, invented.Simulated = other, true
	r.board.Signals = append(r.board.Signals, invented)
	var got []string
	for _, row := range r.signals(nil).Rows {
		got = append(got, row.Name+" "+row.Region.Name+" "+row.Region.Href+": "+row.Text+strings.Join(row.Tags, ""))
	}
	want := []string{
		"Share Bee /regions/B: July 2023: 11 out of 10, which is more than all, and 2 more periods like this.",
		"Services Other /regions/O: May 2023: 5 became 9 after the period had ended.simulated data",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if s := r.signals(other); len(s.Rows) != 1 || s.Rows[0].Region != nil || s.CSV != "/api/v1/signals.csv?region=O" {
		t.Errorf("a region's page tells of %+v", s)
	}
	for n := range 12 {
		s := striking(kpi.SignalFlat, counted, may, 4, 4, 6)
		s.Breakdown = fmt.Sprintf("tier=%d", n)
		r.board.Signals = append(r.board.Signals, s)
	}
	if s := r.signals(nil); len(s.Rows) != mostSignals || s.All != "14" || s.Shown != "Shown: 10 of 14, the newest first." {
		t.Errorf("%d lines of %s, %q", len(s.Rows), s.All, s.Shown)
	}
	if s := r.signals(&config.Region{Code: "N"}); s != nil {
		t.Errorf("a region without anything striking is told %+v", s)
	}
}

func TestSignalsAreOnThePagesOfSourcesAndRegions(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(languages)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"en", "uk", "ru"} {
		r := speaker(t, code, "2023-10-14")
		r.board.Signals = []board.Signal{striking(kpi.SignalFlat, counted, may, 41, 41, 7)}
		for page, body := range map[string]any{"sources": sourcesBody{Signals: r.signals(nil)}, "region": regionBody{Signals: r.signals(bee)}} {
			var out strings.Builder
			if err := all[code][page].ExecuteTemplate(&out, "body", body); err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{`<h2 id="signals-title">` + r.T("signals.title") + `</h2>`, "<b>Services</b>", r.T("signals.about"), "/api/v1/signals.csv"} {
				if !strings.Contains(out.String(), part) {
					t.Errorf("%s, %s: there is no %q", page, code, part)
				}
			}
		}
	}
}
