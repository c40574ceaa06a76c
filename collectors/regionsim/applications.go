package regionsim

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

var (
	channelWords = map[string]string{"online": "онлайн", "counter": "ЦНАП", "post": "пошта", "phone": "телефон"}
	outcomeWords = map[string]string{"granted": "надано", "refused": "відмовлено", "withdrawn": "відкликано"}
)

// longest is how far back an application can have been submitted that is completed in a window.
const longest = 120

// application is one request, as it will have gone in the end.
type application struct {
	number               string
	service              *config.Service
	channel              string // "" where the office did not note it
	submitted, completed time.Time
	outcome              string
	suspended            float64 // hours
}

// applications reports those that were submitted or completed from and to, both included, as they stand at now.
func (m model) applications(r *config.Region, from, to kpi.Date, now time.Time) *table {
	t := &table{columns: []column{{name: "number", local: "номер", short: "NOMER"}, {name: "service", local: "послуга", short: "POSLUHA"},
		{name: "channel", local: "канал", short: "KANAL", words: channelWords}, {name: "submitted", local: "подано", short: "PODANO", group: "Строки"},
		{name: "completed", local: "завершено", short: "ZAVERSHENO", group: "Строки"},
		{name: "outcome", local: "результат", short: "REZULTAT", words: outcomeWords}, {name: "suspended_hours", local: "зупинено_діб", short: "ZUPYNENO"}}}
	in := func(tm time.Time) bool { d := kpi.DateOf(tm); return from <= d && d <= to && !tm.After(now) }
	for _, s := range m.provided(r) {
		way := m.stages(r, s)
		for d := from.AddDays(-longest); d <= to; d++ {
			for _, a := range m.day(r, s, way, d) {
				if !a.submitted.After(now) && (in(a.submitted) || in(a.completed)) {
					t.rows = append(t.rows, a.row(now))
				}
			}
		}
	}
	return t
}

// row is the application as the portal knows it now.
func (a application) row(now time.Time) []any {
	row := []any{a.number, a.service.ID, nil, a.submitted, nil, nil, nil}
	if a.channel != "" {
		row[2] = a.channel
	}
	if !a.completed.After(now) {
		row[4], row[5], row[6] = a.completed, a.outcome, a.suspended
	}
	return row
}

// day invents the applications for a service that were submitted on a day.
func (m model) day(r *config.Region, s *config.Service, way []change, d kpi.Date) []application {
	rnd := m.random("day", r.Code, s.ID, d.String())
	weekday := d.Time().Weekday()
	mean := m.volume * (0.25 + 1.9*m.random("demand", r.Code, s.ID).Float64())
	stage, since := stageOn(way, d)
	if weekday == time.Saturday || weekday == time.Sunday {
		mean *= 0.15
		if stage >= kpi.StageOnline {
			mean *= 2
		}
	}
	n := poisson(rnd, mean)
	out := make([]application, 0, n)
	for i := range n {
		a := application{number: number(r, s, d, i+1), service: s, channel: channel(rnd, stage, d.YearsSince(since))}
		y, mo, da := d.Time().Date()
		a.submitted = time.Date(y, mo, da, 8+rnd.IntN(11), rnd.IntN(60), 0, 0, r.Location)
		m.process(&a, r, stage, rnd)
		out = append(out, a)
	}
	return out
}

// process decides how long the office takes and what it decides. Online services go faster; some regions are slow.
func (m model) process(a *application, r *config.Region, stage kpi.Stage, rnd *rand.Rand) {
	slow := 0.35 + 0.55*m.random("speed", r.Code, a.service.ID).Float64() // of the deadline, for half of the applications
	if stage >= kpi.StageOnline {
		slow *= 0.7
	}
	hours := float64(max(a.service.Deadline.Days, 1)) * 24 * slow * math.Exp(0.55*rnd.NormFloat64())
	if rnd.Float64() < 0.04 {
		a.suspended = float64(24 * (3 + rnd.IntN(12)))
	}
	hours = min(max(hours, 0.5)+a.suspended, (longest-1)*24)
	a.completed = a.submitted.Add(time.Duration(hours*60) * time.Minute)
	switch p := rnd.Float64(); {
	case p < 0.07:
		a.outcome = "refused"
	case p < 0.10:
		a.outcome = "withdrawn"
	default:
		a.outcome = "granted"
	}
}

// channel is how somebody applies: online only where the service is online, and more so the longer it is.
func channel(rnd *rand.Rand, stage kpi.Stage, years float64) string {
	online := 0.0
	if stage >= kpi.StageOnline {
		online = min(0.2+0.2*years, 0.75)
	}
	p, q := rnd.Float64(), rnd.Float64()
	switch {
	case q < 0.02:
		return ""
	case p < online:
		return "online"
	case q < 0.86:
		return "counter"
	case q < 0.96:
		return "post"
	}
	return "phone"
}

// poisson draws a count with a small mean.
func poisson(rnd *rand.Rand, mean float64) int {
	limit, p, n := math.Exp(-mean), rnd.Float64(), 0
	for p > limit {
		p *= rnd.Float64()
		n++
	}
	return n
}
