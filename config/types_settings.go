package config

import "time"

// Settings is postup.yaml less what packs may hold too.
type Settings struct {
	Listen        string         `yaml:"listen"`         // host:port of the dashboard; default 127.0.0.1:8080
	Data          string         `yaml:"data"`           // the data folder; default "data"
	TimeZone      string         `yaml:"time_zone"`      // of schedules and regions that name none; default UTC
	Packs         []string       `yaml:"packs"`          // folders under packs/, in order
	SuppressBelow int            `yaml:"suppress_below"` // cells of fewer applications are not shown; default 5
	KeepPayloads  Duration       `yaml:"keep_payloads"`  // default 400d
	SpoolLimit    int64          `yaml:"spool_limit"`    // bytes that may wait on disk while the store is away; default 1 GiB
	Concurrency   int            `yaml:"concurrency"`    // collections at once; default 4
	Hosts         Hosts          `yaml:"hosts"`          // that sources may reach; default: those that each declares
	Store         StoreSettings  `yaml:"store"`
	IDKey         Secret         `yaml:"id_key"` // keys the hashes of application ids; default: made once and kept in the data folder
	MapTiles      []MapTile      `yaml:"map_tiles"`
	MapBoundaries *MapBoundaries `yaml:"map_boundaries"` // drawn instead of the tiles; nil: there are none
	OpenData      OpenData       `yaml:"open_data"`      // what is said of everything that is published
	APIRate       int            `yaml:"api_rate"`       // requests to the API a minute from one address; 0: any number; default 6000

	// TrustedProxies are the addresses of the proxies in front of the dashboard, as ParseNetwork reads them: what they say
	// of where a request came from is believed.
	TrustedProxies []string `yaml:"trusted_proxies"`
}

// MapTile places a region on the tile map; col and row count from 0.
type MapTile struct {
	Region string `yaml:"region"`
	Col    int    `yaml:"col"`
	Row    int    `yaml:"row"`
	Label  Text   `yaml:"label"`
}

// StoreSettings choose the engine.
type StoreSettings struct {
	Engine    string   `yaml:"engine"`    // embedded (default) or clickhouse
	Addresses []string `yaml:"addresses"` // host:port of the native protocol
	Database  string   `yaml:"database"`  // default postup
	Username  string   `yaml:"username"`
	Password  Secret   `yaml:"password"`
	TLS       bool     `yaml:"tls"`
}

// Secret is a value from the environment or a file (${env:NAME}, ${file:PATH}); it never prints.
type Secret struct{ value string }

// Reveal gives the secret to what has to use it.
func (s Secret) Reveal() string { return s.value }

func (s Secret) String() string { return "[secret]" }

// GoString keeps the secret out of %#v.
func (s Secret) GoString() string { return "[secret]" }

// MarshalText keeps the secret out of every encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// Duration is a time.Duration that also reads days: "400d".
type Duration time.Duration
