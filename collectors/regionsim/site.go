package regionsim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

// Site is where simulated regions are reached: an address for everything that goes over HTTP, another for SFTP.
type Site struct {
	http, sftp net.Listener
	web        *http.Server
	files      *sshServer
}

// Listen takes the addresses. Nothing answers there before Serve.
func Listen(ctx context.Context, httpAddress, sftpAddress string) (*Site, error) {
	var lc net.ListenConfig
	s := &Site{web: &http.Server{ReadHeaderTimeout: 10 * time.Second}}
	var err error
	if s.files, err = newSSHServer(); err != nil {
		return nil, err
	}
	if s.http, err = lc.Listen(ctx, "tcp", httpAddress); err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another address", httpAddress, err)
	}
	if s.sftp, err = lc.Listen(ctx, "tcp", sftpAddress); err != nil {
		return nil, errors.Join(fmt.Errorf("listen on %s: %w; choose another address", sftpAddress, err), s.http.Close())
	}
	return s, nil
}

// URL is the address of the portals.
func (s *Site) URL() string { return "http://" + s.http.Addr().String() }

// SFTP is the host and port of the SFTP server, and the line of its key.
func (s *Site) SFTP() (address, hostKey string) { return s.sftp.Addr().String(), s.files.key }

// Vars are what config/packs/demo asks its command for: where the site is, and the folder in which an Office puts its forms.
func (s *Site) Vars(inbox string) map[string]string {
	if absolute, err := filepath.Abs(inbox); err == nil { // else it begins where the source is declared, and there is none
		inbox = absolute
	}
	_, port, _ := net.SplitHostPort(s.sftp.Addr().String()) // a listener's address has both
	return map[string]string{"regionsim": s.URL(), "regionsim_sftp_port": port, "regionsim_sftp_key": s.files.key, "inbox": inbox}
}

// Serve answers for the portals, with a security server of X-Road before them, until Close.
func (s *Site) Serve(p *Portal) error {
	s.web.Handler = XRoad(p)
	var group errgroup.Group
	group.Go(func() error {
		if err := s.web.Serve(s.http); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the simulated portals: %w", err)
		}
		return nil
	})
	group.Go(func() error { return s.files.serve(s.sftp, p) })
	return group.Wait()
}

// Close ends everything at once, also where Serve was never called.
func (s *Site) Close() error {
	err := s.web.Close()
	for _, ln := range []net.Listener{s.http, s.sftp} {
		if e := ln.Close(); !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	s.files.close()
	return err
}
