package collectors_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/servertest"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// sftpConfig is a source of kind sftp with the options.
func sftpConfig(t *testing.T, secret, options string) (*config.Config, error) {
	t.Helper()
	t.Setenv("SFTP_SECRET", secret)
	return config.Load(fstest.MapFS{
		"postup.yaml":        {Data: []byte("packs: [world]\n")},
		"packs/world/a.yaml": {Data: []byte(pack)},
		"packs/world/src.yaml": {Data: []byte(`
sources:
  - id: delivered
    kind: sftp
    regions: [UA-05]
    max_bytes: 5000000
    sftp: {` + options + `}
    format: {type: csv}
    records:
      - as: observations
        fields: {indicator: {const: visits}, period: {from: period}, value: {from: value}}
`)},
	}, "", nil, config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource))
}

func sftpOptions(s *servertest.SSH, path string) string {
	return fmt.Sprintf(`host: 127.0.0.1, port: %s, user: %s, private_key: "${env:SFTP_SECRET}", host_key: "%s", path: "%s"`, s.Port, s.User, s.HostKey, path)
}

// delivered is a file that was written so long before the tests' clock.
func delivered(t *testing.T, s *servertest.SSH, name, content string, before time.Duration) {
	t.Helper()
	written := noon.Add(-before)
	if err := os.Chtimes(s.Give(t, name, []byte(content)), written, written); err != nil {
		t.Fatal(err)
	}
}

const visitsCSV = "period,value\n2024-01,1\n2024-02,2\n"

func TestSFTP(t *testing.T) {
	s := servertest.SFTP(t)
	collector := func(t *testing.T, st collectors.Store, options string) *world {
		t.Helper()
		cfg, err := sftpConfig(t, s.PrivateKey, options)
		if err != nil {
			t.Fatal(err)
		}
		return newWorldOn(t, st, cfg)
	}

	// What was delivered arrives once; what was not changed is not fetched again.
	t.Run("NewestOfAPattern", func(t *testing.T) {
		delivered(t, s, "visits-1.csv", "period,value\n2023-01,9\n", 2*time.Hour)
		delivered(t, s, "visits-2.csv", visitsCSV, time.Hour)
		delivered(t, s, "other.csv", "period,value\n2023-01,9\n", 2*time.Minute)
		w := collector(t, &remembering{}, sftpOptions(s, "visits-*.csv"))
		if out := w.once(t, "delivered"); counts(out) != "ok: 2 = 2 accepted + 0 rejected + 0 unchanged" {
			t.Errorf("the newest file became %s: %s", counts(out), out.Error)
		}
		if out := w.once(t, "delivered"); out.Status != store.CollectionUnchanged || out.Bytes != 0 {
			t.Errorf("the same file again: %s with %d bytes", counts(out), out.Bytes)
		}
		delivered(t, s, "visits-3.csv", "period,value\n2024-03,3\n", 30*time.Minute)
		if out := w.once(t, "delivered"); counts(out) != "ok: 1 = 1 accepted + 0 rejected + 0 unchanged" {
			t.Errorf("a newer file became %s: %s", counts(out), out.Error)
		}
	})

	// A file that is still being written is not taken: half of it would be a wrong number.
	t.Run("Settles", func(t *testing.T) {
		delivered(t, s, "fresh.csv", visitsCSV, 10*time.Second)
		w := collector(t, &capturing{}, sftpOptions(s, filepath.Join(s.Dir, "fresh.csv")))
		begun := w.clock.Now()
		out := w.once(t, "delivered")
		if counts(out) != "ok: 2 = 2 accepted + 0 rejected + 0 unchanged" || w.clock.Now().Sub(begun) < 50*time.Second {
			t.Errorf("a file that was written to 10s ago: %s after %s: %s", counts(out), w.clock.Now().Sub(begun), out.Error)
		}
	})

	t.Run("Large", func(t *testing.T) {
		content := "period,value,pad\n" + strings.Repeat("2024-13,1,"+strings.Repeat("x", 90)+"\n", 40000) + "2024-01,7,\n"
		delivered(t, s, "large.csv", content, time.Hour)
		w := collector(t, &capturing{}, sftpOptions(s, "large.csv"))
		if out := w.once(t, "delivered"); out.Bytes != uint64(len(content)) || out.Accepted != 1 {
			t.Errorf("a file of %d bytes came as %d: %s %s", len(content), out.Bytes, counts(out), out.Error)
		}
	})

	// A connection that is lost in the middle leaves nothing behind.
	t.Run("Cut", func(t *testing.T) {
		cut := newCutter(t, "127.0.0.1:"+s.Port, 1<<20)
		w := collector(t, &capturing{}, strings.Replace(sftpOptions(s, "large.csv"), s.Port, cut.port(), 1))
		out := w.once(t, "delivered")
		if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "did not arrive whole") || out.Attempts != 4 || out.Payload != "" {
			t.Errorf("a cut in the middle: %s after %d attempts: %s", counts(out), out.Attempts, out.Error)
		}
	})

	t.Run("Faults", func(t *testing.T) { sftpFaults(t, s) })

	t.Run("NoServer", func(t *testing.T) {
		s.Stop()
		out := collector(t, &capturing{}, sftpOptions(s, "visits-1.csv")).once(t, "delivered")
		if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "connection refused") || out.Attempts != 4 {
			t.Errorf("without a server: %s after %d attempts: %s", counts(out), out.Attempts, out.Error)
		}
	})
}

func sftpFaults(t *testing.T, s *servertest.SSH) {
	delivered(t, s, "huge.csv", strings.Repeat("x", 5000001), time.Hour)
	delivered(t, s, "future.csv", visitsCSV, -time.Hour)
	delivered(t, s, "closed.csv", visitsCSV, time.Hour)
	if err := os.Chmod(filepath.Join(s.Dir, "closed.csv"), 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(s.Dir, "folder.csv"), 0o755); err != nil {
		t.Fatal(err)
	}
	strangerPrivate, strangerPublic := servertest.SSHKey(t)
	tests := []struct{ name, path, secret, hostKey, user, want string }{
		{"NoSuchFile", "missing.csv", "", "", "", "there is no such file"},
		{"NoSuchFolder", "missing/*.csv", "", "", "", "there is no such file or folder"},
		{"NothingMatches", "*.xlsx", "", "", "", "no file matches the pattern"},
		{"Folder", "folder.csv", "", "", "", "it is not a regular file"},
		{"NotAllowed", "closed.csv", "", "", "", "may not read it"},
		{"TooLarge", "huge.csv", "", "", "", "max_bytes is 5000000"},
		{"Future", "future.csv", "", "", "", "see that both clocks are right"},
		{"OtherKey", "visits-1.csv", strangerPrivate, "", "", "it refuses the user, the password or the key"},
		{"OtherUser", "visits-1.csv", "", "", "nobody", "it refuses the user, the password or the key"},
		{"OtherHost", "visits-1.csv", "", strangerPublic, "", "its key is not the one in host_key"},
		{"OtherTypeOfHostKey", "visits-1.csv", "", rsaHostKey, "", "host_key may be of another type"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			served := *s
			if test.hostKey != "" {
				served.HostKey = test.hostKey
			}
			if test.user != "" {
				served.User = test.user
			}
			if test.secret == "" {
				test.secret = s.PrivateKey
			}
			cfg, err := sftpConfig(t, test.secret, sftpOptions(&served, test.path))
			if err != nil {
				t.Fatal(err)
			}
			out := newWorldOn(t, &capturing{}, cfg).once(t, "delivered")
			if out.Status != store.CollectionFailed || !strings.Contains(out.Error, test.want) || out.Attempts != 1 {
				t.Errorf("it ended %s after %d attempts (%s); it should fail with %q", counts(out), out.Attempts, out.Error, test.want)
			}
		})
	}
}

const rsaHostKey = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCnUhUkUZbHTzy0FeB373bmGXfWM1COX/UPnOMfuzWsjZB5LYgLD2i3tI9lPcXv0DkMBPF28fr9Q0h+YIlmYtAX+jOLlvd+Y9ll9sncqkWdLTI5F/VnLgpGN3ICG2gTDxKUuYOJPmOm+WMTXaxgr/YhefxtvtsmlHvBc6vPkn0O2qOzKJxlmfXcyDwjCnzJnIcoiKj3oS2JIZbU93coikxYTNpsMUmsO2TtEoyQ0lWdtKiqhIV/ILxuxpuYxIy5mqNxJTN0D8o9URWPIA+NRQae7WsbcClgUYivlALYI1R79PS4g5haX2Ymm8Pm5Ikxz/NoAVO9wCNXJBZrQn7vmkyB"

// A server that knows passwords only, and asks for them in a dialogue, as many do; its file grows while it is read.
func TestSFTPPasswordAndGrowth(t *testing.T) {
	for _, dialogue := range []bool{false, true} {
		t.Run(fmt.Sprint("dialogue=", dialogue), func(t *testing.T) {
			p := newPasswordServer(t, dialogue)
			options := fmt.Sprintf(`host: 127.0.0.1, port: %s, user: u, password: "${env:SFTP_SECRET}", host_key: "%s", path: %s`, p.port, p.hostKey, p.file)
			collect := func(secret string) collectors.Outcome {
				cfg, err := sftpConfig(t, secret, options)
				if err != nil {
					t.Fatal(err)
				}
				return newWorldOn(t, &capturing{}, cfg).once(t, "delivered")
			}
			if out := collect("hunter-guess"); !strings.Contains(out.Error, "it refuses the user") || strings.Contains(out.Error, "hunter") {
				t.Errorf("a wrong password: %s", out.Error)
			}
			if out := collect("hunter2"); !strings.Contains(out.Error, "changed while it was read") || out.Attempts != 4 {
				t.Errorf("a file that grows: %s after %d attempts: %s", counts(out), out.Attempts, out.Error)
			}
			p.grows.Store(false)
			if out := collect("hunter2"); out.Accepted != 2 {
				t.Errorf("once it is whole: %s %s", counts(out), out.Error)
			}
		})
	}
}

// passwordServer serves one file over real TCP by the library's own server.
type passwordServer struct {
	port, hostKey, file string
	grows               atomic.Bool // whenever it is opened
}

func newPasswordServer(t *testing.T, dialogue bool) *passwordServer {
	t.Helper()
	private, public := servertest.SSHKey(t)
	signer, err := ssh.ParsePrivateKey([]byte(private))
	if err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	c := &ssh.ServerConfig{}
	if dialogue {
		c.KeyboardInteractiveCallback = func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			if a, err := ask("", "", []string{"Password: "}, []bool{false}); err != nil || a[0] != "hunter2" {
				return nil, refused
			}
			return nil, nil
		}
	} else {
		c.PasswordCallback = func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if string(password) != "hunter2" {
				return nil, refused
			}
			return nil, nil
		}
	}
	c.AddHostKey(signer)
	p := &passwordServer{hostKey: public, file: filepath.Join(t.TempDir(), "visits.csv")}
	p.grows.Store(true)
	if err := os.WriteFile(p.file, []byte(visitsCSV), 0o600); err != nil {
		t.Fatal(err)
	}
	p.age(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, p.port, _ = net.SplitHostPort(l.Addr().String())
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.serve(conn, c)
		}
	}()
	return p
}

func (p *passwordServer) age(t *testing.T) {
	t.Helper()
	if err := os.Chtimes(p.file, noon.Add(-time.Hour), noon.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

func (p *passwordServer) serve(raw net.Conn, c *ssh.ServerConfig) {
	defer raw.Close()
	conn, channels, requests, err := ssh.NewServerConn(raw, c)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for asked := range channels {
		channel, requests, err := asked.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		server := sftp.NewRequestServer(channel, sftp.Handlers{FileGet: p, FileList: p})
		_ = server.Serve()
		_ = conn.Close()
	}
}

// Fileread opens the file, and writes to it where it grows.
func (p *passwordServer) Fileread(*sftp.Request) (io.ReaderAt, error) {
	if p.grows.Load() {
		f, err := os.OpenFile(p.file, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		if _, err := f.WriteString("\n"); err != nil {
			return nil, err
		}
		if err := errors.Join(f.Close(), os.Chtimes(p.file, noon.Add(-time.Hour), noon.Add(-time.Hour))); err != nil {
			return nil, err
		}
	}
	return os.Open(p.file)
}

// Filelist tells what the file is.
func (p *passwordServer) Filelist(*sftp.Request) (sftp.ListerAt, error) {
	info, err := os.Stat(p.file)
	return oneFile{info}, err
}

type oneFile struct{ os.FileInfo }

func (o oneFile) ListAt(into []os.FileInfo, offset int64) (int, error) {
	if offset > 0 || len(into) == 0 {
		return 0, io.EOF
	}
	into[0] = o.FileInfo
	return 1, io.EOF
}

func TestSFTPMistakes(t *testing.T) {
	private, public := servertest.SSHKey(t)
	base := `host: files.example, user: u, path: a.csv, private_key: "${env:SFTP_SECRET}", host_key: "` + public + `"`
	tests := []struct{ name, secret, options, want string }{
		{"NoHostKey", private, `host: files.example, user: u, path: a.csv, private_key: "${env:SFTP_SECRET}"`, "host_key is missing"},
		{"HostKeyWithHost", private, strings.Replace(base, "host_key: \"", "host_key: \"files.example ", 1), "without the host's name"},
		{"NoSecret", private, strings.Replace(base, `private_key: "${env:SFTP_SECRET}", `, "", 1), "password or private_key is missing"},
		{"Both", private, base + `, password: "${env:SFTP_SECRET}"`, "keep the one that the server wants"},
		{"PlainPassword", private, strings.Replace(base, `private_key: "${env:SFTP_SECRET}"`, "password: hunter2", 1), "secret in plain text"},
		{"NoKey", "hunter2", base, "private_key can't be read"},
		{"Passphrase", private, base + `, passphrase: "${env:SFTP_SECRET}"`, "passphrase has no use"},
		{"NoHost", private, strings.Replace(base, "files.example", `""`, 1), "host is missing"},
		{"Port", private, base + ", port: 70000", "port can't be 70000"},
		{"PatternInFolder", private, strings.Replace(base, "a.csv", `"out-*/a.csv"`, 1), "in the last part only"},
		{"BadPattern", private, strings.Replace(base, "a.csv", `"[a"`, 1), "can't be used as a pattern"},
		{"Settle", private, base + ", settle: 1h", "at most 5m0s can be waited for"},
		{"Insecure", private, base + ", insecure: true", `unknown key "insecure"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := sftpConfig(t, test.secret, test.options)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "src.yaml:7: ") {
				t.Errorf("the mistake is told as %v; it should say %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the mistake shows the secret: %v", err)
			}
		})
	}
}
