package board

import "github.com/postup/postup/config"

// Annotations lists the events that have begun by today and are for an indicator in a region, the first of them first; an
// empty one is any. They come from the configuration, which has no versions: as_of does not move them.
func (b *Board) Annotations(indicator, region string) []*config.Annotation {
	var list []*config.Annotation
	for _, a := range b.Config.Annotations {
		if a.First() <= b.Today && a.Concerns(indicator, region) {
			list = append(list, a)
		}
	}
	return list
}
