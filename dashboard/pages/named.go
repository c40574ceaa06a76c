package pages

import (
	"strings"

	"github.com/postup/postup/config"
)

// named is an indicator's name with the part of it that a promise is about: "… (level: municipal)".
func (r *request) named(i *config.Indicator, breakdown string) string {
	name := r.plainText(i.Name)
	pairs, err := config.ParseBreakdown(breakdown)
	if err != nil || len(pairs) == 0 {
		return name
	}
	parts := make([]string, 0, len(pairs))
	for _, pair := range pairs {
		parts = append(parts, r.part(pair[0], pair[1]))
	}
	return name + " (" + strings.Join(parts, ", ") + ")"
}

// part is a breakdown's key and value in words; as they stand where Postup has none for them.
func (r *request) part(key, value string) string {
	switch key {
	case "tier", "channel":
		value = r.T(key + "." + value)
	case "sector":
		if s := r.board.Config.Sector(value); s != nil {
			value = r.plainText(s.Name)
		}
	case "service":
		if s := r.board.Config.Service(value); s != nil {
			value = r.plainText(s.Name)
		}
	}
	if r.Has("breakdown." + key) {
		key = r.T("breakdown." + key)
	}
	return key + ": " + value
}
