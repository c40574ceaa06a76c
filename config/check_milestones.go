package config

import "fmt"

func (c *checker) checkMilestones(p *Programme) {
	known := map[string]*Milestone{}
	for _, m := range p.Milestones {
		known[m.ID] = m
	}
	for _, m := range p.Milestones {
		at := c.at(m)
		c.needed(len(m.Name) == 0, at, fmt.Sprintf("the milestone %q", m.ID), "name", "pages show it by its name")
		if c.has(&m.Region) {
			refer(c, "region", m.Region, c.region, c.at(&m.Region))
		}
		c.checkDated("due", &m.Due)
		if m.Promise != nil {
			c.checkPromise(m.Promise, p)
		}
		if !m.NotBefore.IsZero() && !m.Due.Date.IsZero() && m.Due.Date < m.NotBefore {
			c.wrong(c.at(&m.NotBefore, m), fmt.Sprintf("it is due on %s, and must not come before %s", m.Due.Date, m.NotBefore), "it could never be kept", "correct one of the dates")
		}
		if m.Done != nil {
			c.needed(m.Done.On.IsZero() && !c.has(&m.Done.On), c.at(m.Done, m), "done", "on", "it was done on a day")
		}
		c.checkAfter(m, known)
	}
}

// checkAfter judges what a milestone follows, and finds circles.
func (c *checker) checkAfter(m *Milestone, known map[string]*Milestone) {
	if m.After == nil {
		return
	}
	at := c.at(&m.After.Milestone, m.After, m)
	refer(c, "milestone", m.After.Milestone, known, at)
	if m.After.Months < 0 {
		c.wrong(c.at(&m.After.Months, m), fmt.Sprintf("after has %d months", m.After.Months), "what comes after does not come before", "write 0 or more")
	}
	next := m
	for range known {
		if next = known[next.After.Milestone]; next == nil || next.After == nil {
			return
		}
		if next == m {
			c.wrong(at, fmt.Sprintf("the milestone %q comes after itself", m.ID), "following after leads back to it", "correct after")
			return
		}
	}
}
