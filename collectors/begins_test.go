package collectors_test

import (
	"testing"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/kpi"
)

func TestApplicationsAreKnownFromTheFirstWindowOn(t *testing.T) {
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(),
		config.WithPacks("demo"), config.WithKinds(collectors.Kinds()))
	if err != nil {
		t.Fatal(err)
	}
	begins, err := collectors.Begins(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := begins["UA-05"], kpi.MustDate("2022-10-01"); got != want {
		t.Errorf("UA-05 is known from %s on, want %s, where its window begins", got, want)
	}
	if day := begins["UA-43"]; !day.IsZero() {
		t.Errorf("UA-43 has no applications, and yet they are known from %s on", day)
	}
}
