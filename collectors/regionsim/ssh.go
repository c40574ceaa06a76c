package regionsim

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Who may fetch files. The data is invented, and so the password protects nothing; config/packs/demo holds it too.
const (
	sftpUser     = "postup"
	sftpPassword = "simulated"
)

// longestSession bounds how long somebody who fetches files may take.
const longestSession = 10 * time.Minute

// sshServer lets clients in and gives them what regions delivered.
type sshServer struct {
	config *ssh.ServerConfig
	key    string // its public key, as clients write it down

	mu     sync.Mutex
	conns  map[net.Conn]bool // nil: it is closed
	served sync.WaitGroup
}

// newSSHServer makes a server with a key of its own.
func newSSHServer() (*sshServer, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of the simulated SFTP server: %w", err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return nil, fmt.Errorf("make the key of the simulated SFTP server: %w", err)
	}
	s := &sshServer{conns: map[net.Conn]bool{}, key: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))}
	s.config = &ssh.ServerConfig{PasswordCallback: func(who ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		if who.User() != sftpUser || subtle.ConstantTimeCompare(password, []byte(sftpPassword)) != 1 {
			return nil, errors.New("no such user, or another password")
		}
		return nil, nil
	}}
	s.config.AddHostKey(signer)
	return s, nil
}

// serve lets clients in until the listener is closed.
func (s *sshServer) serve(ln net.Listener, p *Portal) error {
	for {
		conn, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("serve SFTP: %w", err)
		}
		if !s.open(conn) {
			return conn.Close()
		}
		go func() {
			defer s.closed(conn)
			if err := s.session(conn, deliveries{p}); err != nil {
				p.o.Log.Debug("an SFTP session ended", "error", err)
			}
		}()
	}
}

// open notes a connection, unless the server is closed.
func (s *sshServer) open(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		return false
	}
	s.conns[conn] = true
	s.served.Add(1)
	return true
}

func (s *sshServer) closed(conn net.Conn) {
	_ = conn.Close() // it may be closed already
	s.mu.Lock()
	delete(s.conns, conn)
	s.mu.Unlock()
	s.served.Done()
}

// close ends all sessions and waits for them.
func (s *sshServer) close() {
	s.mu.Lock()
	for conn := range s.conns {
		_ = conn.Close() // its session ends with an error
	}
	s.conns = nil
	s.mu.Unlock()
	s.served.Wait()
}

// session serves one client: SFTP and nothing else.
func (s *sshServer) session(raw net.Conn, files deliveries) error {
	if err := raw.SetDeadline(time.Now().Add(longestSession)); err != nil {
		return err
	}
	conn, channels, requests, err := ssh.NewServerConn(raw, s.config)
	if err != nil {
		return err
	}
	defer conn.Close()
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		if offered.ChannelType() != "session" {
			_ = offered.Reject(ssh.UnknownChannelType, "only sessions")
			continue
		}
		channel, asked, err := offered.Accept()
		if err != nil {
			return err
		}
		go onlySFTP(asked)
		server := sftp.NewRequestServer(channel, sftp.Handlers{FileGet: files, FilePut: files, FileCmd: files, FileList: files})
		err = server.Serve()
		_ = server.Close() // the client has gone
		if err != nil {
			return err
		}
	}
	return nil
}

// onlySFTP answers what a client asks of its session.
func onlySFTP(asked <-chan *ssh.Request) {
	for r := range asked {
		var subsystem struct{ Name string }
		fine := r.Type == "subsystem" && ssh.Unmarshal(r.Payload, &subsystem) == nil && subsystem.Name == "sftp"
		_ = r.Reply(fine, nil) // the client may have gone
	}
}
