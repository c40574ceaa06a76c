//go:build !linux

package servertest

import "syscall"

// dieWithParent has no way to do so here: tests that are killed leave the server behind.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
