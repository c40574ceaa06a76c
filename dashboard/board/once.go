package board

import "sync"

// Once is what find finds out about a board: it is found for the first who asks, and kept with the board for those who ask for it again.
// Keys are told apart by their types, too: each kind of finding has one of its own.
func Once[K comparable, T any](b *Board, key K, find func() T) T {
	kept, known := b.found.Load(key)
	if !known {
		kept, _ = b.found.LoadOrStore(key, sync.OnceValue(find))
	}
	return kept.(func() T)()
}
