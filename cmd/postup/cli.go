package main

import (
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// runsOn annotates the commands that run until they are stopped.
const runsOn = "runs-on"

// cli is one command line: where its output goes and the flags that every command takes.
type cli struct {
	stdout, stderr io.Writer
	args           []string
	resident       *app
	started        bool // flags and arguments were right, the command's own work began

	config, data        string
	packs               []string // beside those that the configuration names
	listen              string
	json                bool
	dryRun              bool // of collect --once and of replay
	logFormat, logLevel string
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "postup",
		Short: "Collects what regions have digitized and shows how far every promise has come",
		Long: `Postup collects from regions what they have digitized, keeps it in ClickHouse, and shows
how far every promise has come: to governors, to ministries, to the public.`,
		Example:           "  postup demo                 # try it: simulated regions, http://127.0.0.1:8080\n  postup check                # check the configuration\n  postup run --data /var/lib/postup",
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return c.prepare(cmd) },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	f := root.PersistentFlags()
	f.StringVar(&c.config, "config", os.Getenv("POSTUP_CONFIG"), "folder of the configuration (default: config/ if it is there, else the shipped one; also POSTUP_CONFIG)")
	f.StringSliceVar(&c.packs, "packs", packsOf(os.Getenv("POSTUP_PACKS")), "packs to read beside those that the configuration names, parted by commas (also POSTUP_PACKS)")
	f.StringVar(&c.data, "data", os.Getenv("POSTUP_DATA"), "folder of the data (default: as configured; also POSTUP_DATA)")
	f.BoolVar(&c.json, "json", false, "machine-readable output")
	f.StringVar(&c.logFormat, "log-format", "text", "of the log on standard error: text or json")
	f.StringVar(&c.logLevel, "log-level", "", "debug, info, warn or error (default: info for what runs on, warn for what ends by itself)")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError(err.Error()) })
	root.AddCommand(c.runCommand(), c.serveCommand(), c.collectCommand(), c.demoCommand(), c.checkCommand(),
		c.migrateCommand(), c.importCommand(), c.replayCommand(), c.explainCommand(), c.briefCommand(), c.templateCommand(), c.inferCommand(), c.sourcesCommand(), c.releaseCommand(), c.exportCommand(), c.readyCommand(), c.versionCommand())
	return root
}

// packsOf are the packs that a variable names.
func packsOf(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
}

// prepare checks what cobra does not: from here on a failure is the work's, not the usage's.
func (c *cli) prepare(cmd *cobra.Command) error {
	switch c.logFormat {
	case "text", "json":
	default:
		return usageError("--log-format is " + c.logFormat + ": it takes text or json")
	}
	if c.logLevel == "" {
		c.logLevel = "warn"
		if cmd.Annotations[runsOn] != "" {
			c.logLevel = "info"
		}
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.logLevel)); err != nil {
		return usageError("--log-level is " + c.logLevel + ": it takes debug, info, warn or error")
	}
	c.started = true
	return nil
}

// log is the logger that the flags ask for.
func (c *cli) log() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.logLevel)) // checked in prepare
	options := &slog.HandlerOptions{Level: level}
	if c.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(c.stderr, options))
	}
	return slog.New(slog.NewTextHandler(c.stderr, options))
}
