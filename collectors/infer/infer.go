// Package infer looks at a sample of data and writes the configuration of a source that reads it: what it guesses is marked
// with the reason, and what it can't tell is left for a person to fill in, never invented.
package infer

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
)

// FillIn stands where a person has to write something: no check lets it pass.
const FillIn = config.FillIn

// Bounds of what is looked at.
const (
	mostProfiled = 5000 // records
	mostColumns  = 300
)

// Options are what is known beforehand.
type Options struct {
	Config *config.Config
	// Load reads the same configuration with a file of sources added.
	Load func(sources []byte) (*config.Config, error)
	Now  time.Time
	Path string // of the file as the source is to name it; "": as it is given

	// What the caller says, "" where it is to be found out.
	As, Indicator, Service, Region string
}

// Result is a configuration and what is to be said of it.
type Result struct {
	Source  []byte   // YAML: a file for a pack
	ID      string   // of the source
	Read    string   // what was looked at: "8 records of csv"
	FillIn  []string // what a person must write, each with its line
	Guesses int      // lines that hold one
	Unread  []string // columns that no field reads
	// Preview is what the sample becomes, nil while something is to be filled in.
	Preview *collectors.Previewed
	// Table is the sample as its fields read it, before any check, where there is no preview.
	Table [][]string
}

// inference is one run.
type inference struct {
	Options
	net         *web.Net
	sample      sample
	data        []byte        // of the sample, unpacked, in UTF-8, of whole records
	format      config.Format // as the source has it
	inner       config.Format // as data has it
	formatLines []entry
	optionLines []entry // of the kind of source
	titles      []string
	root        *member // of a JSON document
	listed      int     // records in its list
	tags        map[string]string
	numberedRow string // first cell of a row of the columns' numbers, under the header
	columns     []*column
	records     int
	broken      int // records that can't be read
	mappings    []*draft
	regions     []string // that the sample speaks of
	regionsNote note
	left        []string
}

// Infer looks at a file, or at what an address answers. Its errors say in one line why nothing can be told.
func Infer(ctx context.Context, target string, o Options) (*Result, error) {
	in := &inference{Options: o, net: web.NewNet(collectors.SystemClock{}, o.Config.Hosts)}
	if err := in.obtain(ctx, target); err != nil {
		return nil, err
	}
	if err := in.findFormat(); err != nil {
		return nil, err
	}
	if in.records == 0 {
		return nil, fmt.Errorf("%s holds no records, only what stands around them: infer from data that has some", in.sample.name)
	}
	in.place(ctx, target)
	in.chooseMappings()
	return in.result(target)
}

// profile looks at the values of the columns.
func (in *inference) profile(names []string) error {
	if len(names) > mostColumns {
		names = names[:mostColumns]
	}
	var read []string
	for _, name := range names {
		if name == "" || count(names, name) > 1 { // can't be read by name
			if name != "" && !slices.Contains(in.left, name+" (several columns of this name)") {
				in.left = append(in.left, name+" (several columns of this name)")
			}
			continue
		}
		read = append(read, name)
		in.columns = append(in.columns, newColumn(name))
	}
	var err error
	in.broken, err = collectors.Records(in.inner, in.data, read, func(r record.Reader) bool {
		if in.records == 0 && in.numberedRow != "" {
			in.records++ // of the columns' numbers
			return true
		}
		for i, c := range in.columns {
			c.add(r.Value(i))
		}
		in.records++
		return in.records < mostProfiled
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", in.sample.name, err)
	}
	if in.numberedRow != "" {
		in.records--
	}
	return nil
}

func count(names []string, name string) (n int) {
	for _, one := range names {
		if one == name {
			n++
		}
	}
	return n
}

// id makes an id of a name that no other source has.
func (in *inference) id() string {
	base := strings.TrimSuffix(in.sample.name, filepath.Ext(in.sample.name))
	if in.sample.address != nil && (base == in.sample.address.Hostname() || len(base) < 3) {
		base = in.sample.address.Hostname()
	}
	if unescaped, err := url.PathUnescape(base); err == nil {
		base = unescaped
	}
	id := strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, base), "-")
	for strings.Contains(id, "--") {
		id = strings.ReplaceAll(id, "--", "-")
	}
	if id == "" || len(id) > 60 {
		id = "source"
	}
	unique := id
	for n := 2; in.Config.Source(unique) != nil; n++ {
		unique = fmt.Sprintf("%s-%d", id, n)
	}
	return unique
}

// year is the one that a title or the file's name speaks of, 0 where none or several do.
func (in *inference) year() int {
	found := 0
	for _, text := range append(slices.Clone(in.titles), in.sample.name) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
			if !isYear(word) {
				continue
			}
			year := int(word[0]-'0')*1000 + int(word[1]-'0')*100 + int(word[2]-'0')*10 + int(word[3]-'0')
			if found != 0 && found != year {
				return 0
			}
			found = year
		}
	}
	return found
}
