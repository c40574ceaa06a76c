package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// partsExplained lists what a region's score is made of, in the order of the tree.
type partsExplained struct {
	b        *Board
	period   *IndexPeriod
	place    int
	scores   kpi.Scores
	cells    [][]*Cell
	list     []Input
	formulas []string // each normalisation and aggregation that is in use, in symbols
	ways     []string // and by name
	leaf, at int      // the next indicator and the next part
}

func (x *partsExplained) inputs() []Input {
	e := x.period.Edition
	x.list = []Input{constant("l", InputScaleLow, e.Scale[0]), constant("u", InputScaleHigh, e.Scale[len(e.Scale)-1])}
	id := x.period.Index.ID
	x.group(Input{Symbol: "score", Kind: InputGroup, Part: id}, e.Aggregation, e.Power)
	x.parts(id, e.Parts, e.Aggregation, e.Power)
	return x.list
}

// group adds a group, with how its parts are put together.
func (x *partsExplained) group(in Input, by kpi.Aggregation, power float64) {
	in.Text = string(by)
	x.use(in.Text, by.Formula())
	x.list = append(x.list, in)
	if by == kpi.Generalised {
		p := constant("p", InputPower, power)
		p.Part = in.Part
		x.list = append(x.list, p)
	}
}

func (x *partsExplained) parts(within string, parts []*config.IndexPart, above kpi.Aggregation, power float64) {
	for _, part := range parts {
		score := x.scores.Regions[x.place].Parts[x.at]
		x.at++
		in := Input{Symbol: "xᵢ", Kind: InputGroup, Part: within + "/" + part.ID, Name: part.Name, Value: score.Score, Reason: score.Reason, Status: kpi.Present}
		if score.Weight > 0 {
			in.Weight = &score.Weight
		}
		if in.Value == nil {
			in.Status = kpi.NoData
		}
		if part.Indicator != "" {
			in.Kind = InputScore
			x.indicator(in, part, score)
			continue
		}
		by, own := cmp.Or(part.Aggregation, above), part.Power
		if part.Aggregation == "" {
			own = cmp.Or(own, power)
		}
		x.group(in, by, own)
		x.parts(in.Part, part.Parts, by, own)
	}
}

// indicator adds an indicator's value, what it is held against, and the score that follows.
func (x *partsExplained) indicator(score Input, part *config.IndexPart, of kpi.PartScore) {
	c, s := x.cells[x.leaf][x.place], x.scores.Scales[x.leaf]
	in := Input{Symbol: "vᵢ", Kind: InputIndicator, SeriesKey: x.key(part, x.period.Regions[x.place].Region), Period: x.period.Period, Status: kpi.NoData}
	if c != nil {
		in = cellInput("vᵢ", InputIndicator, c)
	}
	in.Part = score.Part
	if in.Value = of.Value; in.Value == nil {
		in.Numerator, in.Denominator = nil, nil
		in.Reason = absence(c, x.period.seriesOf(x.leaf, x.place), x.period.Period)
		score.Reason = in.Reason
	}
	x.list = append(x.list, in)
	if of.Treated != nil {
		x.add(part, Input{Symbol: "vᵢ", Kind: InputTreated, Part: in.Part, Value: of.Treated})
	}
	score.Text = string(s.Normalisation)
	x.use(score.Text, s.Normalisation.Formula())
	x.scale(part, in.Part, s)
	x.list = append(x.list, score)
	x.leaf++
}

// scale adds what an indicator's values are held against.
func (x *partsExplained) scale(part *config.IndexPart, path string, s kpi.Scale) {
	up := x.b.Config.Indicator(part.Indicator).Direction.Sign() > 0
	worst, best := s.Min, s.Max
	if !up {
		worst, best = best, worst
	}
	switch s.Normalisation {
	case kpi.ZScore:
		sign := x.b.Config.Indicator(part.Indicator).Direction.Sign()
		x.add(part, Input{Symbol: "±ᵢ", Kind: InputSign, Part: path, Value: &sign})
		x.add(part, Input{Symbol: "μᵢ", Kind: InputMean, Part: path, Value: s.Mean})
		x.add(part, Input{Symbol: "σᵢ", Kind: InputDeviation, Part: path, Value: s.SD})
	case kpi.PercentileRank, kpi.Borda:
		n := float64(s.Regions)
		x.add(part, Input{Symbol: "nᵢ", Kind: InputCompared, Part: path, Value: &n})
		x.add(part, Input{Symbol: "kᵢ", Kind: InputWorse, Part: path, Value: x.worse(up)})
	case kpi.DistanceToTarget:
		x.add(part, Input{Symbol: "worstᵢ", Kind: InputWorst, Part: path, Value: worst})
		x.add(part, Input{Symbol: "Tᵢ", Kind: InputBest, Part: path, Value: best})
	default:
		x.add(part, Input{Symbol: "worstᵢ", Kind: InputWorst, Part: path, Value: worst})
		x.add(part, Input{Symbol: "bestᵢ", Kind: InputBest, Part: path, Value: best})
	}
}

// add puts in a number, and whose it is where it is the value of a compared region.
func (x *partsExplained) add(part *config.IndexPart, in Input) {
	if in.Value == nil {
		return
	}
	in.Status = kpi.Present
	byRegions := cmp.Or(part.Normalisation, x.period.Edition.Normalisation) == kpi.MinMax
	if (in.Kind == InputWorst || in.Kind == InputBest) && byRegions {
		if n := slices.IndexFunc(x.scores.Regions, func(r kpi.RegionScore) bool { return equals(treatedOf(r, x.at-1), *in.Value) }); n >= 0 {
			in.SeriesKey, in.Period, in.Explained = x.key(part, x.period.Regions[n].Region), x.period.Period, true
		}
	}
	x.list = append(x.list, in)
}

// treatedOf is a region's value as it was normalised.
func treatedOf(r kpi.RegionScore, part int) *float64 {
	return cmp.Or(r.Parts[part].Treated, r.Parts[part].Value)
}

func equals(v *float64, other float64) bool { return v != nil && *v == other }

// worse is how many compared regions have a worse value of the indicator that is being told.
func (x *partsExplained) worse(up bool) *float64 {
	own := treatedOf(x.scores.Regions[x.place], x.at-1)
	if own == nil {
		return nil
	}
	n := 0.0
	for _, r := range x.scores.Regions {
		if v := treatedOf(r, x.at-1); v != nil && *v != *own && (*v < *own) == up {
			n++
		}
	}
	return &n
}

// use notes a way of the edition, once.
func (x *partsExplained) use(way, formula string) {
	if !slices.Contains(x.ways, way) {
		x.ways, x.formulas = append(x.ways, way), append(x.formulas, formula)
	}
}

func (x *partsExplained) key(part *config.IndexPart, region *config.Region) SeriesKey {
	return SeriesKey{part.Indicator, region.Code, part.Breakdown}
}
