package servertest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// SSH is a running OpenSSH server that lets one user fetch files with a key.
type SSH struct {
	Port       string
	User       string
	PrivateKey string // of the user, as ssh-keygen writes it
	HostKey    string // the line that clients know it by
	Dir        string // what is served
	Stop       func() // at once
	home       home
}

// Give puts a file into the folder.
func (s *SSH) Give(t testing.TB, name string, content []byte) string {
	t.Helper()
	return s.home.write(t, filepath.Join("files", name), content)
}

// SFTP starts OpenSSH. Without root's rights it lets in the user that it runs as, by key: that is all it takes.
func SFTP(t testing.TB) *SSH {
	t.Helper()
	server := binary(t, "sshd", "openssh-server", "/usr/sbin")
	h := newHome(t, "sshd")
	s := &SSH{Port: freePort(t), Dir: filepath.Join(h.dir, "files"), home: h}
	if err := os.Mkdir(s.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	h.own(t, s.Dir)
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if s.User = me.Username; h.credential != nil {
		s.User = "sshd"
	}
	hostPrivate, hostPublic := SSHKey(t)
	userPrivate, userPublic := SSHKey(t)
	s.HostKey, s.PrivateKey = hostPublic, userPrivate
	config := h.write(t, "sshd_config", []byte(strings.Join([]string{
		"Port " + s.Port, "ListenAddress 127.0.0.1", "HostKey " + h.write(t, "host", []byte(hostPrivate)),
		"AuthorizedKeysFile " + h.write(t, "authorized", []byte(userPublic+"\n")), "PidFile none", "StrictModes no", "UsePAM no",
		"PasswordAuthentication no", "KbdInteractiveAuthentication no", "Subsystem sftp internal-sftp",
		"ForceCommand internal-sftp -d " + s.Dir, "LogLevel ERROR",
	}, "\n")+"\n"))
	s.Stop = h.start(t, h.command(server, "-D", "-e", "-f", config), func() error {
		conn, err := net.Dial("tcp", "127.0.0.1:"+s.Port)
		if err != nil {
			return err
		}
		return conn.Close()
	})
	return s
}

// SSHKey makes a private key, as ssh-keygen writes it, and the line of its public key.
func SSHKey(t testing.TB) (private, public string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(block)), strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))
}
