//go:build !linux

package storetest

import "syscall"

// dieWithParent has no way to do so here: tests that are killed leave the server behind.
func dieWithParent() *syscall.SysProcAttr { return nil }
