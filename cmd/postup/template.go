package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/collectors/form"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

func (c *cli) templateCommand() *cobra.Command {
	var out, language string
	cmd := &cobra.Command{
		Use:   "template SOURCE",
		Short: "Write the form (.xlsx) that a region fills in for a source",
		Long: `Writes a workbook whose columns are those that the source's mappings read: locked headers with notes, lists to
choose from, empty rows to fill in. An inbox tells by it whether a form is the newest.`,
		Example: "  postup template reports --language uk\n  postup template reports --out form.xlsx",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains(config.Languages, language) {
				return usageError(fmt.Sprintf("--language is %s: it takes %s", language, strings.Join(config.Languages, ", ")))
			}
			if out == "" {
				out = args[0] + ".xlsx"
			}
			return c.template(args[0], out, language)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "where to write it; nothing is overwritten (default: SOURCE.xlsx here)")
	cmd.Flags().StringVar(&language, "language", "en", "of its notes: en, uk or ru")
	return cmd
}

func (c *cli) template(id, out, language string) (err error) {
	cfg, err := c.loadConfig(nil)
	if err != nil {
		return err
	}
	src := cfg.Source(id)
	if src == nil {
		return errors.New(cfg.NoSource(id))
	}
	f, err := form.New(src, cfg.Config, kpi.DateOf(time.Now()))
	if err != nil {
		return err
	}
	file, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	if err := errors.Join(f.Write(file, language), file.Close()); err != nil {
		return errors.Join(err, os.Remove(out))
	}
	return c.print(map[string]any{"file": out, "version": f.Version()}, "wrote %s, version %s\n", out, f.Version())
}
