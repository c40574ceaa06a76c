package kpi

import (
	"math"
	"slices"
	"testing"
)

// The Technology Achievement Index, with which the handbook explains its methods: OECD/JRC, Handbook on Constructing Composite
// Indicators (2008), table A.2, the 23 countries of its examples. Telephones and electricity are decimal logarithms.
var taiCountries = []string{
	"Finland", "United States", "Sweden", "Japan", "Korea", "Netherlands", "United Kingdom", "Canada", "Australia", "Singapore",
	"Germany", "Norway", "Ireland", "Belgium", "New Zealand", "Austria", "France", "Israel", "Spain", "Italy", "Czech Republic",
	"Hungary", "Slovenia",
}

var tai = []struct {
	id     string
	low    float64 // goalposts: UNDP, Human Development Report 2001, technical note 2
	high   float64
	values []float64
}{
	{"patents", 0, 994, []float64{187, 289, 271, 994, 779, 189, 82, 31, 75, 8, 235, 103, 106, 72, 103, 165, 205, 74, 42, 13, 28, 26, 105}},
	{"royalties", 0, 272.6, []float64{125.6, 130, 156.6, 64.6, 9.8, 151.2, 134, 38.6, 18.2, 25.5, 36.8, 20.2, 110.3, 73.9, 13, 14.8, 33.6, 43.6, 8.6, 9.8, 4.2, 6.2, 4}},
	{"internet", 0, 232.4, []float64{200.2, 179.1, 125.8, 49, 4.8, 136, 57.4, 108, 125.9, 72.3, 41.2, 193.6, 48.6, 58.9, 146.7, 84.2, 36.4, 43.2, 21, 30.4, 25, 21.6, 20.3}},
	{"exports", 0, 80.8, []float64{50.7, 66.2, 59.7, 80.8, 66.7, 50.9, 61.9, 48.7, 16.2, 74.9, 64.2, 19, 53.6, 47.6, 15.4, 50.3, 58.9, 45, 53.4, 51, 51.7, 63.5, 49.5}},
	{"telephones", 0, math.Log10(901), []float64{3.08, 3.00, 3.10, 3.00, 2.97, 3.02, 3.02, 2.94, 2.94, 2.95, 2.94, 3.12, 2.97, 2.91, 2.86, 2.99, 2.97, 2.96, 2.86, 3.00, 2.75, 2.73, 2.84}},
	{"electricity", math.Log10(22), math.Log10(6969), []float64{4.15, 4.07, 4.14, 3.86, 3.65, 3.77, 3.73, 4.18, 3.94, 3.83, 3.75, 4.39, 3.68, 3.86, 3.91, 3.79, 3.80, 3.74, 3.62, 3.65, 3.68, 3.46, 3.71}},
	{"schooling", 0.8, 12, []float64{10, 12, 11.4, 9.5, 10.8, 9.4, 9.4, 11.6, 10.9, 7.1, 10.2, 11.9, 9.4, 9.3, 11.7, 8.4, 7.9, 9.6, 7.3, 7.2, 9.5, 9.1, 7.1}},
	{"university", 0.1, 27.4, []float64{27.4, 13.9, 15.3, 10, 23.2, 9.5, 14.9, 14.2, 25.3, 24.2, 14.4, 11.2, 12.3, 13.6, 13.1, 13.6, 12.6, 11, 15.6, 13, 8.2, 7.7, 10.6}},
}

const taiSchooling = 6 // the indicator by which the handbook shows normalisations

// taiIndex is the index in its four dimensions of two indicators each.
func taiIndex() (Index, [][]*float64) {
	x := Index{Root: Node{ID: "tai"}, Low: 0, High: 1}
	var values [][]*float64
	for i, t := range tai {
		if i%2 == 0 {
			x.Root.Children = append(x.Root.Children, Node{ID: "dimension of " + t.id, Weight: 1})
		}
		group := &x.Root.Children[i/2]
		group.Children = append(group.Children, Node{
			ID: t.id, Weight: 1, Direction: Up, Normalisation: Goalposts, Min: num(t.low), Max: num(t.high),
		})
		values = append(values, column(t.values...))
	}
	return x, values
}

// The scores that the report published: UNDP, Human Development Report 2001, annex table A2.1. The raw data of the handbook are
// rounded, and so are these. Singapore's royalties were not known then, which costs it 0.012; the handbook has filled them in.
func TestTechnologyAchievementIndexIsAsPublished(t *testing.T) {
	published := []float64{
		0.744, 0.733, 0.703, 0.698, 0.666, 0.630, 0.606, 0.589, 0.587, 0.585, 0.583, 0.579, 0.566, 0.553, 0.548, 0.544, 0.535, 0.514,
		0.481, 0.471, 0.465, 0.464, 0.458,
	}
	x, values := taiIndex()
	for i, r := range x.Score(values).Regions {
		want := published[i]
		if taiCountries[i] == "Singapore" {
			want += 25.5 / 272.6 / 8
		}
		if r.Score == nil || math.Abs(*r.Score-want) > 0.0015 {
			t.Errorf("%s has %v, want %v", taiCountries[i], *r.Score, want)
		}
	}
}

// Table 38 of the handbook ranks the countries by linear and by geometric aggregation with equal weights; there Singapore stands
// eighth. The geometric one is over raw data, as goalposts from 0 leave them but for a factor.
func TestTechnologyAchievementRanksAreAsPublished(t *testing.T) {
	linear := []int{1, 2, 3, 4, 5, 6, 7, 9, 10, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}
	geometric := []int{2, 1, 3, 4, 16, 5, 6, 13, 14, 18, 8, 11, 7, 9, 17, 12, 10, 15, 19, 21, 23, 22, 20}
	x, values := taiIndex()
	if got := ranksOf(x.Score(values)); !slices.Equal(got, linear) {
		t.Errorf("linear aggregation ranks\n%v, want\n%v", got, linear)
	}
	x.Root.Aggregation = Geometric
	for _, leaf := range x.Leaves() {
		leaf.Min, leaf.Max = num(0), num(1000)
	}
	if got := ranksOf(x.Score(values)); !slices.Equal(got, geometric) {
		t.Errorf("geometric aggregation ranks\n%v, want\n%v", got, geometric)
	}
}

// Table 15 of the handbook normalises the years of schooling: ranks (from the worst on, ties take the worse), z-scores, min–max.
func TestNormalisationsAreAsPublished(t *testing.T) {
	tests := []struct {
		by    Normalisation
		plus  float64
		want  []float64
		close float64
	}{
		{Borda, 1, []float64{15, 23, 19, 12, 17, 9, 9, 20, 18, 1, 16, 22, 9, 8, 21, 6, 5, 14, 4, 3, 12, 7, 1}, 0},
		{ZScore, 0, []float64{
			0.26, 1.52, 1.14, -0.06, 0.76, -0.12, -0.12, 1.27, 0.83, -1.58, 0.38, 1.46, -0.12, -0.19, 1.33, -0.76, -1.08, 0, -1.46, -1.52,
			-0.06, -0.31, -1.58,
		}, 0.00501},
		{MinMax, 0, []float64{
			0.59, 1, 0.88, 0.49, 0.76, 0.47, 0.47, 0.92, 0.78, 0, 0.63, 0.98, 0.47, 0.45, 0.94, 0.27, 0.16, 0.51, 0.04, 0.02, 0.49, 0.41, 0,
		}, 0.00501},
	}
	for _, test := range tests {
		x := alone(Node{Normalisation: test.by})
		x.Low, x.High = 0, 1
		got := scoresOf(x.Score([][]*float64{column(tai[taiSchooling].values...)}))
		for i, want := range test.want {
			if math.Abs(got[i]+test.plus-want) > test.close {
				t.Errorf("%s: %s has %v, want %v", test.by, taiCountries[i], got[i]+test.plus, want)
			}
		}
	}
}

// The Human Development Index: UNDP, Human Development Report 2015, table 1 and technical note 1. The income's goalposts are
// those of its logarithm. What lies past a goalpost counts as that: Australia's years at school, Qatar's income.
func TestHumanDevelopmentIndexIsAsPublished(t *testing.T) {
	tests := []struct {
		country                       string
		life, expected, years, income float64
		hdi                           float64
	}{
		{"Norway", 81.6, 17.5, 12.6, 64992, 0.944},
		{"Australia", 82.4, 20.2, 13, 42261, 0.935},
		{"Singapore", 83, 15.4, 10.6, 76628, 0.912},
		{"Estonia", 76.8, 16.5, 12.5, 25214, 0.861},
		{"Qatar", 78.2, 13.8, 9.1, 123124, 0.850},
		{"Poland", 77.4, 15.5, 11.8, 23177, 0.843},
		{"Russian Federation", 70.1, 14.7, 12, 22352, 0.798},
		{"Costa Rica", 79.4, 13.9, 8.4, 13413, 0.766},
		{"Ukraine", 71, 15.1, 11.3, 8178, 0.747},
		{"South Africa", 57.4, 13.6, 9.9, 12122, 0.666},
		{"India", 68, 11.7, 5.4, 5497, 0.609},
	}
	between := func(id string, low, high float64) Node {
		return Node{ID: id, Weight: 1, Direction: Up, Normalisation: Goalposts, Min: num(low), Max: num(high)}
	}
	x := Index{High: 1, Root: Node{ID: "hdi", Aggregation: Geometric, Children: []Node{
		between("life expectancy", 20, 85),
		{ID: "education", Weight: 1, Aggregation: Arithmetic, Children: []Node{between("expected years", 0, 18), between("mean years", 0, 15)}},
		between("income", math.Log(100), math.Log(75000)),
	}}}
	if problems := x.Check(); problems != nil {
		t.Fatalf("the index is refused: %v", problems)
	}
	values := make([][]*float64, 4)
	for _, test := range tests {
		for i, v := range []float64{test.life, test.expected, test.years, math.Log(test.income)} {
			values[i] = append(values[i], num(v))
		}
	}
	for i, r := range x.Score(values).Regions {
		if r.Score == nil || math.Abs(*r.Score-tests[i].hdi) > 0.00101 {
			t.Errorf("%s has %v, want %v", tests[i].country, *r.Score, tests[i].hdi)
		}
		if r.Rank != i+1 {
			t.Errorf("%s has rank %d, want %d", tests[i].country, r.Rank, i+1)
		}
	}
}

// The vignette "Normalisation" of COINr prints two columns, and the same by qNormalise, to seven digits.
func TestMinMaxIsAsInCOINr(t *testing.T) {
	tests := []struct{ values, want []float64 }{
		{
			[]float64{0.87460066, 0.17494063, 0.03424133, 0.32038573, 0.40232824, 0.19566983, 0.40353812, 0.06366146, 0.38870131, 0.97554784},
			[]float64{89.275844, 14.947235, 0, 30.398642, 39.103831, 17.149409, 39.232363, 3.125456, 37.656170, 100},
		},
		{
			[]float64{28.989230, 67.838043, 73.531960, 19.595673, 98.053967, 74.152153, 5.144628, 53.021246, 69.582388, 68.855600},
			[]float64{25.66438, 67.47805, 73.60652, 15.55392, 100, 74.27405, 0, 51.53047, 69.35552, 68.57327},
		},
	}
	for _, test := range tests {
		got := scoresOf(alone(Node{}).Score([][]*float64{column(test.values...)}))
		for i, want := range test.want {
			if math.Abs(got[i]-want) > 6e-6 {
				t.Errorf("%v becomes %v, want %v", test.values[i], got[i], want)
			}
		}
	}
}

func ranksOf(s Scores) []int {
	ranks := make([]int, len(s.Regions))
	for i, r := range s.Regions {
		ranks[i] = r.Rank
	}
	return ranks
}
