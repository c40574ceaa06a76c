package regionsim

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"path"
	"strings"
)

// formatOf tells which file a name asks for, and in what form: counts.csv, or packed counts.csv.gz and counts.xml.zip.
func formatOf(file string) (name string, f format, ok bool) {
	inner, pack := file, packs[path.Ext(file)]
	if pack.encode != nil {
		inner = strings.TrimSuffix(file, path.Ext(file))
	}
	ext := path.Ext(inner)
	name = strings.TrimSuffix(inner, ext)
	if f, ok = formats[ext]; ok && pack.encode != nil {
		plain := f.encode
		f = format{pack.contentType, func(region string, t *table) []byte { return pack.encode(inner, plain(region, t)) }}
	}
	return name, f, ok
}

// packing packs a file of a name.
type packing struct {
	contentType string
	encode      func(name string, content []byte) []byte
}

var packs = map[string]packing{
	".gz":  {"application/gzip", packGZIP},
	".zip": {"application/zip", packZIP},
}

func packGZIP(_ string, content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(content) // into memory: cannot fail
	_ = z.Close()
	return b.Bytes()
}

// packZIP puts a note beside the file, as portals do.
func packZIP(name string, content []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, member := range []struct {
		name    string
		content []byte
	}{{"readme.txt", []byte("Змодельовані дані.\r\n")}, {name, content}} {
		w, err := z.Create(member.name)
		if err == nil {
			_, err = w.Write(member.content)
		}
		if err != nil {
			panic("regionsim: an archive that can't be made: " + err.Error())
		}
	}
	_ = z.Close() // into memory: cannot fail
	return b.Bytes()
}
