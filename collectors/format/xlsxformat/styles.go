package xlsxformat

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// maxStyles bounds the styles of a workbook; spreadsheet programs stop at about as many.
const maxStyles = 1 << 16

// readStyles notes which of the workbook's cell styles show a number as a date.
func (b *book) readStyles(part string) error {
	codes := map[string]string{}
	return b.walk(part, func(around []string, tag xml.StartElement) error {
		inside := ""
		if len(around) > 0 {
			inside = around[len(around)-1]
		}
		switch {
		case len(codes) > maxStyles || len(b.dates) > maxStyles:
			return fmt.Errorf("there are over %d", maxStyles)
		case inside == "numFmts" && tag.Name.Local == "numFmt":
			codes[attribute(tag, "numFmtId")] = attribute(tag, "formatCode")
		case inside == "cellXfs" && tag.Name.Local == "xf":
			id := attribute(tag, "numFmtId")
			code, own := codes[id]
			b.dates = append(b.dates, own && showsDate(code) || !own && builtInDate(id))
		}
		return nil
	})
}

// builtInDate tells whether a format that every workbook has shows a date. Those that show a time alone do not.
func builtInDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n == 57 || n == 58)
}

// showsDate tells whether a number format shows a day, a month or a year. Minutes are written with the same letter as
// months: it is a month where there are no hours and seconds.
func showsDate(code string) bool {
	var day, month, clock bool
	code, _, _ = strings.Cut(bare(code), ";") // the first part is for numbers above zero
	for _, c := range strings.ToLower(code) {
		switch c {
		case 'd', 'y':
			day = true
		case 'm':
			month = true
		case 'h', 's':
			clock = true
		}
	}
	return day || month && !clock
}

// bare is a number format less the text and the colours in it. What stands in brackets counts only where it is a time
// that goes on past a day, such as [h].
func bare(code string) string {
	var out strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*': // the next character is shown, left as a gap, or repeated
			i++
		case '"':
			i = after(code, i, '"')
		case '[':
			end := after(code, i, ']')
			inner := strings.Trim(strings.ToLower(code[i:end]), "[]")
			if inner != "" && strings.Trim(inner, "hms") == "" {
				out.WriteByte('h')
			}
			i = end
		default:
			out.WriteByte(code[i])
		}
	}
	return strings.TrimPrefix(out.String(), "General")
}

// after is where the text that began at from ends.
func after(code string, from int, closing byte) int {
	if n := strings.IndexByte(code[from+1:], closing); n >= 0 {
		return from + 1 + n
	}
	return len(code)
}
