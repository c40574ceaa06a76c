package regionsim

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/postup/postup/collectors/form"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Office is somebody in a region who fills in the form of a source of kind inbox, whenever there are new counts, and
// puts it into the folder.
type Office struct {
	portal *Portal
	source *config.Source
	region *config.Region
	folder string
}

// NewOffice takes a source of one region, and its folder, which it makes if need be.
func NewOffice(p *Portal, source *config.Source, folder string) (*Office, error) {
	if len(source.Regions) != 1 {
		return nil, fmt.Errorf("source %s: the simulated office is that of one region, and there are %d", source.ID, len(source.Regions))
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the inbox %s: %w", folder, err)
	}
	return &Office{portal: p, source: source, region: p.o.Config.Region(source.Regions[0]), folder: folder}, nil
}

// Deliver puts a form into the folder with the counts that came in since the last one. It gives the form's name, ""
// where there was nothing new.
func (o *Office) Deliver() (name string, err error) {
	today := kpi.DateOf(o.portal.o.Now().In(o.region.Location))
	last, err := o.last()
	if err != nil {
		return "", fmt.Errorf("look for the last form: %w", err)
	}
	t := o.portal.model.counts(o.region, 0, today)
	before := o.portal.model.counts(o.region, 0, last)
	t.rows = slices.DeleteFunc(t.rows, func(row []any) bool {
		return slices.ContainsFunc(before.rows, func(old []any) bool { return slices.Equal(row, old) })
	})
	if len(t.rows) == 0 {
		return "", nil
	}
	name = officeName + today.String() + ".xlsx"
	if err := o.fill(filepath.Join(o.folder, name), t, today); err != nil {
		return "", fmt.Errorf("fill in a form of source %s: %w", o.source.ID, err)
	}
	return name, nil
}

// officeName begins the name of forms; the day follows.
const officeName = "Показники на "

var officeForm = regexp.MustCompile(regexp.QuoteMeta(officeName) + `(\d{4}-\d{2}-\d{2})\.xlsx$`)

// last is the day of the newest form, wherever the inbox has put it.
func (o *Office) last() (last kpi.Date, err error) {
	for _, folder := range []string{"", "archive", "failed"} {
		entries, err := os.ReadDir(filepath.Join(o.folder, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, err
		}
		for _, entry := range entries {
			if found := officeForm.FindStringSubmatch(entry.Name()); found != nil {
				if day, err := kpi.ParseDate(found[1]); err == nil {
					last = max(last, day)
				}
			}
		}
	}
	return last, nil
}

// fill writes the form under another name and renames it, so that nobody takes half of it.
func (o *Office) fill(path string, t *table, today kpi.Date) (err error) {
	empty, err := form.New(o.source, o.portal.o.Config, today)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := empty.Write(&b, "uk"); err != nil {
		return err
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := o.enter(f, t); err != nil {
		return err
	}
	filled, err := f.WriteToBuffer()
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".tmp", filled.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// enter writes the records under the form's header.
func (o *Office) enter(f *excelize.File, t *table) error {
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil {
		return err
	}
	header := len(rows) // nothing stands below it yet
	if header == 0 {
		return errors.New("the form is empty")
	}
	for at, head := range rows[header-1] {
		i := slices.IndexFunc(t.columns, func(c column) bool { return c.local == head })
		if i < 0 {
			return fmt.Errorf("the form asks for %q, of which the office knows nothing", head)
		}
		for down, row := range t.rows {
			cell, err := excelize.CoordinatesToCellName(at+1, header+1+down)
			if err != nil {
				return err
			}
			value := row[i]
			if text, ok := value.(string); ok {
				value = o.word(head, text)
			}
			if day, ok := value.(kpi.Date); ok {
				value = day.Time()
			}
			if err := f.SetCellValue(sheet, cell, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// word is what the form's list has for a value.
func (o *Office) word(head, value string) string {
	for _, m := range o.source.Records {
		for _, field := range m.Fields {
			if field.From != head {
				continue
			}
			for _, word := range slices.Sorted(maps.Keys(field.Codes)) {
				if field.Codes[word] == value {
					return word
				}
			}
		}
	}
	return value
}
