package httpsource

import "strings"

// NextLink finds the address with rel="next" in headers Link (RFC 8288), "" where there is none.
func NextLink(headers []string) string {
	for _, header := range headers {
		for header != "" {
			_, rest, _ := strings.Cut(header, "<")
			address, rest, closed := strings.Cut(rest, ">")
			if !closed {
				break
			}
			var parameters string
			if parameters, header = cutUnquoted(rest, ','); isNext(parameters) {
				return strings.TrimSpace(address)
			}
		}
	}
	return ""
}

// isNext tells whether one of a link's relations is next. Only the first rel counts.
func isNext(parameters string) bool {
	for parameters != "" {
		var parameter string
		parameter, parameters = cutUnquoted(parameters, ';')
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		for _, relation := range strings.Fields(strings.Trim(strings.TrimSpace(value), `"`)) {
			if strings.EqualFold(relation, "next") {
				return true
			}
		}
		return false
	}
	return false
}

// cutUnquoted cuts at the first separator that stands outside of quotes.
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++ // whatever follows stands for itself
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
