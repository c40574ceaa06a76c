package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/klauspost/compress/zstd"

	"github.com/postup/postup/schemas"
)

// makingTakes is longer than a draft can be in the making: its contents are there before the release that refers to them.
const makingTakes = 24 * time.Hour

// ClearContents gives up the contents that no release refers to, neither a published one nor a draft: those of drafts that were replaced, and of
// drafts that were never finished. What was written within the last day stays, for somebody may be making a release of it. It tells how many are
// given up; the engine deletes them by and by.
func (s *Store) ClearContents(ctx context.Context) (int, error) {
	before := uint64(max(s.now().Add(-makingTakes).UnixMicro(), 0))
	if err := s.lock(ctx); err != nil { // no release is saved between looking and clearing
		return 0, err
	}
	defer s.unlock()
	all, err := s.Releases(ctx)
	if err != nil {
		return 0, err
	}
	var left []any
	err = s.query(ctx, "list the contents of releases", schemas.Query("contents_kept"), []any{before}, func(rows driver.Rows) error {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return s.failed("list the contents of releases", err)
		}
		if !refersTo(all, hash) {
			left = append(left, hash)
		}
		return nil
	})
	if err != nil || len(left) == 0 {
		return 0, err
	}
	return len(left), s.exec(ctx, "clear out contents that no release refers to", schemas.Query("contents_clear"), clickhouse.GroupSet{Value: left}, before)
}

func refersTo(releases []Release, hash string) bool {
	return slices.ContainsFunc(releases, func(x Release) bool {
		return slices.ContainsFunc(x.Datasets, func(d Released) bool { return d.Hash == hash })
	})
}

const (
	contentPiece = 1 << 20 // bytes of a content, before it is compressed, that lie in one row
	firstPieces  = 4       // that are read at first, so that it begins to come at once
	mostPieces   = 64      // that are read at once: so many are held in memory, compressed
)

// SaveContent keeps the bytes of a dataset, whose hash is known, to r's end. What is there already is written once more, and is there once.
// What was cut short is not found: its bytes have another hash.
func (s *Store) SaveContent(ctx context.Context, hash string, r io.Reader) error {
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return &Error{Code: CodeInternal, Message: "compress a dataset", Err: err}
	}
	defer packer.Close()
	piece := make([]byte, contentPiece)
	for n := uint32(0); ; n++ {
		length, end := io.ReadFull(r, piece)
		if end != nil && !errors.Is(end, io.EOF) && !errors.Is(end, io.ErrUnexpectedEOF) {
			return &Error{Code: CodeInternal, Message: "read a dataset to keep it", Err: end}
		}
		if length > 0 || n == 0 {
			values := []any{[]string{hash}, []uint32{n}, []string{string(packer.EncodeAll(piece[:length], nil))}, []uint64{s.NextSeq()}}
			if err := s.insert(ctx, "release_contents", []string{"hash", "piece", "content", "seq"}, func(i int) any { return values[i] }); err != nil {
				return err
			}
		}
		if end != nil {
			return nil
		}
	}
}

// Content writes the bytes that have this hash. None there is an Error with CodeNotFound; others than those that were saved one with
// CodeInternal, after they were written.
func (s *Store) Content(ctx context.Context, hash string, to io.Writer) error {
	sum := sha256.New()
	if _, err := s.unpack(ctx, hash, io.MultiWriter(sum, to)); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return &Error{Code: CodeInternal, Message: "dataset " + hash + " is damaged: its bytes have another hash"}
	}
	return nil
}

// ContentOf is Content for who has much to do with each byte, of a dataset whose bytes had their hash when it was published: each piece is held
// against the checksum that it was packed with, and all against their length.
func (s *Store) ContentOf(ctx context.Context, d Released, to io.Writer) error {
	length, err := s.unpack(ctx, d.Hash, to)
	if err != nil {
		return err
	}
	if length != d.Bytes {
		return &Error{Code: CodeInternal, Message: fmt.Sprintf("dataset %s is damaged: it has %d bytes of %d", d.Hash, length, d.Bytes)}
	}
	return nil
}

// unpack writes the bytes of a content, and tells how many there are.
func (s *Store) unpack(ctx context.Context, hash string, to io.Writer) (length uint64, err error) {
	unpacker, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return 0, &Error{Code: CodeInternal, Message: "unpack a dataset", Err: err}
	}
	defer unpacker.Close()
	read, plain := uint32(0), make([]byte, 0, contentPiece)
	for window := uint32(firstPieces); ; window = min(2*window, mostPieces) {
		n, err := s.pieces(ctx, hash, read, read+window, func(packed string) error {
			if plain, err = unpacker.DecodeAll([]byte(packed), plain[:0]); err != nil {
				return &Error{Code: CodeInternal, Message: "dataset " + hash + " is damaged: unpack it", Err: err}
			}
			length += uint64(len(plain))
			_, err := to.Write(plain)
			return err
		})
		if err != nil {
			return length, err
		}
		if read += n; n < window {
			break
		}
	}
	if read == 0 {
		return 0, &Error{Code: CodeNotFound, Message: "no dataset has the hash " + hash}
	}
	return length, nil
}

// pieces gives those of a content from one number to before another, as they lie in the store, and tells how many there are.
func (s *Store) pieces(ctx context.Context, hash string, from, to uint32, each func(packed string) error) (n uint32, err error) {
	err = s.query(ctx, "read a dataset", schemas.Query("release_content"), []any{hash, from, to}, func(rows driver.Rows) error {
		var packed string
		if err := rows.Scan(&packed); err != nil {
			return s.failed("read a dataset", err)
		}
		n++
		return each(packed)
	})
	return n, err
}
