package regionsim

import (
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/postup/postup/kpi"
)

// encodeXLSX writes a workbook as an office does: dates are numbers that are shown as dates.
func encodeXLSX(region string, t *table) []byte {
	f := excelize.NewFile()
	w := book{File: f, day: "dd.mm.yyyy", moment: "dd.mm.yyyy hh:mm"}
	w.write(t.lay(region))
	b, err := f.WriteToBuffer()
	w.must(err)
	w.must(f.Close())
	return b.Bytes()
}

// book is a workbook on its way.
type book struct {
	*excelize.File
	day, moment string // how they are shown
}

func (b *book) must(err error) {
	if err != nil {
		panic("regionsim: a workbook that can't be made: " + err.Error())
	}
}

func (b *book) write(p paper) {
	b.must(b.SetSheetName("Sheet1", paperName))
	sheet, err := b.NewStreamWriter(paperName)
	b.must(err)
	days, err := b.NewStyle(&excelize.Style{CustomNumFmt: &b.day})
	b.must(err)
	moments, err := b.NewStyle(&excelize.Style{CustomNumFmt: &b.moment})
	b.must(err)
	for i, row := range p.rows {
		cells := make([]any, len(row))
		for k, v := range row {
			switch v := v.(type) {
			case kpi.Date:
				cells[k] = excelize.Cell{StyleID: days, Value: v.Time()}
			case time.Time:
				cells[k] = excelize.Cell{StyleID: moments, Value: wall(v)}
			default:
				cells[k] = v
			}
		}
		b.must(sheet.SetRow(b.at(i, 0), cells))
	}
	for _, m := range p.merged {
		b.must(sheet.MergeCell(b.at(m.row, m.column), b.at(m.row+m.rows-1, m.column+m.columns-1)))
	}
	b.must(sheet.Flush())
}

func (b *book) at(row, column int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row+1)
	b.must(err)
	return name
}
