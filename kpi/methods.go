package kpi

// Method is how a number is made: what explains it names the method and its version.
type Method struct {
	ID      string // as in configuration and answers: gap, rollup_sum, …
	Version string // goes up when the same inputs would give another result
	Formula string // in symbols; those of the inputs are explained beside it
	Source  string // where it comes from; "" where it is Postup's own
}

// The methods that make a value, beside the measures of derived indicators, which are named as the configuration has
// them. MethodReported is no computation: the value is what its source said.
const (
	MethodReported       = "reported"
	MethodIncrement      = "increment"
	MethodRollupSum      = "rollup_sum"
	MethodRollupWeighted = "rollup_weighted"
	MethodRollupMean     = "rollup_mean"
	MethodRollupPeople   = "rollup_population"
	MethodRollupAll      = "rollup_all"
	MethodRollupAny      = "rollup_any"
	MethodRollupShare    = "rollup_share"
	MethodComputed       = "computed"
	MethodIndex          = "index" // its version is the edition
	MethodStandard       = "standard"
)

const (
	sharesFormula   = "v = 100 · Σ numeratorᵢ / Σ denominatorᵢ"
	quantileFormula = "v = s · x₍ₖ₎, k = ⌈q · n⌉"
	sustainable     = "Open SDG / Statistics Canada, ProgressMeasure"
)

// methods is every method, in the order in which they are documented.
var methods = []Method{
	{MethodReported, "1", "v = x", ""},
	{"services_online", "1", "v = Σ onlineᵢ", ""},
	{"services_online_share", "1", "v = 100 · Σ onlineᵢ / Σ knownᵢ", ""},
	{"applications", "1", "v = Σ xᵢ", ""},
	{"applications_completed", "1", "v = Σ xᵢ", ""},
	{"applications_refused", "1", "v = Σ xᵢ", ""},
	{"applications_withdrawn", "1", "v = Σ xᵢ", ""},
	{"applications_open", "1", "v = Σ xᵢ", ""},
	{"applications_overdue", "1", "v = Σ xᵢ", ""},
	{"digital_take_up", "1", sharesFormula, "United Kingdom, Service Manual, digital take-up"},
	{"within_deadline_share", "1", sharesFormula, ""},
	{"processing_time_median", "1", quantileFormula, "nearest-rank rule"},
	{"processing_time_p90", "1", quantileFormula, "nearest-rank rule"},
	{"processing_time_mean", "1", "v = s · Σ xⱼ / n", ""},
	{"overdue_days_median", "1", quantileFormula, "nearest-rank rule"},
	{"overdue_days_longest", "1", quantileFormula, "nearest-rank rule"},
	{MethodIncrement, "1", "v = Y₁ − Y₀", ""},
	{MethodRollupSum, "1", "v = Σ vᵢ", ""},
	{MethodRollupWeighted, "1", "v = s · Σ numeratorᵢ / Σ denominatorᵢ", ""},
	{MethodRollupMean, "1", "v = Σ vᵢ / n", ""},
	{MethodRollupPeople, "1", "v = Σ populationᵢ · vᵢ / Σ populationᵢ", ""},
	{MethodRollupAll, "1", "v = Σ onlineᵢ, online = min vⱼ", ""},
	{MethodRollupAny, "1", "v = Σ onlineᵢ, online = max vⱼ", ""},
	{MethodRollupShare, "1", "v = Σ onlineᵢ, online = Σ vⱼ / n", ""},
	{MethodComputed, "1", "v = f(x₁, …, xₙ)", ""},
	{MethodIndex, "its edition", "score = M(wᵢ, xᵢ), xᵢ = N(vᵢ)", "OECD/JRC, Handbook on Constructing Composite Indicators (2008)"},
	{MethodGap, "1", "r = (v − b) / (ideal − b), a = (v − b) / (T − b), e = (t − t0) / (tT − t0)", ""},
	{MethodGrowth, "1", "P = ± ((v / b)^(1/n) − 1) / |(T / b)^(1/m) − 1|", sustainable},
	{MethodSaturation, "1", "v = s · Σ availableᵢ / Σ mandatoryᵢ; r = (v − b) / (ideal − b)", "India, National e-Governance Service Delivery Assessment"},
	{MethodStandard, "1", "performance = met / total", "Treasury Board of Canada, service standards"},
	{MethodLinear, "1", "v(tT) = v + m · n, m = med mᵢⱼ, mᵢⱼ = (pⱼ − pᵢ) / (tⱼ − tᵢ); low = v + m₁₀ · n + min(0, e₁₀), high = v + m₉₀ · n + max(0, e₉₀); π = |{mᵢⱼ: v + mᵢⱼ · n ≥ T}| / |{mᵢⱼ}|", "H. Theil (1950), P. K. Sen (1968)"},
	{MethodLogistic, "1", "z(x) = ln(x / (L − x)), v(tT) = L / (1 + e^−(z(v) + m · n)), m = med mᵢⱼ, mᵢⱼ = (z(pⱼ) − z(pᵢ)) / (tⱼ − tᵢ); low = L / (1 + e^−(z(v) + m₁₀ · n + min(0, e₁₀))), high = L / (1 + e^−(z(v) + m₉₀ · n + max(0, e₉₀))); π = |{mᵢⱼ: z(v) + mᵢⱼ · n ≥ z(T)}| / |{mᵢⱼ}|", "European Commission, Digital Decade"},
}

// Methods lists every method, in the order in which they are documented.
func Methods() []Method { return append([]Method{}, methods...) }

// MethodOf finds a method by its id; false where there is none.
func MethodOf(id string) (Method, bool) {
	for _, m := range methods {
		if m.ID == id {
			return m, true
		}
	}
	return Method{}, false
}
