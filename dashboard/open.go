package dashboard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// openToAll lets pages of any origin read the API and the open data: there is nothing in it that is not for everybody, and no cookie.
func openToAll(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderAcceptEncoding)
	if !slices.Contains([]string{fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions}, c.Method()) {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderAccessControlExposeHeaders, "Accept-Ranges, Content-Disposition, Content-Length, Content-Location, Content-Range, ETag, Link, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Method() != fiber.MethodOptions || c.Get(fiber.HeaderAccessControlRequestMethod) == "" || c.Path() == asked {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD")
	c.Set(fiber.HeaderAccessControlAllowHeaders, "Accept, If-Modified-Since, If-None-Match, If-Range, Range")
	c.Set(fiber.HeaderAccessControlMaxAge, "86400")
	return c.SendStatus(fiber.StatusNoContent)
}

// acceptable writes Accept-Encoding as those who compress read it: names alone, without those that are refused. They take
// neither "gzip;q=1" nor "deflate,gzip" for gzip.
func acceptable(c *fiber.Ctx) error {
	given := c.Get(fiber.HeaderAcceptEncoding)
	if !strings.Contains(given, ";") && strings.Count(given, ",") == strings.Count(given, ", ") {
		return c.Next() // as browsers write it, which they do read
	}
	var names []string
	for part := range strings.SplitSeq(given, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		weight, told := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q=")
		if q, err := strconv.ParseFloat(weight, 64); told && (err != nil || q <= 0) {
			continue
		}
		names = append(names, strings.ToLower(strings.TrimSpace(name)))
	}
	c.Request().Header.Set(fiber.HeaderAcceptEncoding, strings.Join(names, ", "))
	return c.Next()
}
