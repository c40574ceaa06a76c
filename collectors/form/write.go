package form

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/xuri/excelize/v2"
)

const (
	rows      = 500 // to fill in
	hidden    = "_postup"
	listsFrom = 2 // column of the hidden sheet in which the lists begin; the version stands before them
	maxNamed  = 25
)

//go:embed words/*.yaml
var wordFiles embed.FS

// words are a form's in one language.
type words struct {
	Sheet, Wrong         string
	Fields, Holds, Units map[string]string
}

func wordsIn(language string) (*words, error) {
	file, err := wordFiles.ReadFile("words/" + language + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("there are no forms in the language %q", language)
	}
	var w words
	if err := yaml.UnmarshalWithOptions(file, &w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("the words of forms in %s: %w", language, err)
	}
	return &w, nil
}

// book is a form on its way into a workbook. The first error stays.
type book struct {
	*excelize.File
	form     *Form
	words    *words
	language string
	sheet    string
	err      error
}

// Write writes the form as a workbook, with its words in a language.
func (f *Form) Write(w io.Writer, language string) (err error) {
	said, err := wordsIn(language)
	if err != nil {
		return err
	}
	b := &book{File: excelize.NewFile(), form: f, words: said, language: language, sheet: f.sheet}
	defer func() { err = errors.Join(err, b.Close()) }()
	if b.sheet == "" {
		b.sheet = said.Sheet
	}
	b.must(b.SetSheetName("Sheet1", b.sheet))
	b.hide()
	if f.first > 1 {
		b.must(b.SetCellValue(b.sheet, "A1", f.source.Name.In(language)))
	}
	for at, c := range f.columns {
		b.head(at, c)
		b.body(at, c)
	}
	b.must(b.SetPanes(b.sheet, &excelize.Panes{Freeze: true, YSplit: f.last(), TopLeftCell: cell(1, f.last()+1), ActivePane: "bottomLeft"}))
	b.must(b.ProtectSheet(b.sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true}))
	if b.err != nil {
		return fmt.Errorf("make the form of source %s: %w", f.source.ID, b.err)
	}
	return b.File.Write(w)
}

// last is the last row of the header.
func (f *Form) last() int { return f.first + f.headers - 1 }

func (b *book) must(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) style(s *excelize.Style) int {
	id, err := b.NewStyle(s)
	b.must(err)
	return id
}

func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // both count from 1, and a form is no larger than a sheet
	}
	return name
}

// hide makes the sheet that nobody sees, with the version and the lists.
func (b *book) hide() {
	_, err := b.NewSheet(hidden)
	b.must(err)
	b.must(b.SetSheetCol(hidden, "A1", &[]string{versionName, b.form.Version()}))
	for at, c := range b.form.columns {
		list := append([]string{fmt.Sprintf("list %d", at+1)}, c.list...)
		b.must(b.SetSheetCol(hidden, cell(listsFrom+at, 1), &list))
	}
	b.must(b.SetSheetVisible(hidden, false, true))
}

// head writes a column's name, one part a row and the last one lowest, with a note that says what belongs into it.
func (b *book) head(at int, c *column) {
	parts := strings.Split(c.name, between)
	top := b.form.last() - len(parts) + 1
	for i, part := range parts {
		b.must(b.SetCellStr(b.sheet, cell(at+1, top+i), part))
	}
	bold := b.style(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7EDF3"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	b.must(b.SetCellStyle(b.sheet, cell(at+1, b.form.first), cell(at+1, b.form.last()), bold))
	name, err := excelize.ColumnNumberToName(at + 1)
	b.must(err)
	b.must(b.SetColWidth(b.sheet, name, name, float64(min(40, max(14, len([]rune(parts[len(parts)-1]))+4)))))
	b.must(b.AddComment(b.sheet, excelize.Comment{Cell: cell(at+1, b.form.last()), Author: "Postup", Text: b.note(c), Width: 320, Height: 160}))
}

// note says what belongs into a column: its meaning, its unit, how it is written.
func (b *book) note(c *column) string {
	field, _, _ := strings.Cut(c.field, ".")
	lines := []string{b.words.Fields[field]}
	if c.about != nil && (field == "value" || field == "numerator" || field == "denominator") {
		lines = append(lines, c.about.Name.In(b.language)+". "+c.about.Meaning.In(b.language))
		unit := c.unit
		if unit == "" && field == "value" {
			unit = c.about.Unit
		}
		lines = append(lines, b.words.Units[unit])
	}
	lines = append(lines, b.words.Holds[c.holds])
	for i, word := range c.list {
		if name := c.names[word].In(b.language); name != "" && i < maxNamed {
			lines = append(lines, word+": "+name)
		}
	}
	var said []string
	for _, line := range lines {
		if line = strings.TrimSuffix(strings.TrimSpace(line), ". "); line != "" {
			said = append(said, line)
		}
	}
	return strings.Join(said, "\n")
}

// numberFormats are how cells are shown; text (@) is what no program turns into a date.
var numberFormats = map[string]string{"date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm", "number": "General", "whole": "0", "list": "@", "text": "@"}

// body unlocks a column's cells and says what they take.
func (b *book) body(at int, c *column) {
	format := numberFormats[c.holds]
	style := b.style(&excelize.Style{CustomNumFmt: &format, Protection: &excelize.Protection{Locked: false}})
	from, to := cell(at+1, b.form.last()+1), cell(at+1, b.form.last()+rows)
	b.must(b.SetCellStyle(b.sheet, from, to, style))
	rule := excelize.NewDataValidation(true)
	rule.SetSqref(from + ":" + to)
	switch c.holds {
	case "list":
		column, err := excelize.ColumnNumberToName(listsFrom + at)
		b.must(err)
		rule.SetSqrefDropList(fmt.Sprintf("%s!$%s$2:$%s$%d", hidden, column, column, len(c.list)+1))
	case "number":
		b.must(rule.SetRange(-1e15, 1e15, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
	case "whole":
		b.must(rule.SetRange(0, 1e15, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween))
	case "date", "time":
		b.must(rule.SetRange(36526, 73050, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)) // 2000 to 2099
	default:
		return
	}
	severity := excelize.DataValidationErrorStyleStop
	if c.lenient {
		severity = excelize.DataValidationErrorStyleWarning
	}
	rule.SetError(severity, b.words.Wrong, b.words.Holds[c.holds])
	b.must(b.AddDataValidation(b.sheet, rule))
}
