package probes

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// asked are the items of standards 1.1 (NF Z67-147 as the courts list it, and
// the Berkeley Protocol).
func asked() []string {
	return []string{
		"method", "vigie", "machine", "operating_system", "kernel", "system_patch_date", "firewall_antivirus",
		"browser", "user_agent", "browser_extensions", "viewport", "language", "time_zone",
		"public_address", "local_address", "internet_provider", "router", "dns_servers", "dns_answers", "proxy_system", "proxy_browser",
		"tls", "certificate_chain", "clock_offset", "clock_step", "started_at", "ended_at",
		"profile", "cache", "cookies", "history", "pages_before",
		"addresses_typed", "links_followed", "redirects", "pages_visited", "console_and_network", "captures",
	}
}

// header gives the items of an attempt's header, after its way through JSON.
func header(t *testing.T, files *evidence.Files, a *observatory.Attempt) map[string]observatory.Item {
	t.Helper()
	capture, err := evidence.OpenCapture(files, a)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := capture.WriteHeader(&out); err != nil {
		t.Fatal(err)
	}
	var header struct {
		Attempt observatory.ID     `json:"attempt"`
		Items   []observatory.Item `json:"items"`
	}
	if err := json.Unmarshal(out.Bytes(), &header); err != nil || header.Attempt != a.ID {
		t.Fatalf("header of %s: %v", header.Attempt, err)
	}
	items := map[string]observatory.Item{}
	for _, item := range header.Items {
		blank := slices.ContainsFunc(item.Values, func(v string) bool { return strings.TrimSpace(v) == "" })
		if had := item.State == observatory.Obtained; blank || had != (len(item.Values) > 0) || had == (item.Reason != "") {
			t.Errorf("%s: item %+v", a.Outcome, item)
		}
		items[item.Name] = item
	}
	for _, name := range asked() {
		if items[name].State == "" {
			t.Errorf("%s: no item %s", a.Outcome, name)
		}
	}
	return items
}

func TestHeaderHasEveryItem(t *testing.T) {
	r, files := journalRig(t)
	for _, fault := range []testbed.Fault{testbed.Slots, testbed.TLSError} {
		items := header(t, files, r.run("pan.door", SystemRDVPrefecture, fault))
		for _, name := range []string{"browser", "viewport", "language", "operating_system", "machine", "cookies", "history", "proxy_system", "addresses_typed", "captures"} {
			if items[name].State != observatory.Obtained {
				t.Errorf("%s: %s not obtained: %s", fault, name, items[name].Reason)
			}
		}
		for _, name := range []string{"clock_offset", "public_address", "internet_provider", "certificate_chain"} {
			if items[name].State != observatory.NotObtained {
				t.Errorf("%s: %s: %+v", fault, name, items[name])
			}
		}
	}
	header(t, files, r.run("pan.slots", SystemRDVPrefecture, testbed.Slots))
}

func TestHeaderTellsThePath(t *testing.T) {
	r, files := journalRig(t)
	a := attemptOfSite(t, r)
	items := header(t, files, a)
	for name, want := range map[string]string{
		"addresses_typed": "/debut", "links_followed": "étape « continuer » : ", "redirects": "302 ", "history": "1 entrée", "cookies": "0 au début",
	} {
		if values := items[name].Values; len(values) != 1 || !strings.Contains(values[0], want) {
			t.Errorf("%s: %q, want %q", name, values, want)
		}
	}
	if pages := items["pages_visited"].Values; len(pages) != 2 || !strings.HasSuffix(pages[1], "/suite") || !strings.HasSuffix(items["links_followed"].Values[0], pages[1]) {
		t.Errorf("pages %q", pages)
	}
}

// timeServer answers NTP requests with a clock that is ahead.
func timeServer(t *testing.T, ahead time.Duration) string {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	stamp := func(b []byte) {
		at := time.Now().Add(ahead)
		binary.BigEndian.PutUint32(b, uint32(at.Unix()+2208988800)) // seconds from 1900 (RFC 5905)
		binary.BigEndian.PutUint32(b[4:], uint32(uint64(at.Nanosecond())<<32/uint64(time.Second)))
	}
	go func() {
		for request := make([]byte, 256); ; {
			n, from, err := socket.ReadFrom(request)
			if err != nil {
				return
			}
			answer := make([]byte, 48)
			answer[0], answer[1] = 4<<3|4, 2 // version 4, server; stratum 2
			copy(answer[24:32], request[40:48])
			stamp(answer[16:24])
			stamp(answer[32:40])
			stamp(answer[40:48])
			if _, err := socket.WriteTo(answer, from); err != nil || n == 0 {
				return
			}
		}
	}()
	return socket.LocalAddr().String()
}

func TestAnswersFromOutside(t *testing.T) {
	asks := 0
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asks++
		if r.URL.Path == "/page" {
			_, _ = w.Write([]byte("<html>"))
			return
		}
		_, _ = w.Write([]byte("192.0.2.7\n"))
	}))
	t.Cleanup(echo.Close)
	now := time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC)
	r := &Runner{config: Config{Echo: echo.URL, Now: func() time.Time { return now }}, client: echo.Client()}
	public := r.newPublicAddress()
	for range 2 {
		if item := public.item("public_address"); len(item.Values) != 1 || !strings.HasPrefix(item.Values[0], "192.0.2.7 ") {
			t.Errorf("item %+v", item)
		}
	}
	now = now.Add(outsideEvery)
	if public.item("public_address"); asks != 2 {
		t.Errorf("asked %d times, want once in %s", asks, outsideEvery)
	}
	r.config.Echo = echo.URL + "/page"
	if item := r.newPublicAddress().item("public_address"); item.State != observatory.NotObtained {
		t.Errorf("a page is no address: %+v", item)
	}
	ahead := newClockOffset(timeServer(t, 2*time.Second), r.config.Now).item("clock_offset")
	var millis float64
	if len(ahead.Values) == 1 {
		_, _ = fmt.Sscanf(ahead.Values[0], "%f ms", &millis) // zero when it is not so written
	}
	if millis < 1500 || millis > 2500 {
		t.Errorf("clock %+v", ahead)
	}
	closed := newClockOffset("127.0.0.1:1", r.config.Now).item("clock_offset")
	if closed.State != observatory.NotObtained || !strings.Contains(closed.Reason, "127.0.0.1:1") {
		t.Errorf("clock without a server %+v", closed)
	}
}

func TestGateway(t *testing.T) {
	table := "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n" +
		"eth0\t00000A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\n" +
		"eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\n"
	if got := gateway(table); got != "192.168.2.1" {
		t.Errorf("gateway %q", got)
	}
	if got := gateway("Iface\tDestination\n"); got != "" {
		t.Errorf("gateway %q of a table without one", got)
	}
}
