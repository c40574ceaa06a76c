package explain

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

// What a page says of a method, what the answer says and what the documentation says must be one thing: a statistician who
// checks a figure goes by the documentation.
func TestMethodsAreDocumentedAsTheyAre(t *testing.T) {
	b, err := os.ReadFile("../../docs/methods.md")
	if err != nil {
		t.Fatal(err)
	}
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	documented := strings.ReplaceAll(string(b), `\|`, "|")
	for _, m := range kpi.Methods() {
		row := fmt.Sprintf("| `%s` | %s | %s | %s |\n", m.ID, m.Version, m.Formula, m.Source)
		if !strings.Contains(documented, row) {
			t.Errorf("docs/methods.md does not have the row\n%s", row)
		}
		for _, loc := range languages.All() {
			if !loc.Has("explain.method." + m.ID) {
				t.Errorf("%s has no words for the formula of %s", loc.Code, m.ID)
			}
		}
	}
	for _, measure := range []string{
		config.MeasureServicesOnline, config.MeasureServicesOnlineShare, config.MeasureDigitalTakeUp, config.MeasureApplications, config.MeasureCompleted,
		config.MeasureRefused, config.MeasureWithdrawn, config.MeasureProcessingMean, config.MeasureOverdueMedian, config.MeasureOverdueLongest,
		config.MeasureProcessingMedian, config.MeasureProcessingP90, config.MeasureWithinDeadline, config.MeasureOpen, config.MeasureOverdue,
	} {
		if _, ok := kpi.MethodOf(measure); !ok {
			t.Errorf("indicators can be derived by %s, and no method says how", measure)
		}
	}
}
