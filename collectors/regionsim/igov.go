package regionsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// igovRoot is where the portal iGov keeps its statistics. Its services have numbers: those of the configuration, in
// order, from 1.
const igovRoot = "/wf/service/action/event/"

// igov answers as the portal does, its oddities included: what is not known is written as 0.
func (p *Portal) igov(w http.ResponseWriter, r *http.Request) {
	fault := r.URL.Query().Get("fault")
	if failBefore(w, fault) {
		return
	}
	switch strings.TrimPrefix(r.URL.Path, igovRoot) {
	case "getStatisticServiceCounts":
		n, err := strconv.Atoi(r.URL.Query().Get("nID_Service"))
		if err != nil || n < 1 || n > len(p.o.Config.Services) {
			http.Error(w, `{"code":"SYSTEM_ERR","message":"nID_Service"}`, http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		sendWith(fault, w, r, p.igovCounts(n))
	case "getServicesStatistic":
		from, err := time.Parse(time.DateTime, r.URL.Query().Get("sDate_from"))
		to, err2 := time.Parse(time.DateTime, r.URL.Query().Get("sDate_to"))
		if err != nil || err2 != nil {
			http.Error(w, `{"code":"SYSTEM_ERR","message":"Invalid format"}`, http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/csv; charset=UTF-8")
		w.Header().Set("Content-disposition", "attachment; filename=ServicesStatistics.csv")
		sendWith(fault, w, r, p.igovStatistic(kpi.DateOf(from), kpi.DateOf(to)))
	default:
		http.NotFound(w, r)
	}
}

// handled is how many applications for a service a region completed in some days, and in what time.
type handled struct {
	count int
	time  time.Duration
}

// handled counts by service what a region completed from and to, both included; only one service where that is given.
func (p *Portal) handled(r *config.Region, only string, from, to kpi.Date) map[string]handled {
	out := map[string]handled{}
	now := p.o.Now()
	for _, s := range p.model.provided(r) {
		if only != "" && s.ID != only {
			continue
		}
		way := p.model.stages(r, s)
		for d := from.AddDays(-longest); d <= to; d++ {
			for _, a := range p.model.day(r, s, way, d) {
				if day := kpi.DateOf(a.completed); day >= from && day <= to && !a.completed.After(now) {
					out[s.ID] = handled{out[s.ID].count + 1, out[s.ID].time + a.completed.Sub(a.submitted)}
				}
			}
		}
	}
	return out
}

// oblasts are the regions that the portal knows.
func (p *Portal) oblasts() (all []*config.Region) {
	for _, r := range p.o.Config.Regions {
		if r.Parent == "UA" && r.Kind == "region" {
			all = append(all, r)
		}
	}
	return all
}

// igovCounts counts one service by region, since a year ago. Minutes are a text.
func (p *Portal) igovCounts(n int) []byte {
	type row struct {
		Name    string `json:"sName"`
		Count   int    `json:"nCount"`
		Rate    int    `json:"nRate"`
		Minutes string `json:"nTimeMinutes"`
	}
	rows := []row{}
	service := p.o.Config.Services[n-1]
	for _, r := range p.oblasts() {
		today := kpi.DateOf(p.o.Now().In(r.Location))
		h := p.handled(r, service.ID, today.AddDays(-365), today)[service.ID]
		if h.count == 0 {
			continue
		}
		rows = append(rows, row{Name: igovName(r), Count: h.count, Minutes: strconv.Itoa(int(h.time.Minutes()) / h.count)})
	}
	body, err := json.Marshal(rows)
	if err != nil {
		panic("regionsim: counts that JSON cannot hold: " + err.Error())
	}
	return body
}

// igovStatistic is a table without quotes; times are in hours.
func (p *Portal) igovStatistic(from, to kpi.Date) []byte {
	var b strings.Builder
	b.WriteString("nID_Service;ServiceName;SID_UA;placeName;nCountTotal;nCountFeedback;nCountEscalation;averageRate;averageTime\n")
	for _, r := range p.oblasts() {
		all := p.handled(r, "", from, to)
		for i, s := range p.o.Config.Services {
			h, any := all[s.ID]
			if !any {
				continue
			}
			hours := float32(h.time.Hours() / float64(h.count))
			_, _ = fmt.Fprintf(&b, "%d;%s;%s;%s;%d;0;0;0.0;%v\n", i+1, strings.ReplaceAll(s.Name.In("uk"), ";", ","), igovCode(r), igovName(r), h.count, hours)
		}
	}
	return []byte(b.String())
}

// igovName is how the portal calls a region: less the word region.
func igovName(r *config.Region) string { return strings.TrimSuffix(r.Name.In("uk"), " область") }

// igovCode is the region's code in the old classifier.
func igovCode(r *config.Region) string {
	for _, a := range r.Aliases {
		if a.List == "koatuu" {
			return a.Code
		}
	}
	return "0"
}
