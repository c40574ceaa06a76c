package dashboard

import (
	"context"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"
)

// pingTimeout is how long the store may take to answer before the app calls itself not ready.
const pingTimeout = 2 * time.Second

type readiness struct {
	Ready   bool     `json:"ready"`
	Reasons []string `json:"reasons"`
	// Warnings make nobody wait: they are for whoever looks after it.
	Warnings []string `json:"warnings"`
}

// registerHealth adds /healthz (the process is alive) and /readyz (the store answers and the board is built).
func registerHealth(app *fiber.App, o Options) {
	app.Get("/healthz", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.JSON(fiber.Map{"alive": true, "version": o.Version})
	})
	app.Get("/readyz", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		r := readiness{Reasons: []string{}, Warnings: []string{}}
		ctx, cancel := context.WithTimeout(c.UserContext(), pingTimeout)
		defer cancel()
		if err := o.Store.Ping(ctx); err != nil {
			o.Log.Warn("not ready: the store does not answer", "error", err)
			r.Reasons = append(r.Reasons, "the store does not answer")
		}
		if err := o.Keeper.Ready(); err != nil {
			o.Log.Warn("not ready: the board is not up to date", "error", err)
			r.Reasons = append(r.Reasons, "the board is not built, or could not be built again")
		}
		if w := o.Waiting(); w.NearlyFull {
			r.Warnings = append(r.Warnings, fmt.Sprintf("%d collections wait on disk for the store, with %d of %d bytes (spool_limit): above it sources fail",
				w.Collections, w.Bytes, w.Limit))
		}
		r.Ready = len(r.Reasons) == 0
		if !r.Ready {
			c.Status(fiber.StatusServiceUnavailable)
		}
		return c.JSON(r)
	})
}
