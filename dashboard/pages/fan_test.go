package pages

import (
	"testing"

	"github.com/postup/postup/kpi"
)

// TestForecastThatComesToTheWholeStaysThere: in three years from 50 % by four points a month it is there after a third of them.
func TestForecastThatComesToTheWholeStaysThere(t *testing.T) {
	f := &kpi.Forecast{
		At: kpi.MustDate("2027-05-31"), From: kpi.DatedValue{Date: kpi.MustDate("2024-05-31"), Value: 50}, Value: 100, Low: 86, High: 100, Ahead: 36,
		Trend: kpi.Trend{Slope: 4, SlopeLow: 1, SlopeHigh: 5},
	}
	fan := fanOf(f)
	if len(fan.Between) != bends-1 {
		t.Fatalf("it has %d bends", len(fan.Between))
	}
	for i, p := range fan.Between {
		months := 36 * float64(i+1) / bends
		if want := min(100, 50+4*months); p.Value != want {
			t.Errorf("after %v months it is drawn at %v, want %v", months, p.Value, want)
		}
		if p.Low != 50+months || p.High < p.Value || p.High > 100 {
			t.Errorf("after %v months its interval is drawn from %v to %v", months, p.Low, p.High)
		}
	}
	f.Value, f.Low, f.High, f.Trend = 86, 68, 95, kpi.Trend{Slope: 1, SlopeLow: 0.5, SlopeHigh: 1.25}
	if straight := fanOf(f); len(straight.Between) != 0 {
		t.Errorf("what is cut nowhere is one straight line, and is drawn in %d pieces", len(straight.Between)+1)
	}
}
