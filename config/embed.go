package config

import "embed"

//go:embed postup.yaml packs
var shipped embed.FS

// Shipped is the configuration that Postup comes with, rooted like the folder that --config names:
// Load(Shipped, "", vars) reads it.
var Shipped = shipped
