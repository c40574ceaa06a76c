package pages

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/sdmx"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// plurals are the plural forms that each language's grammar has.
var plurals = map[string][]string{"en": {"one", "other"}, "uk": {"few", "many", "one", "other"}, "ru": {"few", "many", "one", "other"}}

func readMessages(t *testing.T, code string) map[string]any {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("messages", code+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]any{}
	if err := yaml.Unmarshal(b, &m); err != nil {
		t.Fatalf("%s.yaml: %v", code, err)
	}
	return m
}

func keysOf[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// texts lists a message's forms, or the one text that it is.
func texts(v any) map[string]string {
	forms := map[string]string{}
	if m, ok := v.(map[string]any); ok {
		for k, s := range m {
			forms[k], _ = s.(string)
		}
		return forms
	}
	forms["other"], _ = v.(string)
	return forms
}

func TestLanguagesSayTheSameThings(t *testing.T) {
	english := readMessages(t, "en")
	placeholder := regexp.MustCompile(`\{\{\.\w+\}\}`)
	for _, code := range []string{"uk", "ru"} {
		other := readMessages(t, code)
		if diff := cmp.Diff(keysOf(english), keysOf(other)); diff != "" {
			t.Errorf("%s and en do not have the same messages; a visitor would see a key in brackets (-en +%s):\n%s", code, code, diff)
		}
		for key, v := range english {
			want := placeholder.FindAllString(texts(v)["other"], -1)
			slices.Sort(want)
			for form, text := range texts(other[key]) {
				got := placeholder.FindAllString(text, -1)
				slices.Sort(got)
				if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
					t.Errorf("%s %s (%s) does not fill in what en fills in (-en +%s):\n%s", code, key, form, code, diff)
				}
			}
		}
	}
}

func TestPluralsHaveEveryForm(t *testing.T) {
	for code, want := range plurals {
		for key, v := range readMessages(t, code) {
			if m, ok := v.(map[string]any); ok {
				if diff := cmp.Diff(want, keysOf(m)); diff != "" {
					t.Errorf("%s %s lacks a plural form or has one too many (-want +got):\n%s", code, key, diff)
				}
			}
		}
	}
}

// families are the messages whose last part comes from data.
func families(t *testing.T) map[string][]string {
	t.Helper()
	states := []kpi.State{
		kpi.NotStarted, kpi.Achieved, kpi.AchievedLate, kpi.Missed, kpi.Unconfirmed, kpi.OnTrack, kpi.Behind, kpi.OffTrack,
		kpi.Worsening, kpi.Unknown, kpi.Substantial, kpi.Moderate, kpi.Limited, kpi.Deterioration, kpi.Done, kpi.DoneLate, kpi.Due, kpi.Late, kpi.NotBefore, kpi.Open,
	}
	statuses := []kpi.Status{kpi.Present, kpi.NoData, kpi.NotApplicable, kpi.Refused, kpi.Withdrawn, kpi.Overdue, kpi.NotExpected, kpi.Outage}
	reasons := []kpi.Reason{
		kpi.ReasonNoData, kpi.ReasonNoBaseline, kpi.ReasonNoTarget, kpi.ReasonNoDeadline, kpi.ReasonTooFewPeriods, kpi.ReasonDivisionByZero,
		kpi.ReasonSignChange, kpi.ReasonNotApplicable, kpi.ReasonMixedFrequency, kpi.ReasonNotExpected, kpi.ReasonSuppressed,
		kpi.ReasonNotComparable, "deadline_passed", "not_promised", "no_source", "no_promise", kpi.ReasonNotHeard, kpi.ReasonNoPrevious, kpi.ReasonFell, kpi.ReasonOutOfRange,
		kpi.ReasonNoSpread, kpi.ReasonTooFewParts, kpi.Reason(kpi.Refused), kpi.Reason(kpi.Withdrawn), "parts.suppressed", "parts.not_heard", "parts.no_data",
	}
	collections := []store.CollectionStatus{
		store.CollectionOK, store.CollectionUnchanged, store.CollectionPartial, store.CollectionFailed, store.CollectionRunning, store.CollectionSkipped,
	}
	f := map[string][]string{
		"state.":            {markReach, markOpen, markShort, markUnmeasured, markSuppressed, "no_promise", "better", "worse", "same"},
		"reason.":           nil,
		"lines.":            lineOrders,
		"promises.untold.":  {"withheld", "partly", "unheard", "silent", "this.withheld", "this.partly", "this.unheard", "this.silent"},
		"data.format.":      formatIDs(),
		"data.catalogue.":   {"jsonld", "ttl", "json"},
		"data.type.":        typeNames(),
		"data.chart.":       chartWords(),
		"data.rhythm.":      {"daily", "weekly", "monthly", "quarterly", "annual", "irreg"},
		"data.periods.":     {"indicators", "indexes"},
		"sdmx.":             append(componentIDs(), "hours", "whole"),
		"sdmx.every.":       {"a", "s", "q", "m", "w", "d", "o"},
		"sdmx.state.":       {"a", "p", "o", "m", "l", "q"},
		"api.type.":         {"texts", "list"},
		"api.at.":           operationIDs(),
		"api.param.":        operationParams(),
		"api.part.":         {"id", "indicator", "region", "period"},
		"api.header.":       {"etag", "cache-control", "link", "ratelimit", "ratelimit-policy"},
		"number.lacks.":     {"indicator", "region"},
		"number.has.":       {"indicator", "region"},
		"filter.unknown.":   {"region", "programme", "indicator", "sector", "service", "source", "state", "release", "breakdown", "period", "target", "which", "values", "unmeasured", "unmapped", "ranked", "place", "milestones", "times", "times_of_service", "nobody", "reports", "contents", "dataset", "ending", "index", "stages", "theme", "size", "scale", "lang", "format"},
		"embed.theme.":      picture.Themes(),
		"embed.size.":       embedSizes,
		"embed.other.":      {embedTile, embedTrajectory},
		"changes.row.":      {opendata.RowAdded, opendata.RowGone, opendata.RowChanged},
		"changes.column.":   opendata.ShownColumns(),
		"freshness.":        {board.Fresh, board.OverdueData, board.Failing, board.Never, board.Paused, board.Document, board.OnDemand},
		"nav.":              nil,
		"enough.":           {markReach, markOpen, markShort},
		"stage.":            stageKinds,
		"means.state.":      append(slices.Clone(explainedStates), explainedAbsences...),
		"means.tag.":        explainedTags,
		"value.last_known":  {"", ".withheld", ".unheard", ".withheld_unheard"},
		"coverage.":         {"reported", "made_of", "withheld", "unheard", "silent"},
		"tag.":              append(slices.Clone(explainedTags), "published", "reported_of", "made_of"),
		"means.stage.":      explainedStages,
		"method.":           explainedMethods,
		"means.method.":     explainedMethods,
		"explain.method.":   methodIDs(),
		"explain.input.":    inputKinds,
		"explain.result.":   resultKinds,
		"explain.index.":    append(textsOf(kpi.Normalisations), textsOf(kpi.Aggregations)...),
		"explain.way.":      slices.Concat([]string{"own"}, textsOf(kpi.Normalisations), textsOf(kpi.Aggregations)),
		"search.":           {"regions", "programmes", "promises", "services", "indicators"},
		"claim.":            {string(kpi.AtLeast), string(kpi.MoreThan), string(kpi.AtMost), string(kpi.LessThan)},
		"claim.state.":      claimStates,
		"compare.view.":     compareViews,
		"compare.text.":     compareViews,
		"compare.by.":       waysToBeNear,
		"kind.":             {"country", "region", "municipality", "organisation"},
		"tier.":             {"municipal", "regional", "shared", "national"},
		"comparison.":       {string(kpi.AtLeast), string(kpi.MoreThan), string(kpi.AtMost), string(kpi.LessThan), string(kpi.Equal)},
		"unit.":             {"percent", "hours", "days"},
		"chart.unit.":       {"percent", "days"},
		"pace.":             {"percent", "hours", "days", "number"},
		"pace.needed.":      {"up", "down", "none"},
		"pace.recent.":      {"up", "down", "none", "less"},
		"breakdown.":        {"tier", "sector", "service", "channel", "edition"},
		"channel.":          config.BreakdownWords("channel"),
		"every.":            {"day", "month", "quarter", "year"},
		"unit_name.":        {"count", "percent", "hours", "days", "ratio", "points", "unstated"},
		"direction.":        {"up", "down"},
		"frequency.":        {"day", "month", "quarter", "year"},
		"nature.":           {"stock", "flow", "year_to_date"},
		"each.":             {"day", "month", "quarter", "year"},
		"counted.":          countedMeasures,
		"normalised.":       textsOf(kpi.Normalisations),
		"aggregated.":       textsOf(kpi.Aggregations),
		"language.of.":      {"en", "uk", "ru"},
		"abbreviation.":     abbreviations,
		"ordinal.":          {"one", "two", "few", "other", "end.1", "end.2", "end.3", "end.7", "end.8", "end.40"},
		"month.of.":         {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
		"quarter.name.":     {"1", "2", "3", "4"},
		"month.name.":       {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
		"error.":            {"not_found", "bad_request", "unavailable", "failed"},
		"state.source_":     {board.Fresh, board.OverdueData, board.Failing, board.Never, board.Paused, board.Document, board.OnDemand},
		"by.":               {"day", "year", "none"},
		"region.":           {"promise", "yardstick", "lost", "missed", "none_lost", "kept"},
		"programme.":        {"lost", "missed", "none_lost", "kept"},
		"state.collection_": nil,
		"state.report_":     append(reportStates(), string(notOwed), string(corrected)),
		"age.":              ageOrders,
		"matrix.each.":      {string(kpi.Monthly), string(kpi.Quarterly), string(kpi.Yearly)},
		"rejected.":         documentedReasons(t),
		"position.":         {"line", "row", "record"},
		"reports.":          {string(kpi.ReportOnTime), string(kpi.ReportLate), string(kpi.ReportMissing), string(kpi.ReportUnknown)},
	}
	for _, d := range api.Datasets(&config.Config{}) {
		f["data."] = append(f["data."], d.ID, d.ID+".about")
	}
	for _, s := range states {
		if s != kpi.Unknown {
			f["state."] = append(f["state."], string(s))
		}
	}
	f["state."] = append(f["state."], markUnknown)
	for _, s := range statuses {
		f["reason."] = append(f["reason."], "status."+string(s))
		if s != kpi.Present {
			f["state."] = append(f["state."], string(s))
		}
	}
	for _, r := range reasons {
		f["reason."] = append(f["reason."], string(r))
	}
	f["reason."] = append(f["reason."], "judged."+string(kpi.ReasonDivisionByZero))
	f["signal.flat."] = f["every."]
	for _, k := range kpi.SignalKinds {
		if k != kpi.SignalFlat {
			f["signal."] = append(f["signal."], string(k))
		}
		if k != kpi.SignalNotUsed {
			f["looked."] = append(f["looked."], string(k))
		}
	}
	for _, s := range sections {
		f["nav."] = append(f["nav."], s.id)
	}
	for _, c := range collections {
		f["state.collection_"] = append(f["state.collection_"], string(c))
	}
	for _, e := range slices.Clone(f["error."]) {
		f["error."] = append(f["error."], e+".text", e+".do")
	}
	return f
}

// countedMeasures are the measures that have words of their own beside those of explanations.
var countedMeasures = []string{
	config.MeasureCompleted, config.MeasureRefused, config.MeasureWithdrawn, config.MeasureProcessingMean, config.MeasureOverdueMedian,
	config.MeasureOverdueLongest,
}

func textsOf[S ~string](list []S) (texts []string) {
	for _, s := range list {
		texts = append(texts, string(s))
	}
	return texts
}

// claimStates are those of claims that can't be held against a figure.
var claimStates = textsOf([]board.ClaimState{board.ClaimInWords, board.ClaimPeriodless, board.ClaimUnmeasured, board.ClaimWithheld, board.ClaimRunning, board.ClaimIncomplete})

// What explanations are made of.
var (
	inputKinds = []string{
		"reported", "numerator", "denominator", "service", "region", "total", "before", "scale", "quantile", "count", "rank", "duration",
		"baseline", "latest", "target", "plan", "point", "today", "indicator", "population", "lateness", "break", "ceiling", "limit", "series", "part",
		"scale_low", "scale_high", "group", "power", "score", "treated", "worst", "best", "sign", "mean", "deviation", "compared", "worse",
	}
	resultKinds = []string{
		"ideal", "ratio", "growth", "attainment", "elapsed", "score", "required_pace", "observed_pace", "measured", "forecast", "forecast_low",
		"forecast_high", "probability", "reached_on", "performance", "parts_sum", "parts_difference",
		"index", "rank", "ranked", "rank_before", "coverage", "rank_low", "rank_high", "runs", "seed", "variants", "periods_left", "slope", "slope_low", "slope_high", "residual_low", "residual_high",
	}
)

func methodIDs() []string {
	var ids []string
	for _, m := range kpi.Methods() {
		ids = append(ids, m.ID)
	}
	return ids
}

func reportStates() []string {
	var states []string
	for _, kind := range reportKinds {
		states = append(states, string(kind))
	}
	return states
}

// usedKeys reads the keys that stand in the templates and in the program.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	literal := regexp.MustCompile(`(?:\bt |\b(?:T|N)\()"([\w.А-я]+[\wА-я])"`)
	read := func(file string) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(b), -1) {
			used[m[1]] = true
		}
	}
	for _, folder := range []string{".", "../opendata", "../api"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err == nil && (ext == ".html" || ext == ".go" && !strings.HasSuffix(path, "_test.go")) {
				read(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for prefix, members := range families(t) {
		for _, m := range members {
			used[prefix+m] = true
		}
	}
	return used
}

func TestEveryMessageIsThereAndUsed(t *testing.T) {
	used, there := usedKeys(t), readMessages(t, "en")
	for _, key := range keysOf(used) {
		if _, ok := there[key]; !ok {
			t.Errorf("the message %q is used and missing: a visitor would see it in brackets", key)
		}
	}
	for _, key := range keysOf(there) {
		if !used[key] && !strings.HasPrefix(key, "column.") && !strings.HasPrefix(key, "api.field.") { // TestEveryColumnIsExplained and TestEveryFieldIsExplained look after those
			t.Errorf("the message %q is never used", key)
		}
	}
}

func TestStatesAreCalledAsAgreed(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	agreed := map[string][3]string{
		"on_track":           {"on track", "за планом", "по плану"},
		"behind":             {"behind", "відстає", "отстаёт"},
		"off_track":          {"off track", "під загрозою зриву", "под угрозой срыва"},
		"worsening":          {"worsening", "погіршується", "ухудшается"},
		"achieved":           {"achieved", "досягнуто", "достигнуто"},
		"achieved_late":      {"achieved late", "досягнуто із запізненням", "достигнуто с опозданием"},
		"missed":             {"missed", "не виконано в строк", "не выполнено в срок"},
		"unconfirmed":        {"not confirmed", "не підтверджено", "не подтверждено"},
		"not_started":        {"period not begun", "період не почався", "период не начался"},
		"overdue":            {"data overdue", "дані запізнюються", "данные запаздывают"},
		"collection_partial": {"not all accepted", "прийнято не все", "принято не всё"},
	}
	for i, loc := range languages.All() {
		for state, words := range agreed {
			if got := loc.T("state." + state); got != words[i] {
				t.Errorf("%s: %s is called %q, agreed is %q", loc.Code, state, got, words[i])
			}
		}
	}
}

// documentedReasons are the codes that docs/sources.md tells users of.
func documentedReasons(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "sources.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(b), "## Reason codes")
	var codes []string
	for _, row := range regexp.MustCompile(`(?m)^\| (\x60[^|]+) \|`).FindAllStringSubmatch(table, -1) {
		for _, code := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(row[1], -1) {
			codes = append(codes, code[1])
		}
	}
	if len(codes) < 30 {
		t.Fatalf("docs/sources.md tells of %d reasons", len(codes))
	}
	return codes
}

func formatIDs() (ids []string) {
	for _, f := range api.FormatsOf(sdmx.Dataset) {
		ids = append(ids, f.ID)
	}
	return ids
}

// chartWords are what charts of datasets are called, their parts and their rows.
func chartWords() []string {
	words := []string{opendata.ByMonth, opendata.ByYear, opendata.ByState, opendata.ByStage, opendata.ByRegion, opendata.ByScore, opendata.ByKind, opendata.ByFrequency, opendata.ByProgramme}
	for _, d := range []string{"index", "indicators", "milestones", "programmes", "progress", "regions", "services"} {
		words = append(words, d, d+".key")
	}
	words = append(words, "unheard.month", "unheard.year", "outlined.month", "outlined.year", "closed.month", "closed.year")
	for _, d := range []string{"observations", "processing"} {
		words = append(words, d+".month", d+".year", d+".key", d+".lacks")
	}
	return words
}

func componentIDs() (ids []string) {
	for _, c := range sdmx.Components() {
		ids = append(ids, strings.ToLower(c[0]))
	}
	return ids
}

func typeNames() (names []string) {
	for t := table.TypeText; t <= table.TypeTime; t++ {
		names = append(names, t.String())
	}
	return names
}

// TestEveryColumnIsExplained: a dictionary without a gap, and without a word about what is not there.
func TestEveryColumnIsExplained(t *testing.T) {
	there, used := readMessages(t, "en"), map[string]bool{}
	for _, d := range api.Datasets(&config.Config{}) {
		for _, c := range d.Columns {
			own, shared := "column."+d.ID+"."+c.Name, "column."+c.Name
			switch {
			case there[own] != nil:
				used[own] = true
			case there[shared] != nil:
				used[shared] = true
			default:
				t.Errorf("nothing says what %s of %s is", c.Name, d.ID)
			}
		}
	}
	for key := range there {
		if strings.HasPrefix(key, "column.") && !used[key] {
			t.Errorf("%s explains a column that is not there", key)
		}
	}
}

func operationIDs() (ids []string) {
	for _, o := range api.Operations() {
		ids = append(ids, o.ID)
	}
	return ids
}

func operationParams() (names []string) {
	for _, o := range api.Operations() {
		names = append(names, o.Params...)
	}
	return names
}

// TestEveryFieldIsExplained: the reference says what every field of the API is, and says nothing of what is not there.
func TestEveryFieldIsExplained(t *testing.T) {
	there, used := readMessages(t, "en"), map[string]bool{}
	for _, o := range api.Operations() {
		for _, f := range o.Fields() {
			keys := o.Keys(f, "en")
			at := slices.IndexFunc(keys, func(key string) bool { return there[key] != nil })
			if at < 0 {
				t.Errorf("nothing says what %s of %s is", f.Name, o.Path)
				continue
			}
			used[keys[at]] = true
		}
	}
	for key := range there {
		if strings.HasPrefix(key, "api.field.") && !used[key] {
			t.Errorf("%s explains a field that is not there", key)
		}
	}
}
