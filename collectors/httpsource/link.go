package httpsource

import "strings"

// nextLink finds the address with rel="next" in headers Link (RFC 8288), "" where there is none.
func nextLink(headers []string) string {
	for _, header := range headers {
		for header != "" {
			var address, parameters string
			address, parameters, header = cutLink(header)
			if isNext(parameters) {
				return address
			}
		}
	}
	return ""
}

// cutLink takes the first link of a header: its address, its parameters, and the links after it.
func cutLink(header string) (address, parameters, rest string) {
	_, header, found := strings.Cut(header, "<")
	if !found {
		return "", "", ""
	}
	address, header, found = strings.Cut(header, ">")
	if !found {
		return "", "", ""
	}
	quoted := false
	for i := range len(header) {
		switch {
		case header[i] == '"' && (i == 0 || header[i-1] != '\\'):
			quoted = !quoted
		case header[i] == ',' && !quoted:
			return strings.TrimSpace(address), header[:i], header[i+1:]
		}
	}
	return strings.TrimSpace(address), header, ""
}

// isNext tells whether one of a link's relations is next. Only the first rel counts.
func isNext(parameters string) bool {
	for _, p := range strings.Split(parameters, ";") {
		name, value, _ := strings.Cut(p, "=")
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
