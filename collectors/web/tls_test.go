package web

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
)

// An authority that is named helps against one that is not known; against nothing else.
func TestUntrusted(t *testing.T) {
	for err, want := range map[error]string{
		x509.UnknownAuthorityError{}:                                                 "give that in tls.ca",
		x509.CertificateInvalidError{Reason: x509.Expired}:                           "put that right",
		x509.HostnameError{Certificate: &x509.Certificate{}, Host: "portal.example"}: "put that right",
	} {
		if got := Untrusted(&tls.CertificateVerificationError{Err: err}, "tls.ca"); !strings.Contains(got, err.Error()) || !strings.HasSuffix(got, want) {
			t.Errorf("%v: %s", err, got)
		}
	}
}
