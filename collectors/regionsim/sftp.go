package regionsim

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/pkg/sftp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// deliveries is the folder of an SFTP server to which every region delivers its counts: /{region}/counts-2023-09.csv
// for each month in which some came in, with all that there are. A month's file is written anew whenever more comes,
// so its time is that of the last.
type deliveries struct{ portal *Portal }

// deliveredMonths is for how many months files are kept.
const deliveredMonths = 12

// delivered is a file, or the folder of a region.
type delivered struct {
	name    string
	content []byte
	changed time.Time
	folder  bool
}

func (d delivered) Name() string       { return d.name }
func (d delivered) Size() int64        { return int64(len(d.content)) }
func (d delivered) ModTime() time.Time { return d.changed }
func (d delivered) IsDir() bool        { return d.folder }
func (d delivered) Sys() any           { return nil }
func (d delivered) Mode() fs.FileMode {
	if d.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// files are those of a region, oldest first.
func (d deliveries) files(r *config.Region) (files []delivered) {
	m := d.portal.model
	today := kpi.DateOf(d.portal.o.Now().In(r.Location))
	last := map[kpi.Date]kpi.Date{} // month → day of the last delivery in it
	m.reports(r, today, func(_ counted, _ kpi.Period, came kpi.Date) {
		last[came.MonthStart()] = max(last[came.MonthStart()], came)
	})
	for month := today.MonthStart().AddMonths(1 - deliveredMonths); month <= today; month = month.AddMonths(1) {
		if came, any := last[month]; any {
			y, mo, da := came.Time().Date()
			files = append(files, delivered{
				name:    "counts-" + month.Time().Format("2006-01") + ".csv",
				content: encodeCSV(r.Code, m.counts(r, 0, came)),
				changed: time.Date(y, mo, da, 0, 0, 0, 0, r.Location),
			})
		}
	}
	return files
}

// find is what lies at a path: for a folder what is in it, for a file itself.
func (d deliveries) find(name string) (at delivered, within []delivered, err error) {
	name = path.Clean("/" + name)
	if name == "/" {
		for _, r := range d.portal.o.Config.Regions {
			within = append(within, delivered{name: r.Code, folder: true})
		}
		return delivered{name: "/", folder: true}, within, nil
	}
	code, file, isFile := strings.Cut(strings.TrimPrefix(name, "/"), "/")
	region := d.portal.o.Config.Region(code)
	if region == nil {
		return delivered{}, nil, os.ErrNotExist
	}
	files := d.files(region)
	if !isFile {
		return delivered{name: code, folder: true}, files, nil
	}
	for _, f := range files {
		if f.name == file {
			return f, nil, nil
		}
	}
	return delivered{}, nil, os.ErrNotExist
}

// Fileread opens a file.
func (d deliveries) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	file, _, err := d.find(r.Filepath)
	if err == nil && file.folder {
		err = os.ErrInvalid
	}
	return bytes.NewReader(file.content), err
}

// Filelist lists a folder, or tells of a file.
func (d deliveries) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	at, within, err := d.find(r.Filepath)
	switch {
	case err != nil:
		return nil, err
	case r.Method == "List" && at.folder:
		return listing(within), nil
	case r.Method == "Stat":
		return listing{at}, nil
	}
	return nil, fmt.Errorf("%s: %w", r.Method, os.ErrInvalid)
}

// Filewrite and Filecmd refuse: nobody changes what regions delivered.
func (d deliveries) Filewrite(*sftp.Request) (io.WriterAt, error) { return nil, os.ErrPermission }

// Filecmd refuses.
func (d deliveries) Filecmd(*sftp.Request) error { return os.ErrPermission }

// listing gives entries from a place on.
type listing []delivered

// ListAt lists entries.
func (l listing) ListAt(into []os.FileInfo, from int64) (n int, err error) {
	if from >= int64(len(l)) {
		return 0, io.EOF
	}
	for n < len(into) && int(from)+n < len(l) {
		into[n] = l[int(from)+n]
		n++
	}
	if n < len(into) {
		err = io.EOF
	}
	return n, err
}
