// Package sftpsource fetches files from servers that speak SFTP: only whole ones, only from the host whose key is known.
package sftpsource

import (
	"errors"
	"fmt"
	"net"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/crypto/ssh"

	"github.com/postup/postup/config"
)

// Options are what a source of kind sftp says under the key sftp.
type Options struct {
	Host       string           `yaml:"host"`
	Port       int              `yaml:"port"` // default 22
	User       string           `yaml:"user"`
	Password   config.Secret    `yaml:"password"`
	PrivateKey config.Secret    `yaml:"private_key"` // as ssh-keygen writes it
	Passphrase config.Secret    `yaml:"passphrase"`  // of the private key
	HostKey    string           `yaml:"host_key"`    // a line of known_hosts less the host: "ssh-ed25519 AAAA…"
	Path       string           `yaml:"path"`        // a file; with * ? [ in its name, the newest that matches
	Settle     *config.Duration `yaml:"settle"`      // a file that was written to more recently is left alone; default 1m
}

const (
	defaultPort   = 22
	defaultSettle = time.Minute
	maxSettle     = 5 * time.Minute // collectors wait no longer before they ask again
)

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, _, err := decode(node)
	return err
}

// login is what it takes to come in.
type login struct {
	auth []ssh.AuthMethod
	host ssh.PublicKey
}

func decode(node ast.Node) (Options, login, error) {
	o := Options{Port: defaultPort}
	if err := config.Decode(node, &o); err != nil {
		return o, login{}, err
	}
	var l login
	var mistakes []error
	for _, need := range []struct{ key, value, why string }{
		{"host", o.Host, "the name or address of the server"},
		{"user", o.User, "who logs in"},
		{"path", o.Path, "the file to fetch, such as /out/visits.csv or out/visits-*.csv"},
	} {
		if need.value == "" {
			mistakes = append(mistakes, fmt.Errorf("%s is missing: %s", need.key, need.why))
		}
	}
	if o.Port < 1 || o.Port > 65535 {
		mistakes = append(mistakes, fmt.Errorf("port can't be %d", o.Port))
	}
	if _, err := path.Match(path.Base(o.Path), ""); err != nil || strings.ContainsAny(path.Dir(o.Path), "*?[") {
		mistakes = append(mistakes, fmt.Errorf("path: %q can't be used as a pattern: *, ? and [a-z] may stand in the last part only", o.Path))
	}
	if o.Settle != nil && time.Duration(*o.Settle) > maxSettle {
		mistakes = append(mistakes, fmt.Errorf("settle is %s; at most %s can be waited for", o.Settle, config.Duration(maxSettle)))
	}
	var err error
	if l.host, err = o.hostKey(); err != nil {
		mistakes = append(mistakes, err)
	}
	if l.auth, err = o.auth(); err != nil {
		mistakes = append(mistakes, err)
	}
	return o, l, errors.Join(mistakes...)
}

// hostKey is the key that the server has to prove. There is no way around it: whoever can stand between would
// otherwise get the password and give any numbers.
func (o *Options) hostKey() (ssh.PublicKey, error) {
	if o.HostKey == "" {
		return nil, errors.New("host_key is missing: the server's public key, as its owner tells it, or as `ssh-keyscan HOST` shows it to someone who is sure of the network: ssh-ed25519 AAAA…")
	}
	key, _, before, rest, err := ssh.ParseAuthorizedKey([]byte(o.HostKey))
	if err != nil || len(before) > 0 || len(rest) > 0 {
		return nil, errors.New("host_key can't be read; it is one line such as ssh-ed25519 AAAA…, without the host's name before it")
	}
	return key, nil
}

func (o *Options) auth() ([]ssh.AuthMethod, error) {
	password, key, passphrase := o.Password.Reveal(), o.PrivateKey.Reveal(), o.Passphrase.Reveal()
	switch {
	case password == "" && key == "":
		return nil, errors.New("password or private_key is missing: write one of them as ${env:NAME} or ${file:PATH}")
	case password != "" && key != "":
		return nil, errors.New("there are a password and a private_key; keep the one that the server wants")
	case password != "" && passphrase != "":
		return nil, errors.New("passphrase has no use: it belongs to a private_key")
	case password != "":
		return []ssh.AuthMethod{ssh.Password(password), ssh.KeyboardInteractive(answer(password))}, nil
	}
	signer, err := parseKey(key, passphrase)
	if err != nil {
		return nil, err
	}
	return []ssh.AuthMethod{ssh.PublicKeys(signer)}, nil
}

// parseKey reads a private key. What the parser says of it is not repeated.
func parseKey(key, passphrase string) (ssh.Signer, error) {
	pem := []byte(strings.TrimSpace(key) + "\n")
	var locked *ssh.PassphraseMissingError
	signer, err := ssh.ParsePrivateKey(pem)
	switch {
	case errors.As(err, &locked) && passphrase == "":
		return nil, errors.New("private_key is locked: passphrase is missing")
	case errors.As(err, &locked):
		if signer, err = ssh.ParsePrivateKeyWithPassphrase(pem, []byte(passphrase)); err != nil {
			return nil, errors.New("private_key can't be unlocked: the passphrase is another one")
		}
	case err != nil:
		return nil, errors.New("private_key can't be read; it is the whole file that ssh-keygen wrote, from -----BEGIN to END-----")
	case passphrase != "":
		return nil, errors.New("passphrase has no use: the private_key is not locked")
	}
	return signer, nil
}

// answer gives the password to servers that ask for it in a dialogue, and nothing to any other question.
func answer(password string) ssh.KeyboardInteractiveChallenge {
	return func(_, _ string, questions []string, echoes []bool) ([]string, error) {
		answers := make([]string, len(questions))
		if len(questions) == 1 && !echoes[0] {
			answers[0] = password
		}
		return answers, nil
	}
}

func (o *Options) address() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

func (o *Options) settle() time.Duration {
	if o.Settle == nil {
		return defaultSettle
	}
	return time.Duration(*o.Settle)
}
