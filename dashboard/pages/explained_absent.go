package pages

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// absentFigure is that there is no such figure, with what there is instead in the visitor's language.
type absentFigure struct {
	said   string
	listed string // the section that lists what there is, where one does
}

func (e *absentFigure) Error() string { return "there is no such figure" }

// Unwrap makes it the failure of an address that leads nowhere.
func (e *absentFigure) Unwrap() error { return fiber.ErrNotFound }

// absent turns the failure to explain a figure that isn't there into words for the visitor; any other stays as it is.
func (p *Pages) absent(ctx context.Context, r *request, q board.Question, err error) error {
	if known := (*store.Error)(nil); !errors.As(err, &known) || known.Code != store.CodeNotFound {
		return err
	}
	region := r.board.Config.Region(q.Region)
	if region == nil {
		return &unknownRegion{q.Region}
	}
	name := ""
	if x := r.board.Config.Index(q.Indicator); x != nil {
		name = r.plainText(x.Name)
	} else if i := r.board.Config.Indicator(q.Indicator); i != nil {
		name = r.named(i, q.Breakdown)
	} else {
		return &absentFigure{r.T("absent.indicator"), "methods"}
	}
	what := []any{"Name", name, "Region", r.plainText(region.Name), "Period", r.Period(q.Period)}
	if !r.asked.asOf.IsZero() {
		now, err := p.Boards.Board(ctx, 0, r.asked.today)
		if err != nil {
			return err
		}
		if _, err := now.Explain(q); err == nil {
			since := r.Date(now.KnownSince(q.Indicator, q.Region))
			return &absentFigure{said: r.T("absent.yet", append(what, "Day", r.Date(r.asked.asOf), "Since", since)...)}
		}
	}
	said := r.T("absent.figure", what...)
	if periods := r.periodsOf(q); len(periods) > 0 {
		said += " " + r.T("absent.periods", "First", r.Period(periods[0]), "Last", r.Period(periods[len(periods)-1]))
	}
	return &absentFigure{said: said}
}

// periodsOf are the periods that something is known of, the oldest first.
func (r *request) periodsOf(q board.Question) []kpi.Period {
	var periods []kpi.Period
	if x := r.board.Config.Index(q.Indicator); x != nil {
		for _, p := range r.board.IndexOf(x.Programme.ID).Periods {
			periods = append(periods, p.Period)
		}
		return periods
	}
	if s := r.board.Series(q.Indicator, q.Region, q.Breakdown); s != nil {
		for i := range s.Cells {
			periods = append(periods, s.Cells[i].Period)
		}
	}
	return periods
}
