package opendata

import (
	"fmt"
	"regexp"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// onePart is a Range that wants one part. Who wants several gets the whole.
var onePart = regexp.MustCompile(`^bytes=([0-9]+-[0-9]*|-[0-9]+)$`)

// portion gives from which byte of a file to before which it is asked for, and says so. A part that the file hasn't got is an error with the status 416.
func portion(c *fiber.Ctx, size int64) (from, to int64, err error) {
	asked := c.Request().Header.Peek(fiber.HeaderRange)
	if c.Method() != fiber.MethodGet || !onePart.Match(asked) || !unchanged(c) {
		return 0, size, nil
	}
	first, last, err := fasthttp.ParseByteRange(asked, int(size))
	if err != nil || first > last {
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", size))
		return 0, 0, fiber.NewError(fiber.StatusRequestedRangeNotSatisfiable, fmt.Sprintf("Range: %s is no part of this file, which has %d bytes", asked, size))
	}
	c.Status(fiber.StatusPartialContent)
	c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", first, last, size))
	return int64(first), int64(last) + 1, nil
}

// unchanged tells whether the rest of what somebody has a part of is the rest of this file.
func unchanged(c *fiber.Ctx) bool {
	has := c.Get(fiber.HeaderIfRange)
	return has == "" || has == c.GetRespHeader(fiber.HeaderETag) || has == c.GetRespHeader(fiber.HeaderLastModified)
}
