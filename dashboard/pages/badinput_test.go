package pages_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// testBadInput: whatever stands in an address, the visitor gets a page of ours in the language asked for, with the status
// that programs go by, and nothing of it is run.
func testBadInput(t *testing.T, base string) {
	const evil = "<script>alert(1)</script>"
	latin, cyrillic := strings.Repeat("z", 10_000), strings.Repeat("щ", 10_000)
	headings := map[int]map[string]string{
		http.StatusNotFound:   {"en": "There is no such page", "uk": "Такої сторінки немає", "ru": "Такой страницы нет"},
		http.StatusBadRequest: {"en": "This address can’t be answered", "uk": "За цією адресою нічого показати", "ru": "По этому адресу показать нечего"},
		http.StatusOK:         {"en": "Search", "uk": "Пошук", "ru": "Поиск"},
	}
	for _, c := range []struct {
		what, path string
		status     int
		params     []string
	}{
		{"an unknown region", "/regions/XX-99", 404, nil},
		{"an unknown service", "/services/none", 404, nil},
		{"an unknown programme", "/programmes/none", 404, nil},
		{"a region that has no regions to compare", "/compare", 404, []string{"of", "UA-05"}},
		{"a filter that can't be", "/compare", 400, []string{"sort", "nothing"}},
		{"a year far away", "/", 400, []string{"as_of", "99999-01-01"}},
		{"a day far away", "/regions/" + plain, 400, []string{"today", "9999-12-31"}},
		{"a day that no month has", "/programmes", 400, []string{"today", "2023-02-30"}},
		{"a period that ends before it begins", "/explain/services_online_share/" + plain + "/2023-09-30..2023-09-01", 400, nil},
		{"a script for a day", "/", 400, []string{"as_of", evil}},
		{"a script for a column", "/compare", 400, []string{"sort", evil}},
		{"a script for a region", "/regions/" + url.PathEscape(evil), 404, nil},
		{"a script that is looked for", "/search", 200, []string{"q", evil}},
		{"bytes that are no text", "/search", 200, []string{"q", "\xff\x00\xfe"}},
		{"10,000 letters", "/search", 200, []string{"q", latin}},
		{"10,000 letters of 60,000 bytes", "/search", 200, []string{"q", cyrillic}},
		{"a day of 10,000 letters", "/", 400, []string{"today", cyrillic}},
		{"a region of 10,000 letters", "/regions/" + url.PathEscape(cyrillic), 404, nil},
	} {
		for _, lang := range languages {
			q := url.Values{"lang": {lang}}
			for i := 0; i+1 < len(c.params); i += 2 {
				q.Set(c.params[i], c.params[i+1])
			}
			a := get(t, base+c.path+"?"+q.Encode())
			if a.status != c.status {
				t.Errorf("%s (%s): %d, want %d", c.what, lang, a.status, c.status)
			}
			if h1 := a.part("<h1>", "</h1>"); h1 != headings[c.status][lang] || !strings.Contains(a.body, `<html lang="`+lang+`">`) {
				t.Errorf("%s (%s): a page headed %q, want %q", c.what, lang, h1, headings[c.status][lang])
			}
			if strings.Contains(a.body, evil) {
				t.Errorf("%s (%s): what was asked for is run", c.what, lang)
			}
			if strings.Contains(a.body, cyrillic) || strings.Contains(a.body, latin) {
				t.Errorf("%s (%s): 10,000 letters are given back", c.what, lang)
			}
			if c.status != 200 && a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s (%s): an error may be kept: %q", c.what, lang, a.header.Get("Cache-Control"))
			}
		}
	}
	testWrongParts(t, base)
	if a := get(t, base+"/search?lang=en&q="+url.QueryEscape(evil)); !strings.Contains(a.body, `value="&lt;script&gt;alert(1)&lt;/script&gt;"`) {
		t.Error("a script that is looked for is not shown as the text that it is")
	}
}

// testWrongParts: the page says which part of the address is wrong, and lets one look for what is no region.
func testWrongParts(t *testing.T, base string) {
	for path, name := range map[string]string{
		"/?as_of=2023-02-30": "as_of", "/regions/" + plain + "?today=9999-12-31": "today", "/compare?sort=-nothing": "sort", "/compare?indicators=none": "indicators",
		"/compare?peers=" + plain + "&by=size": "by", "/compare/improved?years=2": "years", "/compare/scatter?y=none": "y", "/sources?sort=none": "sort",
		"/regions?view=none": "view", "/explain/services_online_share/" + plain + "/2023-13": "period", "/compare?of=RU&peers=" + plain: "peers",
	} {
		for lang, says := range map[string]string{
			"en": "What the address gives for “" + name + "” is not", "uk": "Значення «" + name + "» в адресі не таке", "ru": "Значение «" + name + "» в адресе не такое",
		} {
			a := get(t, base+path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"lang="+lang)
			if a.status != http.StatusBadRequest || !strings.Contains(a.text(), says) {
				t.Errorf("%s (%d) does not say %q: %.600s", path, a.status, says, a.part("<main", "</main>"))
			}
		}
	}
	for _, path := range []string{"/regions/Sumy", "/regions/Sumy/what-if", "/compare?of=Sumy", "/compare?peers=Sumy", "/regions?view=brief&as_of=2023-10-01&today=2023-10-01&parent=Sumy"} {
		a := get(t, base+path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"lang=uk")
		if main := a.part("<main", "</main>"); a.status != http.StatusNotFound || !strings.Contains(main, "lang=uk&amp;q=Sumy") || !strings.Contains(main, "Шукати «Sumy»") {
			t.Errorf("%s (%d) does not lead to the search: %s", path, a.status, main)
		}
	}
	if main := get(t, base+"/programmes/none?lang=en").part("<main", "</main>"); strings.Contains(main, "/search") {
		t.Errorf("what is no region is looked for: %s", main)
	}
}

// testWrongSuppositions: the form says what is wrong, and is there to be corrected.
func testWrongSuppositions(t *testing.T, base string) {
	for asked, says := range map[string]map[string]string{
		"indicator=services_online_share&value=abc": {"en": "Write a number", "uk": "Напишіть число", "ru": "Напишите число"},
		"indicator=none&value=1":                    {"en": "There is no such service or indicator", "uk": "Такої послуги чи показника немає", "ru": "Такой услуги или такого показателя нет"},
		"indicator=services_online_share&value=101": {"en": "can’t be supposed"},
	} {
		for lang, words := range says {
			a := get(t, base+"/regions/"+plain+"/what-if?lang="+lang+"&"+asked)
			if a.status != http.StatusBadRequest || a.header.Get("ETag") != "" {
				t.Errorf("%s (%s): %d, with the tag %q", asked, lang, a.status, a.header.Get("ETag"))
			}
			if !strings.Contains(a.part(`role="alert">`, "</p>"), words) || !strings.Contains(a.body, `id="indicator"`) {
				t.Errorf("%s (%s): a form that says %q", asked, lang, a.part(`role="alert">`, "</p>"))
			}
		}
	}
}

// testTooLong: of an address beyond any bound nothing is known, its language neither.
func testTooLong(t *testing.T, base string) {
	conn, err := (&net.Dialer{Timeout: time.Minute}).DialContext(t.Context(), "tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET /search?lang=uk&q=%s HTTP/1.1\r\nHost: postup\r\nAccept: text/html\r\n\r\n", strings.Repeat("z", 100<<10)); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(conn)
	if len(b) == 0 {
		t.Fatalf("nothing comes back: %v", err) // after the answer, the connection is cut
	}
	head, body, _ := strings.Cut(string(b), "\r\n\r\n")
	if !strings.HasPrefix(head, "HTTP/1.1 431 ") || !strings.Contains(head, "text/plain; charset=utf-8") {
		t.Errorf("the answer is\n%s", head)
	}
	for _, says := range []string{"This address is too long", "Ця адреса задовга", "Этот адрес слишком длинный"} {
		if !strings.Contains(body, says) {
			t.Errorf("the answer does not say %q: %s", says, body)
		}
	}
}
