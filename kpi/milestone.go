package kpi

// MilestoneState tells where a milestone stands on the day of judgement. Zero dates are none.
//
// What was done counts only from its day on: judged on an earlier day it was not done yet. A passed due date
// outweighs a "not before" that lies ahead, since the two then contradict each other and the promise is the due
// date. What must not come before a date, and has no other, is open once that date has come.
func MilestoneState(due, notBefore, doneOn, today Date) State {
	switch {
	case !doneOn.IsZero() && doneOn <= today:
		if !due.IsZero() && doneOn > due {
			return DoneLate
		}
		return Done
	case !due.IsZero() && today > due:
		return Late
	case !notBefore.IsZero() && today < notBefore:
		return NotBefore
	case !due.IsZero():
		return Due
	}
	return Open
}
