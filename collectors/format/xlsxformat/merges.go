package xlsxformat

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xmlparts"
)

// Merges reads what follows the rows to the sheet's end.
func (r *rows) Merges() ([]sheet.Merged, error) {
	var found []sheet.Merged
	for {
		token, err := r.walk.Next()
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		tag, ok := token.(xml.StartElement)
		if !ok || tag.Name.Local != "mergeCell" {
			continue
		}
		ref := xmlparts.Attribute(tag, "ref")
		from, to, _ := strings.Cut(ref, ":")
		var m sheet.Merged
		var ok1, ok2 bool
		m.Left, m.Top, ok1 = parseRef(from)
		m.Right, m.Bottom, ok2 = parseRef(to)
		if !ok1 || !ok2 || m.Right >= maxColumns {
			return nil, fmt.Errorf("the merged cells %.40q can't be", ref)
		}
		if !m.Touches(r.first, r.last) {
			continue
		}
		if found = append(found, m); len(found) > sheet.MaxMerged {
			return nil, fmt.Errorf("over %d merged cells in the header", sheet.MaxMerged)
		}
	}
}
