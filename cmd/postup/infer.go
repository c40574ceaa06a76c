package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/collectors/infer"
	"github.com/postup/postup/config"
)

func (c *cli) inferCommand() *cobra.Command {
	var o infer.Options
	cmd := &cobra.Command{
		Use:   "infer URL_OR_FILE",
		Short: "Look at a sample of data and print the configuration of a source that reads it",
		Long: `Looks at the beginning of a file, or of what an address answers, and prints the configuration of a source that reads
it. What is guessed is marked with its reason. What can't be told stands there as FILL_IN, and postup check refuses it
until someone has written it. A preview of the first rows goes to standard error.`,
		Example: "  postup infer counts.csv > my/packs/region/counts.yaml\n  postup infer report.xlsx --indicator online_share\n  postup infer 'https://portal.example/api/applications?page=1' --as applications --region XX-01",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.infer(cmd.Context(), args[0], o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.As, "as", "", "what the records are: "+strings.Join(config.RecordKinds, ", ")+" (default: found out)")
	f.StringVar(&o.Indicator, "indicator", "", "id of the indicator that the figures are of")
	f.StringVar(&o.Service, "service", "", "id of the service that the records are of")
	f.StringVar(&o.Region, "region", "", "code of the region that the data is of")
	return cmd
}

func (c *cli) infer(ctx context.Context, target string, o infer.Options) error {
	cfg, err := c.loadConfig(nil)
	if err != nil {
		return err
	}
	if err := known(cfg.Config, o); err != nil {
		return err
	}
	o.Config, o.Now, o.Path = cfg.Config, time.Now(), besideSources(cfg.dir, target)
	o.Load = func(sources []byte) (*config.Config, error) {
		loaded, err := c.loadConfig(nil, config.WithDraft("the configuration", sources), config.WithEnv(orNamed(sources)))
		if err != nil {
			return nil, err
		}
		return loaded.Config, nil
	}
	r, err := infer.Infer(ctx, target, o)
	if r == nil {
		return err
	}
	if c.json {
		return c.print(map[string]any{"source": string(r.Source), "fill_in": r.FillIn, "unread": r.Unread, "preview": previewRow(r.Preview)}, "")
	}
	if _, err := c.stdout.Write(r.Source); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	return tell(c.stderr, r)
}

// orNamed is the environment, with something for the variables that the sources want and that nobody has set yet: the keys
// of addresses.
func orNamed(sources []byte) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := os.LookupEnv(name)
		if !ok && strings.Contains(string(sources), "${env:"+name+"}") {
			return "unset", true
		}
		return v, ok
	}
}

// known refuses what the flags name and the configuration does not know.
func known(cfg *config.Config, o infer.Options) error {
	switch {
	case o.As != "" && config.RecordFields(o.As) == nil:
		return usageError(fmt.Sprintf("--as is %s: it takes %s", o.As, strings.Join(config.RecordKinds, ", ")))
	case o.Indicator != "" && cfg.Indicator(o.Indicator) == nil:
		return usageError(fmt.Sprintf("--indicator is %s: the configuration has no such indicator", o.Indicator))
	case o.Service != "" && cfg.Service(o.Service) == nil:
		return usageError(fmt.Sprintf("--service is %s: the configuration has no such service", o.Service))
	case o.Region != "" && cfg.Region(o.Region) == nil:
		return usageError(fmt.Sprintf("--region is %s: the configuration has no such region", o.Region))
	}
	return nil
}

// besideSources is a file's path as a source names it: alone where it lies in a pack, where the source will stand beside
// it, else absolute, which is right wherever the source stands.
func besideSources(dir, target string) string {
	path, err := filepath.Abs(target)
	if err != nil {
		return target
	}
	if packs, err := filepath.Abs(filepath.Join(dir, "packs")); dir != "" && err == nil && filepath.Dir(filepath.Dir(path)) == packs {
		return filepath.Base(path)
	}
	return path
}

// tell says what became of the sample, and what is left to do.
func tell(w io.Writer, r *infer.Result) error {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "looked at %s", r.Read)
	if p := r.Preview; p != nil {
		_, _ = fmt.Fprintf(&b, "; as configured: %d accepted, %d rejected, %d said twice\n\n", p.Accepted, p.Rejected, p.Unchanged)
		showTable(&b, previewTable(p.Rows))
		if p.Totals > 0 {
			_, _ = fmt.Fprintf(&b, "rows of totals left out: %d\n", p.Totals)
		}
		for _, one := range p.Rejections {
			_, _ = fmt.Fprintf(&b, "%s: %s\n", one.Position, strings.TrimSpace(one.Field+" "+one.Reason+": "+one.Detail))
		}
		if more := int(p.Rejected) - len(p.Rejections); more > 0 {
			_, _ = fmt.Fprintf(&b, "and %d more rejections\n", more)
		}
	} else {
		b.WriteString("; as the fields read it, not yet checked:\n\n")
		showTable(&b, r.Table)
	}
	if len(r.Unread) > 0 {
		_, _ = fmt.Fprintf(&b, "\nnot read: %s\n", strings.Join(r.Unread, ", "))
	}
	_, _ = fmt.Fprintf(&b, "\nguesses marked in the configuration: %d\n", r.Guesses)
	if len(r.FillIn) > 0 {
		_, _ = fmt.Fprintf(&b, "to be filled in before postup check lets it pass: %d\n  %s\n", len(r.FillIn), strings.Join(r.FillIn, "\n  "))
	}
	_, _ = fmt.Fprintf(&b, "put it into a .yaml file of a pack, then: postup check, and postup collect --once --source %s --dry-run\n", r.ID)
	_, err := io.WriteString(w, b.String())
	return err
}
