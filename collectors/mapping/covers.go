package mapping

import "github.com/postup/postup/config"

// Covers tells whether a stored row of the mapping's kind could have come by it: not where the mapping is for another
// indicator, service, milestone or target alone.
func (m *Mapping) Covers(row *Row) bool {
	switch m.As {
	case config.Observations:
		return m.admits("indicator", row.Observation.Indicator)
	case config.Stages:
		return m.admits("service", row.Stage.Service)
	case config.Offers:
		return m.admits("service", row.Offer.Service)
	case config.Milestones:
		return m.admits("programme", row.Milestone.Programme) && m.admits("milestone", row.Milestone.Milestone)
	case config.Targets:
		return m.admits("target", row.Target.Target)
	}
	return false
}

func (m *Mapping) admits(name, value string) bool {
	f := m.fields[name]
	return f == nil || f.constant == nil || string(f.constant) == value
}
