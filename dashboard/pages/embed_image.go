package pages

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/assets"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/store"
)

const (
	svgType = "image/svg+xml; charset=utf-8"
	pngType = "image/png"
)

// mostPaintings is how many PNGs are painted at a time: each takes a processor, of which pages need some, and up to 100 MB.
func mostPaintings() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// readTypeface reads the letters of pictures from the pages' own typeface; an error where that has not been built.
func readTypeface(set *assets.Set) (*picture.Letters, error) {
	var files [][]byte
	for _, name := range fontFiles {
		b := set.Bytes(name)
		if b == nil {
			return nil, &store.Error{Code: store.CodeUnavailable, Message: "images can't be made: the typeface was not built into this program"}
		}
		files = append(files, b)
	}
	return picture.ReadLetters(files...)
}

// exhibit finds what an address names, and says where the site is a demonstration: of which figures are invented their own tags tell.
func (p *Pages) exhibit(ctx context.Context, r *request, e *embedded) (*exhibit, error) {
	if err := p.checkLook(r, e); err != nil {
		return nil, err
	}
	x, err := p.exhibitOf(ctx, r, e)
	if err != nil {
		return nil, err
	}
	if p.Demo {
		x.Source.Warning = r.T("embed.demo")
	}
	x.Summary = r.withMarks(x)
	return x, nil
}

// image serves an SVG or a PNG. It is made once for however many ask, as pages are.
func (p *Pages) image(c *fiber.Ctx, e embedded) error {
	secure(c)
	r, err := p.request(c)
	if err != nil {
		return err
	}
	openImage(c)
	return p.once(c, r, func() (*renderedPage, bool, error) {
		x, err := p.exhibit(c.UserContext(), r, &e)
		if err != nil {
			return nil, false, err
		}
		drawn, err := p.picture(r, x, e.size)
		if err != nil {
			return nil, false, err
		}
		image, err := p.draw(c.UserContext(), drawn, &e)
		return image, true, err
	})
}

// openImage lets any page show an answer and read it.
func openImage(c *fiber.Ctx) {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
}

// draw makes the file that was asked for.
func (p *Pages) draw(ctx context.Context, drawn *picture.Picture, e *embedded) (*renderedPage, error) {
	if e.ending == ".svg" {
		svg, style := drawn.SVG(e.theme)
		policy := strings.Replace(embedPolicy, "style-src 'self'; img-src 'self' data:; font-src 'self'", "style-src '"+style+"'; font-src data:", 1)
		image := pack(svgType, svg)
		image.policy = policy
		return image, nil
	}
	select {
	case p.paintings <- struct{}{}:
		defer func() { <-p.paintings }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to paint a picture: %w", ctx.Err())
	}
	theme := e.theme
	if theme == picture.Auto {
		theme = picture.Light
	}
	png, err := drawn.PNG(ctx, theme, e.scale)
	if errors.Is(err, picture.ErrTooLarge) {
		return nil, &store.Error{Code: store.CodeInvalid, Message: "scale: " + err.Error() + "; ask for a smaller one, or for .svg", Err: err}
	}
	if err != nil {
		return nil, err
	}
	return &renderedPage{kind: pngType, packed: png, small: func() []byte { return png }}, nil
}
