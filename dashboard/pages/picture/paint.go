package picture

import (
	"image/color"
	"slices"
	"strconv"
	"strings"
)

// Paint is a colour by what it stands for, or one of the patterns.
type Paint string

// Themes. Auto follows what the reader's system prefers, where an image can: a PNG can't and is light.
const (
	Light = "light"
	Dark  = "dark"
	Auto  = "auto"
)

// Themes are all of them, the default first.
func Themes() []string { return []string{Auto, Light, Dark} }

// The patterns of what has no value.
const (
	Hatch      Paint = "hatch"
	Crosshatch Paint = "crosshatch"
	Dotted     Paint = "dotted"
)

// colours are those of the pages' style sheet, of the light and of the dark theme.
var colours = map[Paint][2]string{
	"ink": {"#15202b", "#e6ecf1"}, "soft": {"#51606e", "#a7b4c0"}, "faint": {"#6b7985", "#8c9aa7"}, "rule": {"#d7dee5", "#2a3540"},
	"wash": {"#eef2f5", "#1a242d"}, "paper": {"#ffffff", "#0e151b"}, "link": {"#0a5694", "#77b7ee"},
	"achieved": {"#0a5694", "#77b7ee"}, "ontrack": {"#0b7a5e", "#43c19c"}, "behind": {"#9a5b00", "#e0a33a"}, "offtrack": {"#c33c17", "#f0764f"},
	"worse": {"#86204c", "#e68fb5"}, "nodata": {"#65737f", "#94a2ae"},
	"heat1": {"#ffffff", "#0e151b"}, "heat2": {"#e6f0f8", "#132637"}, "heat3": {"#cde1f1", "#173651"}, "heat4": {"#b0cfe8", "#1b476c"}, "heat5": {"#8fbadd", "#1f5886"},
	"promise": {"#15202b", "#e6ecf1"}, "actual": {"#0a5694", "#77b7ee"}, "fan": {"#0a569426", "#77b7ee2e"},
}

// isPattern tells a pattern from a colour.
func (p Paint) isPattern() bool { return slices.Contains([]Paint{Hatch, Crosshatch, Dotted}, p) }

// in is a paint's colour in a theme; a pattern's is that of its lines.
func (p Paint) in(theme string) string {
	if p.isPattern() {
		p = "nodata"
	}
	pair := colours[p]
	if theme == Dark {
		return pair[1]
	}
	return pair[0]
}

// opaque parts a colour from how opaque it is, from 0 to 1.
func opaque(hex string) (string, float64) {
	if len(hex) < 9 {
		return hex, 1
	}
	n, _ := strconv.ParseUint(hex[7:], 16, 8)
	return hex[:7], float64(n) / 255
}

// rgba is a paint's colour in a theme.
func (p Paint) rgba(theme string) color.NRGBA {
	hex, opacity := opaque(p.in(theme))
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), uint8(opacity*255 + 0.5)}
}
