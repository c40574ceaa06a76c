package config

import (
	"fmt"
	"net"
	"strconv"

	"github.com/postup/postup/kpi"
)

// MinIDKey is the least length of the key of application ids, in bytes.
const MinIDKey = 16

// check judges everything that was read and resolved.
func (c *checker) check() {
	c.checkSettings()
	for _, g := range c.Groups {
		c.needed(len(g.Name) == 0, c.at(g), fmt.Sprintf("the group %q", g.ID), "name", "pages show it by its name")
	}
	for _, r := range c.Regions {
		c.checkRegion(r)
	}
	c.checkAliases()
	for _, s := range c.Sectors {
		c.needed(len(s.Name) == 0, c.at(s), fmt.Sprintf("the sector %q", s.ID), "name", "pages show it by its name")
	}
	for _, s := range c.Services {
		c.checkService(s)
	}
	for _, k := range c.Calendars {
		c.checkCalendar(k)
	}
	for _, l := range c.CodeLists {
		c.checkCodeList(l)
	}
	for _, i := range c.Indicators {
		c.checkIndicator(i)
	}
	c.orderFormulas()
	for _, p := range c.Programmes {
		c.checkProgramme(p)
	}
	for _, a := range c.Annotations {
		c.checkAnnotation(a)
	}
	for _, s := range c.Sources {
		c.checkSource(s)
	}
}

func (c *checker) checkSettings() {
	s := &c.Settings
	if !isAddress(s.Listen) {
		c.wrong(c.at(&s.Listen), fmt.Sprintf("listen: %q is not an address", s.Listen), "the dashboard needs a host and a port", "write it as 127.0.0.1:8080")
	}
	if s.Data == "" {
		c.wrong(c.at(&s.Data), "data is empty", "the data needs a folder", `write a path, such as "data"`)
	}
	if s.SuppressBelow < 0 {
		c.wrong(c.at(&s.SuppressBelow), fmt.Sprintf("suppress_below is %d", s.SuppressBelow), "no cell has fewer applications than none", "write 5, or 0 to show every cell")
	}
	if s.Concurrency < 1 {
		c.wrong(c.at(&s.Concurrency), fmt.Sprintf("concurrency is %d", s.Concurrency), "no source would ever be collected", "write at least 1")
	}
	if s.SpoolLimit < 1<<20 {
		c.wrong(c.at(&s.SpoolLimit), fmt.Sprintf("spool_limit is %d", s.SpoolLimit), "hardly a payload could wait while the store is away", "write bytes, at least 1048576")
	}
	if s.KeepPayloads <= 0 {
		c.wrong(c.at(&s.KeepPayloads), "keep_payloads is nothing", "a payload must outlive the collection that brought it", "write at least 1d")
	}
	c.checkHosts(s.Hosts)
	c.checkOpenData(&s.OpenData)
	c.checkVisits(s)
	if n := len(s.IDKey.Reveal()); n > 0 && n < MinIDKey {
		c.wrong(c.at(&s.IDKey), fmt.Sprintf("id_key has %d bytes", n), "ids could be found out by trying short keys", fmt.Sprintf("write one of at least %d bytes", MinIDKey))
	}
	c.checkStore(&s.Store)
	taken := map[[2]int]string{}
	for i := range s.MapTiles {
		c.checkTile(&s.MapTiles[i], taken)
	}
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func (c *checker) checkStore(s *StoreSettings) {
	c.word("engine", s.Engine, []string{"embedded", "clickhouse"}, c.at(&s.Engine, s))
	if s.Engine == "" {
		c.wrong(c.at(&s.Engine, s), "engine is empty", "the data needs an engine", "write embedded or clickhouse")
	}
	if s.Engine == "clickhouse" {
		c.needed(len(s.Addresses) == 0, c.at(s), "the store", "addresses", "the engine clickhouse is a server")
	}
	for i, a := range s.Addresses {
		if !isAddress(a) {
			c.wrong(c.at(&s.Addresses[i]), fmt.Sprintf("%q is not an address", a), "a server has a host and a port", "write it as localhost:9000")
		}
	}
}

func (c *checker) checkTile(t *MapTile, taken map[[2]int]string) {
	at := c.at(t)
	c.needed(t.Region == "", at, "the tile", "region", "it stands for one")
	refer(c, "region", t.Region, c.region, c.at(&t.Region, t))
	if t.Col < 0 || t.Row < 0 {
		c.wrong(at, fmt.Sprintf("the tile is at column %d, row %d", t.Col, t.Row), "they count from 0", "write numbers that are not negative")
	}
	spot := [2]int{t.Col, t.Row}
	if other, is := taken[spot]; is {
		c.wrong(at, fmt.Sprintf("the tiles of %q and %q lie on each other", other, t.Region), "both are at the same column and row", "move one of them")
	}
	taken[spot] = t.Region
}

// checkSelector judges a selector and tells whether it picks regions.
func (c *checker) checkSelector(key string, s *Selector, at place) bool {
	given := 0
	for _, is := range []bool{s.Region != "", len(s.Regions) > 0, s.ChildrenOf != "", s.Group != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		c.wrong(at, fmt.Sprintf("%s has %d of region, regions, children_of, group", key, given), "regions are picked in one way", "write exactly one of them")
		return false
	}
	fine := refer(c, "region", s.Region, c.region, c.at(&s.Region, s))
	for i, code := range s.Regions {
		fine = refer(c, "region", code, c.region, c.at(&s.Regions[i], s)) && fine
	}
	fine = refer(c, "region", s.ChildrenOf, c.region, c.at(&s.ChildrenOf, s)) && fine
	fine = refer(c, "group", s.Group, c.group, c.at(&s.Group, s)) && fine
	if fine && !c.incomplete && len(c.Select(*s)) == 0 {
		c.wrong(at, fmt.Sprintf("%s picks no region", key), "nothing would follow from it", "add regions to what it names, or name another")
		return false
	}
	return fine
}

// ordered judges a span of days; either end may be open.
func (c *checker) ordered(what string, from, to kpi.Date, at place) {
	if !from.IsZero() && !to.IsZero() && to < from {
		c.wrong(at, fmt.Sprintf("%s ends on %s, before it begins on %s", what, to, from), "it would hold no day", "swap or correct the dates")
	}
}
