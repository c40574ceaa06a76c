package regionsim

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"time"
)

func encodeXML(region string, t *table) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<report region=` + strconv.Quote(region) + ` simulated="true">` + "\n")
	t.writeXML(&b)
	b.WriteString("</report>\n")
	return b.Bytes()
}

// writeXML writes a record as an element item; a missing cell has none.
func (t *table) writeXML(b *bytes.Buffer) {
	for _, row := range t.rows {
		b.WriteString("<item>")
		for i, c := range t.columns {
			v := row[i]
			switch x := v.(type) {
			case time.Time:
				v = x.Format(time.RFC3339)
			case float64:
				v = strconv.FormatFloat(x, 'f', -1, 64)
			}
			if v != nil {
				b.WriteString("<" + c.name + ">")
				_ = xml.EscapeText(b, []byte(fmt.Sprint(v))) // into memory: cannot fail
				b.WriteString("</" + c.name + ">")
			}
		}
		b.WriteString("</item>\n")
	}
}
