package config

import (
	"testing"
	_ "time/tzdata"
)

func TestShipped(t *testing.T) {
	c, err := Load(Shipped, "", map[string]string{"regionsim": "http://127.0.0.1:1"}, WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(c.Regions), len(c.Services), len(c.Indicators), len(c.Programmes), len(c.Sources))
}
