package schemas

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestReadMigrations(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	steps, err := ReadMigrations(fstest.MapFS{
		"0001_a.sql": file("-- about; a\nCREATE a\n(x);\n\n-- about b\nCREATE b;\n"),
		"0002_b.sql": file("DROP a"),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string][]string)
	for _, s := range steps {
		got[s.Name] = s.Statements
	}
	if diff := cmp.Diff(map[string][]string{"0001_a": {"CREATE a\n(x)", "CREATE b"}, "0002_b": {"DROP a"}}, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	for name, says := range map[string]string{"0003_gap.sql": "expected number 0001", "one.sql": "NNNN_name.sql", "0000_zero.sql": "expected number 0001"} {
		if _, err := ReadMigrations(fstest.MapFS{name: file("")}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want one that says %q", name, err, says)
		}
	}
}

// What the oldest supported server does not know, or what differs from engine to engine.
var unportable = regexp.MustCompile(`(?i)\b(CODEC|TTL|OVER|LowCardinality|Bool|DateTime64|Map|argMax|DELETE\s+FROM|INSERT)\b|^\s*WITH\b|;`)

// addsOneColumn is what can be repeated all the same: whoever migrates takes a column that is there for added. The oldest
// server does not know ADD COLUMN IF NOT EXISTS.
var addsOneColumn = regexp.MustCompile(`^ALTER TABLE \w+ ADD COLUMN [^,]+$`)

func TestStatementsKeepToThePortableCore(t *testing.T) {
	steps, err := Migrations()
	if err != nil || len(steps) == 0 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	for _, step := range steps {
		for _, statement := range step.Statements {
			if found := unportable.FindString(statement); found != "" {
				t.Errorf("migration %s uses %q, which not every engine knows", step.Name, found)
			}
			if !strings.Contains(statement, "IF NOT EXISTS") && !addsOneColumn.MatchString(statement) {
				t.Errorf("migration %s cannot be repeated after a cut: %.40q", step.Name, statement)
			}
		}
	}
	queries, err := files.ReadDir("queries")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range queries {
		name := strings.TrimSuffix(q.Name(), ".sql")
		if found := unportable.FindString(Query(name)); found != "" {
			t.Errorf("query %s uses %q, which not every engine knows", name, found)
		}
	}
}
