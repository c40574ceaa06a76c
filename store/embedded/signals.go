package embedded

import (
	"fmt"
	"syscall"
	"unsafe"

	"github.com/ebitengine/purego"
)

// goSignals are those whose handlers the Go runtime needs: it makes panics of faults and preempts
// goroutines with them. The library takes most of them for itself when it connects, and even when told
// not to it sets them back to the system's default, so that a nil pointer anywhere would kill
// the process instead of being a panic.
var goSignals = []syscall.Signal{
	syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGSEGV,
	syscall.SIGSYS, syscall.SIGPIPE, syscall.SIGURG, syscall.SIGTSTP,
}

// sigaction holds one struct sigaction of the C library, unread: 16 bytes on macOS, 152 on Linux.
type sigaction [256]byte

type signalTable struct {
	call func(sig int32, set, get unsafe.Pointer) int32
}

func newSignalTable() (*signalTable, error) {
	sym, err := purego.Dlsym(purego.RTLD_DEFAULT, "sigaction")
	if err != nil {
		return nil, fmt.Errorf("bind sigaction of the C library: %w", err)
	}
	t := &signalTable{}
	purego.RegisterFunc(&t.call, sym)
	return t, nil
}

// preserved runs f and puts the Go runtime's handlers back.
func (t *signalTable) preserved(f func()) error {
	saved := make([]sigaction, len(goSignals))
	for i, sig := range goSignals {
		if t.call(int32(sig), nil, unsafe.Pointer(&saved[i])) != 0 {
			return fmt.Errorf("save the handler of %s", sig)
		}
	}
	f()
	for i, sig := range goSignals {
		if t.call(int32(sig), unsafe.Pointer(&saved[i]), nil) != 0 {
			return fmt.Errorf("restore the handler of %s", sig)
		}
	}
	return nil
}
