package infer

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsFile []byte

// vocabulary is what regions call things.
type vocabulary struct {
	Fields        map[string][]string `yaml:"fields"`
	Numbering     []string            `yaml:"numbering"`
	Units         map[string][]string `yaml:"units"`
	UnitMarks     map[string][]string `yaml:"unit_marks"`
	Scales        map[string][]string `yaml:"scales"`
	Working       []string            `yaml:"working"`
	UnitColumns   []string            `yaml:"unit_columns"`
	Cumulative    []string            `yaml:"cumulative"`
	Year          []string            `yaml:"year"`
	Month         []string            `yaml:"month"`
	Quarter       []string            `yaml:"quarter"`
	Outcome       map[string][]string `yaml:"outcome"`
	Channel       map[string][]string `yaml:"channel"`
	Stage         map[string][]string `yaml:"stage"`
	Point         map[string][]string `yaml:"point"`
	Missing       []string            `yaml:"missing"`
	NotApplicable []string            `yaml:"not_applicable"`
	RegionWords   []string            `yaml:"region_words"`
	Next          []string            `yaml:"next"`
	Cursor        []string            `yaml:"cursor"`
	Total         []string            `yaml:"total"`
	Page          []string            `yaml:"page"`
	Offset        []string            `yaml:"offset"`
}

var words = func() (v vocabulary) {
	if err := yaml.UnmarshalWithOptions(wordsFile, &v, yaml.Strict()); err != nil {
		panic(err) // it is part of the program
	}
	return v
}()

// plain is a name in small letters, its words parted by single spaces: "Дата_подання" and "дата подання" are the same.
func plain(name string) string {
	var b strings.Builder
	var last rune
	for _, r := range name {
		switch {
		case r == '’' || r == 'ʼ' || r == '`':
			r = '\''
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte(' ')
		}
		if last = r; unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("'№#%", r) {
			b.WriteRune(unicode.ToLower(r))
		} else {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// lastPart is the innermost part of a path, or of a name over several header rows.
func lastPart(name string) string {
	for _, between := range []string{" / ", "/", "."} {
		if i := strings.LastIndex(name, between); i >= 0 && i+len(between) < len(name) {
			name = name[i+len(between):]
		}
	}
	return strings.TrimPrefix(name, "@")
}

// calls tells how well one of the words names a column: 0 not at all. A longer one names it better.
func calls(list []string, name string) int {
	whole, last, best := plain(name), plain(lastPart(name)), 0
	for _, word := range list {
		w := plain(word)
		switch {
		case strings.HasSuffix(word, "*"):
			if slices.ContainsFunc(strings.Fields(whole), func(part string) bool { return strings.HasPrefix(part, w) }) {
				best = max(best, 30)
			}
		case w == "":
		case whole == w:
			best = max(best, 100)
		case last == w:
			best = max(best, 90)
		case strings.Contains(" "+whole+" ", " "+w+" "):
			best = max(best, 20+10*min(5, len(strings.Fields(w)))+min(9, len([]rune(w))/2))
		}
	}
	return best
}

// means finds our word for one of theirs.
func means(list map[string][]string, theirs string) (ours string, ok bool) {
	small := strings.ToLower(strings.TrimSpace(theirs))
	for ours, all := range list {
		if small == ours && ours != "" || slices.Contains(all, small) {
			return ours, true
		}
	}
	return "", false
}

// speaksOf is means, also where theirs says more than the word, and does not deny it: "через ЦНАП".
func speaksOf(list map[string][]string, theirs string) (ours string, ok bool) {
	if ours, ok = means(list, theirs); ok {
		return ours, ok
	}
	said := strings.Fields(plain(theirs))
	for _, no := range []string{"not", "no", "не", "ні", "нет", "без", "крім", "кроме"} {
		if slices.Contains(said, no) {
			return "", false
		}
	}
	for candidate, all := range list {
		for _, word := range all {
			if strings.Contains(" "+strings.Join(said, " ")+" ", " "+plain(word)+" ") && plain(word) != "" {
				if ours != "" && ours != candidate {
					return "", false
				}
				ours = candidate
			}
		}
	}
	return ours, ours != ""
}
