package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/store"
)

func (c *cli) releaseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "release",
		Short: "Freeze the datasets of a day, and publish them",
		Long: `A release is a frozen set of all datasets: what was known at the end of a day, judged on that day, without anything simulated. A draft is
seen by these commands alone. Once published it is on /open-data and under /api/v1/releases, and never changes: a correction is another
release, which says what it corrects. What was restated is known from the day that it came, so that is the day to release, or a later one.`,
		Example: "  postup release create --notes 'Third quarter'\n  postup release publish 2026-09-30 --reviewed-by 'Statistics office'\n" +
			"  postup release create --as-of 2026-10-12 --corrects 2026-09-30 --notes 'Lviv: August counted anew'",
	}
	cmd.AddCommand(c.releaseCreate(), c.releaseList(), c.releaseShow(), c.releasePublish(), c.releaseVerify())
	return cmd
}

// releasing runs work with what makes releases.
func (c *cli) releasing(ctx context.Context, work func(context.Context, *opendata.Releaser) error) error {
	return c.with(ctx, func(ctx context.Context, a *app) error {
		return work(ctx, &opendata.Releaser{Store: a.store, Config: a.config, Now: a.clock.Now, Software: version})
	})
}

func (c *cli) releaseCreate() *cobra.Command {
	var o opendata.Order
	var asOf string
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make a draft",
		Long: `Freezes the datasets of a day that has ended (UTC) as a draft, whose id is the day. A draft of the same day that was not published is
replaced; beside a published release the draft gets a number. From the same rows and configuration come the same bytes.`,
		Example: "  postup release create\n  postup release create --as-of 2026-09-30 --notes 'Third quarter'",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.AsOf, err = dayFlag("--as-of", asOf); err != nil {
				return err
			}
			return c.releasing(cmd.Context(), func(ctx context.Context, r *opendata.Releaser) error {
				x, err := r.Draft(ctx, o)
				if err != nil {
					return err
				}
				c.warnOfNothing(x)
				if c.json {
					return c.print(releaseJSONOf(x), "")
				}
				if err := c.printRelease(x); err != nil {
					return err
				}
				if wrong, err := r.Find(ctx, x.Corrects); err == nil && wrong.Hash == x.Hash { // not found where it corrects none
					return c.print(nil, "\nIt is a draft, and it corrects nothing: it has the same bytes as %s. What came after %s is not known on that day; create one of a later day with --as-of.\n", wrong.ID, x.AsOf)
				}
				return c.print(nil, "\nIt is a draft. To let everybody see it: postup release publish %s\n", x.ID)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&asOf, "as-of", "", "freeze what was known at the end of this day (default: yesterday)")
	f.StringVar(&o.Notes, "notes", "", "what there is to say about it")
	f.StringVar(&o.Corrects, "corrects", "", "id of the published release that it corrects; the notes should say what")
	return cmd
}

// warnOfNothing says that a release has no figures. It may be meant, and is published all the same.
func (c *cli) warnOfNothing(x store.Release) {
	if d := x.Dataset("observations"); d == nil || d.Rows == 0 {
		_, _ = fmt.Fprintf(c.stderr, "warning: release %s has 0 observations. A release has what was known by the end of its day, %s, and nothing simulated; if figures came later, create one of a later day\n", x.ID, x.AsOf)
	}
}

func (c *cli) releaseList() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List drafts and published releases",
		Example: "  postup release list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.releasing(cmd.Context(), func(ctx context.Context, r *opendata.Releaser) error {
				all, err := r.Store.Releases(ctx)
				if err != nil {
					return err
				}
				if c.json {
					rows := make([]releaseJSON, len(all))
					for i, x := range all {
						rows[i] = releaseJSONOf(x)
					}
					return c.print(map[string]any{"releases": rows}, "")
				}
				w := tabwriter.NewWriter(c.stdout, 0, 4, 2, ' ', 0)
				_, _ = fmt.Fprintln(w, "RELEASE\tSTATUS\tCREATED\tPUBLISHED\tREVIEWED BY\tCORRECTS\tROWS")
				for _, x := range all {
					_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\n", x.ID, x.Status, stamp(x.Created), stamp(x.Published), reviewed(x), cmp.Or(x.Corrects, "-"), rowsOf(x))
				}
				return w.Flush()
			})
		},
	}
}

func (c *cli) releaseShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show RELEASE",
		Short:   "Show a release and its datasets",
		Example: "  postup release show 2026-09-30",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.releasing(cmd.Context(), func(ctx context.Context, r *opendata.Releaser) error {
				x, err := r.Find(ctx, args[0])
				if err != nil {
					return err
				}
				if c.json {
					return c.print(releaseJSONOf(x), "")
				}
				return c.printRelease(x)
			})
		},
	}
}

func (c *cli) releasePublish() *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use:   "publish RELEASE",
		Short: "Let everybody see a draft, for good",
		Long: `Publishes a draft in one step. It can't be taken back or changed. Name who has reviewed its figures with --reviewed-by; without it the
release says everywhere that it was not reviewed.`,
		Example: "  postup release publish 2026-09-30 --reviewed-by 'Statistics office, O. Koval'",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.releasing(cmd.Context(), func(ctx context.Context, r *opendata.Releaser) error {
				x, err := r.Publish(ctx, args[0], strings.TrimSpace(by))
				if err != nil {
					return err
				}
				return c.print(releaseJSONOf(x), "published %s (%s)\n", x.ID, reviewed(x))
			})
		},
	}
	cmd.Flags().StringVar(&by, "reviewed-by", "", "who has reviewed the figures")
	return cmd
}

func (c *cli) releaseVerify() *cobra.Command {
	return &cobra.Command{
		Use:   "verify RELEASE",
		Short: "Make a release anew and tell whether the same bytes come out",
		Long: `Reads what is kept of a release, which has to have the hashes that it was released with, and makes its datasets anew from the store. Exit
code 1 where they are not the same: rows of its day were written since, or the configuration or Postup's methods are others.`,
		Example: "  postup release verify 2026-09-30",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.releasing(cmd.Context(), func(ctx context.Context, r *opendata.Releaser) error {
				x, err := r.Find(ctx, args[0])
				if err != nil {
					return err
				}
				differ, err := r.Verify(ctx, x)
				if err != nil {
					return err
				}
				if len(differ) == 0 {
					return c.print(map[string]any{"release": x.ID, "differ": []string{}}, "%s: the same bytes in %s\n", x.ID, count(len(x.Datasets), "dataset"))
				}
				if err := c.print(map[string]any{"release": x.ID, "differ": differ}, "%s: made anew by version %s, other bytes come out of %s; it was made by %s\n",
					x.ID, r.Software, strings.Join(differ, ", "), x.Software); err != nil {
					return err
				}
				return exitCode(1)
			})
		},
	}
}

func (c *cli) printRelease(x store.Release) error {
	w := tabwriter.NewWriter(c.stdout, 0, 4, 2, ' ', 0)
	for _, line := range [][2]string{
		{"release", x.ID}, {"status", string(x.Status)}, {"as of", x.AsOf.String()}, {"created", stamp(x.Created)}, {"published", stamp(x.Published)},
		{"review", reviewed(x)}, {"corrects", cmp.Or(x.Corrects, "-")}, {"made by", "postup " + x.Software}, {"notes", cmp.Or(x.Notes, "-")}, {"sha256", x.Hash},
	} {
		_, _ = fmt.Fprintf(w, "%s\t%s\n", line[0], line[1])
	}
	_, _ = fmt.Fprintln(w, "\nDATASET\tROWS\tBYTES\tSHA256")
	for _, d := range x.Datasets {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", d.ID, d.Rows, d.Bytes, d.Hash)
	}
	return w.Flush()
}

func reviewed(x store.Release) string {
	switch {
	case x.ReviewedBy != "":
		return "reviewed by " + x.ReviewedBy
	case x.Status == store.ReleaseDraft:
		return "-"
	}
	return "not reviewed"
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func rowsOf(x store.Release) (rows uint64) {
	for _, d := range x.Datasets {
		rows += d.Rows
	}
	return rows
}
