package config

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const bordered = `
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
map_tiles: [{region: TT-1, col: 0, row: 0}, {region: TT-2, col: 1, row: 0}]
map_boundaries: {file: regions.geojson, code: iso}
`

// area is a feature of a region.
func area(code, kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"iso":%q},"geometry":{"type":%q,"coordinates":%s}}`, code, kind, coordinates)
}

func square(west, south, east, north float64) string {
	return fmt.Sprintf("[[%[1]v,%[2]v],[%[3]v,%[2]v],[%[3]v,%[4]v],[%[1]v,%[4]v],[%[1]v,%[2]v]]", west, south, east, north)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + `]}`
}

func loadBoundaries(settings, content string) (*Config, error) {
	files := fstest.MapFS{"postup.yaml": {Data: []byte(settings)}}
	if content != "" {
		files["regions.geojson"] = &fstest.MapFile{Data: []byte(content)}
	}
	return Load(files, "", nil)
}

// TestBoundariesAreDrawnToScale: at 60° north a degree of longitude is half as long as one of latitude. A hole stays one, regions keep
// the border that they share, a height is not read, and what belongs to nobody is noted.
func TestBoundariesAreDrawnToScale(t *testing.T) {
	cfg, err := loadBoundaries(bordered, collection(
		area("TT-1", "Polygon", "["+square(10, 59, 14, 61)+","+square(11, 59.5, 12, 60)+"]"),
		area("TT-2", "MultiPolygon", "[["+square(14, 59, 18, 61)+"]]"),
		area("XX-9", "Polygon", "["+square(0, 0, 1, 1)+"]"),
	))
	if err != nil {
		t.Fatal(err)
	}
	got := cfg.Boundaries
	if len(got.Regions) != 2 || got.Width != 1000 || got.Height != 500 {
		t.Fatalf("the map is %d by %d with %d regions: %+v", got.Width, got.Height, len(got.Regions), got)
	}
	want := [][]Spot{{{500, 500}, {1000, 500}, {1000, 0}, {500, 0}}}
	if diff := cmp.Diff(want, got.Regions[1].Rings); got.Regions[1].Region.Code != "TT-2" || diff != "" {
		t.Errorf("the second region (-want +got):\n%s", diff)
	}
	if rings := got.Regions[0].Rings; len(rings) != 2 || rings[0][1] != (Spot{500, 500}) {
		t.Errorf("a hole is lost, or a shared border: %v", rings)
	}
	if got.Regions[1].Centre != (Spot{750, 250}) {
		t.Errorf("the centre lies at %v", got.Regions[1].Centre)
	}
	if diff := cmp.Diff([]string{"regions.geojson: feature 3 (XX-9) is of no region, and is not drawn"}, cfg.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// TestBoundariesOfManyPoints: a page must stay small, whatever the owner's file holds; a region too small to be drawn is not lost.
func TestBoundariesOfManyPoints(t *testing.T) {
	var ring []string
	for i := range 40000 {
		a := 2 * math.Pi * float64(i) / 40000
		r := 5 + 0.4*math.Sin(900*a)
		ring = append(ring, fmt.Sprintf("[%.6f,%.6f,120]", 30+r*math.Cos(a), 10+r*math.Sin(a)))
	}
	ring = append(ring, ring[0])
	cfg, err := loadBoundaries(bordered, collection(
		area("TT-2", "Polygon", "["+square(30, 10, 30.00001, 10.00001)+"]"), area("TT-1", "Polygon", "[["+strings.Join(ring, ",")+"]]"),
	))
	if err != nil {
		t.Fatal(err)
	}
	spots := 0
	for _, b := range cfg.Boundaries.Regions {
		for _, r := range b.Rings {
			spots += len(r)
		}
	}
	if spots > mostSpots || spots < 200 {
		t.Errorf("the map has %d points", spots)
	}
	if last := cfg.Boundaries.Regions[1]; last.Region.Code != "TT-2" || len(last.Rings) != 1 || areaOf(last.Rings[0]) == 0 {
		t.Errorf("the small region is lost, or lies under the large one: %+v", last)
	}
}

// TestBoundariesAcrossTheDateLine: Chukotka lies on both sides of it; a map around the whole earth would show it as two specks.
func TestBoundariesAcrossTheDateLine(t *testing.T) {
	cfg, err := loadBoundaries(bordered, collection(
		area("TT-1", "Polygon", "["+square(170, -5, 180, 5)+"]"), area("TT-2", "Polygon", "["+square(-180, -5, -170, 5)+"]")))
	if err != nil {
		t.Fatal(err)
	}
	if b := cfg.Boundaries; b.Height != 500 || b.Regions[0].Centre != (Spot{250, 250}) || b.Regions[1].Centre != (Spot{750, 250}) {
		t.Errorf("the map is torn apart: %+v", b)
	}
}

func TestBadBoundaries(t *testing.T) {
	one, two := area("TT-1", "Polygon", "["+square(0, 0, 1, 1)+"]"), area("TT-2", "Polygon", "["+square(1, 0, 2, 1)+"]")
	for _, test := range []struct{ name, settings, content, want string }{
		{"no file", bordered, "", "postup.yaml:7: regions.geojson can't be read as boundaries, file does not exist"},
		{"another folder", strings.Replace(bordered, "regions.geojson", "../x.geojson", 1), "", `"../x.geojson" can't be a file of boundaries, it lies beside postup.yaml`},
		{"no property named", strings.Replace(bordered, ", code: iso", "", 1), collection(one, two), "map_boundaries has no code"},
		{"an unknown key", strings.Replace(bordered, "code: iso", "code: iso, colour: red", 1), collection(one, two), `"colour"`},
		{"not JSON", bordered, "{\n\"type\": \"FeatureCollection\",\n\"features\": [,]}", "line 3: invalid character ','"},
		{"no collection", bordered, one, "it is no FeatureCollection with features in it"},
		{"too large", bordered, collection(one, two) + strings.Repeat(" ", maxBoundariesBytes), "and a map needs no more than 16777216"},
		{"no code", bordered, collection(one, two, strings.Replace(one, "iso", "id", 1)), `regions.geojson: feature 3 has no text in the property "iso"`},
		{"twice", bordered, collection(one, two, one), "feature 3 (TT-1) is the second of its region"},
		{"a region is missing", bordered, collection(one), "no feature is of TT-2, the map has a tile for it"},
		{"no geometry", bordered, collection(one, two, `{"type":"Feature","properties":{"iso":"TT"},"geometry":null}`), "feature 3 (TT) can't be drawn, it has no geometry"},
		{"a point", bordered, collection(one, area("TT-2", "Point", "[1,2]")), `its geometry is "Point", and only areas have a boundary`},
		{"no numbers", bordered, collection(one, area("TT-2", "Polygon", `[["a"]]`)), "its coordinates are not those of a Polygon"},
		{"no latitude", bordered, collection(one, area("TT-2", "Polygon", "[[[1],[2],[3],[1]]]")), "a position has 1 numbers, and needs a longitude and a latitude"},
		{"no ring", bordered, collection(one, area("TT-2", "Polygon", "[]")), "it has no ring"},
		{"a ring of two", bordered, collection(one, area("TT-2", "Polygon", "[[[1,1],[2,2],[1,1]]]")), "a ring has 3 points, and a boundary needs 4"},
		{"an open ring", bordered, collection(one, area("TT-2", "Polygon", "[[[1,1],[2,2],[2,1],[1,2]]]")), "a ring is not closed"},
		{"metres", bordered, collection(one, area("TT-2", "Polygon", "["+square(500000, 5.5e6, 600000, 5.6e6)+"]")), "500000, 5.5e+06 is no longitude and latitude"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := loadBoundaries(test.settings, test.content); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("a user with this mistake is told %v, want %q", err, test.want)
			}
		})
	}
}
