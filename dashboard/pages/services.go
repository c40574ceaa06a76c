package pages

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// services are a region's services by how far they are online, and those that still have a way to go.
type services struct {
	Stages  []stageCount
	Online  string    // in a sentence: how many of how many
	Waiting []waiting // the most used first: the first few, and the Rest
	Rest    []waiting
	About   string // what their use is counted over
	Gains   string // which index tells what one more would bring, "" where none does
	Tags    []string
	CSV     string
	UsedCSV string // how often each was applied for, by month
	Share   string
	How     []place // where the figures that are counted of them are explained
}

// stageCount is a part of the bar of all services, or of whatever else is counted by kind; Offset and Length are in thousandths of it.
type stageCount struct {
	Kind, Name, Count string
	Offset, Length    int
	Missing           *mark // why it is not told how many
}

// mostWaiting is how many services that are not online are told of at once; the others are folded.
const mostWaiting = 5

// services counts a region's services by stage; nil where none is known.
func (r *request) services(region *config.Region) *services {
	views := r.board.Services(region.Code)
	if len(views) == 0 {
		return nil
	}
	out := &services{
		CSV: r.data("services.csv", "region", region.Code), UsedCSV: r.data("processing.csv", "region", region.Code),
		Share: (&embedded{kind: embedStages, region: region.Code}).share(r), How: r.howDerived(region.Code, 0, config.MeasureServicesOnline, config.MeasureServicesOnlineShare),
	}
	counts := map[string]int{}
	known, online := 0, 0
	var still []*board.ServiceView
	for i := range views {
		v := &views[i]
		kind := stageKind(v)
		counts[kind]++
		if v.Status == kpi.Present {
			known++
		}
		if v.Status == kpi.Present && v.Stage >= kpi.StageOnline {
			online++
		} else if v.Status != kpi.NotApplicable {
			still = append(still, v)
		}
		if v.Simulated && len(out.Tags) == 0 {
			out.Tags = []string{r.T("tag.simulated")}
		}
	}
	out.Stages = r.stageCounts(counts, len(views))
	out.Online = r.T("services.online", "Date", r.Date(min(r.board.AsOf, r.board.Today)), "N", r.Number(float64(online), 0),
		"Known", r.Number(float64(known), 0), "All", r.Number(float64(len(views)), 0))
	uses, gains := r.board.Uses(region.Code), r.gains(region)
	list := r.waiting(region, still, uses, gains.of)
	out.Waiting, out.Rest = list[:min(len(list), mostWaiting)], list[min(len(list), mostWaiting):]
	month := r.monthEnded().Start
	out.About = r.T("services.used_about", "From", r.Month(month.AddMonths(1-board.UsedMonths)), "To", r.Month(month))
	if gains.index != "" {
		out.Gains = r.T("services.gain_of", "Index", gains.index)
	}
	return out
}

// stageKinds are the parts of the bar, the furthest first; what no stage is known of comes last.
var stageKinds = []string{"proactive", "online", "partial", "forms", "information", "none", "no_data", "refused", "withdrawn", "not_applicable"}

func stageKind(v *board.ServiceView) string {
	if v.Status == kpi.Present {
		return v.Stage.String()
	}
	return string(v.Status)
}

func (r *request) stageCounts(counts map[string]int, all int) []stageCount {
	var out []stageCount
	offset := 0
	for _, kind := range stageKinds {
		n := counts[kind]
		if n == 0 {
			continue
		}
		end := offset + n*1000/all
		out = append(out, stageCount{Kind: kind, Name: r.T("stage." + kind), Count: r.Number(float64(n), 0), Offset: offset, Length: end - offset})
		offset = end
	}
	if len(out) > 0 {
		out[len(out)-1].Length += 1000 - offset // what rounding left over
	}
	return out
}

// stageMark is how far a service is online, or why that is not known.
func (r *request) stageMark(v *board.ServiceView) mark {
	kind := stageKind(v)
	m := mark{Kind: kind, Word: r.T("stage." + kind)}
	if v.Status == kpi.Present {
		m.Kind = "stage-" + kind
	}
	return m
}

func (r *request) tier(s *config.Service) string {
	switch s.Tier {
	case "municipal", "regional", "shared", "national":
		return r.T("tier." + s.Tier)
	}
	return ""
}

func (r *request) sector(s *config.Service) string {
	if sector := r.board.Config.Sector(s.Sector); sector != nil {
		return r.plainText(sector.Name)
	}
	return ""
}
