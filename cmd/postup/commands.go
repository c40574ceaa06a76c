package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store/embedded"
)

func (c *cli) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check",
		Short:   "Check the whole configuration and print every mistake",
		Example: "  postup check\n  postup check --config /etc/postup",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.loadConfig(nil)
			var mistakes config.Mistakes
			if errors.As(err, &mistakes) {
				return c.printMistakes(mistakes)
			}
			if err != nil {
				return err
			}
			dir := cfg.dir
			if dir == "" {
				dir = "the shipped configuration"
			}
			notes := ""
			for _, note := range cfg.Notes {
				notes += "note: " + note + "\n"
			}
			return c.print(map[string]any{"mistakes": []string{}, "notes": append([]string{}, cfg.Notes...)}, "%s%s: no mistakes. %s, %s, %s, %s, %s\n", notes, dir,
				count(len(cfg.Programmes), "programme"), count(len(cfg.Regions), "region"), count(len(cfg.Services), "service"),
				count(len(cfg.Indicators), "indicator"), count(len(cfg.Sources), "source"))
		},
	}
}

// count writes a number of things: "1 programme", "3 regions".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (c *cli) printMistakes(mistakes config.Mistakes) error {
	if c.json {
		if err := c.print(map[string]any{"mistakes": mistakes}, ""); err != nil {
			return err
		}
		return exitCode(1)
	}
	for _, m := range mistakes {
		if _, err := fmt.Fprintln(c.stdout, m); err != nil {
			return err
		}
	}
	return exitCode(1)
}

func (c *cli) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "migrate",
		Short:   "Apply the store's migrations and say which",
		Example: "  postup migrate --data /var/lib/postup",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(ctx context.Context, a *app) error {
				applied, err := a.store.Migrate(ctx)
				if err != nil {
					return err
				}
				if c.resident == nil {
					applied = append(a.applied, applied...) // those of opening the store
				}
				if len(applied) == 0 {
					return c.print(map[string]any{"applied": []string{}}, "nothing to do: every migration is applied\n")
				}
				return c.print(map[string]any{"applied": applied}, "applied %s\n", strings.Join(applied, ", "))
			})
		},
	}
}

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Version, commit and the engine's version",
		Example: "  postup version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			engine := engineVersion()
			return c.print(map[string]any{"version": version, "commit": commit, "engine": engine},
				"postup %s (%s), embedded engine %s\n", version, commit, engine)
		},
	}
}

// engineVersion asks the embedded engine itself, on an empty folder.
func engineVersion() string {
	dir, err := os.MkdirTemp("", "postup-version-*")
	if err != nil {
		return "unknown: " + err.Error()
	}
	defer os.RemoveAll(dir)
	engine, err := embedded.Open(embedded.Options{Dir: dir, Library: os.Getenv("POSTUP_ENGINE_LIB")})
	if errors.Is(err, embedded.ErrLibraryMissing) {
		return "not installed"
	}
	if err != nil {
		return "unknown: " + err.Error()
	}
	defer engine.Close()
	return engine.Version()
}

func (c *cli) readyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "ready [URL]",
		Short:   "Ask a running dashboard whether it is ready; exit code 0 if it is",
		Example: "  postup ready http://127.0.0.1:8080",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			url := "http://127.0.0.1:8080"
			if len(args) == 1 {
				url = strings.TrimRight(args[0], "/")
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
			if err != nil {
				return usageError(fmt.Sprintf("%q is not an address such as http://127.0.0.1:8080", url))
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return fmt.Errorf("ask %s whether it is ready: %w", url, err)
			}
			defer resp.Body.Close()
			body, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%s is not ready: %s", url, body)
			}
			return c.print(map[string]any{"ready": true}, "ready\n")
		},
	}
}

// print writes a value as JSON with --json, else the text.
func (c *cli) print(v any, format string, args ...any) error {
	if c.json {
		enc := json.NewEncoder(c.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	}
	_, err := fmt.Fprintf(c.stdout, format, args...)
	return err
}
