package probes

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// A page whose answer breaks off did not fail to answer in time.
func TestAnAnswerThatBreaksOffIsToldAsSuch(t *testing.T) {
	tests := map[string]struct {
		answer func(http.ResponseWriter)
		name   string
	}{
		"cut": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write([]byte("<!doctype html><title>x</title><p>début"))
		}, "ERR_CONTENT_LENGTH_MISMATCH"},
		"cut in a piece": {func(w http.ResponseWriter) {
			_, _ = w.Write([]byte("<!doctype html><title>x</title><p>début"))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler) // cuts the connection
		}, "ERR_INCOMPLETE_CHUNKED_ENCODING"},
	}
	r := newRig(t, testbed.Options{}, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				if r.URL.Path == "/robots.txt" {
					return
				}
				test.answer(w)
			}))
			defer server.Close()
			a, err := r.once(shipped(t, "pan.slots", SystemRDVServicePublic), firstOn(t, SystemRDVServicePublic).Observed(server.URL), RunOptions{Timeout: 3 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if a.Outcome != observatory.Down || a.Cause != CauseConnection || !strings.Contains(a.Detail, test.name) {
				t.Errorf("%s/%s: %s", a.Outcome, a.Cause, a.Detail)
			}
			if a.Duration > 2*time.Second {
				t.Errorf("it took %s to see it", a.Duration)
			}
		})
	}
}
