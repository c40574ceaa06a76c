package main

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// widestCell bounds what a table shows of a cell.
const widestCell = 32

func showTable(b *strings.Builder, rows [][]string) {
	w := tabwriter.NewWriter(b, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		for _, cell := range row {
			cell = strings.Join(strings.Fields(cell), " ")
			if runes := []rune(cell); len(runes) > widestCell {
				cell = string(runes[:widestCell-1]) + "…"
			}
			_, _ = fmt.Fprint(w, cell, "\t")
		}
		_, _ = fmt.Fprintln(w)
	}
	_ = w.Flush() // into memory
}

// previewTable shows rows as they would be stored, a header before each kind.
func previewTable(rows []collectors.PreviewRow) (table [][]string) {
	heads := map[string][]string{
		config.Observations: {"INDICATOR", "BREAKDOWN", "REGION", "PERIOD", "VALUE", "NUMERATOR", "DENOMINATOR", "STATUS"},
		config.Stages:       {"SERVICE", "REGION", "SINCE", "STAGE", "STATUS"},
		config.Offers:       {"SERVICE", "REGION", "FROM", "TO", "DEADLINE_DAYS"},
		config.Applications: {"SERVICE", "REGION", "CHANNEL", "SUBMITTED", "COMPLETED", "OUTCOME", "SUSPENDED"},
		config.Milestones:   {"PROGRAMME", "MILESTONE", "REGION", "DONE_ON"},
		config.Targets:      {"TARGET", "REGION", "PERIOD", "VALUE", "PLAN"},
	}
	for _, as := range config.RecordKinds {
		first := true
		for i := range rows {
			if rows[i].As != as {
				continue
			}
			if first {
				table, first = append(table, heads[as]), false
			}
			table = append(table, cellsOf(&rows[i]))
		}
	}
	return table
}

func cellsOf(r *collectors.PreviewRow) []string {
	switch r.As {
	case config.Observations:
		o := &r.Observation
		return []string{o.Indicator, o.Breakdown, o.Region, periodCell(o.Period), numberCell(o.Value), numberCell(o.Numerator), numberCell(o.Denominator), string(o.Status)}
	case config.Stages:
		s := &r.Stage
		stage := s.Stage.String()
		if s.Status != kpi.Present {
			stage = ""
		}
		return []string{s.Service, s.Region, s.Since.String(), stage, string(s.Status)}
	case config.Offers:
		o := &r.Offer
		days := ""
		if o.DeadlineDays > 0 {
			days = strconv.Itoa(o.DeadlineDays)
		}
		return []string{o.Service, o.Region, o.From.String(), dateCell(o.To), days}
	case config.Applications:
		a := &r.Application
		suspended := ""
		if a.Suspended > 0 {
			suspended = a.Suspended.String()
		}
		return []string{a.Service, a.Region, a.Channel, timeCell(a.Submitted), timeCell(a.Completed), a.Outcome, suspended}
	case config.Milestones:
		return []string{r.Milestone.Programme, r.Milestone.Milestone, r.Milestone.Region, dateCell(r.Milestone.DoneOn)}
	}
	t := &r.Target
	return []string{t.Target, t.Region, periodCell(t.Period), numberCell(t.Value), strconv.FormatBool(t.Plan)}
}

func periodCell(p kpi.Period) string {
	if p.Start == p.End {
		return p.Start.String()
	}
	return p.Start.String() + ".." + p.End.String()
}

func dateCell(d kpi.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func timeCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04 -07:00")
}

func numberCell(v *float64) string {
	if v == nil {
		return ""
	}
	if s := strconv.FormatFloat(*v, 'f', -1, 64); len(s) <= 10 {
		return s
	}
	return strconv.FormatFloat(*v, 'f', 4, 64) // of a share, as many as one reads
}

// previewRow is a preview for machines, nil where there is none.
func previewRow(p *collectors.Previewed) any {
	if p == nil {
		return nil
	}
	rejections := make([]rejectionRow, len(p.Rejections))
	for i, r := range p.Rejections {
		rejections[i] = rejectionRow{r.Position, r.Field, r.Reason, r.Detail}
	}
	return map[string]any{"records": p.Records, "accepted": p.Accepted, "rejected": p.Rejected, "unchanged": p.Unchanged, "totals": p.Totals, "rejections": rejections}
}
