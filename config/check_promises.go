package config

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
)

var (
	fileHash    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	emptyFile   = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	hashOfFiles = "sha256sum FILE prints it: 64 digits from 0 to 9 and a to f"
)

func (c *checker) checkPromise(p *Promise, of *Programme) {
	c.checkDated("on", &p.On)
	c.checkDocument("source", &p.Source, of)
}

// checkDocument judges a document where it is written; one that was taken over is judged where it is from.
func (c *checker) checkDocument(key string, d *Document, of *Programme) {
	if !c.has(d) || d != &of.Document && *d == of.Document {
		return
	}
	c.checkDated("year", &d.Year)
	c.needed(d.Title == "" && d != &of.Document && *d != (Document{}), c.at(d), key, "title", "a document is found and shown by it")
	at := c.at(&d.SHA256, d)
	switch {
	case d.SHA256 == "":
	case !fileHash.MatchString(d.SHA256):
		c.wrong(at, fmt.Sprintf("sha256: %q is no SHA-256", d.SHA256), "nobody could check a file by it", hashOfFiles)
	case d.SHA256 == emptyFile:
		c.wrong(at, "sha256 is that of an empty file", "nothing was captured", "capture the document, or remove sha256")
	}
	if u, err := url.Parse(d.URL); d.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		c.wrong(c.at(&d.URL, d), fmt.Sprintf("url: %q is no address of a page", d.URL), "a link leads there", "write it whole: https://…, or remove it")
	}
	if first := d.Year.FirstDay(); c.has(&d.Captured) && !d.Captured.IsZero() && d.Captured < first {
		c.wrong(c.at(&d.Captured), fmt.Sprintf("it was captured on %s, and is of %s", d.Captured, first), "a document is there before it is captured", "correct one of the days")
	}
}

func (c *checker) checkClaims(t *Target) {
	regions := c.Select(t.AppliesTo)
	if t.Yardstick != nil {
		regions = append(slices.Clone(regions), c.Select(*t.Yardstick)...)
	}
	for i := range t.Claims {
		claim := &t.Claims[i]
		c.checkClaim(t, claim)
		if !refer(c, "region", claim.Region, c.region, c.at(&claim.Region, claim)) || c.incomplete || claim.Region == "" {
			continue
		}
		if !slices.ContainsFunc(regions, func(r *Region) bool { return r.Code == claim.Region }) {
			c.wrong(c.at(&claim.Region, claim), fmt.Sprintf("the claim is about %q", claim.Region), fmt.Sprintf("the target %q is not for it", t.ID), "correct the region, or move the claim")
		}
	}
}

func (c *checker) checkClaim(t *Target, claim *Claim) {
	at := c.at(claim, t)
	c.needed(len(claim.By) == 0, at, "the claim", "by", "a claim is shown as somebody's")
	c.needed(claim.Source.Title == "", at, "the claim", "source", "readers have to be able to look it up")
	c.needed(claim.Value == nil && claim.Quote == "", at, "the claim", "value or quote", "nothing is claimed otherwise")
	c.needed(claim.Quote != "" && claim.Source.Title != "" && claim.Source.Language == "", at, "the source of the claim", "language", "words are shown in the language that they were said in")
	c.needed(claim.Region == "" && claim.Value != nil, at, "the claim", "region", "the target is for several")
	c.word("comparison", string(claim.Comparison), comparisons, c.at(&claim.Comparison, claim))
	if c.has(&claim.Comparison) && claim.Value == nil {
		c.wrong(c.at(&claim.Comparison), "comparison has no meaning here", "the claim has no value", "add value, or remove it")
	}
	c.checkDated("on", &claim.On)
	c.checkDocument("source", &claim.Source, t.Programme)
	c.checkClaimed(t, claim)
	if c.has(&claim.Period) {
		c.needed(claim.Period.Start.IsZero() && !c.has(&claim.Period.Start), c.at(&claim.Period), "the claim's period", "start", "it is for a period")
		c.needed(claim.Period.End.IsZero() && !c.has(&claim.Period.End), c.at(&claim.Period), "the claim's period", "end", "it is for a period")
		c.ordered("the claim's period", claim.Period.Start, claim.Period.End, c.at(&claim.Period))
	}
	if captured, on := claim.Source.Captured, claim.On.FirstDay(); !captured.IsZero() && captured < on {
		c.wrong(c.at(&claim.On, claim), fmt.Sprintf("the claim is of %s, and its document was captured on %s", on, captured), "a document says nothing of what comes after it", "correct one of the days")
	}
}

// checkClaimed finds numbers that the indicator can't have: they were mistyped, or are about something else.
func (c *checker) checkClaimed(t *Target, claim *Claim) {
	at := c.at(&claim.Value, claim)
	c.possible(t, "the claimed value", claim.Value, at)
	if i := c.indicator[t.Indicator]; i != nil && i.Integer && claim.Value != nil && *claim.Value != math.Trunc(*claim.Value) {
		c.wrong(at, fmt.Sprintf("the claimed value is %v", *claim.Value), fmt.Sprintf("%q is counted in whole numbers", i.ID), "correct one of them")
	}
}

func (c *checker) checkDropped(t *Target) {
	d := t.Dropped
	if d == nil {
		return
	}
	at := c.at(d, t)
	c.needed(d.Source.Title == "", at, "dropped", "source", "it is missing in a document")
	c.needed(d.On.Date.IsZero() && !c.has(&d.On.Date), at, "dropped", "on", "the document is of a day")
	c.checkDated("on", &d.On)
	c.checkDocument("source", &d.Source, t.Programme)
	if d.Source.Title != "" && d.Source == t.Promise.Source {
		c.wrong(c.at(&d.Source, d), "the target is dropped in the document that promised it", "it stands there", "name the later document")
	}
	if last, promised := d.On.LastDay(), t.Promise.On.FirstDay(); !last.IsZero() && !promised.IsZero() && last < promised {
		c.wrong(c.at(&d.On, d), fmt.Sprintf("the target is dropped on %s, and promised on %s", last, promised), "a promise is there before it is dropped", "correct one of the days")
	}
	if captured, on := d.Source.Captured, d.On.FirstDay(); !captured.IsZero() && captured < on {
		c.wrong(c.at(&d.On, d), fmt.Sprintf("the document is of %s, and was captured on %s", on, captured), "a document is there before it is captured", "correct one of the days")
	}
}
