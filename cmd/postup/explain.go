package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

func (c *cli) explainCommand() *cobra.Command {
	var q board.Question
	var asOf, today string
	cmd := &cobra.Command{
		Use:   "explain INDICATOR REGION PERIOD",
		Short: "Show how a figure came about: formula, inputs, collections and the hashes of their payloads",
		Long: `Shows how a figure came about: its formula in symbols and in words, the inputs with their values, what is judged by it,
and the collections that it came from with the SHA-256 of what they brought. INDICATOR can be an index: its score, the rank that
follows and how far that hangs on weights and methods.
PERIOD is 2023-01-01..2023-03-31, or in short 2023, 2023-Q1, 2023-03 or a day. With --json the fields are those of
/api/v1/explain/{indicator}/{region}/{period}.`,
		Example: "  postup explain services_online_share UA-46 2025-03\n  postup explain services_online_share UA 2025-03 --as-of 2025-04-10 --json\n  postup explain pri_maturity RU-05701000 2023-05",
		Args:    cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Indicator, q.Region = args[0], args[1]
			var err error
			if q.Period, err = board.ParsePeriod(args[2]); err != nil {
				return usageError(err.Error())
			}
			asOfDay, err := dayFlag("--as-of", asOf)
			if err != nil {
				return err
			}
			todayDay, err := dayFlag("--today", today)
			if err != nil {
				return err
			}
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error { return c.explain(ctx, a, q, asOfDay, todayDay) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Breakdown, "breakdown", "", "part of the whole, such as sector=health (default: the whole)")
	f.StringVar(&q.Source, "source", "", "what this source says of it (default: the one that goes first)")
	f.StringVar(&q.Edition, "edition", "", "of an index: by this edition (default: the one that holds)")
	f.StringVar(&q.Target, "target", "", "only the judgement of this target")
	f.StringVar(&q.Reading, "reading", "", "only that under this reading of its deadline")
	f.StringVar(&asOf, "as-of", "", "what was known at the end of this day (default: everything)")
	f.StringVar(&today, "today", "", "day that states are judged on (default: today)")
	return cmd
}

func (c *cli) explain(ctx context.Context, a *app, q board.Question, asOf, today kpi.Date) error {
	languages, err := messages.Load()
	if err != nil {
		return err
	}
	now := a.clock.Now()
	b, err := board.Build(ctx, a.store, a.config, asOf, cmp.Or(today, kpi.DateOf(now.UTC())), now)
	if err != nil {
		return err
	}
	answer, err := explain.Inside(ctx, b, q, a.store, languages.Find("en"))
	if err != nil {
		return err
	}
	if c.json {
		return c.print(answer, "")
	}
	return printExplanation(c.stdout, answer)
}

// printExplanation writes an answer for people: the figure, its formula, its inputs, what is judged, where it came from.
func printExplanation(out io.Writer, a *explain.Answer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) }
	figure := a.Indicator + " of " + a.Region
	if a.Breakdown != "" {
		figure += " by " + a.Breakdown
	}
	line(fmt.Sprintf("%s, %s..%s: %s", figure, a.PeriodStart, a.PeriodEnd, numberOr(a.Value, a.Unit, a.Reason)))
	line(fmt.Sprintf("as known on %s, judged on %s%s", a.AsOf, a.Today, marks(a)))
	if a.Method != nil {
		line("")
		line(a.Formula.Symbols)
		line(a.Formula.Words)
		line(fmt.Sprintf("method %s, version %s; from %s", a.Method.ID, a.Method.Version, *a.Source))
	}
	printInputs(line, "INPUTS", a.Inputs)
	switch {
	case a.Agrees != nil && *a.Agrees:
		line("these give " + number(*a.Recomputed) + ", as shown")
	case a.Agrees != nil:
		line("what is known now gives " + number(*a.Recomputed) + ": the figure was computed before the last of it arrived")
	}
	printResults(line, a.Results)
	for i := range a.Progress {
		printJudgement(line, &a.Progress[i])
	}
	for _, o := range a.Beside {
		line(fmt.Sprintf("beside it: %s says %s", o.Source, numberOr(o.Value, a.Unit, o.Reason)))
	}
	if len(a.Collections) > 0 {
		line("")
		line("COLLECTION", "SOURCE", "STARTED", "STATUS", "ACCEPTED", "PAYLOAD SHA-256")
		for _, col := range a.Collections {
			line(fmt.Sprint(col.ID), col.Source, moment(col.Started), col.Status, countOrDash(col.Accepted), orDash(col.Payload))
		}
	}
	return w.Flush()
}

func printInputs(line func(...string), title string, inputs []explain.Input) {
	if len(inputs) == 0 {
		return
	}
	line("")
	line(title, "WHAT", "ON", "VALUE", "NUM.", "DENOM.", "WEIGHT", "SOURCE", "COLLECTIONS")
	for _, in := range inputs {
		on := in.Date.String()
		if on == "" && !in.PeriodStart.IsZero() {
			on = in.PeriodStart.String() + ".." + in.PeriodEnd.String()
		}
		what := in.What
		if in.Text != "" {
			what += " (" + in.Text + ")"
		}
		value := optional(in.Value)
		if in.Reason != nil {
			value = strings.TrimSpace(value + " " + *in.Reason)
		}
		source := in.Source
		if in.Simulated {
			source += " (simulated)"
		}
		line(in.Symbol, what, on, value, optional(in.Numerator), optional(in.Denominator), optional(in.Weight), source, ids(in.Collections))
	}
}

func printJudgement(line func(...string), j *explain.Judgement) {
	line("")
	name := j.TargetID
	if j.Reading != nil {
		name += ", reading " + *j.Reading
	}
	if j.Yardstick {
		name += ", national yardstick"
	}
	title := fmt.Sprintf("%s (%s)", j.Promise, name)
	if j.Status != nil {
		title += ": " + *j.Status
	}
	if j.Reason != nil {
		title += " (" + *j.Reason + ")"
	}
	line(title)
	if p := j.Promised; p.Quote != "" {
		line(fmt.Sprintf("promised by %s on %s: “%s” (%s)", p.By, p.On, p.Quote, p.Source))
	}
	if p := j.Promised; p.Act != "" {
		line(fmt.Sprintf("as changed by %s on %s", p.Act, p.DecidedOn))
	}
	line(j.Formula.Symbols)
	line(j.Formula.Words)
	line(fmt.Sprintf("method %s, version %s", j.Method.ID, j.Method.Version))
	if f := j.Forecast; f != nil {
		line(fmt.Sprintf("forecast by the method %s, version %s: %s", f.Method.ID, f.Method.Version, f.Formula.Symbols))
	}
	printInputs(line, "INPUTS", j.Inputs)
	printResults(line, j.Results)
}

func printResults(line func(...string), results []explain.Result) {
	if len(results) == 0 {
		return
	}
	line("")
	line("RESULTS", "WHAT", "ON", "VALUE")
	for _, r := range results {
		value := optional(r.Value)
		if r.Reason != nil {
			value = *r.Reason
		}
		if r.Text != "" {
			value += ": " + r.Text
		}
		line(r.Symbol, r.What, r.Date.String(), value)
	}
}

func marks(a *explain.Answer) string {
	text := ""
	for _, m := range []struct {
		on   bool
		word string
	}{{a.EditionRecomputed, "by another edition than the one that holds"}, {a.Simulated, "simulated"}, {a.Partial, "partial"}, {a.Restated, "restated"}, {a.Running, "the period still runs"}} {
		if m.on {
			text += "; " + m.word
		}
	}
	return text
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func optional(v *float64) string {
	if v == nil {
		return ""
	}
	return number(*v)
}

// numberOr is a value with its unit, or why there is none.
func numberOr(v *float64, unit string, reason *string) string {
	if v == nil {
		return "no value (" + orDash(reason) + ")"
	}
	return number(*v) + " " + unit
}

// mostIDs is how many collections a line names; --json has them all.
const mostIDs = 3

func ids(list []uint64) string {
	var text []string
	for _, id := range list[max(0, len(list)-mostIDs):] {
		text = append(text, strconv.FormatUint(id, 10))
	}
	if more := len(list) - len(text); more > 0 {
		text = append(text, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(text, " ")
}

func countOrDash(n *uint64) string {
	if n == nil {
		return "-"
	}
	return strconv.FormatUint(*n, 10)
}

func orDash(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func moment(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Format(time.RFC3339)
}
