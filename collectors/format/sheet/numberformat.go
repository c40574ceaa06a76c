package sheet

import "strings"

// BuiltInDate tells whether a format that every workbook has shows a date. Those that show a time alone do not.
func BuiltInDate(n int) bool {
	return n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n == 57 || n == 58
}

// ShowsDate tells whether a number format shows a day, a month or a year. Minutes are written with the same letter as
// months: it is a month where there are no hours and seconds.
func ShowsDate(code string) bool {
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

// BuiltInShare tells whether a format that every workbook has shows a share as a per cent.
func BuiltInShare(n int) bool { return n == 9 || n == 10 }

// ShowsShare tells whether a number format shows a share as a per cent.
func ShowsShare(code string) bool { return strings.Contains(bare(code), "%") }

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
