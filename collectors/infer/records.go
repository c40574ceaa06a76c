package infer

import (
	"fmt"
	"slices"

	"github.com/postup/postup/config"
)

// begin adds a mapping.
func (in *inference) begin(as, why string) *draft {
	m := &draft{as: as}
	m.note.guess(why)
	if in.numberedRow != "" && len(in.columns) > 0 {
		m.where = append(m.where, fmt.Sprintf("{from: %s, not_in: [%s]} # the row that numbers the columns", quote(in.columns[0].name), quote(in.numberedRow)))
	}
	in.mappings = append(in.mappings, m)
	return m
}

func (in *inference) applications(why string) {
	m := in.begin(config.Applications, why)
	submitted := in.find("submitted")
	completed := in.find("completed", submitted)
	id := in.find("id", submitted, completed)
	service := in.findService(id)
	region := in.findRegion(id, service)
	if id == nil {
		m.add(unknown("id", "the column that tells applications apart"))
	} else {
		m.add(from("id", id))
	}
	m.add(in.service(service))
	in.region(m, region)
	taken := []*column{submitted, completed, id, service, region}
	channel := in.find("channel", taken...)
	if channel != nil {
		m.add(in.coded(from("channel", channel), channel, words.Channel))
	}
	if submitted == nil {
		m.add(unknown("submitted", "the column of the time at which it was submitted"))
	} else {
		m.add(in.time("submitted", submitted))
	}
	if completed != nil {
		m.add(in.time("completed", completed))
	}
	taken = append(taken, channel)
	outcome := in.find("outcome", taken...)
	switch {
	case outcome != nil:
		m.add(in.coded(from("outcome", outcome), outcome, words.Outcome))
	case completed != nil:
		m.add(unknown("outcome", "the column that tells how it ended: what was completed needs an outcome"))
	}
	if since := in.find("suspended_since", append(taken, outcome)...); since != nil {
		m.add(in.time("suspended_since", since))
		taken = append(taken, since)
	}
	if suspended := in.find("suspended", append(taken, outcome)...); suspended != nil {
		f := m.add(in.number("suspended", suspended))
		if unit := unitOf(suspended.label); slices.Contains([]string{"seconds", "minutes", "hours", "days"}, unit) {
			f.set("unit", unit).guess("the column's name says so")
		} else {
			f.setRaw("unit", FillIn).fill("minutes, hours or days: the sample does not say")
		}
	}
}

// services are stages, offers, or both at once.
func (in *inference) services(as, why string) {
	service := in.findService()
	region := in.findRegion(service)
	from_ := in.find("from", service, region)
	if as == config.Offers || from_ != nil && calls(words.Fields["from"], from_.label) >= 40 && calls(words.Fields["from"], from_.label) > calls(words.Fields["since"], from_.label) {
		begins := why
		if as != config.Offers {
			begins = "each has a service and " + quote(from_.name)
		}
		m := in.begin(config.Offers, begins)
		m.add(in.service(service))
		in.region(m, region)
		if from_ == nil {
			m.add(unknown("from", "the column of the day from which the region must provide the service"))
		} else {
			m.add(in.date("from", from_))
		}
		if to := in.find("to", service, region, from_); to != nil {
			m.add(in.date("to", to))
		}
		if days := in.find("deadline_days", service, region, from_); days != nil && (unitOf(days.label) == "days" || unitOf(days.label) == "") {
			m.add(in.number("deadline_days", days))
		}
	} else {
		from_ = nil
	}
	if as != config.Stages {
		return
	}
	m := in.begin(config.Stages, why)
	m.add(in.service(service))
	in.region(m, region)
	if since := in.find("since", service, region, from_); since != nil {
		m.add(in.date("since", since))
	} else {
		m.add(constant("since", FillIn).fill("the day since which services are at these stages, such as 2025-01-31; no column tells"))
	}
	in.stage(m, service, region, from_)
}

// stage is read from one column, or follows from several that answer yes or no.
func (in *inference) stage(m *draft, taken ...*column) {
	stage := in.find("stage", taken...)
	points := in.points(taken...)
	if stage != nil && (points == nil || stage.most(50, isStage)) {
		m.add(in.coded(from("stage", stage), stage, words.Stage, "stages"))
		return
	}
	if points == nil {
		m.add(unknown("stage", "the column that says how far the service is online"))
		return
	}
	f := &field{name: "stage", reads: points}
	all := newColumn("")
	var names []string
	for _, c := range points {
		names = append(names, c.name)
		for _, text := range c.order {
			all.texts[text] += c.texts[text]
			if !slices.Contains(all.order, text) {
				all.order = append(all.order, text)
			}
		}
	}
	f.setList("from_all", names)
	f.guess("the columns that answer yes or no; take out those that are no steps of the service")
	m.add(in.coded(f, all, words.Point, "answers", "yes-no"))
}

func (in *inference) targets(why string) {
	m := in.begin(config.Targets, why)
	target := in.find("target")
	region := in.findRegion(target)
	if target == nil {
		m.add(constant("target", FillIn).fill("the id of the target"))
	} else {
		m.add(in.ids(from("target", target), target, "the id of the target that", func(s string) string {
			if in.Config.Target(s) != nil {
				return s
			}
			return ""
		}))
	}
	in.region(m, region)
	in.periods(m, nil, nil, target, region)
	if planned := in.find("plan", target, region); planned != nil && planned.numeric() {
		m.add(in.number("value", planned))
		m.add(constant("plan", "yes")).guess("the column's name says so")
		return
	} else if value := in.find("value", target, region); value != nil {
		m.add(in.number("value", value))
	} else if figures := in.figures(target, region, in.find("period")); len(figures) > 0 {
		m.add(in.number("value", figures[0])).guess("the first column of numbers")
	}
	m.add(constant("plan", FillIn).fill("yes if these are planned values of periods, no if they are the target's own"))
}

func (in *inference) milestones(why string) {
	m := in.begin(config.Milestones, why)
	if c := in.find("programme"); c != nil {
		m.add(from("programme", c))
	} else {
		m.add(constant("programme", FillIn).fill("the id of the programme"))
	}
	for _, name := range []string{"milestone", "done_on"} {
		c := in.find(name)
		switch {
		case c == nil:
			m.add(unknown(name, "the column of it"))
		case name == "done_on":
			m.add(in.date(name, c))
		default:
			m.add(from(name, c))
		}
	}
	if c := in.find("evidence", in.find("milestone"), in.find("done_on")); c != nil {
		m.add(from("evidence", c))
	}
}
