package odsformat

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// value reads to the end of the cell that began.
func (r *rows) value(tag xml.StartElement) (record.Value, error) {
	text, err := r.text()
	if err != nil {
		return record.Value{}, err
	}
	kind, isError := "", false
	held := map[string]string{}
	for _, a := range tag.Attr {
		switch {
		case strings.Contains(a.Name.Space, "calcext"): // what LibreOffice adds beside the standard's
			isError = isError || a.Name.Local == "value-type" && a.Value == "error"
		case a.Name.Local == "value-type":
			kind = a.Value
		default:
			held[a.Name.Local] = a.Value
		}
	}
	_, formula := held["formula"]
	shown := string(text)
	if isError || formula && failure.MatchString(shown) {
		return sheet.Failed(shown), nil
	}
	switch kind {
	case "":
		if formula && shown == "" {
			return sheet.Failed("a formula without its value"), nil
		}
		return sheet.Text(text), nil
	case "float", "currency":
		return number(held["value"]), nil
	case "percentage":
		share := number(held["value"])
		share.Share = true
		return share, nil
	case "date":
		return sheet.ISODate(held["date-value"]), nil
	case "time":
		return days(held["time-value"]), nil
	case "boolean":
		return boolean(held["boolean-value"]), nil
	case "string":
		if stored := held["string-value"]; stored != "" {
			text = r.keep(len(r.buf), stored)
		}
		return sheet.Text(text), nil
	}
	return sheet.Failed("a value of an unknown type"), nil
}

// failure is how the error of a formula is shown. Older programs store a zero beside it.
var failure = regexp.MustCompile(`^(#\p{L}[\p{L}\d/]*[!?]?|\p{L}+:\d{3})$`)

func number(raw string) record.Value {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return sheet.Failed("a number that can't be read")
	}
	return record.Value{Kind: record.Number, Bytes: []byte(raw)}
}

func boolean(raw string) record.Value {
	switch raw {
	case "true", "false":
		return sheet.Bool(raw == "true")
	}
	return sheet.Failed("neither true nor false")
}

// span is a duration such as PT10H30M00S.
var span = regexp.MustCompile(`^(-?)PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?$`)

// days is a time or a duration in days, as other spreadsheets store it.
func days(raw string) record.Value {
	parts := span.FindStringSubmatch(raw)
	if parts == nil || parts[2]+parts[3]+parts[4] == "" {
		return sheet.Failed("a time that can't be read")
	}
	seconds := 0.0
	for i, each := range []float64{3600, 60, 1} {
		v, err := strconv.ParseFloat(strings.Replace(parts[i+2], ",", ".", 1), 64)
		if err == nil {
			seconds += v * each
		}
	}
	return record.Value{Kind: record.Number, Bytes: strconv.AppendFloat([]byte(parts[1]), seconds/86_400, 'f', -1, 64)}
}

// text reads a cell's paragraphs up to its end, a line for each. Notes, drawings and tables in the cell are left out.
func (r *rows) text() ([]byte, error) {
	from, paragraphs := len(r.buf), 0
	for depth := 0; ; {
		token, err := r.walk.Next()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			switch {
			case depth == 0 && name == "p":
				if paragraphs++; paragraphs > 1 {
					r.keep(from, "\n")
				}
				depth++
			case depth == 0, name == "note", name == "annotation", name == "ruby-text", name == "frame":
				if err := r.walk.Skip(); err != nil {
					return nil, err
				}
			default:
				if err := r.space(from, t); err != nil {
					return nil, err
				}
				depth++
			}
		case xml.CharData:
			if depth > 0 {
				r.keep(from, string(t))
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return r.buf[from:len(r.buf):len(r.buf)], nil
			}
		}
	}
}

// space keeps white space that is written as an element.
func (r *rows) space(from int, tag xml.StartElement) error {
	switch tag.Name.Local {
	case "s":
		n, err := repeated(tag, "c")
		if err != nil {
			return err
		}
		r.keep(from, strings.Repeat(" ", min(n, record.MaxBytes+1)))
	case "tab":
		r.keep(from, "\t")
	case "line-break":
		r.keep(from, "\n")
	}
	return nil
}

// keep adds a piece to the text that began at from, and gives that text.
func (r *rows) keep(from int, piece string) []byte {
	if r.long = r.long || len(r.buf)+len(piece) > record.MaxBytes; !r.long {
		r.buf = append(r.buf, piece...)
	}
	return r.buf[from:len(r.buf):len(r.buf)]
}
