package dashboard

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Serve answers on the listener until ctx ends, then lets requests under way finish for at most grace.
func Serve(ctx context.Context, app *fiber.App, listener net.Listener, grace time.Duration) error {
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	stopped := app.ShutdownWithTimeout(grace)
	if err := <-served; err != nil {
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	}
	if stopped != nil {
		return fmt.Errorf("stop serving on %s within %s: %w", listener.Addr(), grace, stopped)
	}
	return nil
}
