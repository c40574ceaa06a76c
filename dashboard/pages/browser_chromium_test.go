package pages_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/postup/postup/dashboard/assets"
)

// patience is how long one page may take to be loaded and looked at, on a machine that has other work.
const patience = 3 * time.Minute

// startBrowser starts Chromium, until the test ends. Its tabs are made by open.
func startBrowser(t testing.TB) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.WindowSize(1440, 900))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closed := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		closed()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", chromium(t), err)
	}
	return ctx
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("chromium is not there: on Debian, apt-get install chromium")
	return ""
}

// tools fails the test with what to install where something that it needs is missing.
func tools(t testing.TB) {
	t.Helper()
	script(t, axe)
	set, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	if set.URL("postup.css") == "" {
		t.Fatal("the assets are not built: run make assets")
	}
}

// axe finds what keeps people out, and look what a visitor would trip over.
var (
	axe  = filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js")
	look = filepath.Join("browser", "look.js")
)

func script(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("a script of the browser tests is not there (npm ci installs axe-core): %v", err)
	}
	return string(b)
}

// tab is one tab, in a window and a profile of its own.
type tab struct {
	ctx       context.Context
	heard     *heard
	equipment string // the scripts that each page is looked at with
}

// open opens a tab that takes base for the only place pages may be loaded from.
func open(t testing.TB, b context.Context, base string) *tab {
	t.Helper()
	h := &heard{base: base}
	ctx, closed := chromedp.NewContext(b, chromedp.WithNewBrowserContext(), chromedp.WithListener(h.hear))
	t.Cleanup(closed)
	p := &tab{ctx: ctx, heard: h, equipment: script(t, look)}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	if err := errors.Join(p.be(desk), p.light()); err != nil {
		t.Fatal(err)
	}
	return p
}

// audited gives a tab's pages axe, too.
func (p *tab) audited(t testing.TB) *tab {
	t.Helper()
	p.equipment += "\n" + script(t, axe)
	return p
}

// load leaves the page before, whatever it still fetches, and loads an address that is to be answered with a status.
func (p *tab) load(where, address string, status int) error {
	p.heard.leave()
	if err := p.do(chromedp.Navigate("about:blank")); err != nil {
		return fmt.Errorf("leave for %s: %w", where, err)
	}
	p.heard.enter(where, status)
	if err := p.do(chromedp.Navigate(address)); err != nil {
		return fmt.Errorf("load %s: %w", address, err)
	}
	return p.equip()
}

// equip gives the page what it is looked at with, past its policy.
func (p *tab) equip() error {
	if _, err := ask[any](p, "(() => {"+p.equipment+"})()"); err != nil {
		return fmt.Errorf("equip the page with scripts: %w", err)
	}
	return nil
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// ask evaluates an expression in the page, waits for what it promises, and decodes it.
func ask[T any](p *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	var v T
	given, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => JSON.stringify(await ("+expression+")) ?? \"null\")()", chromedp.EvalAwaitPromise))
	if err != nil {
		return v, fmt.Errorf("ask the page for %.200s: %w", expression, err)
	}
	if err := json.Unmarshal([]byte(given), &v); err != nil {
		return v, fmt.Errorf("ask the page for %.200s: it said %.200s: %w", expression, given, err)
	}
	return v, nil
}

// view is what a page is looked at through.
type view struct {
	name          string
	width, height int64
	scale         float64
	touch         bool
}

var (
	desk   = view{"desk", 1440, 900, 1, false}
	tablet = view{"tablet", 768, 1024, 1, false}
	phone  = view{"phone", 390, 844, 2, true}
	zoomed = view{"400 %", 320, 256, 4, false} // a window of 1280 by 1024, zoomed
)

// be changes the window without loading the page anew.
func (p *tab) be(v view) error {
	_, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: v.width, Height: v.height, DeviceScaleFactor: v.scale, Mobile: v.touch,
	})
	if err != nil {
		return fmt.Errorf("be a %s: %w", v.name, err)
	}
	touch := emulation.SetTouchEmulationEnabledParams{Enabled: v.touch}
	if v.touch {
		touch.MaxTouchPoints = 1
	}
	_, err = chromedp.Call(p.ctx, emulation.SetTouchEmulationEnabled, touch)
	return err
}

func (p *tab) light() error { return p.media("screen", "light", "reduce") }
func (p *tab) dark() error  { return p.media("screen", "dark", "reduce") }

// media changes what the visitor prefers, without loading the page anew.
func (p *tab) media(media, scheme, motion string) error {
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
	}})
	if err != nil {
		return fmt.Errorf("prefer %s, %s: %w", scheme, motion, err)
	}
	return nil
}

func (p *tab) scripting(on bool) error {
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}
