package table

const (
	notesHead = `<worksheet xmlns="` + spreadsheet + `"><sheetViews><sheetView workbookViewId="0"/></sheetViews><cols>` +
		`<col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="40" customWidth="1"/>` +
		`<col min="3" max="4" width="12" customWidth="1"/><col min="5" max="5" width="80" customWidth="1"/></cols><sheetData>`
	noteColumns = 5
)

// notes writes the sheet that tells of the table and its columns.
func (b *workbook) notes() error {
	if err := b.open("Notes", notesHead); err != nil {
		return err
	}
	t := b.table
	about := append([]Note{
		{"title", t.Title}, {"description", t.Description}, {"licence", t.Licence}, {"version", t.Version},
	}, t.Notes...)
	for _, n := range about {
		if n.Text == "" {
			continue
		}
		if err := b.texts(styleText, n.Label, n.Text); err != nil {
			return err
		}
	}
	if err := b.texts(styleText); err != nil {
		return err
	}
	if err := b.texts(styleHeader, "column", "title", "type", "unit", "description"); err != nil {
		return err
	}
	for _, c := range t.Columns {
		if err := b.texts(styleText, c.Name, c.Title, c.Type.String(), c.Unit, c.Description); err != nil {
			return err
		}
	}
	return b.close()
}
