package main

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// simulation is the demo's regions, from the time on at which the demo's clock is known.
type simulation struct {
	site   *regionsim.Site
	inbox  string // its folder
	seed   uint64
	config *config.Config
	log    *slog.Logger

	leave context.CancelFunc // nil: it was never started
	owned sync.WaitGroup
}

// start lets the regions answer; newest is when the store was last written to.
func (s *simulation) start(newest uint64) collectors.Clock {
	begin := demoStart
	if last := time.UnixMicro(int64(newest)).UTC(); last.After(begin) {
		begin = last // a demo that ran before goes on where it stopped
	}
	clock := newDemoClock(begin, demoDay)
	portal := regionsim.New(regionsim.Options{Seed: s.seed, Config: s.config, Now: clock.Now, Log: s.log})
	s.owned.Go(func() {
		if err := s.site.Serve(portal); err != nil { // shows as failing sources
			s.log.Warn("the simulated regions do not answer", "error", err)
		}
	})
	ctx, leave := context.WithCancel(context.Background())
	s.leave = leave
	if at := slices.IndexFunc(s.config.Sources, func(src *config.Source) bool { return src.Kind == "inbox" && src.Simulated }); at >= 0 {
		office, err := regionsim.NewOffice(portal, s.config.Sources[at], s.inbox)
		if err != nil {
			s.log.Warn("nothing will be put into the inbox", "error", err)
			return clock
		}
		s.deliver(office) // before the inbox is looked into for the first time
		s.owned.Go(func() { s.deliverDaily(ctx, office, clock) })
	}
	return clock
}

// deliverDaily has the office work at nine each day.
func (s *simulation) deliverDaily(ctx context.Context, office *regionsim.Office, clock *demoClock) {
	for day := kpi.DateOf(clock.Now()) + 1; clock.Until(ctx, day.Time().Add(9*time.Hour)) == nil; day++ {
		s.deliver(office)
	}
}

func (s *simulation) deliver(office *regionsim.Office) {
	if name, err := office.Deliver(); err != nil {
		s.log.Warn("nothing was put into the inbox", "error", err)
	} else if name != "" {
		s.log.Debug("a form was put into the inbox", "name", name)
	}
}

// stop ends all of it.
func (s *simulation) stop() error {
	if s.leave != nil {
		s.leave()
	}
	err := s.site.Close()
	s.owned.Wait()
	return err
}
