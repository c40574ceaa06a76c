package table

import "github.com/parquet-go/parquet-go"

// record is a row's schema. A parquet.Group would put its columns into the order of their names.
type record struct {
	parquet.Group
	fields []parquet.Field
}

func (r record) Fields() []parquet.Field { return r.fields }

func newRecord(columns []Column) record {
	r := record{Group: make(parquet.Group, len(columns))}
	for _, c := range columns {
		r.Group[c.Name] = parquet.Optional(leaf(c.Type))
	}
	byName := make(map[string]parquet.Field, len(columns))
	for _, f := range r.Group.Fields() {
		byName[f.Name()] = f
	}
	for _, c := range columns {
		r.fields = append(r.fields, byName[c.Name])
	}
	return r
}

// leaf is how a column's values are stored.
func leaf(t Type) parquet.Node {
	switch t {
	case TypeText:
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	case TypeInteger:
		return parquet.Encoded(parquet.Int(64), &parquet.RLEDictionary)
	case TypeNumber:
		return parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.Plain)
	case TypeDate:
		return parquet.Encoded(parquet.Date(), &parquet.RLEDictionary)
	case TypeTime:
		return parquet.Encoded(parquet.Timestamp(parquet.Microsecond), &parquet.RLEDictionary)
	}
	return parquet.Encoded(parquet.Leaf(parquet.BooleanType), &parquet.Plain)
}
