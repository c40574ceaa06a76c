package web

import (
	"crypto/tls"
	"crypto/x509"
	"errors"

	"github.com/postup/postup/config"
)

// TLS says whom a source trusts and who it is. All are in PEM, mostly as ${file:PATH}.
type TLS struct {
	CA          string        `yaml:"ca"`          // certificates of authorities that are trusted beside the system's
	Certificate string        `yaml:"certificate"` // the client's, with those between it and its authority
	Key         config.Secret `yaml:"key"`         // of the client's certificate
}

// config is what connections use.
func (t *TLS) config() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if t == nil {
		return c, nil
	}
	if t.CA == "" && t.Certificate == "" && t.Key.Reveal() == "" {
		return nil, errors.New("tls: write ca, or certificate and key")
	}
	if t.CA != "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool() // a system without any
		}
		if !pool.AppendCertsFromPEM([]byte(t.CA)) {
			return nil, errors.New("tls: there is no certificate in ca; write ${file:PATH} of a file in PEM")
		}
		c.RootCAs = pool
	}
	if (t.Certificate == "") != (t.Key.Reveal() == "") {
		return nil, errors.New("tls: certificate and key need each other")
	}
	if t.Certificate != "" {
		own, err := tls.X509KeyPair([]byte(t.Certificate), []byte(t.Key.Reveal()))
		if err != nil {
			return nil, errors.New("tls: certificate and key are not a pair in PEM") // the cause could quote the key
		}
		c.Certificates = []tls.Certificate{own}
	}
	return c, nil
}

// Untrusted says why a certificate is not trusted and what to do; key is the option that names authorities.
func Untrusted(err *tls.CertificateVerificationError, key string) string {
	said := "its certificate is not to be trusted: " + err.Err.Error()
	var unknown x509.UnknownAuthorityError
	if errors.As(err.Err, &unknown) {
		return said + "; if an authority of its own signed it, give that in " + key
	}
	return said + "; have who runs it put that right"
}
