// Command postup collects what regions have digitized, keeps it, and shows how far every promise has come.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // regions' time zones, also where the system has none

	"github.com/postup/postup/config"
)

// version and commit are set when the binary is built.
var (
	version = "dev"
	commit  = "unknown"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr, nil)
	stop()
	os.Exit(code)
}

// execute runs one command line and gives its exit code: 0 fine, 1 the work failed, 2 wrong usage or configuration.
// resident is the application of the process that already holds the data folder, nil in a process of its own.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer, resident *app) int {
	cli := &cli{stdout: stdout, stderr: stderr, resident: resident, args: args}
	root := cli.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var exit exitCode
	if errors.As(err, &exit) {
		return int(exit) // already said
	}
	var mistakes config.Mistakes
	var use usageError
	if errors.As(err, &mistakes) {
		_, _ = fmt.Fprintln(stderr, mistakes)
		return 2
	}
	if errors.As(err, &use) || !cli.started {
		_, _ = fmt.Fprintln(stderr, "postup:", strings.Join(strings.Fields(err.Error()), " ")+" (postup --help shows the commands and their flags)")
		return 2
	}
	_, _ = fmt.Fprintln(stderr, "postup:", err)
	return 1
}

// exitCode ends the process with a code; what there was to say has been said.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// usageError is a mistake in how a command was called.
type usageError string

func (e usageError) Error() string { return string(e) }
