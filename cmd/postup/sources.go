package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

func (c *cli) sourcesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sources [SOURCE]...",
		Short: "Show how fresh sources are, and which of their reports came on time, late or not",
		Long: `Prints a line for every source, or for the named ones: how fresh it is, and, where its regions owe figures by a
day, what became of the newest report that is due. With --json the fields are those of /api/v1/sources.`,
		Example: "  postup sources\n  postup sources reports --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error { return c.sources(ctx, a, args) })
		},
	}
}

func (c *cli) sources(ctx context.Context, a *app, ids []string) error {
	for _, id := range ids {
		if a.config.Source(id) == nil {
			return errors.New(a.config.NoSource(id))
		}
	}
	now := a.clock.Now()
	views, err := board.Sources(ctx, a.store, a.config, now)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		views = slices.DeleteFunc(views, func(v board.SourceView) bool { return !slices.Contains(ids, v.Source.ID) })
	}
	if c.json {
		rows := make([]api.Source, len(views))
		for i := range views {
			rows[i] = api.SourceOf(&views[i], now)
		}
		return c.print(map[string]any{"sources": rows}, "")
	}
	w := tabwriter.NewWriter(c.stdout, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "SOURCE\tFRESHNESS\tLAST SUCCESS\tREPORT")
	for i := range views {
		v := &views[i]
		last := "-"
		if !v.State.LastSuccess.IsZero() {
			last = v.State.LastSuccess.UTC().Format(time.RFC3339)
		}
		lines := reportLines(v)
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", v.Source.ID, v.Freshness, last, lines[0])
		for _, line := range lines[1:] {
			_, _ = fmt.Fprintf(w, "\t\t\t%s\n", line)
		}
	}
	return w.Flush()
}

// reportLines are what became of a source's reports, a line for each region; an empty one where nothing is owed by a day.
func reportLines(v *board.SourceView) []string {
	if len(v.Reports) == 0 {
		return []string{""}
	}
	lines := make([]string, len(v.Reports))
	for i := range v.Reports {
		lines[i] = reportLine(&v.Reports[i])
		if len(v.Source.Regions) > 1 {
			lines[i] = v.Reports[i].Region.Code + " " + lines[i]
		}
	}
	return lines
}

func reportLine(r *board.Report) string {
	if r.State == "" {
		line := fmt.Sprintf("%s: not due yet", r.Next)
		if !r.NextDue.IsZero() {
			line += ", due by " + r.NextDue.String()
		}
		return line
	}
	facts := []string{"due by " + r.Due.String()}
	if r.Unjudged != "" {
		facts = []string{"the calendar of that year is not complete"}
	}
	found := "found on " + r.Region.Day(r.Found).String()
	word := string(r.State)
	switch {
	case r.State == kpi.ReportOnTime:
		word, facts = "on time", append(facts, found)
	case r.State == kpi.ReportLate:
		word, facts = count(r.DaysLate, "day")+" late", append(facts, found)
	case r.State == kpi.ReportMissing:
		word += " for " + count(r.DaysLate, "day")
		if r.Provisional {
			facts = append(facts, "only provisional figures")
		}
		if r.Looked.IsZero() || r.Region.Day(r.Looked) <= r.Due {
			facts = append(facts, "not collected since it was due")
		}
	case r.Unjudged == "":
		facts = append(facts, found, "not collected in between, at most "+count(r.DaysLate, "day")+" late")
	case !r.Found.IsZero():
		facts = append(facts, found)
	}
	if r.Figures > 0 && r.Lacking > 0 {
		facts = append(facts, count(r.Lacking, "figure")+" of the period before without a successor")
	}
	return fmt.Sprintf("%s: %s (%s)", r.Period, word, strings.Join(facts, ", "))
}
