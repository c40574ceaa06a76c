package check

import "hash/maphash"

// Duplicates remembers the identities of a payload's records, and what was said of each: 24 bytes for one,
// whatever the record's size. The zero Duplicates is not usable: see NewDuplicates.
type Duplicates struct {
	a, b maphash.Seed
	seen map[[2]uint64]uint64
}

// NewDuplicates begins a payload.
func NewDuplicates() *Duplicates {
	return &Duplicates{a: maphash.MakeSeed(), b: maphash.MakeSeed(), seen: map[[2]uint64]uint64{}}
}

// Len is how many identities are remembered.
func (d *Duplicates) Len() int { return len(d.seen) }

// Sighting says whether an identity came before.
type Sighting int

// The sightings.
const (
	FirstSeen Sighting = iota
	SeenSame           // with the same content
	SeenOther          // with other content
)

// Has tells whether an identity came before.
func (d *Duplicates) Has(identity []byte) bool {
	_, ok := d.seen[[2]uint64{maphash.Bytes(d.a, identity), maphash.Bytes(d.b, identity)}]
	return ok
}

// See notes an identity with its content, unless the identity came before.
func (d *Duplicates) See(identity, content []byte) Sighting {
	return d.SeeHashed([2]uint64{maphash.Bytes(d.a, identity), maphash.Bytes(d.b, identity)}, maphash.Bytes(d.a, content))
}

// SeeHashed is See for an identity that is a hash already, and content of 8 bytes.
func (d *Duplicates) SeeHashed(id [2]uint64, is uint64) Sighting {
	was, ok := d.seen[id]
	switch {
	case !ok:
		d.seen[id] = is
		return FirstSeen
	case was == is:
		return SeenSame
	}
	return SeenOther
}
