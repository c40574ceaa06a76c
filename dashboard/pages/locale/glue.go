package locale

import "strings"

// Glued keeps the numbers in a text on one line with the per cent sign after them; other units are glued in their messages.
func Glued(s string) string { return strings.ReplaceAll(s, " %", narrow+"%") }
