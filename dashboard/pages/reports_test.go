package pages

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

// kyiv is a region three hours ahead of UTC.
func kyiv(t *testing.T) *config.Region {
	t.Helper()
	kinds := map[string]func(ast.Node) error{}
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(
		"regions: [{code: UA-30, name: {en: Kyiv, uk: Київ, ru: Киев}, kind: region, time_zone: Europe/Kyiv}]")}}, "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Region("UA-30")
}

// judgedReport is a report on September 2023, due on 8 October.
func judgedReport(region *config.Region, state kpi.ReportState, days int, found string) board.Report {
	r := board.Report{Region: region, Period: kpi.Month(kpi.MustDate("2023-09-01")), Next: kpi.Month(kpi.MustDate("2023-10-01")), NextDue: kpi.MustDate("2023-11-08")}
	r.Report = kpi.Report{State: state, Due: kpi.MustDate("2023-10-08"), DaysLate: days}
	if found != "" {
		r.Found, _ = time.Parse(time.RFC3339, found)
		r.Last, r.Figures = r.Found, 1
	}
	return r
}

// TestReportWords: who is told that a report is late or missing must be told of which period, by how much and since when,
// in the words of the language.
func TestReportWords(t *testing.T) {
	region, said := kyiv(t), speak(t)
	of := func(state kpi.ReportState, days int, found string, change func(*board.Report)) board.Report {
		r := judgedReport(region, state, days, found)
		if change != nil {
			change(&r)
		}
		return r
	}
	looked, _ := time.Parse(time.RFC3339, "2023-10-07T21:30:00Z")
	alone := board.Report{Region: region, Next: kpi.Month(kpi.MustDate("2023-10-01")), NextDue: kpi.MustDate("2023-11-08")}
	tests := []struct {
		name       string
		report     board.Report
		en, uk, ru string
	}{
		{"in time, on the last evening in Kyiv", of(kpi.ReportOnTime, 0, "2023-10-08T20:59:00Z", nil),
			"Report for September 2023: on time due by 8 October 2023; came on 8 October 2023. Next: October 2023, due by 8 November 2023",
			"Звіт за вересень 2023: вчасно очікувався до 8 жовтня 2023 включно; надійшов 8 жовтня 2023. Далі: жовтень 2023, до 8 листопада 2023 включно",
			"Отчёт за сентябрь 2023: в срок ожидался до 8 октября 2023 включительно; поступил 8 октября 2023. Далее: октябрь 2023, до 8 ноября 2023 включительно"},
		{"a day late, after midnight in Kyiv", of(kpi.ReportLate, 1, "2023-10-08T21:01:00Z", nil),
			"1 day late due by 8 October 2023; came on 9 October 2023", "із запізненням на 1 день", "с опозданием на 1 день"},
		{"days", of(kpi.ReportLate, 3, "2023-10-11T10:00:00Z", nil), "3 days late", "із запізненням на 3 дні", "с опозданием на 3 дня"},
		{"many days", of(kpi.ReportLate, 12, "2023-10-20T10:00:00Z", nil), "12 days late", "із запізненням на 12 днів", "с опозданием на 12 дней"},
		{"twenty-one", of(kpi.ReportLate, 21, "2023-10-29T10:00:00Z", nil), "21 days late", "із запізненням на 21 день", "с опозданием на 21 день"},
		{"missing, never collected", of(kpi.ReportMissing, 6, "", nil),
			"missing since 9 October 2023, for 6 days; due by 8 October 2023; no collection of the source has succeeded for a long time, if ever",
			"не надійшов немає з 9 жовтня 2023, уже 6 днів; очікувався до 8 жовтня 2023 включно; вдалого збору з цього джерела давно або й зовсім не було",
			"не поступил нет с 9 октября 2023, уже 6 дней; ожидался до 8 октября 2023 включительно; успешного сбора из этого источника давно или вовсе не было"},
		{"missing, and nobody looked", of(kpi.ReportMissing, 2, "", func(r *board.Report) { r.Looked = looked }),
			"for 2 days; due by 8 October 2023; the source was collected for the last time on 8 October 2023", "уже 2 дні; очікувався до 8 жовтня 2023 включно; востаннє з джерела збирали 8 жовтня 2023", "уже 2 дня; ожидался до 8 октября 2023 включительно; в последний раз из источника собирали 8 октября 2023"},
		{"only provisional", of(kpi.ReportMissing, 2, "", func(r *board.Report) { r.Provisional = true }),
			"all that is there came while the period still ran", "надійшло, коли період ще тривав", "поступило, пока период ещё шёл"},
		{"found by the first look", of(kpi.ReportUnknown, 4, "2023-10-12T10:00:00Z", nil),
			"in time or not can’t be told due by 8 October 2023; found on 12 October 2023 by the first collection since it was due: at most 4 days late",
			"чи вчасно, сказати не можна очікувався до 8 жовтня 2023 включно; виявлено 12 жовтня 2023 першим збором після строку: запізнення щонайбільше на 4 дні",
			"в срок ли, сказать нельзя ожидался до 8 октября 2023 включительно; обнаружен 12 октября 2023 первым сбором после срока: опоздание не более чем на 4 дня"},
		{"no calendar", of(kpi.ReportUnknown, 0, "2023-10-02T10:00:00Z", func(r *board.Report) { r.Unjudged, r.Due, r.NextDue = "x", 0, 0 }),
			"can’t be told the due day can’t be told: the calendar of working days is not complete for that year; came on 2 October 2023. Next: October 2023",
			"строк назвати не можна: календар робочих днів на той рік неповний; надійшов 2 жовтня 2023. Далі: жовтень 2023",
			"срок назвать нельзя: календарь рабочих дней на тот год неполон; поступил 2 октября 2023. Далее: октябрь 2023"},
		{"in parts", of(kpi.ReportOnTime, 0, "2023-10-03T10:00:00Z", func(r *board.Report) { r.Last, r.Lacking = r.Found.AddDate(0, 0, 9), 2 }),
			"came on 3 October 2023; the last of its figures on 12 October 2023; 2 figures of the period before have no successor yet",
			"надійшов 3 жовтня 2023; останні його показники – 12 жовтня 2023; 2 показники попереднього періоду ще не мають наступного значення",
			"поступил 3 октября 2023; последние его показатели – 12 октября 2023; 2 показателя предыдущего периода ещё не имеют следующего значения"},
		{"nothing due yet", alone, "not due yet Next: October 2023, due by 8 November 2023",
			"строк ще не настав Далі: жовтень 2023, до 8 листопада 2023 включно", "срок ещё не наступил Далее: октябрь 2023, до 8 ноября 2023 включительно"},
	}
	for _, test := range tests {
		for lang, want := range map[string]string{"en": test.en, "uk": test.uk, "ru": test.ru} {
			text := said(lang, board.SourceView{Source: &config.Source{Regions: []string{"UA-30"}}, Reports: []board.Report{test.report}})
			if !strings.Contains(text, want) {
				t.Errorf("%s in %s reads\n  %s\nand should hold\n  %s", test.name, lang, text, want)
			}
		}
	}
}

// TestReportsOfManyRegions: those that need care stand first, each by its name, under a count of each kind.
func TestReportsOfManyRegions(t *testing.T) {
	region, said := kyiv(t), speak(t)
	view := board.SourceView{Source: &config.Source{Regions: []string{"UA-30", "UA-32", "UA-35"}}, Reports: []board.Report{
		judgedReport(region, kpi.ReportOnTime, 0, "2023-10-03T10:00:00Z"), judgedReport(region, kpi.ReportMissing, 2, ""), judgedReport(region, kpi.ReportLate, 2, "2023-10-10T10:00:00Z"),
	}}
	want := regexp.MustCompile(`^Reports 1 missing 1 late 1 on time Kyiv : Report for September 2023: missing .* Kyiv : .* 2 days late .* Kyiv : .* on time`)
	if text := said("en", view); !want.MatchString(text) {
		t.Errorf("the page says %q", text)
	}
	if text := said("en", board.SourceView{Source: &config.Source{Regions: []string{"UA-30"}}}); text != "" {
		t.Errorf("a source that owes nothing by a day says %q of it", text)
	}
}

// speak gives what a page says of a source's reports in a language, without markup.
func speak(t *testing.T) func(lang string, view board.SourceView) string {
	t.Helper()
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := parse(languages)
	if err != nil {
		t.Fatal(err)
	}
	return func(lang string, view board.SourceView) string {
		r := &request{Locale: languages.Find(lang), seen: map[string]bool{}, told: map[string]bool{}}
		o := r.owed(&view)
		if o == nil {
			return ""
		}
		var out strings.Builder
		if err := all[lang]["sources"].ExecuteTemplate(&out, "owed", o); err != nil {
			t.Fatal(err)
		}
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(out.String(), " ")
		return strings.Join(strings.Fields(text), " ")
	}
}
