package board

// Hidden tells which figures of a month's processing are withheld, because they speak of too few applications or would
// give away one that does. A zero is never withheld.
type Hidden struct {
	Applications   bool
	Completed      bool // with it the times, which are of the completed
	Refused        bool
	Withdrawn      bool
	WithinDeadline bool
	Open           bool
	Overdue        bool
}

// Any tells whether anything is withheld.
func (h Hidden) Any() bool { return h != Hidden{} }

// Suppressed tells whether the row is withheld as a whole: no figure of it may be shown.
func (v *ProcessingView) Suppressed() bool {
	h := v.Hidden
	return h.Applications && h.Completed && h.Refused && h.Withdrawn && h.Open && h.Overdue
}

// OverdueKnown tells whether it is known how many are overdue: of none, none is; of some without a legal deadline,
// nobody can say.
func (v *ProcessingView) OverdueKnown() bool {
	return v.OpenWithDeadline > 0 || (v.Open == 0 && !v.Hidden.Open)
}

// population is how many applications the figure of the row speaks of.
func (v *ProcessingView) population(f figure) float64 {
	switch f {
	case figureApplications:
		return float64(v.Applications)
	case figureChannel:
		return float64(v.KnownChannel)
	case figureCompleted:
		return float64(v.Completed)
	case figureDeadline:
		return float64(v.WithDeadline)
	case figureOpen:
		return float64(v.Open)
	}
	return float64(v.Overdue)
}

// withhold takes the figures that are hidden out of the view, and what they could be computed from.
func (v *ProcessingView) withhold(limit float64, hides func(figure) bool) {
	v.Hidden = Hidden{
		Applications: hides(figureApplications), Completed: hides(figureCompleted), WithinDeadline: hides(figureDeadline),
		Refused: small(float64(v.Refused), limit), Withdrawn: small(float64(v.Withdrawn), limit),
		Open: hides(figureOpen), Overdue: hides(figureOverdue),
	}
	if v.Hidden.Applications {
		v.Applications, v.KnownChannel, v.Online = 0, 0, 0
	}
	if v.Hidden.Completed {
		v.Completed, v.Hours, v.Counts = 0, nil, nil
		v.MedianDays, v.P90Days, v.MeanDays = nil, nil, nil
	}
	if v.Hidden.WithinDeadline {
		v.WithDeadline, v.WithinDeadline, v.Processing.WithinDeadline = 0, nil, 0
	}
	if v.Hidden.Refused {
		v.Refused = 0
	}
	if v.Hidden.Withdrawn {
		v.Withdrawn = 0
	}
	if v.Hidden.Open {
		v.Open = 0
	}
	if v.Hidden.Overdue {
		v.Overdue = 0
	}
}
