package board

// changes are the series, by indicator and region, that are not those of the last board. What is computed from series is
// computed anew where one of those that it reads is among them, and else taken from the last board.
type changes struct {
	all bool // there is no last board
	of  map[indicatorRegion]bool
}

func (c *changes) add(indicator, region string) {
	if !c.all {
		c.of[indicatorRegion{indicator, region}] = true
	}
}

// has tells whether an indicator's series in a region, of any breakdown, may have changed.
func (c *changes) has(indicator, region string) bool {
	return c.all || c.of[indicatorRegion{indicator, region}]
}
