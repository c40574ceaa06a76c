package dashboard

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"github.com/postup/postup/dashboard/athand"
)

// meters count what the app does, in a registry of its own.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMeters(o Options) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "postup_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "postup_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		boardGauge("postup_board_age_seconds", "Time since the board was built, by Postup's clock.", func() float64 {
			if at := o.Keeper.Stats().BuiltAt; !at.IsZero() {
				return o.Now().Sub(at).Seconds()
			}
			return 0
		}),
		boardGauge("postup_board_build_seconds", "Time that the last build of the board took.", func() float64 { return o.Keeper.Stats().Took.Seconds() }),
		boardGauge("postup_board_builds", "Builds of the current board since the start.", func() float64 { return float64(o.Keeper.Stats().Builds) }),
		boardGauge("postup_board_series", "Series on the board.", func() float64 { return float64(o.Keeper.Stats().Series) }),
		boardGauge("postup_spool_collections", "Collections that wait on disk for the store.", func() float64 { return float64(o.Waiting().Collections) }),
		boardGauge("postup_spool_bytes", "Bytes on disk that wait for the store.", func() float64 { return float64(o.Waiting().Bytes) }),
		boardGauge("postup_spool_limit_bytes", "How many may wait.", func() float64 { return float64(o.Waiting().Limit) }),
		newCollectionCounter(o.Store, o.Config, o.Log),
	)
	return m
}

func boardGauge(name, help string, value func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
}

// measure counts a request under the route that answered it, never under its address: those have no end.
func (m *meters) measure(c *fiber.Ctx) error {
	began := time.Now()
	err := c.Next()
	route, there := c.Locals(athand.Route).(string)
	if !there {
		route = c.Route().Path
	}
	if c.Response().StatusCode() == fiber.StatusNotFound || !there && route == "/" && c.Path() != "/" {
		route = "other"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(c.Response().StatusCode())).Inc()
	m.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
	return err
}

func (m *meters) handler() fiber.Handler {
	serve := fasthttpadaptor.NewFastHTTPHandler(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true}))
	return func(c *fiber.Ctx) error {
		serve(c.Context())
		return nil
	}
}
