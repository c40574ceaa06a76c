package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/postup/postup/collectors"
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
		Long: `Runs Postup with the five programmes that ship with it and simulated regional portals.
The demo's clock begins on 2023-09-30 and a day passes every ten seconds, so data arrives while you look.
All that the portals report is simulated and marked so wherever it appears.`,
		Example: "  postup demo\n  postup demo --listen 127.0.0.1:9000 --data /tmp/postup-demo",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context(), seed) },
	}
	c.listenFlag(cmd)
	cmd.Flags().Uint64Var(&seed, "seed", 1, "of the simulated regions")
	return cmd
}

func (c *cli) demo(ctx context.Context, seed uint64) error {
	ln, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer ln.Close()
	go embedded.Preload(os.Getenv("POSTUP_ENGINE_LIB")) // while the configuration is read
	cfg, err := c.loadConfig(map[string]string{"regionsim": "http://" + ln.Addr().String()}, config.WithPacks("demo"))
	if err != nil {
		return err
	}
	if c.data == "" {
		cfg.Data = filepath.Join(cfg.Data, "demo") // simulated data stays apart from real
	}
	var clock *demoClock
	portal := &http.Server{ReadHeaderTimeout: 10 * time.Second}
	start := func(newest uint64) collectors.Clock {
		begin := demoStart
		if last := time.UnixMicro(int64(newest)).UTC(); last.After(begin) {
			begin = last // a demo that ran before goes on where it stopped
		}
		clock = newDemoClock(begin, demoDay)
		portal.Handler = regionsim.New(regionsim.Options{Seed: seed, Config: cfg.Config, Now: clock.Now, Log: c.log()})
		go servePortal(portal, ln)
		return clock
	}
	defer portal.Close()
	return c.runWith(ctx, cfg, service{serve: true, collect: true, demo: true, clock: start})
}

// servePortal serves until the portal is closed; a portal that fails shows as failing sources.
func servePortal(portal *http.Server, ln net.Listener) { _ = portal.Serve(ln) }
