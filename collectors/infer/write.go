package infer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/collectors"
)

// widest is how long a line of keys may be before they stand below each other.
const widest = 110

// result writes the source, and takes the sample through it.
func (in *inference) result(target string) (*Result, error) {
	in.decimal()
	id := in.id()
	r := &Result{ID: id, Read: fmt.Sprintf("%d records of %s", in.records, in.format.Type), Unread: in.unread()}
	if in.sample.cut || in.records >= mostProfiled {
		r.Read = "the first " + r.Read
	}
	if in.broken > 0 {
		defer func() { r.Read += fmt.Sprintf(", and %d that can't be read", in.broken) }()
	}
	r.Source = in.write(id, target, r)
	if slices.ContainsFunc(in.optionLines, func(e entry) bool { return e.key == "pages" }) {
		r.Read += ", one page"
	}
	for i, line := range strings.Split(string(r.Source), "\n") {
		_, comment, _ := strings.Cut(line, " # fill in: ")
		if comment != "" {
			what, _, _ := strings.Cut(comment, "; guess: ")
			r.FillIn = append(r.FillIn, fmt.Sprintf("line %d: %s", i+1, what))
		}
		if strings.Contains(line, "guess: ") {
			r.Guesses++
		}
	}
	if len(r.FillIn) > 0 {
		r.Table = in.asRead()
		return r, nil
	}
	cfg, err := in.Load(r.Source)
	if err != nil {
		return r, fmt.Errorf("the configuration that was made of %s can't be used: %w", in.sample.name, err)
	}
	src := *cfg.Source(id)
	src.Format.Packed, src.Format.Member, src.Format.Encoding = "", "", in.inner.Encoding
	if r.Preview, err = collectors.Preview(cfg, &src, in.data, in.Now, shownRows); err != nil {
		return r, fmt.Errorf("read %s with the configuration that was made of it: %w", in.sample.name, err)
	}
	return r, nil
}

// formatKeys are the keys of a format in the order in which they are documented.
var formatKeys = []string{"type", "packed", "member", "path", "delimiter", "decimal", "header", "totals", "encoding", "sheet"}

// decimal tells by the columns that fields read whether numbers are written with a comma.
func (in *inference) decimal() {
	commas, grouped, dots, dotted := 0, 0, 0, 0
	for _, m := range in.mappings {
		for _, f := range m.fields {
			for _, c := range f.reads {
				if c.numeric() && slices.Contains([]string{"value", "numerator", "denominator", "suspended", "deadline_days"}, f.name) {
					commas, grouped, dots, dotted = commas+c.commas, grouped+c.grouped, dots+c.dots, dotted+c.dotted
				}
			}
		}
	}
	e := entry{key: "decimal"}
	switch {
	case commas > 0:
		e.yaml = `","`
		if dots > 0 {
			e.note.guess(fmt.Sprintf("%d numbers have a comma, %d a point; the fewer will be rejected", commas, dots))
			if dots > commas {
				return
			}
		}
	case grouped > 0 && dots == 0:
		e.yaml = FillIn
		e.note.fill(`"," if 1,234 is a bit over one; if it is over a thousand, have the numbers written without commas`)
	case dots > 0 && dotted == dots:
		e.yaml = FillIn
		e.note.fill(`"." if 1.234 is a bit over one; if it is over a thousand, have the numbers written without points`)
	default:
		return
	}
	in.formatLines = append(in.formatLines, e)
}

// unread are the columns that no field reads.
func (in *inference) unread() []string {
	left := slices.Clone(in.left)
	for _, c := range in.columns {
		read := false
		for _, m := range in.mappings {
			for _, f := range m.fields {
				read = read || slices.Contains(f.reads, c)
			}
		}
		switch {
		case read:
		case c.personal:
			left = append(left, c.name+" (about a person)")
		case !c.readable():
			left = append(left, c.name+" (a list or an object)")
		default:
			left = append(left, c.name)
		}
	}
	return left
}

// write makes the YAML.
func (in *inference) write(id, target string, r *Result) []byte {
	var b bytes.Buffer
	line := func(indent int, text string, n note) {
		fmt.Fprintf(&b, "%s%s%s\n", strings.Repeat("  ", indent), text, n.String())
	}
	name := in.sample.name
	if in.sample.address == nil {
		name = target[strings.LastIndexAny(target, `/\`)+1:]
	}
	fmt.Fprintf(&b, "# Made by postup infer from %s of %s. A guess is marked with its reason: see that it is right,\n# and take the mark away.", strings.TrimSuffix(r.Read, " of "+in.format.Type), name)
	fmt.Fprintf(&b, " What stands as %s, a person must write; postup check refuses it.\nsources:\n", FillIn)
	line(1, "- id: "+quote(id), note{})
	if in.sample.address == nil {
		line(2, "kind: file", note{})
		in.block(&b, 2, "file", in.optionLines)
	} else {
		line(2, "kind: http", note{})
		in.block(&b, 2, "http", in.optionLines)
	}
	if len(in.regions) > 0 {
		line(2, "regions: "+list(in.regions), in.regionsNote)
	}
	if in.sample.address != nil {
		var n note
		n.guess("once a day")
		line(2, `schedule: {cron: "0 4 * * *", jitter: 30m}`, n)
	}
	format := append([]entry{{key: "type", yaml: in.format.Type}}, in.formatLines...)
	if in.format.Totals != "" {
		e := entry{key: "totals", yaml: in.format.Totals}
		e.note.guess("a row of totals is in the sample")
		format = append(format, e)
	}
	slices.SortStableFunc(format, func(a, b entry) int { return slices.Index(formatKeys, a.key) - slices.Index(formatKeys, b.key) })
	in.block(&b, 2, "format", format)
	line(2, "records:", note{})
	for _, m := range in.mappings {
		in.writeMapping(&b, m)
	}
	if len(r.Unread) > 0 {
		fmt.Fprintf(&b, "# Not read: %s\n", strings.Join(strings.Fields(strings.Join(r.Unread, ", ")), " "))
	}
	return b.Bytes()
}

// block writes keys on one line where they need no comments, else one below the other.
func (in *inference) block(b *bytes.Buffer, indent int, key string, entries []entry) {
	var parts []string
	plainly := true
	for _, e := range entries {
		parts = append(parts, e.key+": "+e.yaml)
		plainly = plainly && e.note.String() == ""
	}
	space := strings.Repeat("  ", indent)
	if one := key + ": {" + strings.Join(parts, ", ") + "}"; plainly && len([]rune(one)) <= widest {
		fmt.Fprintf(b, "%s%s\n", space, one)
		return
	}
	fmt.Fprintf(b, "%s%s:\n", space, key)
	for i, e := range entries {
		fmt.Fprintf(b, "%s  %s%s\n", space, parts[i], e.note.String())
	}
}

func (in *inference) writeMapping(b *bytes.Buffer, m *draft) {
	fmt.Fprintf(b, "      - as: %s%s\n", m.as, m.note.String())
	if len(m.where) > 0 {
		b.WriteString("        where:\n")
		for _, w := range m.where {
			fmt.Fprintf(b, "          - %s\n", w)
		}
	}
	if len(m.melt) > 0 {
		in.block(b, 4, "melt", m.melt)
	}
	if len(m.fields) == 0 {
		b.WriteString("        fields: {}\n")
		return
	}
	b.WriteString("        fields:\n")
	for _, f := range m.fields {
		f.write(b)
	}
}

func (f *field) write(b *bytes.Buffer) {
	const space = "          "
	if len(f.entries) == 1 && f.entries[0].key == "" {
		fmt.Fprintf(b, "%s%s: %s%s\n", space, f.name, f.entries[0].yaml, f.note.String())
		return
	}
	var parts, codes []string
	for _, e := range f.entries {
		parts = append(parts, e.key+": "+e.yaml)
	}
	for _, c := range f.codes {
		codes = append(codes, quote(c.theirs)+": "+quote(c.ours))
	}
	one := strings.Join(parts, ", ")
	if len(codes) > 0 {
		one += ", codes: {" + strings.Join(codes, ", ") + "}"
	}
	if one = f.name + ": {" + one + "}"; len([]rune(one)) <= widest {
		fmt.Fprintf(b, "%s%s%s\n", space, one, f.note.String())
		return
	}
	fmt.Fprintf(b, "%s%s:%s\n", space, f.name, f.note.String())
	for _, part := range parts {
		fmt.Fprintf(b, "%s  %s\n", space, part)
	}
	if len(codes) > 0 {
		fmt.Fprintf(b, "%s  codes:\n", space)
	}
	for _, code := range codes {
		fmt.Fprintf(b, "%s    %s\n", space, code)
	}
}

// asRead is the first rows as the fields read them, before any check.
func (in *inference) asRead() [][]string {
	var head []string
	var columns []*column
	for _, m := range in.mappings {
		for _, f := range m.fields {
			for _, c := range f.reads {
				if !slices.Contains(columns, c) && len(columns) < 12 && f.name != "id" {
					columns, head = append(columns, c), append(head, f.name+" ← "+c.name)
				}
			}
		}
	}
	if columns == nil {
		for _, c := range in.columns {
			if !c.personal && len(columns) < 12 {
				columns, head = append(columns, c), append(head, c.name)
			}
		}
	}
	table := [][]string{head}
	for i := range shownRows {
		var row []string
		for _, c := range columns {
			if i < len(c.cells) {
				row = append(row, c.cells[i])
			}
		}
		if row != nil {
			table = append(table, row)
		}
	}
	return table
}
