package sftpsource

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/netlimit"
	"github.com/postup/postup/store"
)

// maxListing bounds the listing of a folder, in bytes; a file's entry has about 200.
const maxListing = 16 << 20

// line is a session with a server.
type line struct {
	*sftp.Client
	conn   *netlimit.Conn
	client *ssh.Client
	stop   func() bool // the context's end closes the connection until this is called
}

func (s *Source) dial(ctx context.Context) (*line, error) {
	raw, err := s.connect(ctx, "tcp", s.options.address())
	if err != nil {
		return nil, err
	}
	l := &line{conn: netlimit.New(raw, maxListing)}
	l.stop = context.AfterFunc(ctx, func() { _ = raw.Close() }) // ends whatever waits for it
	conn, channels, requests, err := ssh.NewClientConn(l.conn, s.options.address(), &ssh.ClientConfig{
		User:              s.options.User,
		Auth:              s.login.auth,
		HostKeyCallback:   s.known,
		HostKeyAlgorithms: algorithms(s.login.host.Type()),
		ClientVersion:     "SSH-2.0-postup",
	})
	if err == nil {
		l.client = ssh.NewClient(conn, channels, requests)
		l.Client, err = sftp.NewClient(l.client)
	}
	if err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// close ends the session at once: nothing was written that could be lost.
func (l *line) close() {
	l.stop()
	_ = l.conn.Close()
	if l.client != nil {
		_ = l.client.Wait() // until its goroutines have seen it
	}
}

// algorithms are those with which a key of the type can be proved.
func algorithms(key string) []string {
	if key == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key}
}

// known tells whether the key is the server's.
func (s *Source) known(_ string, _ net.Addr, key ssh.PublicKey) error {
	if string(key.Marshal()) == string(s.login.host.Marshal()) {
		return nil
	}
	return plain(fmt.Sprintf("its key is not the one in host_key: it has %s, and should have %s. Someone may stand between; if the key was changed on purpose, "+
		"have its owner tell the new one", ssh.FingerprintSHA256(key), ssh.FingerprintSHA256(s.login.host)))
}

// plain is an error of our own that says all there is to say.
type plain string

func (p plain) Error() string { return string(p) }

// failed says what was tried and what to do, and whether another attempt may go better.
func (s *Source) failed(ctx context.Context, tried string, err error) error {
	if cause := ctx.Err(); cause != nil {
		err = cause
	}
	var own plain
	var negotiation *ssh.AlgorithmNegotiationError
	var status *sftp.StatusError
	wrap := func(tell string) error { return fmt.Errorf("%s at %s: %s", tried, s.Place(), tell) }
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s at %s: %w", tried, s.Place(), err)
	case errors.Is(err, context.DeadlineExceeded):
		return fetch.Worth(wrap("no answer in time; raise the source's timeout if it is just slow"))
	case errors.As(err, &own):
		return wrap(own.Error())
	case errors.Is(err, store.ErrTooLarge):
		return fmt.Errorf("%s at %s: %w", tried, s.Place(), err)
	case errors.Is(err, netlimit.ErrTooMuch):
		return wrap("the folder holds too many files to look through; have old ones moved away, or name the file")
	case errors.As(err, &negotiation):
		return wrap(fmt.Sprintf("there is no way to talk to it that both know (%s); host_key may be of another type than the server's: it is %s",
			negotiation.Error(), s.login.host.Type()))
	case strings.Contains(err.Error(), "unable to authenticate"): // the package has no type for it
		return wrap("it refuses the user, the password or the key; see sftp.user, and the secret beside it")
	case errors.Is(err, fs.ErrNotExist):
		return wrap("there is no such file or folder")
	case errors.Is(err, fs.ErrPermission):
		return wrap("the user may not read it; have the right granted")
	case errors.As(err, &status):
		return wrap("the server answers: " + status.Error())
	}
	return fetch.Worth(fmt.Errorf("%s at %s: %w", tried, s.Place(), err))
}
