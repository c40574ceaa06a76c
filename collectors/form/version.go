package form

import (
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xlsxformat"
	"github.com/postup/postup/collectors/record"
)

// versionName stands above the version in the hidden sheet.
const versionName = "postup form"

// Check refuses a workbook that is a form of another version. One that is none of our forms passes: what it holds is
// judged by whoever reads it.
func Check(workbook io.Reader, version string, maxBytes int64) (err error) {
	var sel record.Selection
	sel.Add(versionName, false)
	reader, err := sheet.New(xlsxformat.Open, workbook, sheet.Options{Sheet: hidden, Header: 1, HeaderRows: 1, MaxBytes: maxBytes}, &sel)
	if err != nil {
		return nil // it has no such sheet, or can't be read at all, which is said by who reads it
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	if reader.Next() != nil {
		return nil
	}
	if has := string(reader.Value(0).Bytes); has != version {
		return fetch.Refuse(fetch.OtherForm, fmt.Errorf("the form has the version %.40q; that of the source is %q: postup template writes it", has, version))
	}
	return nil
}
