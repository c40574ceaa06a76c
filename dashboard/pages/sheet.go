package pages

import (
	"strings"

	"github.com/postup/postup/dashboard/pages/picture"
)

// sheet is rows of figures under each other, as they are drawn: what pages show as a table whose cells have colours, bars or marks.
type sheet struct {
	Head    string // of the rows' names
	Columns []sheetColumn
	Rows    []sheetRow
	Shaded  bool   // cells are: from the worst fifth to the best
	Key     []mark // what marks without a word mean
}

// sheetColumn is what a sheet shows of each row. A column of drawings alone says nothing to those who do not see it, who learn the same from others.
type sheetColumn struct {
	Name, Under string
	Least       float64 // its width, in the drawing's units, where no word of it needs more: all are widened alike to fill the sheet
	Ticks       []sheetTick
	Silent      bool // drawings alone
}

// sheetTick is a text over a column of drawings, at a place in thousandths of its width. The first line is for today, the other one for years, of
// which as many are shown as have room.
type sheetTick struct {
	At    float64
	Text  string
	First bool
}

type sheetRow struct {
	Name, Under string
	Strong      bool // it is the one that is asked about
	Cells       []sheetCell
}

// sheetCell is a figure, with a state or why there is none.
type sheetCell struct {
	Text, Under string
	Mark        *mark
	Bare        bool // the mark stands without its word, which the key has
	Heat        int  // from the worst fifth, 1, to the best, 5; 0: no shade
	Drawn       []stroke
}

// stroke is a rectangle in a cell or, without a length, an upright line. X and Length are in thousandths of the cell's width, Y and High in the
// drawing's units; a line without a height goes through the whole cell.
type stroke struct {
	X, Length float64
	Y, High   float64
	Look      picture.Look
	Round     bool   // a circle with its middle at X instead
	Mark      string // the kind of a mark that stands there instead
}

// lackingCell is a cell of what is missing.
func lackingCell(m *mark) sheetCell { return sheetCell{Mark: m, Under: m.Why} }

// said is what a cell shows, in words.
func (c *sheetCell) said() string {
	text := c.Text
	if c.Mark != nil {
		text = strings.TrimSpace(text + " " + c.Mark.Word)
	}
	if c.Under != "" {
		text = strings.TrimSpace(text + " (" + c.Under + ")")
	}
	return text
}

// head is what stands over a column, in words.
func (c *sheetColumn) head() string {
	if c.Under == "" {
		return c.Name
	}
	return c.Name + ", " + c.Under
}

// lines are the rows in words.
func (s *sheet) lines() (lines []string) {
	for i := range s.Rows {
		row := &s.Rows[i]
		name := row.Name
		if row.Under != "" {
			name += " (" + row.Under + ")"
		}
		var parts []string
		for n := range row.Cells {
			said := row.Cells[n].said()
			if s.Columns[n].Silent || said == "" {
				continue
			}
			if head := s.Columns[n].head(); head != "" {
				said = head + ": " + said
			}
			parts = append(parts, said)
		}
		lines = append(lines, sentence(name+": "+strings.Join(parts, "; ")))
	}
	return lines
}
