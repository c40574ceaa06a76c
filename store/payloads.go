package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Payloads keeps the bytes that came as compressed files named by their hash. They may hold personal data:
// only the owner can read them, and Expire deletes them when their time is over. It is safe for concurrent use.
type Payloads struct{ dir string }

// Kept is what Keep stored.
type Kept struct {
	Hash  string // SHA-256 of the bytes as received, in hex
	Bytes int64  // as received
}

var payloadHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

const (
	payloadEnding     = ".zst"
	incomingBeginning = "incoming-"
)

// NewPayloads opens the folder, and makes it where it does not exist.
func NewPayloads(dir string) (*Payloads, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of payloads: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep others out of the folder of payloads: %w", err)
	}
	return &Payloads{dir: dir}, nil
}

// Keep stores what r gives, to its end, and is safe on disk when it returns. The same bytes are kept once, and
// for as long as they last came. An error of r, more than max bytes (ErrTooLarge) or the end of ctx leave no file.
func (p *Payloads) Keep(ctx context.Context, r io.Reader, max int64) (Kept, error) {
	file, err := os.CreateTemp(p.dir, incomingBeginning+"*") // mode 0600
	if err != nil {
		return Kept{}, fmt.Errorf("keep a payload: %w", err)
	}
	defer os.Remove(file.Name()) // after the rename there is nothing to remove
	kept, err := compress(ctx, file, r, max)
	if err == nil {
		err = file.Sync()
	}
	if e := file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return Kept{}, fmt.Errorf("keep a payload: %w", err)
	}
	if err := p.place(file.Name(), p.path(kept.Hash)); err != nil {
		return Kept{}, fmt.Errorf("keep payload %s: %w", kept.Hash, err)
	}
	return kept, nil
}

// compress copies r to w, counting and hashing the bytes as they came.
func compress(ctx context.Context, w io.Writer, r io.Reader, max int64) (Kept, error) {
	packed, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return Kept{}, err
	}
	sum := sha256.New()
	bound := max
	if bound < math.MaxInt64 {
		bound++ // one byte too many tells that there is more
	}
	n, err := io.Copy(io.MultiWriter(sum, packed), io.LimitReader(whileAlive{ctx, r}, bound))
	if e := packed.Close(); err == nil {
		err = e
	}
	if err == nil && n > max {
		err = fmt.Errorf("%w: more than %d bytes", ErrTooLarge, max)
	}
	return Kept{Hash: hex.EncodeToString(sum.Sum(nil)), Bytes: n}, err
}

// place moves a complete file to where it stays, and makes the move last.
func (p *Payloads) place(from, to string) error {
	folder := filepath.Dir(to)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return errors.Join(syncFolder(folder), syncFolder(p.dir))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if e := d.Close(); err == nil {
		err = e
	}
	return err
}

// path spreads the files over 256 folders.
func (p *Payloads) path(hash string) string {
	return filepath.Join(p.dir, hash[:2], hash+payloadEnding)
}

// Open gives the bytes as they came. A payload that was never kept, or has expired, is an Error with
// CodeNotFound; reading a damaged file ends in an error.
func (p *Payloads) Open(hash string) (io.ReadCloser, error) {
	if !payloadHash.MatchString(hash) {
		return nil, &Error{Code: CodeInvalid, Message: fmt.Sprintf("open a payload: %q is not a SHA-256 in hex", hash)}
	}
	file, err := os.Open(p.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{Code: CodeNotFound, Message: "payload " + hash + " was never kept here, or has expired", Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("open payload %s: %w", hash, err)
	}
	unpacked, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		_ = file.Close() // the first error says more
		return nil, fmt.Errorf("open payload %s: %w", hash, err)
	}
	return &openPayload{unpacked, file}, nil
}

// Size is how much a payload takes on disk.
func (p *Payloads) Size(hash string) (int64, error) {
	info, err := os.Stat(p.path(hash))
	if err != nil {
		return 0, fmt.Errorf("look at payload %s: %w", hash, err)
	}
	return info.Size(), nil
}

// openPayload is a payload being read.
type openPayload struct {
	*zstd.Decoder
	file *os.File
}

// Close ends reading.
func (o *openPayload) Close() error {
	o.Decoder.Close()
	return o.file.Close()
}

// Expire deletes the files that were last kept before a time, by the file system's clock, and what writes that
// were cut short have left from before it. It tells how many payloads it deleted.
func (p *Payloads) Expire(before time.Time) (int, error) {
	deleted := 0
	err := filepath.WalkDir(p.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		payload := strings.HasSuffix(path, payloadEnding)
		if !payload && !strings.HasPrefix(entry.Name(), incomingBeginning) {
			return nil
		}
		info, err := entry.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || !info.ModTime().Before(before):
			return err
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		if payload {
			deleted++
		}
		return nil
	})
	if err != nil {
		return deleted, fmt.Errorf("delete expired payloads: %w", err)
	}
	return deleted, nil
}

// whileAlive reads until the context ends.
type whileAlive struct {
	ctx context.Context
	r   io.Reader
}

func (w whileAlive) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(b)
}
