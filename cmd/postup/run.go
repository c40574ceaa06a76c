package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store/embedded"
)

// firstBoard is how long a visitor who comes right after the start waits for the first board before a page says so.
const firstBoard = 10 * time.Second

// service is what a long-running command does: any of the two halves, perhaps on the demo's clock.
type service struct {
	serve, collect bool
	demo           bool
	clock          func(newest uint64) collectors.Clock
}

func (c *cli) runCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "run",
		Short:   "Everything in one process: migrations, collectors on schedule, dashboard",
		Example: "  postup run\n  postup run --config /etc/postup --data /var/lib/postup --listen 0.0.0.0:8080",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.run(cmd.Context(), service{serve: true, collect: true})
		},
	}
	c.listenFlag(cmd)
	return cmd
}

func (c *cli) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Only the dashboard (beside a separate collect, with a ClickHouse server)",
		Example: "  postup serve --listen 0.0.0.0:8080",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context(), service{serve: true}) },
	}
	c.listenFlag(cmd)
	return cmd
}

func (c *cli) listenFlag(cmd *cobra.Command) {
	cmd.Annotations = map[string]string{runsOn: "true"}
	cmd.Flags().StringVar(&c.listen, "listen", "", "host:port of the dashboard (default: as configured, 127.0.0.1:8080)")
}

func (c *cli) run(ctx context.Context, s service) error {
	cfg, err := c.loadConfig(nil)
	if err != nil {
		return err
	}
	return c.runWith(ctx, cfg, s)
}

// runWith serves and collects until ctx ends or a part of it fails.
func (c *cli) runWith(ctx context.Context, cfg *loaded, s service) error {
	if c.resident != nil {
		return fmt.Errorf("a postup process works on the data folder %s already: stop it, or choose another folder with --data", c.resident.data)
	}
	var ln net.Listener
	if s.serve {
		var err error
		if ln, err = listen(ctx, cfg.Listen); err != nil {
			return err
		}
		defer ln.Close()
	}
	a, err := c.open(ctx, cfg, s.clock)
	if errors.Is(err, embedded.ErrInUse) {
		return fmt.Errorf("%w (with --data)", err)
	}
	if err != nil {
		return err
	}
	err = a.work(ctx, ln, s)
	a.log.Info("stopped")
	return errors.Join(err, a.Close())
}

// work runs the service's parts until ctx ends or one of them fails, and waits for all.
func (a *app) work(ctx context.Context, ln net.Listener, s service) error {
	group, ctx := errgroup.WithContext(ctx)
	if s.serve {
		if err := a.serve(ctx, group, ln, s); err != nil {
			return err
		}
	}
	if a.config.Store.Engine != "clickhouse" {
		group.Go(func() error { return listenResident(ctx, a, a.log) })
	}
	if s.collect {
		group.Go(func() error { return a.collector.Run(ctx) })
	}
	if err := group.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// serve adds the board's keeper and the dashboard to the group.
func (a *app) serve(ctx context.Context, group *errgroup.Group, ln net.Listener, s service) error {
	if err := dashboard.UseMemory(); err != nil {
		a.log.Warn("garbage is not limited by the memory that there is", "error", err)
	}
	keeper := board.NewKeeper(board.KeeperOptions{Reader: a.store, Config: a.config, Now: a.clock.Now, Log: a.log, Wait: firstBoard})
	web, err := dashboard.New(dashboard.Options{
		Keeper: keeper, Store: a.store, Config: a.config, Now: a.clock.Now, Log: a.log, Demo: s.demo, Version: version,
		Waiting: a.waiting, Files: filepath.Join(a.data, "files"),
	})
	if err != nil {
		return err
	}
	group.Go(func() error {
		a.log.Info("serving", "address", "http://"+ln.Addr().String(), "engine", a.store.Engine(), "data", a.data)
		return dashboard.Serve(ctx, web, ln, 10*time.Second)
	})
	if err := keeper.Rebuild(ctx); err != nil { // before collectors want the processors; Run tries again
		a.log.Warn("the first board could not be built", "error", err)
	}
	group.Go(func() error { return keeper.Run(ctx) })
	return nil
}

// waiting is what waits for the store, for the dashboard.
func (a *app) waiting() dashboard.Waiting {
	u := a.spool.Usage()
	return dashboard.Waiting{Collections: u.Entries, Bytes: u.Bytes, Limit: u.Limit, NearlyFull: u.Full() >= spool.NearlyFull}
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("listen on %s: the port is taken by another program; choose another with --listen host:port", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another address with --listen host:port", address, err)
	}
	return ln, nil
}
