package infer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// mostDistinct bounds the different values of a column that are remembered: more are no codes.
const mostDistinct = 300

// column is what the sample says of a column, or of a path.
type column struct {
	name     string
	label    string // what it is called: its name, or of a value around XML records the element that has it
	failed   []string
	rows     int
	empty    int
	texts    map[string]int // the values that are not empty, and how often each came
	order    []string       // as they came
	many     bool           // more different ones than are remembered
	cells    []string       // of each row, as they came
	number   int            // how many are numbers
	whole    bool           // all of these are
	small    bool           // none is above 1
	percents int            // with a per cent sign
	commas   int            // written with a decimal comma
	grouped  int            // with a comma before three digits, which may part thousands
	dots     int            // with a decimal point
	dotted   int            // with a point before three digits, which may part thousands
	odd      []string       // beside numbers, what is none
	kinds    map[record.Kind]int
	personal bool
	numerals bool // numbers are texts
}

func newColumn(name string) *column {
	return &column{name: name, label: name, texts: map[string]int{}, kinds: map[record.Kind]int{}, whole: true, small: true, personal: config.LooksPersonal(name)}
}

var (
	numeral = regexp.MustCompile(`^[-+−]?(\d{1,3}([  \x{202f}]\d{3})*|\d+)([.,]\d+)?( ?%)?$`)
	grouped = regexp.MustCompile(`^[-+]?[1-9]\d{0,2}(,\d{3})+$`)
	dotted  = regexp.MustCompile(`^[-+]?[1-9]\d{0,2}(\.\d{3})+$`)
	isWhole = regexp.MustCompile(`^[-+−]?[\d  \x{202f}]+$`)
	upToOne = regexp.MustCompile(`^(0|1|[01][.,]0+|0[.,]\d+)$`)
)

// shownRows are shown as they came.
const shownRows = 5

func (c *column) add(v record.Value) {
	text := strings.TrimSpace(string(v.Bytes))
	c.cells = append(c.cells, text)
	c.rows++
	if v.Kind == record.Absent || v.Kind == record.Null || text == "" {
		c.empty++
		return
	}
	c.kinds[v.Kind]++
	if _, known := c.texts[text]; !known {
		if len(c.order) >= mostDistinct {
			c.many = true
		} else {
			c.order = append(c.order, text)
		}
	}
	if c.texts[text] > 0 || !c.many {
		c.texts[text]++
	}
	switch {
	case v.Kind == record.Number || v.Kind == record.Text && numeral.MatchString(text):
		c.addNumber(text, v.Kind)
	case v.Kind == record.Failed && !slices.Contains(words.NotApplicable, text):
		c.failed = append(c.failed, text)
	case v.Kind == record.Text || v.Kind == record.Failed:
		if !slices.Contains(c.odd, text) && len(c.odd) < mostDistinct {
			c.odd = append(c.odd, text)
		}
	}
}

func (c *column) addNumber(text string, kind record.Kind) {
	c.number++
	if bare, is := strings.CutSuffix(text, "%"); is {
		c.percents++
		text = strings.TrimSpace(bare)
	}
	c.whole = c.whole && isWhole.MatchString(text)
	c.small = c.small && upToOne.MatchString(text)
	if kind == record.Number {
		return
	}
	c.numerals = true
	switch {
	case grouped.MatchString(text):
		c.grouped++
	case strings.Contains(text, ","):
		c.commas++
	case strings.Contains(text, "."):
		c.dots++
		if dotted.MatchString(text) {
			c.dotted++
		}
	}
}

func (c *column) filled() int { return c.rows - c.empty }

// numeric tells whether its values are numbers, but for words that stand where there is none.
func (c *column) numeric() bool {
	if c.number == 0 || c.kinds[record.Date] > 0 {
		return false
	}
	unknown := 0
	for _, text := range c.odd {
		if !slices.Contains(words.Missing, strings.ToLower(text)) && !slices.Contains(words.NotApplicable, strings.ToLower(text)) {
			unknown += c.texts[text]
		}
	}
	return 3*unknown <= c.number
}

// readable tells whether a value can be read from it at all.
func (c *column) readable() bool { return c.kinds[record.Nested] == 0 && c.kinds[record.List] == 0 }

// few tells whether its values repeat, as codes do.
func (c *column) few() bool { return !c.many && (len(c.order) <= 12 || 2*len(c.order) <= c.filled()) }

// all tells whether all values of a column satisfy.
func (c *column) all(is func(text string) bool) bool {
	return len(c.order) > 0 && !slices.ContainsFunc(c.order, func(text string) bool { return !is(text) })
}

// most tells whether so many per cent of the different values satisfy.
func (c *column) most(percent int, is func(text string) bool) bool {
	n := 0
	for _, text := range c.order {
		if is(text) {
			n++
		}
	}
	return n > 0 && 100*n >= percent*len(c.order)
}

// without tells apart what stands in a column where there is no value: words for no data, words for what does not apply,
// and what nobody knows.
func (c *column) without() (missing, notApplicable, unknown []string) {
	for _, text := range c.odd {
		switch small := strings.ToLower(text); {
		case slices.Contains(words.Missing, small):
			missing = append(missing, text)
		case slices.Contains(words.NotApplicable, small) || slices.Contains(words.NotApplicable, text):
			notApplicable = append(notApplicable, text)
		default:
			unknown = append(unknown, text)
		}
	}
	return missing, notApplicable, unknown
}
