package board

// Hidden tells which figures of a month's processing are withheld, because they speak of too few applications or would
// give away one that does. A zero is never withheld but of the withdrawn, and where simulated ones beside it are.
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

// OverdueKnown tells whether it is known how many are overdue: of none, none is; of some without a legal deadline,
// nobody can say.
func (v *ProcessingView) OverdueKnown() bool {
	return v.OpenWithDeadline > 0 || (v.Open == 0 && !v.Hidden.Open)
}

// counts are how many applications the figure of the row speaks of.
func (v *ProcessingView) counts(f figure) counts {
	switch f {
	case figureApplications:
		return counts{float64(v.Applications)}
	case figureChannel:
		return counts{float64(v.Online), float64(v.KnownChannel) - float64(v.Online)}
	case figureCompleted:
		return counts{float64(v.Completed)}
	case figureDeadline:
		return ofSome(float64(v.WithDeadline), float64(v.Completed))
	case figureWithdrawn:
		return counts{float64(v.Withdrawn)}
	case figureRefused:
		return ofSome(float64(v.Refused), float64(v.Completed))
	case figureOpen:
		return counts{float64(v.Open)}
	case figureOpenDeadline:
		return ofSome(float64(v.OpenWithDeadline), float64(v.Open))
	}
	return ofSome(float64(v.Overdue), float64(v.Open))
}

// ofSome are some of all, and the rest of them. Where they are none there is nothing to tell but all.
func ofSome(some, all float64) counts {
	if some == 0 {
		return counts{}
	}
	return counts{some, max(0, all-some)}
}

// withhold takes the figures that are hidden out of the view, and what they could be computed from.
func (v *ProcessingView) withhold(hides func(figure) bool) {
	v.Hidden = Hidden{
		Applications: hides(figureApplications), Completed: hides(figureCompleted), WithinDeadline: hides(figureDeadline),
		Refused:   hides(figureRefused),
		Withdrawn: hides(figureWithdrawn), Open: hides(figureOpen), Overdue: hides(figureOverdue),
	}
	v.channelHidden = hides(figureChannel)
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
