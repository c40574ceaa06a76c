package collectors

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/collectors/filesource"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// ImportSource is the source of what Import loads.
const ImportSource = store.ImportSource

// importMaxBytes bounds an imported file: someone chose it by hand, so it may be large.
const (
	importMaxBytes = 1 << 40
	importTimeout  = 24 * time.Hour
)

// Import loads a file (.csv, .tsv, .xlsx, .xls, .ods, .dbf, .ndjson, .jsonl, .json or .xml, with .gz after it, or in a .zip) through the same checks as a source. as is the kind of
// record, such as "observations"; columns (or keys) are named like its fields, and those that need not be there
// may be missing. progress is called with the bytes read and the size of the file; it may be nil.
// The error is of the call (store.CodeInvalid); what became of the file is in the outcome.
func (c *Collector) Import(ctx context.Context, path, as string, progress func(read, size int64)) (Outcome, error) {
	src, err := importSource(path, as)
	if err != nil {
		return Outcome{}, &store.Error{Code: store.CodeInvalid, Message: "import " + path, Err: err}
	}
	s := &source{Source: src, fetcher: filesource.At(path), zone: c.zone}
	if s.plan, err = c.planFor(src, true); err != nil {
		return Outcome{}, &store.Error{Code: store.CodeInvalid, Message: "import " + path, Err: err}
	}
	if s.mapping, err = c.fingerprint(s); err != nil {
		return Outcome{}, err
	}
	j := &job{Collector: c, source: s, apart: true, payloads: c.Payloads, progress: progress}
	return j.run(ctx), nil
}

// importSource describes the file as a source would be declared.
func importSource(path, as string) (*config.Source, error) {
	names := config.RecordFields(as)
	if names == nil {
		return nil, fmt.Errorf("--as %q is none of %s", as, strings.Join(config.RecordKinds, ", "))
	}
	src := &config.Source{ID: ImportSource, Kind: "file", MaxBytes: importMaxBytes, Timeout: config.Duration(importTimeout)}
	file, err := sampleOf(path, &src.Format)
	if err != nil {
		return nil, err
	}
	defer file.close()
	columns, err := file.sniff(&src.Format)
	if err != nil {
		return nil, err
	}
	fields := map[string]*config.Field{}
	if columns != nil {
		names = nil
		for _, column := range columns {
			if name := fieldOf(as, column, src.Format.Type); config.HasField(as, name) {
				fields[name] = &config.Field{From: column}
			}
		}
	}
	for _, name := range names {
		if name == "period" || name == "period_start" || name == "period_end" {
			continue // chosen below: what has no header does not tell
		}
		fields[name] = &config.Field{From: name}
	}
	if columns == nil && slices.Contains(names, "period_start") {
		for name, field := range file.ownPeriod(src.Format.Type) {
			fields[name] = field
		}
	}
	src.Records = []config.Mapping{{As: as, Fields: fields}}
	return src, nil
}

// fieldOf is the field that a column is named like, if there is one; breakdowns are fields, too. In a .dbf table names
// have at most ten letters, capital ones.
func fieldOf(as, column, format string) string {
	for _, name := range config.RecordFields(as) {
		if format == "dbf" && strings.EqualFold(column, name[:min(len(name), 10)]) {
			return name
		}
	}
	return column
}
