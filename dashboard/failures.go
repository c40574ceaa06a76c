package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

const apiPrefix = api.Prefix

// statuses is the one place where codes become HTTP statuses.
var statuses = map[store.Code]int{
	store.CodeInvalid:     fiber.StatusBadRequest,
	store.CodeNotFound:    fiber.StatusNotFound,
	store.CodeConflict:    fiber.StatusConflict,
	store.CodeForbidden:   fiber.StatusForbidden,
	store.CodeUnavailable: fiber.StatusServiceUnavailable,
	store.CodeInternal:    fiber.StatusInternalServerError,
}

// codes are for errors of fiber itself, which know only a status.
var codes = map[int]store.Code{
	fiber.StatusNotFound:           store.CodeNotFound,
	fiber.StatusForbidden:          store.CodeForbidden,
	fiber.StatusServiceUnavailable: store.CodeUnavailable,
	fiber.StatusRequestTimeout:     store.CodeUnavailable,
	fiber.StatusTooManyRequests:    store.CodeUnavailable,
}

// failures answers requests that failed: a page for people, problem+json for programs. What may be said is said; what
// went wrong inside is logged and never shown.
type failures struct {
	log  *slog.Logger
	page func(c *fiber.Ctx, status int, cause error) error // nil: there are no pages

	tooLong func(c *fiber.Ctx) error // answers what was too long for anything of it to be read
}

func (f *failures) handle(c *fiber.Ctx, err error) error {
	status, code, detail := explain(c.Path(), err)
	if status >= fiber.StatusInternalServerError {
		level := slog.LevelError
		if status == fiber.StatusServiceUnavailable {
			level = slog.LevelWarn // it goes over, as while the first board is built
		}
		f.log.Log(c.UserContext(), level, "a request failed", "method", c.Method(), "path", c.Path(), "status", status, "error", err)
	}
	if status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	for _, of := range [...]string{fiber.HeaderETag, fiber.HeaderLastModified, fiber.HeaderContentDisposition, "Repr-Digest"} { // what was asked for
		c.Response().Header.Del(of)
	}
	if status == fiber.StatusRequestHeaderFieldsTooLarge && f.tooLong != nil {
		return f.tooLong(c)
	}
	if f.page != nil && wantsPage(c) {
		pageErr := f.page(c, status, err)
		if pageErr == nil {
			return nil
		}
		f.log.Error("the error page could not be made", "path", c.Path(), "error", pageErr)
	}
	body, encodeErr := json.Marshal(api.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail})
	if encodeErr != nil {
		return encodeErr // texts and numbers always encode
	}
	c.Status(status).Set(fiber.HeaderContentType, "application/problem+json")
	return c.Send(body)
}

// explain finds what may be said of an error: its status, its code, and its message where that was written for users.
func explain(path string, err error) (int, store.Code, string) {
	var known *store.Error
	var web *fiber.Error
	switch {
	case errors.As(err, &known):
		status := statuses[known.Code]
		if status == 0 {
			status = fiber.StatusInternalServerError
		}
		return status, known.Code, sayable(status, known.Message)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return fiber.StatusServiceUnavailable, store.CodeUnavailable, "this took too long; try again in a moment"
	case errors.As(err, &web):
		code, ok := codes[web.Code]
		switch {
		case ok:
		case web.Code >= fiber.StatusInternalServerError:
			code = store.CodeInternal
		default:
			code = store.CodeInvalid
		}
		return web.Code, code, sayable(web.Code, webMessage(path, web))
	}
	return fiber.StatusInternalServerError, store.CodeInternal, sayable(fiber.StatusInternalServerError, "")
}

func webMessage(path string, e *fiber.Error) string {
	switch {
	case e.Code != fiber.StatusNotFound:
		return e.Message
	case api.NoFormat(path) != "":
		return api.NoFormat(path)
	case strings.HasPrefix(path, apiPrefix+"/"):
		return "there is nothing at this address; there are the lists " + strings.Join(api.Lists(), ", ") + ", each with .csv behind it too; all addresses are listed at " + apiPrefix
	case strings.HasPrefix(path, "/open-data/"):
		return "there is nothing at this address; files are at /open-data/{dataset}/{version}.{ext} and /open-data/{dataset}/latest.{ext}, with the datasets " +
			strings.Join(api.DatasetIDs(), ", ") + " and the endings " + strings.Join(extensions(), ", ") + "; " + apiPrefix + "/releases lists the versions"
	}
	return "there is nothing at this address; the API's addresses are listed at " + apiPrefix
}

// extensions are those that files of all datasets have.
func extensions() []string {
	var all []string
	for _, f := range table.Formats() {
		all = append(all, f.Extension)
	}
	return all
}

// sayable keeps the messages of our own failures inside: they speak of engines and files.
func sayable(status int, message string) string {
	switch status {
	case fiber.StatusInternalServerError:
		return "something went wrong on our side; it was logged"
	case fiber.StatusForbidden:
		return "the data can't be read now; it was logged"
	}
	return message
}

// wantsPage tells whether a person's browser asks: it takes HTML, and not at an address of the API.
func wantsPage(c *fiber.Ctx) bool {
	p := c.Path()
	if strings.HasPrefix(p, "/api/") || p == "/oembed" || p == "/metrics" || p == "/healthz" || p == "/readyz" {
		return false
	}
	return c.Accepts("application/json", fiber.MIMETextHTML) == fiber.MIMETextHTML
}
