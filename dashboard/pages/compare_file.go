package pages

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
)

// compareFile serves exactly what a view shows as CSV: an empty field is no value, and beside it stands why.
func (p *Pages) compareFile(view string) fiber.Handler {
	return p.answer(func(c *fiber.Ctx, r *request) error {
		t, err := r.comparison(selectionOf(c))
		if err != nil {
			return err
		}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		w.UseCRLF = true
		if err := w.WriteAll(viewOf(view).rows(r, t)); err != nil {
			return fmt.Errorf("write the comparison %q as CSV: %w", view, err)
		}
		c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="compare-`+view+`.csv"`)
		return c.Send(out.Bytes())
	})
}

// rowOf begins a region's row.
func (r *request) rowOf(region *config.Region) []string {
	return []string{region.Code, harmless(r.plainText(region.Name))}
}

// cellRow is a value, its unit, its period, its status and whether it is simulated; of none only why.
func (r *request) cellRow(t *comparison, i *config.Indicator, region *config.Region, c *board.Cell) []string {
	if c == nil {
		return []string{"", unitIn(i), "", r.lastOf(t, i, region).Kind, ""}
	}
	return []string{numberOf(i, *c.Value), unitIn(i), c.Period.String(), string(c.Status), strconv.FormatBool(c.Simulated)}
}

// number is a value as programs read it.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// numberOf is an indicator's value, or a difference of two, in the unit that pages show.
func numberOf(i *config.Indicator, v float64) string {
	m := measureOf(i)
	if m.scale == 1 {
		return number(v)
	}
	return strconv.FormatFloat(v*m.scale, 'g', 12, 64) // what the scale adds beyond is noise
}

// unitIn is the unit of an indicator's values in files, as it stands beside them on pages; "" where none does.
func unitIn(i *config.Indicator) string {
	switch unit := measureOf(i).unit; unit {
	case "percent", "days":
		return unit
	}
	return ""
}

func numberOrNone(v *float64) string {
	if v == nil {
		return ""
	}
	return number(*v)
}

// harmless is a name that no spreadsheet takes for a formula.
func harmless(name string) string {
	if name != "" && strings.ContainsRune("=+-@\t\r", rune(name[0])) {
		return "'" + name
	}
	return name
}
