package board

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// writer writes at random.
type writer struct {
	cfg    *config.Config
	r      *rand.Rand
	now    time.Time
	ledger *ledger
	seq    uint64
	held   []store.Observation // written by another process, and not to be seen yet
	did    string
}

func (w *writer) origin(source string) store.Origin {
	w.seq = max(w.seq+1, uint64(w.now.UnixMicro()))
	return store.Origin{Seq: w.seq, RecordedAt: w.now.Truncate(time.Second), Source: source, Collection: w.seq, Simulated: source == "simulation"}
}

// step lets some time go by and writes something.
func (w *writer) step() {
	w.now = w.now.Add(time.Duration(w.r.IntN(400)) * time.Second)
	if w.r.IntN(10) == 0 {
		w.now = w.now.AddDate(0, 0, 1+w.r.IntN(20))
	}
	w.ledger.versions, w.held = append(w.ledger.versions, w.held...), nil
	for range 1 + w.r.IntN(3) {
		region := w.cfg.Regions[w.r.IntN(len(w.cfg.Regions))].Code
		switch w.r.IntN(6) {
		case 0:
			w.did = "applications of " + region
			w.applications(region)
		case 1:
			w.did = "stages and offers of " + region
			w.services(region)
		case 2:
			w.did = "targets"
			w.promises()
		default:
			w.did = "observations of " + region
			w.observe(region)
		}
	}
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (w *writer) month() kpi.Period {
	return kpi.Month(kpi.DateOf(w.now).AddMonths(-w.r.IntN(8)))
}

func (w *writer) observe(region string) {
	source := pick(w.r, "trusted", "portal", "simulation")
	for range 1 + w.r.IntN(6) {
		o := store.Observation{
			Indicator: pick(w.r, "stock", "share", "mean", "alone", "to_date", "to_date", "in_month", "kept", "no longer configured"),
			Region:    region, Breakdown: pick(w.r, "", "", "sector=one", "sector=two"), Period: w.month(), Status: kpi.Present,
			Collections: []uint64{w.seq}, Origin: w.origin(source),
		}
		o.Value, o.Denominator = number(float64(w.r.IntN(6))), number(10)
		o.Numerator = number(*o.Value * 10)
		if o.Indicator == "kept" {
			o.Value = nil
			o.Status = kpi.NoData
		}
		switch w.r.IntN(8) {
		case 0:
			o.Status, o.Value, o.Numerator, o.Denominator = pick(w.r, kpi.NoData, kpi.NotApplicable, kpi.Refused, kpi.Withdrawn), nil, nil, nil
		case 1:
			o.Period.Start = o.Period.Start.AddMonths(-w.r.IntN(3))
		}
		if w.r.IntN(8) == 0 {
			w.held = append(w.held, o)
		} else {
			w.ledger.versions = append(w.ledger.versions, o)
		}
	}
}

// applications writes a made-up region's processing and what follows from it, or some of that.
func (w *writer) applications(region string) {
	made := randomSmallWorld(w.r, w.cfg, region, fewOfMany).world()
	for _, p := range made.processing {
		p.Origin = w.origin("derived")
		w.ledger.processing = append(w.ledger.processing, p)
	}
	for _, o := range made.observations {
		if w.r.IntN(4) > 0 {
			o.Origin = w.origin("derived")
			w.ledger.versions = append(w.ledger.versions, o)
		}
	}
}

func (w *writer) services(region string) {
	service := w.cfg.Services[w.r.IntN(len(w.cfg.Services))].ID
	since := kpi.DateOf(w.now).AddDays(10 - w.r.IntN(60))
	w.ledger.stages = append(w.ledger.stages, store.ServiceStage{
		Region: region, Service: service, Since: since, Status: pick(w.r, kpi.Present, kpi.Present, kpi.Withdrawn, kpi.NoData),
		Stage: kpi.Stage(w.r.IntN(6)), Origin: w.origin(pick(w.r, "portal", "simulation")),
	})
	if w.r.IntN(3) == 0 {
		w.ledger.offers = append(w.ledger.offers, store.Offer{Region: region, Service: service, From: since, Withdrawn: w.r.IntN(3) == 0, Origin: w.origin("portal")})
	}
}

func (w *writer) promises() {
	v := store.TargetValue{
		Target: pick(w.r, "national", "regional", "standards"), Region: pick(w.r, "", "TT", "TT-1", "TT-2"), Breakdown: pick(w.r, "", "", "sector=one"),
		Plan: w.r.IntN(2) == 0, Status: pick(w.r, kpi.Present, kpi.Present, kpi.Withdrawn), Value: number(float64(w.r.IntN(100))),
		DecidedOn: kpi.DateOf(w.now).AddDays(5 - w.r.IntN(30)), Origin: w.origin("portal"),
	}
	if v.Plan || v.Target == "standards" {
		v.Period = w.month()
	}
	w.ledger.targets = append(w.ledger.targets, v)
	if w.r.IntN(3) == 0 {
		w.ledger.events = append(w.ledger.events, store.MilestoneEvent{
			Programme: "plan", Milestone: "platform", DoneOn: kpi.DateOf(w.now), Origin: w.origin(fmt.Sprint("portal", w.r.IntN(100))),
		})
	}
}
