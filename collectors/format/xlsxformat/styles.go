package xlsxformat

import (
	"encoding/xml"
	"fmt"
	"strconv"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xmlparts"
)

// maxStyles bounds the styles of a workbook; spreadsheet programs stop at about as many.
const maxStyles = 1 << 16

// readStyles notes which of the workbook's cell styles show a number as a date, or as a per cent.
func (b *book) readStyles(part string) error {
	codes := map[string]string{}
	return b.Walk(part, func(around []string, tag xml.StartElement) error {
		inside := ""
		if len(around) > 0 {
			inside = around[len(around)-1]
		}
		switch {
		case len(codes) > maxStyles || len(b.dates) > maxStyles:
			return fmt.Errorf("there are over %d", maxStyles)
		case inside == "numFmts" && tag.Name.Local == "numFmt":
			codes[xmlparts.Attribute(tag, "numFmtId")] = xmlparts.Attribute(tag, "formatCode")
		case inside == "cellXfs" && tag.Name.Local == "xf":
			id := xmlparts.Attribute(tag, "numFmtId")
			code, own := codes[id]
			n, err := strconv.Atoi(id)
			b.dates = append(b.dates, own && sheet.ShowsDate(code) || !own && err == nil && sheet.BuiltInDate(n))
			b.shares = append(b.shares, own && sheet.ShowsShare(code) || !own && err == nil && sheet.BuiltInShare(n))
		}
		return nil
	})
}
