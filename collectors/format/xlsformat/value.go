package xlsformat

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// read adds the cells that the record holds. Row, column and style begin each.
func (r *rows) read() error {
	column, style := r.u16(2), r.u16(4)
	switch r.kind {
	case recNumber:
		if err := r.has(14); err != nil {
			return err
		}
		r.add(column, r.book.number(r.float(6), style))
	case recRK:
		if err := r.has(10); err != nil {
			return err
		}
		r.add(column, r.book.number(unpacked(r.u32(6)), style))
	case recMulRK:
		return r.several()
	case recLabelSST:
		if err := r.has(10); err != nil {
			return err
		}
		r.cells = append(r.cells, cell{column: column, shared: int(r.u32(6))})
	case recLabel, recRString:
		text, err := r.own(&cursor{r.records, 6})
		if err != nil {
			return err
		}
		r.add(column, text)
	case recBoolErr:
		if err := r.has(8); err != nil {
			return err
		}
		r.add(column, truth(r.data[6], r.data[7] != 0))
	case recFormula:
		return r.formula(column, style)
	}
	return nil
}

func (r *rows) add(column int, v record.Value) {
	r.cells = append(r.cells, cell{column: column, shared: -1, value: v})
}

func (r *rows) float(at int) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(r.data[at:]))
}

// several adds a run of numbers side by side.
func (r *rows) several() error {
	const each, around = 6, 6 // style and number; row, first and last column
	if len(r.data) < around+each || (len(r.data)-around)%each != 0 {
		return errCut
	}
	column := r.u16(2)
	for at := 4; at+each <= len(r.data)-2; at += each {
		r.add(column, r.book.number(unpacked(r.u32(at+2)), r.u16(at)))
		column++
	}
	return nil
}

// own is a text that the cell has for itself.
func (r *rows) own(c *cursor) (record.Value, error) {
	from := len(r.buf)
	var err error
	if r.buf, err = c.text(2, r.buf); err != nil {
		return record.Value{}, err
	}
	if r.long = r.long || len(r.buf) > record.MaxBytes; r.long {
		r.buf = r.buf[:from]
	}
	return sheet.Text(r.buf[from:len(r.buf):len(r.buf)]), nil
}

// What a formula's result is, where it is no number.
const (
	resultText = iota
	resultBool
	resultError
	resultEmpty
)

// formula adds the stored result of a formula.
func (r *rows) formula(column, style int) error {
	if err := r.has(16); err != nil {
		return err
	}
	if r.u16(12) != 0xFFFF { // a number
		const onLoad = 2 // it is to be computed when the workbook is opened
		v := r.float(6)
		if v == 0 && r.u16(14)&onLoad != 0 {
			// What programs write that can't compute. A zero would pass for a result.
			r.add(column, sheet.Failed("a formula without its value"))
			return nil
		}
		r.add(column, r.book.number(v, style))
		return nil
	}
	switch kind := r.data[6]; kind {
	case resultText:
		text, err := r.result()
		if err != nil {
			return err
		}
		r.add(column, text)
	case resultBool, resultError:
		r.add(column, truth(r.data[8], kind == resultError))
	case resultEmpty:
		if err := r.has(22); err != nil {
			return err
		}
		if givesNumber(r.data[22:min(len(r.data), 22+r.u16(20))]) {
			r.add(column, sheet.Failed("a formula without its value"))
		}
	default:
		r.add(column, sheet.Failed("a result of an unknown type"))
	}
	return nil
}

// result is the text that a formula gave. It stands in a record of its own; formulas that cells share may stand between.
func (r *rows) result() (record.Value, error) {
	for {
		if err := r.records.next(); err != nil {
			return record.Value{}, err
		}
		switch r.kind {
		case recString:
			return r.own(&cursor{r.records, 0})
		case recSharedFormula, recArray, recTable, recContinue:
		default:
			return record.Value{}, errors.New("the text that a formula gave is not there")
		}
	}
}

// Formulas of several cells.
const (
	recArray         = 0x0221
	recTable         = 0x0236
	recSharedFormula = 0x04BC
)

// givesNumber tells whether a formula ends in what gives a number, so that an empty text is no result of it: some programs that
// can't compute write that. The formula's last operation stands last.
func givesNumber(formula []byte) bool {
	n := len(formula)
	if n == 0 {
		return false
	}
	last := formula[n-1]
	if 0x03 <= last && last <= 0x07 || 0x09 <= last && last <= 0x0E || 0x12 <= last && last <= 0x14 { // + - * / ^, comparisons, signs, %
		return true
	}
	if n >= 4 && formula[n-4] == 0x19 && formula[n-3]&0x10 != 0 { // the sum of one range
		return true
	}
	return n >= 3 && last == 0 && (formula[n-3]&0x1F == 0x01 || n >= 4 && formula[n-4]&0x1F == 0x02) && numeric[formula[n-2]]
}

// numeric are functions that give numbers, by their numbers in the format: COUNT, SUM, AVERAGE, MIN, MAX, ROUND, COUNTA, PRODUCT, SUMPRODUCT.
var numeric = map[byte]bool{0: true, 4: true, 5: true, 6: true, 7: true, 27: true, 169: true, 183: true, 228: true}

// unpacked is a number that was packed into four bytes: a whole number or the first bytes of another, maybe a hundred times it.
func unpacked(rk uint32) float64 {
	var v float64
	if rk&2 != 0 {
		v = float64(int32(rk) >> 2)
	} else {
		v = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		v /= 100
	}
	return v
}

// number is a number, or the date that its style makes of it.
func (b *book) number(v float64, style int) record.Value {
	date, share := b.shows(style)
	switch {
	case math.IsInf(v, 0) || math.IsNaN(v):
		return sheet.Failed("a number that can't be read")
	case date:
		return sheet.Day(v, b.from1904)
	}
	number := sheet.Number(v)
	number.Share = share
	return number
}

// truth is true or false, or an error by its number.
func truth(code byte, isError bool) record.Value {
	if !isError {
		return sheet.Bool(code != 0)
	}
	if name, known := failures[code]; known {
		return sheet.Failed(name)
	}
	return sheet.Failed("error " + strconv.Itoa(int(code)))
}

var failures = map[byte]string{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
