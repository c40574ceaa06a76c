package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store/embedded"
)

// The demo begins while the promises are still open; a day of it passes every ten seconds.
var (
	demoStart = time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)
	demoDay   = 10 * time.Second
)

func (c *cli) demoCommand() *cobra.Command {
	var seed uint64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Everything that run does, with simulated regions beside it, for trying out",
		Long: `Runs Postup with the six programmes that ship with it and simulated regions: their portals, an open-data portal, a
security server of X-Road, an SFTP server, and somebody who puts filled-in forms into DATA/inbox.
The demo's clock begins on 2023-09-30 and a day passes every ten seconds, so data arrives while you look.
All that the regions report is simulated and marked so wherever it appears.`,
		Example: "  postup demo\n  postup demo --listen 127.0.0.1:9000 --data /tmp/postup-demo",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context(), seed) },
	}
	c.listenFlag(cmd)
	cmd.Flags().Uint64Var(&seed, "seed", 1, "of the simulated regions")
	return cmd
}

func (c *cli) demo(ctx context.Context, seed uint64) (err error) {
	site, err := regionsim.Listen(ctx, "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go embedded.Preload(os.Getenv("POSTUP_ENGINE_LIB")) // while the configuration is read
	data := c.data
	cfg, err := c.loadConfig(nil, config.WithPacks("demo"), config.WithVars(func(settings config.Settings) map[string]string {
		if data == "" {
			data = filepath.Join(settings.Data, "demo") // simulated data stays apart from real
		}
		return site.Vars(filepath.Join(data, "inbox"))
	}))
	if err != nil {
		return errors.Join(err, site.Close())
	}
	cfg.Data = data
	sim := simulation{site: site, inbox: filepath.Join(data, "inbox"), seed: seed, config: cfg.Config, log: c.log()}
	err = c.runWith(ctx, cfg, service{serve: true, collect: true, demo: true, clock: sim.start})
	return errors.Join(err, sim.stop())
}
