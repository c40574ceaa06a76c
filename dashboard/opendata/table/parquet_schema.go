package table

import (
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// schemaOf is a row's schema: optional columns in their order.
func schemaOf(columns []Column) (*schema.GroupNode, error) {
	var fields schema.FieldList
	for _, c := range columns {
		logical, physical := stored(c.Type)
		field, err := schema.NewPrimitiveNodeLogical(c.Name, parquet.Repetitions.Optional, logical, physical, -1, -1)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	return schema.NewGroupNode("table", parquet.Repetitions.Required, fields, -1)
}

// stored is how a column's values are stored.
func stored(t Type) (schema.LogicalType, parquet.Type) {
	switch t {
	case TypeText:
		return schema.StringLogicalType{}, parquet.Types.ByteArray
	case TypeInteger:
		return schema.NewIntLogicalType(64, true), parquet.Types.Int64
	case TypeNumber:
		return schema.NoLogicalType{}, parquet.Types.Double
	case TypeDate:
		return schema.DateLogicalType{}, parquet.Types.Int32
	case TypeTime:
		return schema.NewTimestampLogicalType(true, schema.TimeUnitMicros), parquet.Types.Int64
	}
	return schema.NoLogicalType{}, parquet.Types.Boolean
}

// repeats tells whether a column of this type is likely to have the same values over and over, so that a dictionary makes it shorter.
func repeats(t Type) bool { return t == TypeText || t == TypeDate || t == TypeTime }
