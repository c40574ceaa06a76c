package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

// exportQuestion is which dataset is wanted, as what, and where to.
type exportQuestion struct {
	dataset, format, release, output string
	asOf                             kpi.Date
}

func (c *cli) exportCommand() *cobra.Command {
	var q exportQuestion
	var asOf string
	cmd := &cobra.Command{
		Use:   "export DATASET",
		Short: "Write a dataset to a file or to standard output",
		Long: `Writes all rows of a dataset: ` + strings.Join(datasetIDs(&config.Config{}), ", ") + `. Without --release they are what is known now, or
was at the end of --as-of; what is simulated is among them, and says so. With --release they are those of a release, a draft too.`,
		Example: "  postup export observations > observations.csv\n  postup export progress --format xlsx --output progress.xlsx\n" +
			"  postup export observations --release 2026-09-30 --format parquet --output observations.parquet",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			q.dataset = args[0]
			if ids := datasetIDs(&config.Config{}); !slices.Contains(ids, q.dataset) {
				return usageError(fmt.Sprintf("there is no dataset %q; there are: %s", q.dataset, strings.Join(ids, ", ")))
			}
			if _, err := formatNamed(q.format); err != nil {
				return err
			}
			if q.asOf, err = dayFlag("--as-of", asOf); err != nil {
				return err
			}
			if q.release != "" && !q.asOf.IsZero() {
				return usageError("--as-of is of what is in the store; a release has its own day: leave one of them out")
			}
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error { return c.export(ctx, a, q) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.format, "format", "csv", "as what: "+strings.Join(formatIDs(), ", "))
	f.StringVar(&q.release, "release", "", "id of a release, instead of what is in the store")
	f.StringVar(&asOf, "as-of", "", "what was known at the end of this day (default: everything)")
	f.StringVarP(&q.output, "output", "o", "", "file to write; one that is there is replaced (default: standard output)")
	return cmd
}

func datasetIDs(cfg *config.Config) []string {
	var ids []string
	for _, d := range api.Datasets(cfg) {
		ids = append(ids, d.ID)
	}
	return ids
}

func formatIDs() []string {
	var ids []string
	for _, f := range table.Formats() {
		ids = append(ids, f.ID)
	}
	return ids
}

func formatNamed(id string) (table.Format, error) {
	for _, f := range table.Formats() {
		if f.ID == id {
			return f, nil
		}
	}
	return table.Format{}, usageError(fmt.Sprintf("--format is %q; it takes %s", id, strings.Join(formatIDs(), ", ")))
}

// export writes to a file beside the one that is replaced at the end, so that nobody finds half of it there.
func (c *cli) export(ctx context.Context, a *app, q exportQuestion) (err error) {
	f, err := formatNamed(q.format)
	if err != nil {
		return err
	}
	if q.output == "" {
		out := bufio.NewWriterSize(c.stdout, 1<<16)
		return errors.Join(writeDataset(ctx, a, q, f, out), out.Flush())
	}
	path := a.path(q.output)
	file, err := os.Create(path + ".part")
	if err != nil {
		return fmt.Errorf("write %s: %w", q.output, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if err := errors.Join(writeDataset(ctx, a, q, f, file), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", q.output, err)
	}
	return c.print(map[string]any{"file": q.output}, "wrote %s\n", q.output)
}

func writeDataset(ctx context.Context, a *app, q exportQuestion, f table.Format, to io.Writer) error {
	languages, err := messages.Load()
	if err != nil {
		return err
	}
	words := opendata.Dictionary{Words: languages.Find("en"), Config: a.config}
	if q.release != "" {
		x, err := (&opendata.Releaser{Store: a.store, Config: a.config, Now: a.clock.Now, Software: version}).Find(ctx, q.release)
		if err != nil {
			return err
		}
		d, err := opendata.DatasetOf(&x, q.dataset)
		if err != nil {
			return err
		}
		return opendata.Copy(ctx, a.store, d, f, words.Meta(&x, d), to)
	}
	now := a.clock.Now()
	b, err := board.Build(ctx, a.store, a.config, q.asOf, kpi.DateOf(now.UTC()), now)
	if err != nil {
		return err
	}
	all := api.Datasets(a.config)
	d := all[slices.IndexFunc(all, func(d api.Dataset) bool { return d.ID == q.dataset })]
	_, err = opendata.Fill(d, b, f, words.Describe(d), to)
	return err
}
