package embedded

import (
	"strings"
	"testing"
)

func TestCleaned(t *testing.T) {
	for name, test := range map[string][2]string{
		"plain stays": {
			"Code: 60. DB::Exception: Unknown table 'x'. (UNKNOWN_TABLE)",
			"Code: 60. DB::Exception: Unknown table 'x'. (UNKNOWN_TABLE)"},
		"wrapped is unwrapped": {
			"Code: 33. DB::Exception: Code: 33. DB::Exception: Cannot read all data: (in file/uri /dev/fd/27): While executing Native: While executing File: data for INSERT was parsed from file. (CANNOT_READ_ALL_DATA) (version 26.5.1.1). (CANNOT_READ_ALL_DATA)",
			"Code: 33. DB::Exception: Cannot read all data: While executing Native. (CANNOT_READ_ALL_DATA)"},
		"another's code in the text stays": {
			"Code: 395. DB::Exception: he said Code: 60. DB::Exception: no. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)",
			"Code: 395. DB::Exception: he said Code: 60. DB::Exception: no. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)"},
	} {
		if got := cleaned(test[0]); got != test[1] {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test[1])
		}
	}
}

func TestInlineDataIsTold(t *testing.T) {
	for statement, want := range map[string]bool{
		"INSERT INTO t FORMAT JSONEachRow {\"a\":1}":           true,
		"insert into t (a, b)\nformat CSV 1,2":                 true,
		"INSERT INTO t VALUES ('x FORMAT y z')":                false,
		"INSERT INTO t (a) VALUES (1)":                         false,
		"INSERT INTO t SELECT * FROM u":                        false,
		"SELECT 1 FORMAT JSON":                                 false,
		"INSERT INTO t SELECT format('{}', a) FROM u":          false,
		"INSERT INTO t SELECT 1 -- " + strings.Repeat("x", 10): false,
	} {
		if got := inlineData.MatchString(statement); got != want {
			t.Errorf("%s: taken for inline data: %v", statement, got)
		}
	}
}
