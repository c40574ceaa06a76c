package schemas

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed records/*.schema.json
var recordFiles embed.FS

// Records are the names of the records that a region may send and that have a JSON Schema: "application", …
func Records() []string {
	entries, err := recordFiles.ReadDir("records")
	if err != nil {
		panic(fmt.Sprintf("schemas: %v", err)) // it is embedded
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".schema.json"))
	}
	slices.Sort(names)
	return names
}

// Record is the JSON Schema (draft 2020-12) of a record, as postup import takes it. A schema sees a record alone: whether
// its codes exist, its days have come and its numbers go together is for the checks, which see no less than it does.
func Record(name string) ([]byte, error) {
	text, err := recordFiles.ReadFile("records/" + name + ".schema.json")
	if err != nil {
		return nil, fmt.Errorf("there is no schema of a record %q; there are %s", name, strings.Join(Records(), ", "))
	}
	return text, nil
}
