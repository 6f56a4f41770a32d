package testbed

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Server is a double that listens on the loopback interface.
type Server struct {
	*Bed
	URL     string // http://127.0.0.1:PORT
	TLS     string // https://127.0.0.1:PORT, with a certificate that no browser accepts
	Refused string // http://127.0.0.1:PORT where nothing listens
	Control string // address of the control site

	plain, secure *http.Server
	mu            sync.Mutex
	requests      []Request
}

// Request is one request that the double received.
type Request struct {
	Method, Path, Agent, Language string
	Cookies                       int
}

// Start makes a double and listens with it. The caller must call Close.
func Start(options Options) (*Server, error) {
	s := &Server{Bed: New(options)}
	quiet := log.New(io.Discard, "", 0)
	s.plain = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: quiet}
	s.secure = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: quiet}
	certificate, err := selfSigned()
	if err != nil {
		return nil, err
	}
	listeners := make([]net.Listener, 3)
	for i := range listeners {
		if listeners[i], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return nil, fmt.Errorf("listen on loopback: %w", err)
		}
	}
	s.URL = "http://" + listeners[0].Addr().String()
	s.TLS = "https://" + listeners[1].Addr().String()
	s.Refused = "http://" + listeners[2].Addr().String()
	s.Control = s.URL + "/temoin"
	if err := listeners[2].Close(); err != nil {
		return nil, fmt.Errorf("free a port: %w", err)
	}
	// Both return when Close is called; there is nobody to tell.
	go func() { _ = s.plain.Serve(listeners[0]) }()
	go func() {
		_ = s.secure.Serve(tls.NewListener(listeners[1], &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}))
	}()
	return s, nil
}

// Close stops listening and cuts the connections, hung ones too.
func (s *Server) Close() error { return errors.Join(s.plain.Close(), s.secure.Close()) }

// ServeHTTP notes the request and answers it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, Request{
		Method: r.Method, Path: r.URL.Path, Agent: r.UserAgent(), Language: r.Header.Get("Accept-Language"), Cookies: len(r.Cookies()),
	})
	s.mu.Unlock()
	s.Bed.ServeHTTP(w, r)
}

// Requests gives the requests received since the last call.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := slices.Clone(s.requests)
	s.requests = nil
	return got
}

// selfSigned makes a certificate that no browser accepts.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make key: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "double de test"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
