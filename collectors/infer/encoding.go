package infer

import (
	"bytes"
	"cmp"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/postup/postup/collectors/format/charset"
)

// declared are the names that servers and documents have for encodings, as the configuration calls them.
var declared = map[string]string{"utf-8": "utf-8", "utf8": "utf-8", "windows-1251": "windows-1251", "cp1251": "windows-1251", "cp866": "cp866", "ibm866": "cp866",
	"koi8-u": "koi8-u", "koi8-r": "koi8-r", "utf-16": "utf-16", "utf-16le": "utf-16le", "utf-16be": "utf-16be"}

// text decodes the sample and notes its encoding: by its byte order mark, by what it is said to be, or by which decoding
// makes plausible words.
func (in *inference) text() error {
	s := &in.sample
	encoding, why := s.encoding()
	own := xmlDeclares(s.body)
	if own != "" {
		encoding = own
	}
	r, err := charset.Open(bytes.NewReader(s.body), encoding)
	if err != nil {
		return err
	}
	decoded, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.cut {
		decoded = wholeRunes(decoded)
	}
	in.data = decoded
	if own != "" { // it speaks of the bytes before
		_, in.data, _ = bytes.Cut(decoded, []byte("?>"))
		return nil
	}
	if encoding != "utf-8" {
		in.formatLine("encoding", encoding, why)
	}
	return nil
}

var declaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// xmlDeclares is the encoding that a document declares in its first line, "" where it does not.
func xmlDeclares(b []byte) string {
	found := declaration.FindSubmatch(bytes.TrimPrefix(b[:min(len(b), 512)], []byte("\xEF\xBB\xBF")))
	if found == nil {
		return ""
	}
	return declared[strings.ToLower(string(found[1]))]
}

// wholeRunes leaves out a character that was cut at the end.
func wholeRunes(b []byte) []byte {
	for n := 1; n <= min(utf8.UTFMax, len(b)); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return b[:len(b)-n]
			}
			break
		}
	}
	return b
}

func (s *sample) encoding() (name, why string) {
	b := s.body
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return "utf-8", ""
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return "utf-16", ""
	}
	if name := declared[s.charset]; name != "" && name != "utf-8" && plausible(b, name) > 0 {
		return name, ""
	}
	even, odd := zeros(b)
	switch {
	case odd > len(b)/8:
		return "utf-16le", "every other byte is zero"
	case even > len(b)/8:
		return "utf-16be", "every other byte is zero"
	case utf8.Valid(b), s.cut && utf8.Valid(wholeRunes(b)):
		return "utf-8", ""
	case utf8Share(b) > 0.98: // a few broken bytes in it will be rejected, row by row
		return "utf-8", ""
	}
	candidates := []string{"windows-1251", "cp866", "koi8-u"}
	best := slices.MaxFunc(candidates, func(a, b string) int { return cmp.Compare(plausible(s.body, a), plausible(s.body, b)) })
	return best, "of windows-1251, cp866 and koi8-u the one in which the words look like words"
}

// zeros counts the zero bytes at even and at odd places of the beginning.
func zeros(b []byte) (even, odd int) {
	for i, c := range b[:min(len(b), 4096)] {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	return even, odd
}

// utf8Share is which part of the bytes over 0x7f belongs to valid characters.
func utf8Share(b []byte) float64 {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	if good+bad == 0 {
		return 1
	}
	return float64(good) / float64(good+bad)
}

// often are the letters that Ukrainian and Russian texts consist of, mostly.
const often = "оаиіетнврслкпмуд"

// plausible tells how much like words the letters are that an encoding makes of bytes.
func plausible(b []byte, encoding string) float64 {
	decode, err := charset.Text(encoding)
	if err != nil {
		return 0
	}
	text, _ := decode(b[:min(len(b), 64<<10)])
	score, letters := 0.0, 0
	var last rune
	for _, r := range string(text) {
		switch {
		case r < utf8.RuneSelf:
		case unicode.Is(unicode.Cyrillic, r):
			letters++
			if strings.ContainsRune(often, unicode.ToLower(r)) {
				score++
			}
			switch {
			case !unicode.IsUpper(r):
			case unicode.IsLower(last):
				score -= 2 // a capital inside a word
			case unicode.IsUpper(last):
				score -= 0.3
			}
		case strings.ContainsRune("№«»—–’“”„… ·°", r):
		default:
			score -= 2 // lines of frames, signs of other tongues
		}
		last = r
	}
	if letters == 0 {
		return -1
	}
	return score / float64(letters)
}
