package table

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// chunk is what a row group has of a column.
type chunk interface {
	add(*Cell) (text int) // gives how many bytes of text are held from now on that were not before
	again(n int)          // adds the last cell so many times
	write(file.ColumnChunkWriter) error
	clear()
}

func newChunk(t Type) chunk {
	switch t {
	case TypeText:
		return &texts{at: map[string]int32{}}
	case TypeInteger, TypeTime:
		return &values[int64]{of: (*Cell).integer}
	case TypeNumber:
		return &values[float64]{of: (*Cell).number}
	case TypeDate:
		return &values[int32]{of: func(c *Cell) int32 { return int32(c.integer()) }}
	default:
		return &values[bool]{of: (*Cell).truth}
	}
}

// levels are 1 where a row has a value, and 0 where it is missing.
type levels []int16

func (l *levels) add(c *Cell) (there bool) {
	if c.kind == 0 {
		*l = append(*l, 0)
		return false
	}
	*l = append(*l, 1)
	return true
}

// again tells whether the last row has a value.
func (l *levels) again(n int) (there bool) {
	last := (*l)[len(*l)-1]
	*l = repeated(*l, last, n)
	return last > 0
}

func repeated[T any](list []T, value T, n int) []T {
	list = slices.Grow(list, n)
	for range n {
		list = append(list, value)
	}
	return list
}

// values are those of a column that isn't of texts.
type values[T any] struct {
	levels levels
	of     func(*Cell) T
	there  []T // of the rows that have one
}

func (v *values[T]) add(c *Cell) int {
	if v.levels.add(c) {
		v.there = append(v.there, v.of(c))
	}
	return 0
}

func (v *values[T]) again(n int) {
	if v.levels.again(n) {
		v.there = repeated(v.there, v.there[len(v.there)-1], n)
	}
}

func (v *values[T]) write(to file.ColumnChunkWriter) error {
	_, err := to.(interface {
		WriteBatch(values []T, defLevels, repLevels []int16) (int64, error)
	}).WriteBatch(v.there, v.levels, nil)
	return err
}

func (v *values[T]) clear() { v.levels, v.there = v.levels[:0], v.there[:0] }

// texts are those of a column of texts, each of them held once.
type texts struct {
	levels    levels
	indexes   []int32 // of each row's text in different; 0 where it is missing
	missing   int
	different []parquet.ByteArray
	at        map[string]int32 // where in different a text is
	last      int32            // of the row before that has one
	bytes     int              // of different
}

func (t *texts) add(c *Cell) (text int) {
	switch {
	case !t.levels.add(c):
		t.missing++
		t.indexes = append(t.indexes, 0)
		return 0
	case len(t.different) == 0 || string(t.different[t.last]) != c.text: // most are as in the row before
		text = t.find(c.text)
	}
	t.indexes = append(t.indexes, t.last)
	return text
}

func (t *texts) again(n int) {
	if !t.levels.again(n) {
		t.missing += n
	}
	t.indexes = repeated(t.indexes, t.indexes[len(t.indexes)-1], n)
}

func (t *texts) find(s string) (text int) {
	i, is := t.at[s]
	if !is {
		i, text = int32(len(t.different)), len(s)
		t.different, t.at[strings.Clone(s)] = append(t.different, parquet.ByteArray(s)), i
		t.bytes += text
	}
	t.last = i
	return text
}

func (t *texts) write(to file.ColumnChunkWriter) error {
	w := to.(*file.ByteArrayColumnChunkWriter)
	if len(t.different) == 0 || t.bytes > dictionaryBytes {
		there := make([]parquet.ByteArray, 0, len(t.indexes)-t.missing)
		for row, i := range t.indexes {
			if t.levels[row] > 0 {
				there = append(there, t.different[i])
			}
		}
		_, err := w.WriteBatch(there, t.levels, nil)
		return err
	}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	for _, text := range t.different {
		b.BinaryBuilder.Append(text)
	}
	different := b.NewStringArray()
	defer different.Release()
	// What writes a dictionary's indexes tells the column's statistics nothing.
	w.PageStatistics().IncNulls(int64(t.missing))
	w.PageStatistics().IncNumValues(int64(len(t.indexes) - t.missing))
	if err := w.PageStatistics().UpdateFromArrow(different, false); err != nil {
		return err
	}
	if err := w.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error }).PutDictionary(different); err != nil {
		return err
	}
	w.SetBitsBuffer(memory.NewResizableBuffer(memory.DefaultAllocator)) // into which it writes for itself which indexes are of missing texts
	data := array.NewData(arrow.PrimitiveTypes.Int32, len(t.indexes), []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(t.indexes))}, nil, 0, 0)
	defer data.Release()
	indexes := array.NewInt32Data(data)
	defer indexes.Release()
	return w.WriteDictIndices(indexes, t.levels, nil)
}

func (t *texts) clear() {
	clear(t.at)
	clear(t.different)
	*t = texts{levels: t.levels[:0], indexes: t.indexes[:0], different: t.different[:0], at: t.at}
}
