package infer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// usable tells whether a column may be what a field of a mapping is read from: by what stands in it.
func (in *inference) usable(role string, c *column) bool {
	if !c.readable() || c.personal && role != "id" || calls(words.Numbering, c.label) >= 90 && role != "id" {
		return false
	}
	switch role {
	case "submitted", "completed", "suspended_since":
		d := datesOf(c)
		return d != nil && d.period == ""
	case "since", "from", "to", "period_start", "period_end", "decided_on", "done_on":
		d := datesOf(c)
		return d != nil && (d.period == "" || d.layout != "codes")
	case "period":
		return datesOf(c) != nil
	case "suspended", "deadline_days", "value", "numerator", "denominator":
		return c.numeric()
	case "id":
		return c.filled() > 0 && datesOf(c) == nil && c.kinds[record.Bool] == 0 && (c.many || 10*len(c.order) >= 7*c.filled())
	case "outcome", "channel", "stage":
		return c.few() && datesOf(c) == nil && (!c.numeric() || c.whole && len(c.order) <= 12)
	case "service":
		if c.numeric() && calls(words.Fields["service"], c.label) < 90 {
			return false
		}
		return datesOf(c) == nil && c.filled() > 0 && calls(words.Fields["region"], c.label) <= calls(words.Fields["service"], c.label) && !c.most(50, func(s string) bool { return in.regionOf(s) != "" })
	case "region", "indicator", "target", "milestone", "programme", "breakdown.sector", "breakdown.tier":
		return !c.many && datesOf(c) == nil && c.filled() > 0
	}
	return true
}

// find is the column that a field is most likely read from, nil where none is called like it. Those that are taken are not
// looked at.
func (in *inference) find(role string, taken ...*column) *column {
	var best *column
	score := 0
	for _, c := range in.columns {
		if slices.Contains(taken, c) {
			continue
		}
		n := calls(words.Fields[role], c.label)
		if n < score || n == 0 || n == score && best != nil {
			continue
		}
		if in.usable(role, c) {
			best, score = c, n
		}
	}
	return best
}

// findRegion prefers a column whose values are regions, whatever it is called.
func (in *inference) findRegion(taken ...*column) *column {
	named := in.find("region", taken...)
	if named != nil && named.most(30, func(s string) bool { return in.regionOf(s) != "" }) {
		return named
	}
	for _, c := range in.columns {
		if c != named && !slices.Contains(taken, c) && !c.many && c.readable() && !c.personal && c.most(80, func(s string) bool { return in.regionOf(s) != "" }) {
			return c
		}
	}
	return named
}

// findService likewise.
func (in *inference) findService(taken ...*column) *column {
	known := func(c *column) bool { return c.most(50, func(s string) bool { return in.serviceOf(s) != "" }) }
	named := in.find("service", taken...)
	if named != nil && known(named) {
		return named
	}
	for _, c := range in.columns {
		if !slices.Contains(taken, c) && in.usable("service", c) && known(c) {
			return c
		}
	}
	return named
}

// points are columns of answers, yes or no: interaction points of services.
func (in *inference) points(taken ...*column) []*column {
	var found []*column
	for _, c := range in.columns {
		answers, others := 0, 0
		for _, text := range c.order {
			_, is := means(words.Point, text)
			switch {
			case is:
				answers++
			case !isAbsence(text):
				others++
			}
		}
		if !slices.Contains(taken, c) && c.readable() && !c.personal && answers > 0 && others == 0 && !(c.number > 0 && c.number == c.filled()) {
			found = append(found, c)
		}
	}
	if len(found) < 2 {
		return nil
	}
	return found
}

// isAbsence tells whether a text stands for no value.
func isAbsence(text string) bool {
	small := strings.ToLower(text)
	return slices.Contains(words.Missing, small) || slices.Contains(words.NotApplicable, small) || slices.Contains(words.NotApplicable, text)
}

// chooseMappings decides what the records are, and which columns are which fields.
func (in *inference) chooseMappings() {
	as, why := in.As, ""
	if as == "" {
		as, why = in.kind()
	}
	switch as {
	case config.Applications:
		in.applications(why)
	case config.Stages, config.Offers:
		in.services(as, why)
	case config.Observations:
		in.observations(why)
	case config.Targets:
		in.targets(why)
	case config.Milestones:
		in.milestones(why)
	default:
		m := &draft{as: FillIn}
		m.note.fill("what the records are: " + strings.Join(config.RecordKinds, ", ") + "; or run this again with --as")
		in.mappings = append(in.mappings, m)
	}
}

// kind is what the records most likely are.
func (in *inference) kind() (as, why string) {
	submitted := in.find("submitted")
	id := in.find("id", submitted)
	completed := in.find("completed", submitted)
	if submitted != nil && (id != nil || completed != nil) && (calls(words.Fields["submitted"], submitted.label) >= 40 || completed != nil) {
		also := id
		if also == nil {
			also = completed
		}
		return config.Applications, fmt.Sprintf("each has %s and %s", quote(submitted.name), quote(also.name))
	}
	if m, p := in.find("milestone"), in.find("done_on"); m != nil && p != nil && (in.find("programme") != nil || calls(words.Fields["milestone"], m.label) >= 90) {
		return config.Milestones, fmt.Sprintf("each has %s and %s", quote(m.name), quote(p.name))
	}
	if planned := in.find("plan"); planned != nil && planned.numeric() && in.find("period", planned) != nil {
		return config.Targets, "there is a column of planned values"
	}
	service := in.findService()
	if service != nil {
		if stage := in.find("stage", service); stage != nil && stage.most(50, isStage) {
			return config.Stages, fmt.Sprintf("%s holds names of stages", quote(stage.name))
		}
		if points := in.points(service); points != nil {
			return config.Stages, fmt.Sprintf("%d columns answer yes or no of each service", len(points))
		}
		if from := in.find("from", service); from != nil && len(in.figures(in.find("region"), service, from)) <= 1 {
			return config.Offers, fmt.Sprintf("each has a service and %s", quote(from.name))
		}
	}
	if t := in.find("target"); t != nil && in.find("value", t) != nil {
		return config.Targets, "each names a target in " + quote(t.name)
	}
	if len(in.meltGroups()) > 0 {
		return config.Observations, "the columns are named for periods"
	}
	period := in.find("period")
	if period == nil && in.find("period_start") != nil {
		period = in.find("period_start")
	}
	if figures := in.figures(in.findRegion(), period); len(figures) > 0 && period != nil {
		return config.Observations, fmt.Sprintf("figures for %s", quote(period.name))
	} else if len(figures) > 0 && service == nil {
		return config.Observations, "figures"
	}
	return "", ""
}

func isStage(s string) bool { _, is := means(words.Stage, s); return is }

// figures are the columns of numbers that are none of those taken.
func (in *inference) figures(taken ...*column) []*column {
	var found []*column
	for _, c := range in.columns {
		if slices.ContainsFunc([][]string{words.Year, words.Month, words.Quarter}, func(list []string) bool { return calls(list, c.label) >= 90 }) || c.all(isEpoch) {
			continue
		}
		if !slices.Contains(taken, c) && in.usable("value", c) && calls(words.Fields["id"], c.label) < 90 && calls(words.Fields["service"], c.label) < 90 && !strings.HasSuffix(plain(c.label), " id") && !(c.whole && c.all(isYear)) {
			found = append(found, c)
		}
	}
	return found
}

// isEpoch tells a number of seconds since 1970 that is a time of this century.
func isEpoch(s string) bool { return len(s) == 10 && s[0] == '1' && isWhole.MatchString(s) }
