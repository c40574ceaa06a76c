package pages

import (
	"encoding/xml"
	"fmt"
	"io/fs"
	"strings"

	"github.com/postup/postup/dashboard/pages/picture"
)

// markShape is a piece of a state's mark, in a square of 16.
type markShape struct {
	path string
	picture.Look
	cut bool // it is cut out of what is under it
}

// markShapes are the marks of the pages' own sprite, for pictures, which can't refer to it.
type markShapes map[string][]markShape

const marksFile = "templates/parts/marks.html"

// readMarks takes the marks from the sprite, so that a picture's are those of the pages.
func readMarks() (markShapes, error) {
	source, err := fs.ReadFile(templateFiles, marksFile)
	if err != nil {
		return nil, fmt.Errorf("read the marks: %w", err)
	}
	_, rest, _ := strings.Cut(string(source), "<defs>")
	symbols, _, _ := strings.Cut(rest, "<pattern")
	all := markShapes{}
	for d := xml.NewDecoder(strings.NewReader(symbols)); ; {
		var s struct {
			ID     string        `xml:"id,attr"`
			Shapes []spriteShape `xml:",any"`
		}
		if err := d.Decode(&s); err != nil {
			if len(all) > 0 && strings.HasSuffix(err.Error(), "EOF") {
				return all, nil
			}
			return nil, fmt.Errorf("read the marks of %s: %w", marksFile, err)
		}
		kind := strings.TrimPrefix(s.ID, "m-")
		for _, shape := range s.Shapes {
			all[kind] = append(all[kind], shape.read())
		}
	}
}

// spriteShape is a shape as the sprite has it.
type spriteShape struct {
	XMLName xml.Name
	Class   string  `xml:"class,attr"`
	D       string  `xml:"d,attr"`
	X       float64 `xml:"x,attr"`
	Y       float64 `xml:"y,attr"`
	Width   float64 `xml:"width,attr"`
	Height  float64 `xml:"height,attr"`
	RX      float64 `xml:"rx,attr"`
	CX      float64 `xml:"cx,attr"`
	CY      float64 `xml:"cy,attr"`
	R       float64 `xml:"r,attr"`
}

// read gives the shape as a path with its look: as the style sheet has its class.
func (s *spriteShape) read() markShape {
	m := markShape{path: s.D}
	switch s.XMLName.Local {
	case "circle":
		m.path = picture.CirclePath(s.CX, s.CY, s.R)
	case "rect":
		m.path = picture.Rounded(s.X, s.Y, s.Width, s.Height, s.RX)
	}
	switch s.Class {
	case "line":
		m.Thick, m.Round = 1.8, true
	case "line bold":
		m.Thick, m.Round = 2.4, true
	case "line dots":
		m.Thick, m.Dash = 1.8, []float64{2.4, 2.6}
	case "cut":
		m.Thick, m.Round, m.cut = 2, true, true
	}
	return m
}

// draw draws a mark so large, its upper left corner at a place. Under is what is cut out of it shows.
func (m markShapes) draw(p *picture.Picture, kind string, at picture.Place, paint, under picture.Paint) {
	for _, s := range m[kind] {
		look := s.Look
		switch {
		case s.cut:
			look.Stroke = under
		case look.Thick > 0:
			look.Stroke = paint
		default:
			look.Fill = paint
		}
		p.Path(at, s.path, look)
	}
}

// statePaints are the colours of the kinds of states, as the style sheet has them; those of all others are that of what has no data.
var statePaints = map[string]picture.Paint{
	"achieved": "achieved", "achieved_late": "achieved", "on_track": "ontrack", markReach: "ontrack", "behind": "behind", markOpen: "behind",
	"late": "behind", "overdue": "behind", "off_track": "offtrack", markShort: "offtrack", "missed": "offtrack", "outage": "offtrack",
	"better": "ontrack", "worse": "offtrack", "same": "soft", "done": "achieved", "done_late": "achieved", "due": "soft",
	"report_on_time": "ontrack", "report_late": "behind", "report_missing": "offtrack", "report_not_due": "soft", "report_corrected": "soft", "report_none": "soft",
	"worsening": "worse", "not_started": "soft", "unconfirmed": "soft",
}

func statePaint(kind string) picture.Paint {
	if paint, there := statePaints[kind]; there {
		return paint
	}
	return "nodata"
}

// tileLooks are how tiles without a value look, each kind its own; those of all others are an outline.
var tileLooks = map[string]picture.Look{
	"not_expected":   {Stroke: "nodata", Thick: 1.2, Dash: []float64{2, 4}},
	"no_data":        {Fill: picture.Hatch, Stroke: "nodata", Thick: 1.2},
	"overdue":        {Stroke: "behind", Thick: 2},
	"outage":         {Fill: picture.Crosshatch, Stroke: "offtrack", Thick: 1.2},
	"refused":        {Stroke: "nodata", Thick: 2.4},
	"withdrawn":      {Stroke: "nodata", Thick: 1.2, Dash: []float64{8, 3}},
	markSuppressed:   {Fill: picture.Dotted, Stroke: "nodata", Thick: 1.2},
	"not_applicable": {Fill: picture.Dotted, Stroke: "nodata", Thick: 1.2},
}

// look is how a tile's face looks, and in what its text is written.
func (t *tile) look() (picture.Look, picture.Paint) {
	switch look, there := tileLooks[t.Mark.Kind]; {
	case t.HasValue && t.Mark.Kind == "unconfirmed":
		return picture.Look{Fill: "paper", Stroke: "soft", Thick: 1.2, Dash: []float64{4, 3}}, "soft"
	case t.HasValue:
		return picture.Look{Fill: statePaint(t.Mark.Kind)}, "paper"
	case there:
		return look, "soft"
	}
	return picture.Look{Fill: "paper", Stroke: "nodata", Thick: 1.2}, "soft"
}
