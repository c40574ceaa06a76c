// Package messages holds what Postup says to people, a file for each language: pages speak all of them, the API and the
// command line the first.
package messages

import (
	"embed"
	"fmt"

	"github.com/postup/postup/dashboard/pages/locale"
)

//go:embed *.yaml
var files embed.FS

// Load reads the messages of every language. An error is a mistake in the program.
func Load() (*locale.Languages, error) {
	languages, err := locale.Load(files, ".")
	if err != nil {
		return nil, fmt.Errorf("load the messages: %w", err)
	}
	return languages, nil
}
