package board

// RankRange is between which ranks a region stays were the weights and methods others; 0, 0 where that can't be told.
func (p *IndexPeriod) RankRange(place int) (low, high int) { return 0, 0 }
