package opendata

import (
	"maps"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/api"
)

// pLang is the language of error pages, which every address takes. Files are the same in all.
const pLang = "lang"

// noParameters refuses what a file can't heed: who asks for some columns, or for an earlier day, must not take the whole file of a release for that.
func noParameters(c *fiber.Ctx, dataset string) error {
	return Only(c, nil, "a file has all columns and all rows of its release; "+api.Prefix+"/"+dataset+"?fields= chooses columns, and its other parameters rows")
}

// Only refuses parameters other than some. instead is what to do about them.
func Only(c *fiber.Ctx, taken []string, instead string) error {
	query := c.Request().URI().QueryString()
	if len(query) == 0 {
		return nil
	}
	values, err := url.ParseQuery(string(query))
	if err != nil {
		return invalid("the query can't be read: percent signs must be followed by two hexadecimal digits, and pairs separated by &")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) { // the same each time
		if name != pLang && !slices.Contains(taken, name) {
			return invalid("%s: %s", name, instead)
		}
	}
	return nil
}
