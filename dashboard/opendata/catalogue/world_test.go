package catalogue_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/catalogue"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// world is a store whose releases are described over HTTP.
type world struct {
	t       *testing.T
	address string
	day     kpi.Date
	maker   *opendata.Releaser
	store   *store.Store
	shelf   *opendata.Shelf
	*catalogue.Catalogue
}

// described is the setting open_data of a publisher who says everything.
var described = config.OpenData{
	Publisher: config.Text{"en": `The "Office" \ <of> figures`, "uk": "Офіс показників"},
	Contact:   "data@example.org",
	Licence:   config.Licence{Name: config.Text{"en": "CC BY 4.0"}, URL: "https://creativecommons.org/licenses/by/4.0/"},
}

func newWorld(t *testing.T, said config.OpenData) *world {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	cfg.OpenData = said
	w := &world{t: t, day: kpi.MustDate("2023-07-05")}
	now := func() time.Time { return w.day.Time().Add(9 * time.Hour) }
	o := storetest.EmbeddedOptions(t)
	o.Now = now
	w.store = storetest.Open(t, o)
	w.maker = &opendata.Releaser{Store: w.store, Config: cfg, Now: now, Software: "test"}
	if w.shelf, err = opendata.NewShelf(w.store, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.Catalogue = &catalogue.Catalogue{Shelf: w.shelf, Config: cfg, Languages: languages}
	w.serve(&opendata.Files{Shelf: w.shelf, Meta: opendata.Dictionary{Words: languages.Find("en"), Config: cfg}.Meta, Log: slog.New(slog.DiscardHandler)})
	return w
}

func (w *world) serve(files *opendata.Files) {
	w.t.Helper()
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		var e *store.Error
		if errors.As(err, &e) && e.Code == store.CodeNotFound {
			return c.Status(fiber.StatusNotFound).SendString(e.Message)
		}
		return c.Status(fiber.StatusInternalServerError).SendString(err.Error())
	}})
	w.Register(app)
	files.Register(app)
	listener, err := (&net.ListenConfig{}).Listen(w.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	w.t.Cleanup(func() {
		if err := errors.Join(app.Shutdown(), <-done); err != nil {
			w.t.Error(err)
		}
	})
	w.address = "http://" + listener.Addr().String()
}

// filled has figures of every dataset: two sources that differ on a cell, parts, a value that is missing.
func filled(t *testing.T, said config.OpenData) *world {
	t.Helper()
	w := newWorld(t, said)
	var rows []store.Observation
	for _, region := range []string{"TT-1", "TT-2"} {
		for _, month := range []string{"2023-02-01", "2023-05-01", "2023-06-01"} {
			for _, breakdown := range []string{"", "sector=health"} {
				for i, source := range []string{"trusted", "other"} {
					v := float64(10 + i)
					o := store.Observation{Indicator: "online", Region: region, Breakdown: breakdown, Period: kpi.Month(kpi.MustDate(month)), Status: kpi.Present, Value: &v, Origin: store.Origin{Source: source}}
					if i == 1 && month == "2023-05-01" {
						o.Status, o.Value = kpi.NoData, nil
					}
					rows = append(rows, o)
				}
			}
		}
	}
	ctx, origin := t.Context(), store.Origin{Source: "trusted"}
	_, err := w.store.WriteObservations(ctx, rows)
	var offers []store.Offer
	var stages []store.ServiceStage
	var processing []store.Processing
	for _, service := range []string{"doctor", "parking"} {
		offers = append(offers, store.Offer{Region: "TT-1", Service: service, From: kpi.MustDate("2019-01-01"), Origin: origin})
		stages = append(stages, store.ServiceStage{Region: "TT-1", Service: service, Since: kpi.MustDate("2022-03-01"), Status: kpi.Present, Stage: 3, Origin: origin})
		for _, month := range []string{"2023-01-01", "2023-04-01"} {
			processing = append(processing, store.Processing{
				Region: "TT-1", Service: service, Month: kpi.MustDate(month), At: kpi.MustDate(month).MonthEnd(), Applications: 9, Completed: 8, Hours: []uint32{24}, Counts: []uint64{8}, Origin: origin,
			})
		}
	}
	_, err2 := w.store.WriteOffers(ctx, offers)
	_, err3 := w.store.WriteStages(ctx, stages)
	_, err4 := w.store.WriteProcessing(ctx, processing)
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	return w
}

// published publishes what is known by the end of the world's day, on the day after. The shelf is asked anew for what there is.
func (w *world) published(o opendata.Order) store.Release {
	w.t.Helper()
	w.day = w.day.AddDays(1)
	x, err := w.maker.Draft(w.t.Context(), o)
	if err == nil {
		x, err = w.maker.Publish(w.t.Context(), x.ID, "")
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for ctx, stop := context.WithTimeout(w.t.Context(), 10*time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := w.shelf.Release(ctx, x.ID); err == nil {
			stop()
			return x
		}
		if ctx.Err() != nil {
			w.t.Fatalf("release %s is not seen", x.ID)
		}
	}
}

func (w *world) ask(path string, header ...string) (*http.Response, []byte) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.address+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res, body
}

// got is the JSON at an address, which has to be of a media type.
func (w *world) got(path, mediaType string) map[string]any {
	w.t.Helper()
	res, body := w.ask(path)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != mediaType {
		w.t.Fatalf("%s: %d %s: %s", path, res.StatusCode, res.Header.Get("Content-Type"), body)
	}
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return v
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
