package probes

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// listening is a place that takes what no HTTP server would see.
type listening struct {
	address string
	packets net.PacketConn
	streams net.Listener
}

func newListening(t *testing.T) *listening {
	t.Helper()
	packets, streams := newPort(t)
	t.Cleanup(func() {
		if err := packets.Close(); err != nil {
			t.Error(err)
		}
		if err := streams.Close(); err != nil {
			t.Error(err)
		}
	})
	return &listening{packets.LocalAddr().String(), packets, streams}
}

// newPort listens for packets and streams on one port: one that is free for
// packets may be taken for streams, so another is tried then.
func newPort(t *testing.T) (net.PacketConn, net.Listener) {
	t.Helper()
	var last error
	for range 20 {
		packets, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		streams, err := net.Listen("tcp", packets.LocalAddr().String())
		if err == nil {
			return packets, streams
		}
		last = errors.Join(err, packets.Close())
	}
	t.Fatal(last)
	return nil, nil
}

// reached reports whether anything has come, and waits a moment for it.
func (l *listening) reached(t *testing.T) bool {
	t.Helper()
	deadline := time.Now().Add(300 * time.Millisecond)
	if err := l.packets.SetReadDeadline(deadline); err != nil {
		t.Fatal(err)
	}
	if n, _, err := l.packets.ReadFrom(make([]byte, 2048)); err == nil && n > 0 {
		return true
	}
	if err := l.streams.(*net.TCPListener).SetDeadline(deadline); err != nil {
		t.Fatal(err)
	}
	conn, err := l.streams.Accept()
	if err != nil {
		return false
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	return true
}

// TestBoundaryStopsWhatIsNoRequest holds the boundary against what leaves a
// browser without being a request that it pauses.
func TestBoundaryStopsWhatIsNoRequest(t *testing.T) {
	const offer = `.createOffer().then(o=>p.setLocalDescription(o))`
	tests := map[string]string{
		"WebTransport": `<button onclick="new WebTransport('https://{there}/x')">Continuer</button>`,
		"WebTransport of an empty frame": `<button onclick="const f=document.createElement('iframe');document.body.append(f);` +
			`new f.contentWindow.WebTransport('https://{there}/x')">Continuer</button>`,
		"WebTransport of a written frame": `<iframe srcdoc="<script>new WebTransport('https://{there}/x')</script>"></iframe><button>Continuer</button>`,
		"WebRTC": `<button onclick="const p=new RTCPeerConnection({iceServers:[{urls:'stun:{there}'}]});` +
			`p.createDataChannel('x');p` + offer + `">Continuer</button>`,
		"WebRTC by TCP": `<button onclick="const p=new webkitRTCPeerConnection({iceServers:[{urls:'turn:{there}?transport=tcp',username:'a',credential:'b'}]});` +
			`p.createDataChannel('x');p` + offer + `">Continuer</button>`,
	}
	r := newRig(t, testbed.Options{}, nil)
	holds := func(t *testing.T, path string, journey Journey, body string) {
		there := newListening(t)
		site := newTrap(t, strings.ReplaceAll(body, "{there}", there.address))
		target := observatory.Target{ID: "piege", System: SystemRDVPrefecture, Prefecture: "Préfecture d'Essai", Address: site.URL + path}
		attempts, err := r.runner.Run(t.Context(), journey, target, RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if there.reached(t) {
			t.Error("something left the browser")
		}
		if a := attempts[0]; a.Outcome != observatory.Fault || a.Cause != CauseBoundary {
			t.Errorf("got %s/%s: %s", a.Outcome, a.Cause, a.Detail)
		}
	}
	for path, journey := range trapJourneys(t) {
		for name, body := range tests {
			t.Run(name+path, func(t *testing.T) { holds(t, path, journey, body) })
		}
	}
}
