package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// mostSupposed is how many changes a question may hold.
const mostSupposed = 1000

// question is the body of a POST to /whatif.
type question struct {
	Changes []supposed `json:"changes"`
}

// supposed is a service at another stage, or an indicator with another value.
type supposed struct {
	Region    string   `json:"region"`
	Service   string   `json:"service"`
	Stage     string   `json:"stage"`
	Indicator string   `json:"indicator"`
	Breakdown string   `json:"breakdown"`
	Value     *float64 `json:"value"`
}

// consequenceRow is what would be otherwise in a region: a place in an index, or how a target stands.
type consequenceRow struct {
	Region    string   `json:"region"`
	Programme string   `json:"programme"`
	Index     *string  `json:"index"` // null: a target is meant
	Edition   *string  `json:"edition"`
	Period    *string  `json:"period"`
	TargetID  *string  `json:"target_id"` // null: an index is meant
	Reading   *string  `json:"reading"`
	Indicator *string  `json:"indicator"`
	Breakdown *string  `json:"breakdown"`
	Yardstick bool     `json:"yardstick"`
	Before    standing `json:"before"`
	After     standing `json:"after"`
	Simulated bool     `json:"simulated"`
}

// standing is a place in an index (score and rank), or how a target stands (value, progress_value and state).
type standing struct {
	Score         *float64 `json:"score"`
	Rank          *int     `json:"rank"`
	Value         *float64 `json:"value"`
	ProgressValue *float64 `json:"progress_value"`
	State         *string  `json:"state"`
	Reason        *string  `json:"reason"`
}

// whatIf answers what would be otherwise, in each region affected. Nothing is kept of the question.
func (a *API) whatIf(c *fiber.Ctx) error {
	q, err := a.parse(c, unpaged, formatJSON)
	if err != nil {
		return err
	}
	changes, err := a.readQuestion(c.BodyRaw())
	if err != nil {
		return err
	}
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	consequences, err := b.WhatIf(changes)
	if err != nil {
		return err
	}
	rows := make([]consequenceRow, len(consequences))
	for n := range consequences {
		rows[n] = consequenceRowOf(&consequences[n])
	}
	return send(c, q, b, rows, "")
}

func (a *API) readQuestion(body []byte) ([]board.Supposed, error) {
	const example = `{"changes": [{"region": "CODE", "indicator": "ID", "value": 90}, {"region": "CODE", "service": "ID", "stage": "online"}]}`
	var q question
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return nil, invalid(fmt.Sprintf("the body can't be read: %v; write it as %s", plainly(err), example))
	}
	if dec.More() {
		return nil, invalid("the body goes on after its end; write one object: " + example)
	}
	if len(q.Changes) == 0 || len(q.Changes) > mostSupposed {
		return nil, invalid(fmt.Sprintf("the body has %d changes; write 1 to %d: %s", len(q.Changes), mostSupposed, example))
	}
	changes := make([]board.Supposed, len(q.Changes))
	for n, s := range q.Changes {
		one, err := a.supposedOf(s)
		if err != nil {
			return nil, invalid(fmt.Sprintf("change %d: %v", n+1, err))
		}
		changes[n] = one
	}
	return changes, nil
}

// plainly keeps Go's words out of what users read.
func plainly(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("%s has a value of the wrong kind, %s", cmp.Or(kind.Field, "the whole"), kind.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

func (a *API) supposedOf(s supposed) (board.Supposed, error) {
	one := board.Supposed{Region: a.Config.Region(s.Region), Breakdown: s.Breakdown}
	if one.Region == nil {
		return one, fmt.Errorf("there is no region %q; see /api/v1/regions", s.Region)
	}
	switch {
	case (s.Service == "") == (s.Indicator == ""):
		return one, errors.New("it names a service and its stage, or an indicator and its value")
	case s.Service != "" && (s.Value != nil || s.Breakdown != "") || s.Indicator != "" && s.Stage != "":
		return one, errors.New("a service has a stage; an indicator has a value and may have a breakdown")
	case s.Service != "":
		var known bool
		one.Service = a.Config.Service(s.Service)
		if one.Stage, known = kpi.ParseStage(s.Stage); one.Service == nil || !known {
			return one, fmt.Errorf("there is no service %q, or no stage %q; see /api/v1/services; stages are none, information, forms, partial, online, proactive", s.Service, s.Stage)
		}
		return one, nil
	}
	if one.Indicator = a.Config.Indicator(s.Indicator); one.Indicator == nil {
		return one, fmt.Errorf("there is no indicator %q; see /api/v1/indicators", s.Indicator)
	}
	if s.Value == nil {
		return one, errors.New("an indicator needs a value: absent is not zero")
	}
	one.Value = *s.Value
	if _, err := config.ParseBreakdown(s.Breakdown); err != nil {
		return one, fmt.Errorf("the breakdown %q is not as it should be: %w", s.Breakdown, err)
	}
	return one, nil
}

func consequenceRowOf(c *board.Consequence) consequenceRow {
	row := consequenceRow{Region: c.Region.Code}
	if c.Period != nil {
		p := c.Period
		row.Programme, row.Index, row.Edition, row.Period = p.Index.Programme.ID, &p.Index.ID, &p.Edition.ID, orNull(p.Period.String())
		row.Before, row.After, row.Simulated = placeStanding(c.Before), placeStanding(c.After), p.Simulated
		return row
	}
	p := c.Is
	row.Programme, row.TargetID, row.Reading, row.Indicator = p.Programme.ID, &p.Target.ID, orNull(p.Reading.ID), &p.Indicator.ID
	row.Breakdown, row.Yardstick = &p.Breakdown, p.Yardstick
	row.Before, row.After, row.Simulated = targetStanding(c.Was), targetStanding(p), p.Simulated
	return row
}

func placeStanding(r *board.IndexRegion) standing {
	if r == nil {
		return standing{Reason: orNull(kpi.ReasonNoData)}
	}
	return standing{Score: r.Score, Rank: rankOrNull(r.Rank), Reason: orNull(r.Reason)}
}

func targetStanding(p *board.Progress) standing {
	return standing{Value: datedOf(p.Latest).Value, ProgressValue: p.Ratio, State: orNull(p.State), Reason: orNull(p.Reason)}
}
