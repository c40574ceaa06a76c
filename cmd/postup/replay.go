package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

func (c *cli) replayCommand() *cobra.Command {
	var o collectors.ReplayOptions
	var from, to string
	cmd := &cobra.Command{
		Use:   "replay --collection ID | --source ID [--from DATE] [--to DATE]",
		Short: "Decode kept payloads again with today's mapping, after it was fixed",
		Long: `Decodes payloads that were kept again, in the order in which they came, with the mapping as it is now,
and prints what changes by it. What a later collection said stays: where it may say otherwise by today's mapping, it
is decoded again after them. Nothing is asked of the source.
--from and --to are the days on which the payloads came.`,
		Example: "  postup replay --collection 1795387609753198 --dry-run\n  postup replay --source counts --from 2025-01-01 --to 2025-03-31",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.From, o.To, err = dates(from, to); err != nil {
				return err
			}
			switch {
			case o.Collection == 0 && o.Source == "":
				return usageError("say what to replay: --collection ID, or --source ID with --from and --to")
			case o.Collection != 0 && (o.Source != "" || from != "" || to != ""):
				return usageError("--collection names one payload; it goes with neither --source nor --from and --to")
			}
			o.DryRun = c.dryRun
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error { return c.replay(ctx, a, o) })
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Collection, "collection", 0, "id of the collection whose payload is decoded again")
	f.StringVar(&o.Source, "source", "", "id of the source whose payloads are decoded again")
	f.StringVar(&from, "from", "", "first day on which they came (default: the first ever)")
	f.StringVar(&to, "to", "", "last day on which they came (default: today)")
	f.BoolVar(&c.dryRun, "dry-run", false, "write nothing: only say what would change")
	return cmd
}

func (c *cli) replay(ctx context.Context, a *app, o collectors.ReplayOptions) error {
	progress, done := c.counting("replaying")
	o.Progress = progress
	outcomes, err := a.collector.Replay(ctx, o)
	done()
	if err != nil {
		return err
	}
	return c.told(outcomes, o.DryRun)
}

// told prints the outcomes; the exit code is 1 if any failed.
func (c *cli) told(outcomes []collectors.Outcome, dryRun bool) error {
	if err := c.printOutcomes(outcomes, dryRun); err != nil {
		return err
	}
	for _, out := range outcomes {
		if out.Status == store.CollectionFailed || out.Status == store.CollectionWaiting {
			return exitCode(1)
		}
	}
	return nil
}

// comparedRow is what changes, for machines.
type comparedRow struct {
	New        int            `json:"new"`
	Changed    int            `json:"changed"`
	Unchanged  int            `json:"unchanged"`
	Superseded int            `json:"superseded"`
	Changes    []store.Change `json:"changes"` // the first ones
}

func comparedRowOf(w *store.Written) *comparedRow {
	if w == nil {
		return nil
	}
	return &comparedRow{w.New, w.Restated, w.Unchanged, w.Superseded, append([]store.Change{}, w.Changes...)}
}

// printChanges says what changes by collections that compared: counts for each, and the first changes of all.
func (c *cli) printChanges(outcomes []collectors.Outcome) error {
	shown, changed := 0, 0
	for _, o := range outcomes {
		w := o.Compared
		if w == nil || o.Status == store.CollectionFailed && o.Records == 0 {
			continue
		}
		name := o.Source
		if o.Replays != 0 {
			name = fmt.Sprintf("%s, replay of %d", o.Source, o.Replays)
		}
		line := fmt.Sprintf("  %s: %d new, %d changed, %d rejected, %d unchanged", name, w.New, w.Restated, o.Rejected, int(o.Unchanged)-w.Superseded)
		if w.Superseded > 0 {
			line += fmt.Sprintf(", %d left as something later says", w.Superseded)
		}
		if _, err := fmt.Fprintln(c.stdout, line); err != nil {
			return err
		}
		changed += w.Restated
		for _, ch := range w.Changes[:min(len(w.Changes), store.MaxChanges-shown)] {
			shown++
			if _, err := fmt.Fprintf(c.stdout, "    %s %s: %s → %s\n", ch.As, ch.Cell, ch.Before, ch.After); err != nil {
				return err
			}
		}
	}
	if shown < changed {
		_, err := fmt.Fprintf(c.stdout, "    and %d more changes\n", changed-shown)
		return err
	}
	return nil
}
