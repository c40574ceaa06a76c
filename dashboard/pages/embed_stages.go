package pages

import "github.com/postup/postup/dashboard/pages/picture"

// stageLooks are how the parts of a bar of stages look, as the style sheet has them; those of all others are dotted.
var stageLooks = map[string]picture.Look{
	"proactive": {Fill: "achieved"}, "online": {Fill: "ontrack"}, "partial": {Fill: "ontrack", Veil: .38}, "forms": {Fill: "ontrack", Veil: .6},
	"information": {Fill: "ontrack", Veil: .76}, "none": {Fill: "rule"},
	"late-week": {Fill: "offtrack", Veil: .76}, "late-month": {Fill: "offtrack", Veil: .55}, "late-quarter": {Fill: "offtrack", Veil: .3}, "late-longer": {Fill: "offtrack"},
	"no_data": {Fill: picture.Hatch, Stroke: "nodata", Thick: 1},
}

func stageLook(kind string) picture.Look {
	if look, there := stageLooks[kind]; there {
		return look
	}
	return picture.Look{Fill: picture.Dotted, Stroke: "nodata", Thick: 1}
}

// stages draws services by stage as one bar, and says how many there are of each.
func (l *picturing) stages(parts []stageCount) {
	const height, side = 26, 12
	k := l.inner() / 1000
	l.space(6)
	for _, part := range parts {
		l.Rect(imageMargin+k*float64(part.Offset), l.y, k*float64(part.Length), height, stageLook(part.Kind))
	}
	l.space(height + 4)
	number, word := picture.Type{Size: 12.5, Bold: true, Paint: "ink"}, picture.Type{Size: 12.5, Paint: "ink"}
	var items []item
	for _, part := range parts {
		if part.Missing != nil {
			part.Count = part.Missing.Word
		}
		count := l.letters.Width(part.Count, number.Size, true) + 5
		items = append(items, item{side + 6 + count + l.letters.Width(part.Name, word.Size, false), func(x, foot float64) {
			l.Rect(x, foot-side+2, side, side, stageLook(part.Kind))
			l.Write(x+side+6, foot, part.Count, number)
			l.Write(x+side+6+count, foot, part.Name, word)
		}})
	}
	l.row(items, 18, 21)
}
