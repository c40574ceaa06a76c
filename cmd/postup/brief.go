package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages"
	"github.com/postup/postup/kpi"
)

// briefQuestion is which briefs are asked for.
type briefQuestion struct {
	region, language, site string // region "": all
	asOf, today            kpi.Date
}

// briefDocument is a region's brief as it goes from the process that holds the data folder to the one that writes files.
type briefDocument struct {
	Region string `json:"region"`
	HTML   string `json:"html"`
}

// briefFiles are where briefs go: a file, or with all of them a folder; "" for none.
type briefFiles struct{ html, pdf, chromium string }

func (c *cli) briefCommand() *cobra.Command {
	var q briefQuestion
	var files briefFiles
	var asOf, today string
	var all bool
	cmd := &cobra.Command{
		Use:   "brief [REGION]",
		Short: "Write a region's brief, two A4 pages, as a PDF or as HTML",
		Long: `Writes the brief of a region, or with --all of each: what was promised and how it stands, what there is to do, how good
the data is, and a place for a signature, as the page /regions/REGION?view=brief shows it. It is of a fixed day and says at
which address the same can be read.
--pdf prints it by an installed Chromium. --html writes one file that any browser shows and prints; without either it goes
to standard output. With --all they name folders, which get a file for each region.`,
		Example: "  postup brief UA-59 --pdf sumy.pdf --lang uk --site https://postup.example\n" +
			"  postup brief UA-59 --as-of 2025-03-31 --html sumy.html\n  postup brief --all --pdf briefs --lang uk",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.region = strings.Join(args, "")
			switch {
			case all == (q.region != ""):
				return usageError("give the code of one region, such as UA-59, or --all")
			case all && !c.json && files.html == "" && files.pdf == "":
				return usageError("--all makes a file for each region: name their folder with --pdf or --html")
			case !slices.Contains(config.Languages, q.language):
				return usageError(fmt.Sprintf("--lang is %s: it takes %s", q.language, strings.Join(config.Languages, ", ")))
			}
			var err error
			if q.asOf, err = dayFlag("--as-of", asOf); err != nil {
				return err
			}
			if q.today, err = dayFlag("--today", today); err != nil {
				return err
			}
			return c.brief(cmd.Context(), q, files)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&all, "all", false, "of every region")
	f.StringVar(&files.pdf, "pdf", "", "where to write the PDF; a file that is there is replaced")
	f.StringVar(&files.html, "html", "", "where to write the HTML, likewise")
	f.StringVar(&q.language, "lang", "en", "language of the brief: en, uk or ru")
	f.StringVar(&asOf, "as-of", "", "what was known at the end of this day (default: everything)")
	f.StringVar(&today, "today", "", "day that states are judged on (default: today)")
	f.StringVar(&q.site, "site", "", "address of the dashboard, for the links (default: http:// and where it is configured to listen)")
	f.StringVar(&files.chromium, "chromium", os.Getenv("POSTUP_CHROMIUM"), "browser that prints (default: the first that is there of "+strings.Join(chromiums, ", ")+"; also POSTUP_CHROMIUM)")
	return cmd
}

// dayFlag reads a day that a flag gives, zero where it gives none.
func dayFlag(name, text string) (kpi.Date, error) {
	if text == "" {
		return 0, nil
	}
	d, err := board.ParseDay(name, text)
	if err != nil {
		return 0, usageError(err.Error())
	}
	return d, nil
}

// brief makes briefs where the data folder is held, and writes them here: files and the browser are the caller's.
func (c *cli) brief(ctx context.Context, q briefQuestion, files briefFiles) error {
	if files.pdf != "" {
		var err error
		if files.chromium, err = findChromium(files.chromium); err != nil {
			return err
		}
	}
	documents, err := c.briefDocuments(ctx, q)
	switch {
	case err != nil:
		return err
	case files.pdf != "" || files.html != "":
		return c.writeBriefs(ctx, documents, files, q.region == "")
	case c.json:
		enc := json.NewEncoder(c.stdout)
		for _, d := range documents {
			if err := enc.Encode(d); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = io.WriteString(c.stdout, documents[0].HTML)
	return err
}

// briefDocuments makes the briefs, in the process that holds the data folder if there is one.
func (c *cli) briefDocuments(ctx context.Context, q briefQuestion) (documents []briefDocument, err error) {
	var out bytes.Buffer
	there := *c
	there.stdout, there.args = &out, q.args()
	err = there.with(ctx, func(ctx context.Context, a *app) error {
		documents, err = makeBriefs(ctx, a, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	for dec := json.NewDecoder(&out); ; {
		var d briefDocument
		if err := dec.Decode(&d); errors.Is(err, io.EOF) {
			return documents, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the briefs that the postup process which holds the data folder has made: %w", err)
		}
		documents = append(documents, d)
	}
}

// args is the command line that makes another process answer with documents.
func (q *briefQuestion) args() []string {
	args := []string{"brief", "--json", "--lang", q.language, "--site", q.site}
	if !q.asOf.IsZero() {
		args = append(args, "--as-of", q.asOf.String())
	}
	if !q.today.IsZero() {
		args = append(args, "--today", q.today.String())
	}
	if q.region == "" {
		return append(args, "--all")
	}
	return append(args, "--", q.region)
}

func makeBriefs(ctx context.Context, a *app, q briefQuestion) ([]briefDocument, error) {
	regions := a.config.Regions
	if q.region != "" {
		region := a.config.Region(strings.ToUpper(q.region))
		if region == nil {
			return nil, errors.New(a.config.NoRegion(q.region))
		}
		regions = []*config.Region{region}
	}
	briefs, err := pages.NewBriefs(q.language, cmp.Or(q.site, "http://"+a.config.Listen))
	if err != nil {
		return nil, err
	}
	now := a.clock.Now()
	b, err := board.Build(ctx, a.store, a.config, q.asOf, cmp.Or(q.today, kpi.DateOf(now.UTC())), now)
	if err != nil {
		return nil, err
	}
	documents := make([]briefDocument, len(regions))
	for i, region := range regions {
		html, err := briefs.Of(b, region)
		if err != nil {
			return nil, err
		}
		documents[i] = briefDocument{region.Code, string(html)}
	}
	return documents, nil
}

// writeBriefs writes each brief in each form that is asked for.
func (c *cli) writeBriefs(ctx context.Context, documents []briefDocument, files briefFiles, all bool) error {
	progress, done := c.counting("briefs")
	var written []string
	for i, d := range documents {
		for _, form := range []struct {
			path, ending string
			write        func(path string) error
		}{
			{files.html, ".html", func(path string) error { return writeWhole(path, []byte(d.HTML)) }},
			{files.pdf, ".pdf", func(path string) error { return printPDF(ctx, files.chromium, []byte(d.HTML), path) }},
		} {
			if form.path == "" {
				continue
			}
			path := form.path
			if all {
				if err := os.MkdirAll(form.path, 0o755); err != nil {
					return fmt.Errorf("make the folder of the briefs: %w", err)
				}
				path = filepath.Join(form.path, d.Region+form.ending)
			}
			if err := form.write(path); err != nil {
				return fmt.Errorf("write the brief of %s: %w", d.Region, err)
			}
			written = append(written, path)
		}
		progress(i+1, len(documents))
	}
	done()
	if all {
		return c.print(map[string]any{"files": written}, "wrote %s\n", count(len(written), "file"))
	}
	return c.print(map[string]any{"files": written}, "wrote %s\n", strings.Join(written, ", "))
}
