package config

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/kpi"
)

// Languages are the languages of texts, by code.
var Languages = []string{"en", "uk", "ru"}

// plain is a single value as it is written; expected says what it should be.
func (d *decoder) plain(n ast.Node, key, expected string) (string, bool) {
	s, ok := textOf(n)
	if !ok {
		d.wrong(placeOf(d.file, n), fmt.Sprintf("%s is %s", key, shape(n)), "it is "+expected, "write a single value")
	}
	return s, ok
}

func (d *decoder) scalar(n ast.Node, v reflect.Value, key string) {
	expected := map[reflect.Kind]string{reflect.String: "a text", reflect.Bool: "true or false", reflect.Float64: "a number"}[v.Kind()]
	if expected == "" {
		expected = "a whole number"
	}
	s, ok := d.plain(n, key, expected)
	if !ok {
		return
	}
	if err := setScalar(v, s); err != nil {
		d.wrong(placeOf(d.file, n), fmt.Sprintf("%s: %q is not %s", key, s, expected), err.Error(), "write "+expected)
	}
}

// setScalar reads the text by the type that it goes to, so that a value from the environment or a table,
// which is always text, may be a number too.
func setScalar(v reflect.Value, s string) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		if s != "true" && s != "false" {
			return fmt.Errorf("other words mean different things to different readers")
		}
		v.SetBool(s == "true")
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		i, err := strconv.ParseInt(s, 10, v.Type().Bits())
		if err != nil {
			return numberError(err)
		}
		v.SetInt(i)
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		u, err := strconv.ParseUint(s, 10, v.Type().Bits())
		if err != nil {
			return numberError(err)
		}
		v.SetUint(u)
	case reflect.Float64:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return numberError(err)
		}
		v.SetFloat(f)
	default:
		return fmt.Errorf("a %s can't be configured", v.Type())
	}
	return nil
}

func numberError(err error) error {
	if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return fmt.Errorf("it is out of range")
	}
	return fmt.Errorf("it can't be read as one")
}

// text decodes one string for all languages, or a mapping from language to string.
func (d *decoder) text(n ast.Node, t *Text, key string) {
	*t = Text{}
	if s, ok := textOf(n); ok {
		for _, language := range Languages {
			(*t)[language] = s
		}
		return
	}
	m, ok := n.(*ast.MappingNode)
	if !ok {
		d.wrong(placeOf(d.file, n), fmt.Sprintf("%s is %s", key, shape(n)), "it is a text", "write one string, or a string for each of "+strings.Join(Languages, ", "))
		return
	}
	for _, e := range d.entries(m) {
		language, at := keyText(e.Key), placeOf(d.file, e.Key)
		if !slices.Contains(Languages, language) {
			d.wrong(at, fmt.Sprintf("%s has the unknown language %q", key, language), "pages have none of this code", oneOf(language, Languages))
			continue
		}
		s, ok := textOf(e.Value)
		if !ok || strings.TrimSpace(s) == "" {
			d.wrong(at, fmt.Sprintf("%s has no text in %s", key, language), "an empty text would be shown", "write it, or remove the language")
			continue
		}
		(*t)[language] = s
	}
}

func (d *decoder) secret(n ast.Node, t *Secret, key string) {
	s, ok := d.plain(n, key, "a secret")
	if !ok {
		return
	}
	if !fromOutside(n) {
		d.wrong(placeOf(d.file, n), key+" is a secret in plain text", "whoever reads the configuration would know it", "write ${env:NAME} or ${file:PATH}, and change the secret")
		return
	}
	*t = Secret{s}
}

var dateShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// The days that the store can hold, less the one that stands for none.
var firstDate, lastDate = kpi.MustDate("1970-01-02"), kpi.MustDate("2149-06-06")

func (d *decoder) date(n ast.Node, s string, t *kpi.Date, key string) {
	day, err := kpi.ParseDate(s)
	switch at := placeOf(d.file, n); {
	case err != nil && dateShape.MatchString(s):
		d.wrong(at, fmt.Sprintf("%s: there is no day %q", key, s), "no calendar has it", "write a day that exists")
	case err != nil:
		d.wrong(at, fmt.Sprintf("%s: %q is not a date", key, s), "dates are year-month-day", "write it as 2006-01-02")
	case day < firstDate || day > lastDate:
		d.wrong(at, fmt.Sprintf("%s: %s can't be stored", key, s), "dates from "+firstDate.String()+" to "+lastDate.String()+" can", "check the year")
	default:
		*t = day
	}
}

func (d *decoder) duration(n ast.Node, t *Duration, key string) {
	s, ok := d.plain(n, key, "a duration")
	if !ok {
		return
	}
	if err := t.UnmarshalText([]byte(s)); err != nil {
		d.wrong(placeOf(d.file, n), fmt.Sprintf("%s: %q is not a duration", key, s), err.Error(), "write it like 30s, 10m, 6h or 400d")
	}
}

// UnmarshalText reads what time.ParseDuration does, and whole days: "400d". Negative ones are errors.
func (d *Duration) UnmarshalText(b []byte) error {
	s := string(b)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return fmt.Errorf("days are a whole number up to 65535 before the d")
		}
		*d = Duration(n) * Duration(24*time.Hour)
		return nil
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("it needs a number and a unit")
	}
	if v < 0 {
		return fmt.Errorf("it is negative")
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Duration) String() string {
	if day := Duration(24 * time.Hour); d > 0 && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	return time.Duration(d).String()
}

// Format keeps the secret out of every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }
