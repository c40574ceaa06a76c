package board

// changes are the series, by indicator and region, that are not those of the last board. What is computed from series is
// computed anew where one of those that it reads is among them, and else taken from the last board.
type changes struct {
	all bool                       // there is no last board
	of  map[string]map[string]bool // by region, the indicators
}

func newChanges(all bool) *changes { return &changes{all, map[string]map[string]bool{}} }

func (c *changes) add(indicator, region string) {
	if c.all {
		return
	}
	if c.of[region] == nil {
		c.of[region] = map[string]bool{}
	}
	c.of[region][indicator] = true
}

// has tells whether an indicator's series in a region, of any breakdown, may have changed.
func (c *changes) has(indicator, region string) bool {
	return c.all || c.of[region][indicator]
}

// in tells whether any series in a region may have changed. In most regions none has.
func (c *changes) in(region string) bool { return c.all || len(c.of[region]) > 0 }
