package opendata

import (
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// changes serves the file of what differs between two releases.
func (f *Files) changes(c *fiber.Ctx) error {
	if err := Only(c, []string{"from", "to"}, "there is no such parameter; from and to are the releases to compare"); err != nil {
		return err
	}
	from, to, err := f.Shelf.Between(c.UserContext(), c.Query("from"), c.Query("to"))
	if err != nil {
		return err
	}
	if from == nil {
		return notThere("there is no release before %s, so there is nothing to compare it with", to.ID)
	}
	tag := `"` + changesName(from, to) + `"`
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, forGood)
	if c.Query("from") != from.ID || c.Query("to") != to.ID { // which are others tomorrow
		c.Set(fiber.HeaderCacheControl, "no-cache")
	}
	if Known(c, tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	_, file, err := f.Shelf.compared(c.UserContext(), from, to)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	c.Set(fiber.HeaderContentType, formatOf("csv").MediaType)
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf("attachment; filename=%q", "postup-changes-"+from.ID+"-"+to.ID+".csv"))
	c.Context().SetBodyStream(&patient{file, info.Size(), c.Context().Conn()}, int(info.Size()))
	return nil
}
