package main

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/postup/postup/store/storetest"
)

// TestServeAndCollectApart runs the two halves as processes of their own, which meet in a ClickHouse server.
func TestServeAndCollectApart(t *testing.T) {
	o := storetest.ServerOptions(t)
	dir := ownConfig(t)
	appendTo(t, filepath.Join(dir, "config", "postup.yaml"), fmt.Sprintf(
		"store: {engine: clickhouse, addresses: [%q], database: %s, username: %s, password: \"${env:POSTUP_TEST_PASSWORD}\"}\n",
		o.Addresses[0], o.Database, o.Username))
	t.Setenv("POSTUP_TEST_PASSWORD", o.Password)
	address := closedPort(t)
	collector := start(t, dir, "collect", "--data", "collector")
	web := start(t, dir, "serve", "--data", "web", "--listen", address)
	waitReady(t, "http://"+address)
	want := map[string]float64{"2023-01-01": 40, "2023-02-01": 50}
	waitFor(t, "what the one process collected on the other's pages", func() bool { return equalValues(values(t, address), want) })

	appendTo(t, filepath.Join(dir, "config", "table.csv"), "2023-03;60;100\n")
	if r := run(t, dir, nil, "collect", "--once", "--data", "third"); r.code != 0 {
		t.Errorf("a third process: code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	want["2023-03-01"] = 60
	waitFor(t, "a third process's rows", func() bool { return equalValues(values(t, address), want) })
	if err := collector.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := collector.Wait(); err != nil {
		t.Errorf("the collector, asked to stop: %v", err)
	}
	if err := web.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := web.Wait(); err != nil {
		t.Errorf("the dashboard, asked to stop: %v", err)
	}
}
