package config

import "fmt"

func (c *checker) checkAnnotation(a *Annotation) {
	at, owner := c.at(a), fmt.Sprintf("the annotation %q", a.ID)
	c.needed(len(a.Text) == 0, at, owner, "text", "it is shown to people")
	if c.has(&a.On) {
		c.checkDated("on", &a.On)
	}
	c.needed(a.On == (Dated{}) && !c.has(&a.On.Date), at, owner, "on", "an event without a date can't be shown on a chart")
	c.ordered(owner, a.On.FirstDay(), a.To, c.at(&a.To, a))
	if a.Regions != nil {
		c.checkSelector("regions", a.Regions, c.at(a.Regions, a))
	}
	for i, id := range a.Indicators {
		refer(c, "indicator", id, c.indicator, c.at(&a.Indicators[i], a))
	}
	refer(c, "programme", a.Programme, c.programme, c.at(&a.Programme, a))
	if a.Regions == nil && len(a.Indicators) == 0 && a.Programme == "" {
		c.wrong(at, owner+" has no regions, indicators or programme", "it would stand on every chart", "add what it is an event for")
	}
	c.needed((a.Quote != "" || a.Source != "") && a.Language == "", at, owner, "language", "words are shown in the language that they were said in")
}
