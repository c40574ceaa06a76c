package sdmx

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/valyala/fastjson"
)

// DataWriter writes a data message: the observations first, each under the places of its dimensions' values, then what these are. Nothing but the
// values is kept, and the first rows are on their way before the last are read.
type DataWriter struct {
	out     *bufio.Writer
	message *Message
	codes   codes
	line    []byte
	begun   bool
}

// NewData begins a data message.
func NewData(to io.Writer, m *Message) *DataWriter {
	return &DataWriter{out: bufio.NewWriterSize(to, 64<<10), message: m}
}

// Row writes a row of the dataset as a release keeps it. A missing value is null, and OBS_STATUS says in what way it is missing.
func (w *DataWriter) Row(row *fastjson.Value) error {
	key, coded, err := w.codes.read(row)
	if err != nil {
		return err
	}
	if !w.begun {
		w.begun = true
		if err := w.begin(); err != nil {
			return err
		}
		w.line = append(w.line[:0], '\n')
	} else {
		w.line = append(w.line[:0], ",\n"...)
	}
	w.line = append(w.line, '"')
	for i, n := range key {
		if i > 0 {
			w.line = append(w.line, ':')
		}
		w.line = strconv.AppendInt(w.line, int64(n), 10)
	}
	w.line = append(w.line, `":[`...)
	w.line = appendValue(w.line, row.Get(measure.column))
	w.attributes(row, coded)
	w.line = append(w.line, ']')
	_, err = w.out.Write(w.line)
	return err
}

// attributes appends what else is said of an observation, up to the last that says something.
func (w *DataWriter) attributes(row *fastjson.Value, coded [len(attributes)]int) {
	end := len(w.line)
	for i, a := range attributes {
		w.line = append(w.line, ',')
		switch value := row.Get(a.column); {
		case coded[i] >= 0:
			w.line = strconv.AppendInt(w.line, int64(coded[i]), 10)
		case a.list != "" || absent(value):
			w.line = append(w.line, "null"...)
			continue
		default:
			w.line = appendValue(w.line, value)
		}
		end = len(w.line)
	}
	w.line = w.line[:end]
}

// appendValue writes a value with the digits that the release has.
func appendValue(b []byte, v *fastjson.Value) []byte {
	if v == nil {
		return append(b, "null"...)
	}
	return v.MarshalTo(b)
}

// begin writes what stands before the first observation.
func (w *DataWriter) begin() error {
	m := w.message
	set := map[string]any{
		"structure": 0, "action": "Replace", "links": m.links(),
		"reportingBegin": m.From.String(), "reportingEnd": m.To.String(),
	}
	if notes := m.annotations(); len(notes) > 0 {
		all := make([]int, len(notes))
		for i := range all {
			all[i] = i
		}
		set["annotations"] = all
	}
	head, err := marshal(m.meta(Data))
	if err != nil {
		return err
	}
	beside, err := marshal(set)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, `{"meta":%s,"data":{"dataSets":[%s,"observations":{`, head, beside[:len(beside)-1])
	return err
}

// Close writes what the numbers in the keys stand for. A message without rows has neither a data set nor a structure: the standard knows no
// dimension without a value.
func (w *DataWriter) Close() error {
	if !w.begun {
		head, err := marshal(w.message.meta(Data))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w.out, `{"meta":%s,"data":{"dataSets":[],"structures":[]}}`+"\n", head); err != nil {
			return err
		}
		return w.out.Flush()
	}
	units, groups := w.units()
	groupsText, err := marshal(groups)
	if err != nil {
		return err
	}
	structure, err := marshal(w.structure(units))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w.out, "\n},\"dimensionGroupAttributes\":%s}],\"structures\":[%s]}}\n", groupsText, structure); err != nil {
		return err
	}
	return w.out.Flush()
}

// units are those of the indicators that came, and which each has, under its place among the dimensions.
func (w *DataWriter) units() (units used, groups map[string][]int) {
	groups = map[string][]int{}
	for i, indicator := range w.codes.dimensions[atIndicator].values {
		if in := w.message.Indicators[indicator].Unit; in != "" {
			groups["::"+strconv.Itoa(i)+":::"] = []int{units.index([]byte(in))}
		}
	}
	return units, groups
}

func marshal(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write a part of an SDMX message: %w", err)
	}
	return text, nil
}
