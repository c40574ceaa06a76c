package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func (c *cli) collectCommand() *cobra.Command {
	var once, again bool
	var confirm uint64
	var sources []string
	var from, to string
	cmd := &cobra.Command{
		Use:   "collect",
		Short: "Only the collectors: on schedule, or once",
		Long: `Collects on schedule until it is stopped (beside a separate serve, with a ClickHouse server), or with
--once every source, or the named ones, now: a line per source, exit code 1 if any failed.
A window that --from and --to name is asked for in parts (window.chunk of the source, 31 days by default), each a
collection of its own. After an interruption the same command goes on where that was. On the way it tells how many
records came and about how long the rest takes: by a bar on a terminal, elsewhere by a line on standard error each few seconds.`,
		Example: "  postup collect --once\n  postup collect --once --source my-table --dry-run\n  postup collect --once --source portal --from 2023-01-01 --to 2023-03-31",
		Args:    cobra.NoArgs,
		PreRun: func(cmd *cobra.Command, _ []string) {
			if !once && !cmd.Flags().Changed("log-level") {
				c.logLevel = "info"
			}
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !once {
				if c.dryRun || again || confirm > 0 || len(sources) > 0 || from != "" || to != "" {
					return usageError("--source, --from, --to, --again, --dry-run and --confirm-withdrawals go with --once")
				}
				return c.run(cmd.Context(), service{collect: true})
			}
			if confirm > 0 && len(sources) == 0 {
				return usageError("--confirm-withdrawals goes with --source: what has vanished is confirmed source by source")
			}
			o := collectors.OnceOptions{Sources: sources, DryRun: c.dryRun, Again: again, ConfirmWithdrawals: confirm}
			var err error
			if o.From, o.To, err = dates(from, to); err != nil {
				return err
			}
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error { return c.collectOnce(ctx, a, o) })
		},
	}
	f := cmd.Flags()
	f.BoolVar(&once, "once", false, "collect now, once, and end")
	f.StringArrayVar(&sources, "source", nil, "id of a source; may be repeated (default: all)")
	f.StringVar(&from, "from", "", "first day, for sources that take a window")
	f.StringVar(&to, "to", "", "last day, for sources that take a window")
	f.BoolVar(&again, "again", false, "ask again for parts of the window that were collected before")
	f.Uint64Var(&confirm, "confirm-withdrawals", 0, "withdraw up to so many rows that a snapshot lacks, even if that is more than its source's withdraw_limit")
	f.BoolVar(&c.dryRun, "dry-run", false, "write nothing: only say what would be")
	return cmd
}

func dates(from, to string) (f, t kpi.Date, err error) {
	if from != "" {
		if f, err = kpi.ParseDate(from); err != nil {
			return 0, 0, usageError("--from " + err.Error())
		}
	}
	if to != "" {
		if t, err = kpi.ParseDate(to); err != nil {
			return 0, 0, usageError("--to " + err.Error())
		}
	}
	if f != 0 && t != 0 && f > t {
		return 0, 0, usageError(fmt.Sprintf("--from %s is after --to %s", f, t))
	}
	return f, t, nil
}

func (c *cli) collectOnce(ctx context.Context, a *app, o collectors.OnceOptions) error {
	if c.resident == nil && !o.DryRun && a.config.Store.Engine != store.EngineClickHouse { // nobody else has the data folder
		if err := a.collector.CloseInterrupted(ctx); err != nil { // a store that has no room takes what comes later
			a.log.Warn("collections that were interrupted could not be ended", "error", err)
		}
	}
	progress, done := c.windowProgress()
	o.Progress = progress.tell
	outcomes, err := a.collector.Once(ctx, o)
	done()
	if err != nil {
		return err
	}
	return c.told(outcomes, o.DryRun)
}

// outcomeRow is an outcome for machines, with the names that the API uses.
type outcomeRow struct {
	ID         uint64                 `json:"id"`
	Source     string                 `json:"source"`
	Status     store.CollectionStatus `json:"status"`
	Records    uint64                 `json:"records"`
	Accepted   uint64                 `json:"accepted"`
	Rejected   uint64                 `json:"rejected"`
	Unchanged  uint64                 `json:"unchanged"`
	Withdrawn  uint64                 `json:"withdrawn"` // what a snapshot no longer holds
	Totals     totalsRow              `json:"totals"`
	Error      string                 `json:"error,omitempty"`
	From       *kpi.Date              `json:"from,omitempty"` // the window that was asked for
	To         *kpi.Date              `json:"to,omitempty"`
	Simulated  bool                   `json:"simulated"`
	Rejections []rejectionRow         `json:"rejections"` // the first ones
	Replays    uint64                 `json:"replays,omitempty"`
	Compared   *comparedRow           `json:"compared,omitempty"`
}

// totalsRow is what became of rows of totals.
type totalsRow struct {
	Skipped uint64 `json:"skipped"`
	Taken   uint64 `json:"taken"`
	First   string `json:"first,omitempty"` // that was taken
}

type rejectionRow struct {
	Position string `json:"position"`
	Field    string `json:"field"`
	Reason   string `json:"reason"`
	Detail   string `json:"detail"`
}

func outcomeRows(outcomes []collectors.Outcome) []outcomeRow {
	rows := make([]outcomeRow, len(outcomes))
	for i, o := range outcomes {
		rows[i] = outcomeRow{ID: o.ID, Source: o.Source, Status: o.Status, Records: o.Records, Accepted: o.Accepted, Rejected: o.Rejected,
			Unchanged: o.Unchanged, Withdrawn: o.Withdrawn, Totals: totalsRow{o.TotalsSkipped, o.TotalsTaken, o.FirstTotal}, Error: o.Error, Simulated: o.Simulated, Rejections: make([]rejectionRow, len(o.Rejections)),
			Replays: o.Replays, Compared: comparedRowOf(o.Compared)}
		if !o.From.IsZero() {
			rows[i].From, rows[i].To = &outcomes[i].From, &outcomes[i].To
		}
		for j, r := range o.Rejections {
			rows[i].Rejections[j] = rejectionRow{r.Position, r.Field, r.Reason, r.Detail}
		}
	}
	return rows
}

// printTotals says what became of rows of totals.
func (c *cli) printTotals(o collectors.Outcome) error {
	if n := o.TotalsSkipped; n > 0 {
		if _, err := fmt.Fprintf(c.stdout, "  %s: rows of totals left out: %d\n", o.Source, n); err != nil {
			return err
		}
	}
	if n := o.TotalsTaken; n > 0 {
		if _, err := fmt.Fprintf(c.stdout, "  %s: rows taken that look like totals: %d, the first at %s; write totals: skip, or keep if they are none\n",
			o.Source, n, o.FirstTotal); err != nil {
			return err
		}
	}
	return nil
}

func (c *cli) printOutcomes(outcomes []collectors.Outcome, dryRun bool) error {
	if c.json {
		return c.print(map[string]any{"dry_run": dryRun, "collections": outcomeRows(outcomes)}, "")
	}
	w := tabwriter.NewWriter(c.stdout, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "SOURCE\tSTATUS\tRECORDS\tACCEPTED\tREJECTED\tUNCHANGED\tTOOK\t")
	for i, o := range outcomes {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n", named(outcomes, i), o.Status, o.Records, o.Accepted, o.Rejected, o.Unchanged,
			o.Took.Round(time.Millisecond), o.Error)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Withdrawn > 0 {
			if _, err := fmt.Fprintf(c.stdout, "  %s: %d no longer in the payload and withdrawn\n", o.Source, o.Withdrawn); err != nil {
				return err
			}
		}
		if err := c.printTotals(o); err != nil {
			return err
		}
		for _, r := range o.Rejections {
			if _, err := fmt.Fprintf(c.stdout, "  %s, %s: %s %s: %s\n", o.Source, r.Position, r.Field, r.Reason, r.Detail); err != nil {
				return err
			}
		}
		if more := int(o.Rejected) - len(o.Rejections); more > 0 && len(o.Rejections) > 0 {
			if _, err := fmt.Fprintf(c.stdout, "  %s: and %d more\n", o.Source, more); err != nil {
				return err
			}
		}
	}
	if err := c.printChanges(outcomes); err != nil {
		return err
	}
	if dryRun {
		_, err := fmt.Fprintln(c.stdout, "nothing was written (--dry-run)")
		return err
	}
	return nil
}

// named is an outcome's source, with the window where the source has several outcomes.
func named(outcomes []collectors.Outcome, i int) string {
	o := &outcomes[i]
	beside := i > 0 && outcomes[i-1].Source == o.Source || i+1 < len(outcomes) && outcomes[i+1].Source == o.Source
	if beside && !o.From.IsZero() {
		return fmt.Sprintf("%s %s..%s", o.Source, o.From, o.To)
	}
	return o.Source
}

func (c *cli) importCommand() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:   "import FILE --as observations|applications|stages|offers|targets|milestones",
		Short: "Load a file (CSV, XLSX, XLS, ODS, DBF, JSON, NDJSON, XML) through the same checks as a source",
		Long: `Loads a file through the same checks as a source. Columns (or keys) are named like the fields:
for observations indicator, region, period, value; docs/sources.md lists the fields of each kind.
How the file is written is told by its name: .csv, .tsv, .xlsx, .xls, .ods, .dbf, .ndjson, .jsonl, .json, .xml;
.gz may follow, and a .zip may hold one such file.`,
		Example: "  postup import services.csv --as observations\n  postup import 2023.ndjson.gz --as applications",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if as == "" {
				return usageError("--as is missing: it takes observations, applications, stages, offers, targets or milestones")
			}
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error { return c.importFile(ctx, a, args[0], as) })
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "what the records are")
	return cmd
}

func (c *cli) importFile(ctx context.Context, a *app, path, as string) error {
	progress, done := c.bar()
	out, err := a.collector.Import(ctx, a.path(path), as, progress)
	done()
	if err != nil {
		return err
	}
	return c.told([]collectors.Outcome{out}, false)
}

// bar is a progress bar of bytes on a terminal, and nothing elsewhere.
func (c *cli) bar() (progress func(read, size int64), done func()) {
	bar := c.terminalBar("importing", progressbar.OptionShowBytes(true))
	if bar == nil {
		return func(int64, int64) {}, func() {}
	}
	return func(read, size int64) {
			bar.ChangeMax64(size)
			_ = bar.Set64(read)
		}, func() {
			_ = bar.Finish()
		}
}

// counting is a progress bar of whole steps on a terminal, and nothing elsewhere.
func (c *cli) counting(what string) (progress func(done, of int), done func()) {
	bar := c.terminalBar(what, progressbar.OptionShowCount())
	if bar == nil {
		return func(int, int) {}, func() {}
	}
	return func(done, of int) {
			bar.ChangeMax(of)
			_ = bar.Set(done)
		}, func() {
			_ = bar.Clear()
		}
}

// terminalBar is nil where standard error is no terminal, or a machine reads along.
func (c *cli) terminalBar(what string, options ...progressbar.Option) *progressbar.ProgressBar {
	f, ok := c.stderr.(*os.File)
	if ok {
		info, err := f.Stat()
		ok = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	if !ok || c.json {
		return nil
	}
	return progressbar.NewOptions64(-1, append(options, progressbar.OptionSetWriter(f),
		progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish())...)
}
