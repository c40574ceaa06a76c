package servertest

import "syscall"

// dieWithParent makes the kernel end the server when the thread that started it ends, however the tests end.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
