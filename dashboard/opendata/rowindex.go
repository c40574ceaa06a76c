package opendata

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/store"
)

const (
	maxIndexed = 64        // contents that are laid out to find rows in
	maxPlaces  = 4_000_000 // places of rows that are kept of all of them: some 24 bytes each
	longestRow = 64 << 20
)

// place is where rows that begin with the same key stand, one behind another.
type place struct {
	key    uint64
	offset int64
	length int64
}

// rowIndex finds rows of a content without reading all of it. The content lies in a file.
type rowIndex struct {
	path   string
	places []place                    // in order of key
	names  map[string]map[string]bool // the first value of the key, and the second for each
}

// rowIndexes are kept as long as there is room, those that were used last.
type rowIndexes struct {
	making sync.Mutex // one content is laid out at a time
	mu     sync.Mutex
	kept   map[string]*rowIndex // by the hash of the content
	used   []string             // the last at the end
	places int
}

var seed = maphash.MakeSeed()

// keyHash tells keys apart, as a rule; who finds rows by it compares them.
func keyHash(values []string) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, v := range values {
		_, _ = h.WriteString(v)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// rows hands over the rows of a released dataset whose columns have these values, in their order. A dataset is always asked by the same columns,
// or by all of these but the last. What is handed over holds only until each returns.
func (s *Shelf) rows(ctx context.Context, d store.Released, columns, values []string, each func(*fastjson.Value) error) error {
	x, file, err := s.indexOf(ctx, d, columns)
	if err != nil {
		return err
	}
	defer file.Close()
	wanted := keyHash(values)
	at, _ := slices.BinarySearchFunc(x.places, wanted, func(p place, key uint64) int { return cmp.Compare(p.key, key) })
	var parser fastjson.Parser
	for ; at < len(x.places) && x.places[at].key == wanted; at++ {
		p := x.places[at]
		lines := linesOf(io.NewSectionReader(file, p.offset, p.length))
		for lines.Scan() {
			row, err := parser.ParseBytes(lines.Bytes())
			if err != nil {
				return err
			}
			if slices.Equal(valuesOf(row, columns), values) {
				if err := each(row); err != nil {
					return err
				}
			}
		}
		if err := lines.Err(); err != nil {
			return err
		}
	}
	return nil
}

// indexOf gives a content's index, and its file open: it is there until it is closed, even where the index is let go.
func (s *Shelf) indexOf(ctx context.Context, d store.Released, columns []string) (*rowIndex, *os.File, error) {
	if x, file := s.indexes.find(d.Hash); x != nil {
		return x, file, nil
	}
	s.indexes.making.Lock()
	defer s.indexes.making.Unlock()
	if x, file := s.indexes.find(d.Hash); x != nil { // made while this waited
		return x, file, nil
	}
	x, err := s.layOut(ctx, d, columns)
	if err != nil {
		return nil, nil, err
	}
	file, err := os.Open(x.path)
	if err != nil {
		return nil, nil, err
	}
	return x, file, s.indexes.keep(d.Hash, x)
}

// layOut puts a content into a file and notes where its rows are.
func (s *Shelf) layOut(ctx context.Context, d store.Released, columns []string) (x *rowIndex, err error) {
	x = &rowIndex{path: filepath.Join(s.dir, "rows-"+d.Hash), names: map[string]map[string]bool{}}
	file, err := os.Create(x.path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = errors.Join(err, os.Remove(x.path))
		}
	}()
	out := bufio.NewWriterSize(file, 1<<20)
	if err := s.store.Content(ctx, d.Hash, out); err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return x, x.read(file, columns)
}

func (x *rowIndex) read(content io.Reader, columns []string) error {
	var parser fastjson.Parser
	lines, offset := linesOf(content), int64(0)
	last := [2]int{-1, -1} // which places the row before is in
	for lines.Scan() {
		row, err := parser.ParseBytes(lines.Bytes())
		if err != nil {
			return err
		}
		values, length := valuesOf(row, columns), int64(len(lines.Bytes()))+1
		for n := len(values); n > max(0, len(values)-2); n-- { // also by all but the last: what else there is of the same
			x.note(keyHash(values[:n]), &last[len(values)-n], place{offset: offset, length: length})
		}
		x.name(values)
		offset += length
	}
	slices.SortStableFunc(x.places, func(a, b place) int { return cmp.Compare(a.key, b.key) })
	x.places = slices.Clip(x.places)
	return lines.Err()
}

// note adds a row to the place before where that is of the same key, else begins another.
func (x *rowIndex) note(key uint64, last *int, row place) {
	if *last >= 0 && x.places[*last].key == key {
		x.places[*last].length += row.length
		return
	}
	row.key, *last = key, len(x.places)
	x.places = append(x.places, row)
}

func (x *rowIndex) name(values []string) {
	second := ""
	if len(values) > 1 {
		second = values[1]
	}
	if x.names[values[0]] == nil {
		x.names[values[0]] = map[string]bool{}
	}
	x.names[values[0]][second] = true
}

func linesOf(r io.Reader) *bufio.Scanner {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), longestRow)
	return lines
}

// valuesOf are a row's values in some columns, as text; a missing one is "".
func valuesOf(row *fastjson.Value, columns []string) []string {
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = textOf(row.Get(c))
	}
	return values
}

// textOf is a value as CSV has it.
func textOf(v *fastjson.Value) string {
	switch {
	case v == nil || v.Type() == fastjson.TypeNull:
		return ""
	case v.Type() == fastjson.TypeString:
		return string(v.GetStringBytes())
	}
	return string(v.MarshalTo(nil))
}

func (k *rowIndexes) find(hash string) (*rowIndex, *os.File) {
	k.mu.Lock()
	defer k.mu.Unlock()
	x := k.kept[hash]
	if x == nil {
		return nil, nil
	}
	file, err := os.Open(x.path)
	if err != nil { // somebody has cleared the folder: it is laid out anew
		k.letGo(hash)
		return nil, nil
	}
	k.used = append(slices.DeleteFunc(k.used, func(h string) bool { return h == hash }), hash)
	return x, file
}

// keep takes an index in. Others are let go where there is no room, with their files.
func (k *rowIndexes) keep(hash string, x *rowIndex) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[hash], k.used, k.places = x, append(k.used, hash), k.places+len(x.places)
	for len(k.used) > 1 && (len(k.used) > maxIndexed || k.places > maxPlaces) {
		path := k.kept[k.used[0]].path
		k.letGo(k.used[0])
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

func (k *rowIndexes) letGo(hash string) {
	k.places -= len(k.kept[hash].places)
	delete(k.kept, hash)
	k.used = slices.DeleteFunc(k.used, func(h string) bool { return h == hash })
}
