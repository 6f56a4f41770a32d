package probes

import (
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie/internal/testbed"
)

// The picture of an endless page is bounded both ways: drawn whole, it would cost the
// browser more memory than it may take, and the attempt its proof.
func TestThePictureOfAnEndlessPageIsBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path != "/robots.txt" {
			_, _ = w.Write([]byte(`<!doctype html><html lang="fr"><title>x</title><div style="width:9000px;height:9000px;background:red">x</div>`))
		}
	}))
	defer server.Close()
	r := newRig(t, testbed.Options{}, nil)
	a, err := r.once(shipped(t, "pan.slots", SystemRDVServicePublic), firstOn(t, SystemRDVServicePublic).Observed(server.URL), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(strings.NewReader(r.file(a, "screenshot")))
	if err != nil || size.Width > captureWidth || size.Width < 1280 || size.Height != captureHeight {
		t.Errorf("%d x %d, %v", size.Width, size.Height, err)
	}
}
