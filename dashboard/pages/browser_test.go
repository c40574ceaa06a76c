package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

// everyPage is a page of each kind, with regions in every condition.
var everyPage = []string{
	"/", "/programmes", "/programmes/ua-smartphone", "/programmes/primorye-maturity", "/programmes/egov4ukraine", "/programmes/igov",
	"/programmes/cabinet-documents", "/regions", "/regions/UA", "/regions/" + plain, "/regions/" + noData, "/regions/" + failing,
	"/regions/UA-43", "/regions/RU-PRI", "/regions/" + plain + "?view=brief", "/regions?view=brief&parent=UA",
	"/services", "/services/ua.address_assignment",
	"/regions/" + plain + "/what-if?indicator=services_online_share&value=95",
	"/compare", "/compare/improved", "/compare/trajectories?peers=" + plain + "&by=start", "/compare/scatter", "/compare/ranks", "/search?q=портал",
	"/sources", "/sources?today=2024-09-20&sort=region", "/sources/sim-counts-" + plain, "/sources/sim-applications-UA-68",
	"/methods", "/open-data", "/api", "/promises", "/promises?state=missed", "/open-data/changes", "/?as_of=2023-06-30&today=2025-02-01",
	"/programmes/ua-regional-index", "/explain/services_online_share/" + plain + "/2023-09-01..2023-09-30",
}

// brokenPages are addresses that lead nowhere, and how they are answered.
var brokenPages = map[string]int{
	"/nowhere": http.StatusNotFound, "/regions/XX-99": http.StatusNotFound, "/?as_of=2023-02-30": http.StatusBadRequest,
}

var languages = []string{"en", "uk", "ru"}

func TestPagesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	tools(t)
	b, base := startBrowser(t), site(t, true)
	t.Run("each page in each language, width and theme", func(t *testing.T) { testVisits(t, b, base) })
	t.Run("without scripts", func(t *testing.T) { testWithoutScripts(t, b, base) })
	t.Run("on paper", func(t *testing.T) { testOnPaper(t, b, base) })
	for name, walk := range paths {
		t.Run(name, func(t *testing.T) { walk(&walker{t, open(t, b, base), base}) })
	}
}

func in(path, lang string) string {
	if strings.Contains(path, "?") {
		return path + "&lang=" + lang
	}
	return path + "?lang=" + lang
}
