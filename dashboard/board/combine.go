package board

import (
	"math"
	"slices"
)

// entangled groups the additions of those figures of which a service counts in more than one total beside the whole:
// in a sector and a tier, or in what an indicator is limited to. Then one sum less another may give a cell away that
// neither does by itself.
//
// The sums of a figure and those of a part of it have no cell in common but where all are in the part. The rest, as the granted are of
// the completed, is their difference and in no other sum, so that it can be told only where both can: each is settled by itself.
func entangled(additions []addition) [][]addition {
	var list [][]addition
	for len(additions) > 0 { // those of a figure, and of what is a part of it, stand together
		n := 0
		for n < len(additions) && united(additions[n].figure) == united(additions[0].figure) {
			n++
		}
		for count := range len(counts{}) {
			if group := ofCount(additions[:n], count); isEntangled(group) {
				list = append(list, group)
			}
		}
		additions = additions[n:]
	}
	return list
}

// united is the figure with which another one has cells in common.
func united(f figure) figure {
	switch f {
	case figureDeadline, figureOpenDeadline:
		return within[f]
	}
	return f
}

func ofCount(additions []addition, count int) []addition {
	return slices.DeleteFunc(slices.Clone(additions), func(a addition) bool { return a.count != count })
}

func isEntangled(group []addition) bool {
	sums := map[*part]int{}
	for _, a := range group {
		if a.family != group[0].family {
			return true
		}
		for _, t := range a.terms {
			if a.keys == "service" && t.times > 0 {
				sums[t.part]++
			}
		}
	}
	most := 0
	for _, n := range sums {
		most = max(most, n)
	}
	for _, n := range sums {
		if most > 2 || n < most { // the rest, of services whose sector or tier has no figure, is known as well
			return true
		}
	}
	return false
}

// combine adds and subtracts the additions of a figure until each of the sums that are left has a hidden cell that no other
// one has (Gauss and Jordan). A hidden cell can be told from what is shown if, and only if, one of these sums has no
// other hidden cell.
func combine(additions []addition) []addition {
	column := map[*part]int{}
	var cells []term
	for _, a := range additions {
		for _, t := range a.terms {
			if _, ok := column[t.part]; !ok {
				column[t.part] = len(cells)
				cells = append(cells, t)
			}
		}
	}
	rows := make([][]float64, len(additions))
	for i, a := range additions {
		rows[i] = make([]float64, len(cells))
		for _, t := range a.terms {
			rows[i][column[t.part]] += t.times
		}
	}
	rank := 0
	for c := range cells {
		if cells[c].hidden && pivot(rows, rank, c) {
			rank++
		}
	}
	list := make([]addition, rank)
	for i, row := range rows[:rank] {
		for c, times := range row {
			if times != 0 {
				list[i].terms = append(list[i].terms, term{cells[c].part, cells[c].n, times})
			}
		}
	}
	return list
}

// pivot takes a column out of all rows but one, which it brings to the place at; false where no row from there on has
// the column.
func pivot(rows [][]float64, at, column int) bool {
	best := at
	for i := at; i < len(rows); i++ {
		if math.Abs(rows[i][column]) > math.Abs(rows[best][column]) {
			best = i
		}
	}
	if best >= len(rows) || rows[best][column] == 0 {
		return false
	}
	rows[at], rows[best] = rows[best], rows[at]
	scale := rows[at][column]
	for c := range rows[at] {
		rows[at][c] /= scale
	}
	for i := range rows {
		times := rows[i][column]
		if i == at || times == 0 {
			continue
		}
		for c := range rows[i] {
			rows[i][c] -= times * rows[at][c]
			if math.Abs(rows[i][c]) < 1e-9 { // what rounding leaves of a zero
				rows[i][c] = 0
			}
		}
	}
	return true
}
