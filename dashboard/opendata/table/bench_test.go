package table

import (
	"fmt"
	"io"
	"testing"
	"time"
)

// published is a table as it is offered: figures of regions, a row an observation.
func published() (Meta, [][]Cell) {
	m := Meta{Columns: []Column{
		{Name: "region", Type: TypeText, Required: true}, {Name: "region_name", Type: TypeText}, {Name: "indicator", Type: TypeText},
		{Name: "unit", Type: TypeText}, {Name: "period_start", Type: TypeDate}, {Name: "period_end", Type: TypeDate},
		{Name: "value", Type: TypeNumber}, {Name: "numerator", Type: TypeNumber}, {Name: "denominator", Type: TypeNumber},
		{Name: "trend", Type: TypeNumber}, {Name: "revision", Type: TypeInteger}, {Name: "records", Type: TypeInteger},
		{Name: "final", Type: TypeBoolean}, {Name: "collected_at", Type: TypeTime}, {Name: "note", Type: TypeText},
	}}
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := make([][]Cell, 4096)
	for i := range rows {
		start := day("2015-01-01").AddMonths(i % 120)
		all := float64(10000 + i*37%50000)
		some := float64(int(all) * (i % 100) / 100)
		rows[i] = []Cell{
			Text(fmt.Sprintf("ua-%02d", i%27)), Text("Дніпропетровська область"), Text("services_online_share"), Text("%"),
			Day(start), Day(start.MonthEnd()), Number(float64(i%1000) / 10), Number(some), Number(all), Number(some / all),
			Integer(int64(i % 3)), Integer(int64(i * 7919 % 100000)), Bool(i%2 == 0), Moment(first.Add(time.Duration(i) * time.Minute)), {},
		}
		if i%10 == 0 {
			rows[i][6], rows[i][9], rows[i][14] = Cell{}, Cell{}, Text(`заперечено: "не всі", див. примітку`)
		}
	}
	return m, rows
}

func BenchmarkWrite(b *testing.B) {
	m, rows := published()
	for _, f := range Formats() {
		b.Run(f.ID, func(b *testing.B) {
			b.ReportAllocs()
			w, err := New(f, io.Discard, m)
			if err != nil {
				b.Fatal(err)
			}
			const batch = 200_000
			for b.Loop() {
				for i := range batch {
					if err := w.Row(rows[i%len(rows)]); err != nil {
						b.Fatal(err)
					}
				}
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(batch*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
