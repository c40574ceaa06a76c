package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"mime"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/store"
)

// contentPolicy lets pages load what Postup itself serves, and nothing else: no inline script or style, no frames.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// secure sets the headers that tell browsers what an answer may do.
func secure(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=()")
	return c.Next()
}

// asked is the only address that takes a body: a question too long for an address. It changes nothing either.
const asked = apiPrefix + "/whatif"

// refuse turns away what an address does not take: other methods, and bodies in any encoding. The limit on bodies
// doesn't bound what they unpack to, so a packed one is never touched.
func refuse(c *fiber.Ctx) error {
	if c.Path() == asked {
		return refuseQuestion(c)
	}
	if m := c.Method(); m != fiber.MethodGet && m != fiber.MethodHead {
		c.Set(fiber.HeaderAllow, "GET, HEAD")
		return fiber.NewError(fiber.StatusMethodNotAllowed, fmt.Sprintf("%s is not possible here; only GET and HEAD are", m))
	}
	if c.Get(fiber.HeaderContentEncoding) != "" || len(c.BodyRaw()) > 0 {
		return fiber.NewError(fiber.StatusUnsupportedMediaType, "a request takes no body here; leave it out")
	}
	return c.Next()
}

func refuseQuestion(c *fiber.Ctx) error {
	if m := c.Method(); m != fiber.MethodPost {
		c.Set(fiber.HeaderAllow, fiber.MethodPost)
		return fiber.NewError(fiber.StatusMethodNotAllowed, fmt.Sprintf("%s is not possible here; only POST is", m))
	}
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEApplicationJSON || c.Get(fiber.HeaderContentEncoding) != "" {
		return fiber.NewError(fiber.StatusUnsupportedMediaType, "the body must be JSON that is not packed, with Content-Type: application/json")
	}
	return c.Next()
}

// deadline bounds the work that a request may cause. The client leaving is not seen by fiber, so this is the only bound.
func deadline(d time.Duration) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(c.UserContext(), d)
		defer cancel()
		c.SetUserContext(ctx)
		return c.Next()
	}
}

// recoverPanics makes an error of a panic, and logs where it came from.
func recoverPanics(log *slog.Logger) fiber.Handler {
	return func(c *fiber.Ctx) (err error) {
		defer func() {
			if r := recover(); r != nil {
				log.Error("a request panicked", "method", c.Method(), "path", c.Path(), "panic", r, "stack", string(debug.Stack()))
				err = &store.Error{Code: store.CodeInternal, Message: "panic"}
			}
		}()
		return c.Next()
	}
}

// logRequests writes a line for each request. Errors are answered here, so that the line tells the status that was sent.
func logRequests(log *slog.Logger) fiber.Handler {
	return func(c *fiber.Ctx) error {
		began := time.Now()
		if err := c.Next(); err != nil {
			if err := c.App().ErrorHandler(c, err); err != nil {
				return err
			}
		}
		level := slog.LevelDebug
		if c.Response().StatusCode() >= fiber.StatusInternalServerError {
			level = slog.LevelWarn
		}
		if !log.Enabled(c.UserContext(), level) {
			return nil
		}
		log.Log(c.UserContext(), level, "request", "method", c.Method(), "path", c.Path(), "status", c.Response().StatusCode(),
			"bytes", sentBytes(c.Response()), "took", time.Since(began).Round(time.Microsecond), "from", c.IP())
		return nil
	}
}

// sentBytes is how long a body is; -1 where that isn't known before it is sent. To ask a stream for its body would take all of it into memory.
func sentBytes(r *fasthttp.Response) int {
	if r.IsBodyStream() {
		return max(r.Header.ContentLength(), -1)
	}
	return len(r.Body())
}
