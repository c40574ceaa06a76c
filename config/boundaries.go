package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// MapBoundaries names a file of regions' boundaries: GeoJSON, beside postup.yaml.
type MapBoundaries struct {
	File string `yaml:"file"`
	Code string `yaml:"code"` // the property of its features that holds the region's code
}

// The most that a file of boundaries may be, and what it is made of.
const (
	maxBoundariesBytes = 16 << 20
	leastRing          = 4 // points: the last is the first again
)

// feature is one of GeoJSON's, as far as it is read.
type feature struct {
	Type       string                     `json:"type"`
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// readBoundaries reads the boundaries that the settings name, after the regions are known.
func (l *loader) readBoundaries(c *checker) {
	m := l.config.MapBoundaries
	if m == nil {
		return
	}
	at := l.at(&m.File, m)
	c.needed(m.File == "", at, "map_boundaries", "file", "the boundaries stand in one")
	c.needed(m.Code == "", at, "map_boundaries", "code", "features belong to regions by a property")
	if m.File == "" || m.Code == "" {
		return
	}
	if !fs.ValidPath(m.File) || path.Ext(m.File) != ".geojson" {
		l.wrong(at, fmt.Sprintf("%q can't be a file of boundaries", m.File), "it lies beside postup.yaml and ends in .geojson", "write its name, such as regions.geojson")
		return
	}
	features, err := l.readFeatures(m.File)
	if err != nil {
		l.wrong(at, fmt.Sprintf("%s can't be read as boundaries", m.File), err.Error(), "export it as GeoJSON in WGS 84, not above 16 MiB")
		return
	}
	l.config.Boundaries = outlined(l.boundaries(c, m, features))
}

func (l *loader) readFeatures(name string) ([]feature, error) {
	info, err := fs.Stat(l.fsys, name)
	if err != nil {
		return nil, errors.New(why(err))
	}
	if info.Size() > maxBoundariesBytes {
		return nil, fmt.Errorf("it has %d bytes, and a map needs no more than %d", info.Size(), maxBoundariesBytes)
	}
	content, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return nil, errors.New(why(err))
	}
	var collection struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}
	if err := json.Unmarshal(content, &collection); err != nil {
		return nil, notJSON(content, err)
	}
	if collection.Type != "FeatureCollection" || len(collection.Features) == 0 {
		return nil, errors.New("it is no FeatureCollection with features in it")
	}
	return collection.Features, nil
}

// notJSON says in which line the content stops being what it should be.
func notJSON(content []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	offset := int64(len(content))
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	line := 1 + strings.Count(string(content[:min(offset, int64(len(content)))]), "\n")
	return fmt.Errorf("line %d: %w", line, err)
}

// boundaries are the rings of each region, in degrees. A feature of no region is noted and left out; each region that has a tile must
// have one, or it would vanish from the map.
func (l *loader) boundaries(c *checker, m *MapBoundaries, features []feature) []Boundary {
	at := place{file: l.shown(m.File)}
	var list []Boundary
	had := map[string]bool{}
	for n, f := range features {
		code, what := "", fmt.Sprintf("feature %d", n+1)
		if err := json.Unmarshal(f.Properties[m.Code], &code); err != nil || code == "" {
			l.wrong(at, fmt.Sprintf("%s has no text in the property %q", what, m.Code), "nobody can tell which region it is of", "add the region's code, or name another property in map_boundaries.code")
			continue
		}
		what += fmt.Sprintf(" (%s)", code)
		region := c.region[code]
		switch {
		case region == nil:
			l.config.Notes = append(l.config.Notes, fmt.Sprintf("%s: %s is of no region, and is not drawn", at.file, what))
			continue
		case had[code]:
			l.wrong(at, what+" is the second of its region", "a region has one boundary", "join them into one MultiPolygon")
			continue
		}
		had[code] = true
		rings, err := f.rings()
		if err != nil {
			l.wrong(at, what+" can't be drawn", err.Error(), "correct it, or export it anew as Polygon or MultiPolygon in WGS 84")
			continue
		}
		list = append(list, Boundary{Region: region, degrees: rings})
	}
	for i := range l.config.MapTiles {
		if code := l.config.MapTiles[i].Region; c.region[code] != nil && !had[code] {
			l.wrong(at, fmt.Sprintf("no feature is of %s", code), "the map has a tile for it, and it would vanish", "add its boundary, or remove its tile from map_tiles")
		}
	}
	return list
}

// rings are all rings of a feature, outer ones and holes alike.
func (f *feature) rings() ([][]degrees, error) {
	if f.Geometry == nil {
		return nil, errors.New("it has no geometry")
	}
	var polygons [][][]degrees
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		polygons = make([][][]degrees, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
	default:
		return nil, fmt.Errorf("its geometry is %q, and only areas have a boundary", f.Geometry.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("its coordinates are not those of a %s: %w", f.Geometry.Type, err)
	}
	var rings [][]degrees
	for _, polygon := range polygons {
		for _, ring := range polygon {
			if err := checkRing(ring); err != nil {
				return nil, err
			}
			rings = append(rings, ring)
		}
	}
	if len(rings) == 0 {
		return nil, errors.New("it has no ring")
	}
	return rings, nil
}

func checkRing(ring []degrees) error {
	if len(ring) < leastRing {
		return fmt.Errorf("a ring has %d points, and a boundary needs %d, the last the first again", len(ring), leastRing)
	}
	for _, p := range ring {
		if !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) {
			return fmt.Errorf("%v, %v is no longitude and latitude: they reach from −180 to 180 and from −90 to 90", p[0], p[1])
		}
	}
	if ring[0] != ring[len(ring)-1] {
		return errors.New("a ring is not closed: its last point is not the first again")
	}
	return nil
}

// degrees are a longitude and a latitude. A height after them is not read.
type degrees [2]float64

// UnmarshalJSON refuses a position without a latitude, which would be read as that of the equator.
func (d *degrees) UnmarshalJSON(b []byte) error {
	var all []float64
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	if len(all) < len(d) {
		return fmt.Errorf("a position has %d numbers, and needs a longitude and a latitude", len(all))
	}
	copy(d[:], all)
	return nil
}
