package store

// Written counts what a write did. Unchanged rows were there already and were not written again.
type Written struct {
	New       int // cells that had nothing
	Restated  int // cells whose value changed
	Unchanged int

	// What only Compared tells.
	Superseded int      // cells about which something later says otherwise; they were left as they are
	Changes    []Change // of those restated, the first MaxChanges
}

// AsOf bounds what a read may know: rows with a greater seq are not seen. 0: everything.
type AsOf uint64
