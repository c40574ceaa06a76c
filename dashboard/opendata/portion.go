package opendata

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/gofiber/fiber/v2"
)

// onePart is a Range that wants one part. Who wants several gets the whole.
var onePart = regexp.MustCompile(`^bytes=([0-9]*)-([0-9]*)$`)

// portion gives from which byte of a file to before which it is asked for, and says so. A part that the file hasn't got is an error with the status 416.
func portion(c *fiber.Ctx, size int64) (from, to int64, err error) {
	asked := c.Request().Header.Peek(fiber.HeaderRange)
	if c.Method() != fiber.MethodGet || len(asked) == 0 || !unchanged(c) {
		return 0, size, nil
	}
	from, to, valid := partOf(string(asked), size)
	if !valid {
		return 0, size, nil // as if it were not there
	}
	if from >= to {
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", size))
		return 0, 0, fiber.NewError(fiber.StatusRequestedRangeNotSatisfiable, fmt.Sprintf("Range: %s is no part of this file, which has %d bytes", asked, size))
	}
	c.Status(fiber.StatusPartialContent)
	c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, to-1, size))
	return from, to, nil
}

// partOf reads a Range as RFC 9110 has it: what ends beyond the file ends with it, and what is as long as the file or longer is all of it. A part that the
// file hasn't got is empty.
func partOf(asked string, size int64) (from, to int64, valid bool) {
	m := onePart.FindStringSubmatch(asked)
	if m == nil || m[1] == "" && m[2] == "" {
		return 0, 0, false
	}
	// Where a number is too large to be read, the largest that there is does as well: no file is so long.
	first, _ := strconv.ParseInt(m[1], 10, 64)
	last, _ := strconv.ParseInt(m[2], 10, 64)
	switch {
	case m[1] == "": // so many at the end
		return size - min(last, size), size, true
	case m[2] == "":
		return first, size, true
	}
	return first, min(last, size-1) + 1, last >= first
}

// unchanged tells whether the rest of what somebody has a part of is the rest of this file.
func unchanged(c *fiber.Ctx) bool {
	has := c.Get(fiber.HeaderIfRange)
	return has == "" || has == c.GetRespHeader(fiber.HeaderETag)
}
