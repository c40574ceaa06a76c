package httpsource

import "testing"

// A next page that is not seen is lost; one that is none would be asked for.
func TestNextLink(t *testing.T) {
	for header, want := range map[string]string{
		``:                                   "",
		`<a>; rel=next`:                      "a",
		`< a >;REL = "prev NEXT"`:            "a",
		`<a>; rel=prev, <b?x=1,2>; rel=next`: "b?x=1,2",
		`<a>; title="x, <c>; rel=next", <b>; rel="next"`:      "b",
		`<a>; title="say \"x\", <c>; rel=next", <b>;rel=next`: "b",
		`<a>; rel=prev; rel=next`:                             "", // only the first counts
		`<a>; rel=nextish`:                                    "",
		`<a>; anchor=next`:                                    "",
		`<a`:                                                  "",
		`rel=next`:                                            "",
	} {
		if got := NextLink([]string{header}); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

func FuzzNextLink(f *testing.F) {
	f.Add(`<a>; rel=prev, <b?x=1,2>; rel="next"`)
	f.Add(`<a>; title="say \"x\", <c>; rel=next", <`)
	f.Fuzz(func(t *testing.T, header string) {
		if got := NextLink([]string{header}); len(got) > len(header) {
			t.Errorf("%q came out of %q", got, header)
		}
	})
}
