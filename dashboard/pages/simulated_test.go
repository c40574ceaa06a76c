package pages_test

import (
	"strings"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestALineThatIsRealInPart: where invented values stand beside real ones, their stretch of the line is dashed and the legend says so, on pages,
// in what is embedded and in comparisons. A line of real values alone has no such legend.
func TestALineThatIsRealInPart(t *testing.T) {
	p := newPublishing(t)
	var rows []store.Observation
	for n, month := range []string{"2023-06-01", "2023-07-01", "2023-08-01", "2023-09-01"} {
		for _, region := range []string{plain, refused} {
			v := 20 + 10*float64(n)
			o := store.Observation{Indicator: "services_online_share", Region: region, Period: kpi.Month(kpi.MustDate(month)), Status: kpi.Present, Value: &v, Origin: store.Origin{Source: "reported"}}
			if n >= 2 && region == plain {
				o.Origin = store.Origin{Source: "invented", Simulated: true}
			}
			rows = append(rows, o)
		}
	}
	must(t, "figures", func() error { _, err := p.s.WriteObservations(t.Context(), rows); return err })
	must(t, "a board", func() error { return p.k.Rebuild(t.Context()) })
	const dashed, dashedImage = `<path class="simulated"`, `stroke-dasharray="7 4"`
	for lang, says := range map[string]string{"en": "simulated data", "uk": "симульовані дані", "ru": "симулированные данные"} {
		key := `<span class="key-simulated">` + says + `</span>`
		for _, path := range []string{"/regions/" + plain, trajectoryOfPlain, "/compare/trajectories?indicator=services_online_share", "/embed/trajectories?indicator=services_online_share"} {
			if a := get(t, p.at+in(path, lang)); !strings.Contains(a.body, dashed) || !strings.Contains(a.body, key) || !strings.Contains(a.body, `<path class="actual"`) {
				t.Errorf("%s (%s) draws what is invented as if it were real: %s", path, lang, beginning(a.part("<figure", "</figure>")))
			}
		}
		for _, path := range []string{trajectoryOfPlain + ".svg", "/embed/trajectories.svg"} {
			if a := image(t, p.at+path+"?indicator=services_online_share&lang="+lang); !strings.Contains(a.body, dashedImage) || !strings.Contains(svgTexts(t, a), says) {
				t.Errorf("%s (%s) draws what is invented as if it were real", path, lang)
			}
		}
		if a := get(t, p.at+in("/regions/"+refused, lang)); strings.Contains(a.body, dashed) || strings.Contains(a.body, key) || !strings.Contains(a.body, `<path class="actual"`) {
			t.Errorf("(%s) a line of real values alone is drawn as if some were invented", lang)
		}
	}
	options := get(t, p.at+"/charts/trajectory.json?lang=uk&target=ua_services_online_90&region="+plain, "Accept", "application/json").body
	if !strings.Contains(options, `"id":"simulated"`) || !strings.Contains(options, "симульовані дані") {
		t.Errorf("the script is not told what is invented: %s", options)
	}
}
