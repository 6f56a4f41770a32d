package engine_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/internal/engine"
)

func TestMain(m *testing.M) {
	if engine.RunChildIfAsked() {
		return
	}
	if runClientIfAsked() {
		return
	}
	os.Exit(m.Run())
}

// open starts or joins the engine of dir, and closes it with the test.
func open(t testing.TB, dir string) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), engine.Options{Data: dir, Logger: slog.New(slog.NewTextHandler(outputOf(t), nil))})
	if err != nil {
		t.Fatalf("open engine: %v", err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close engine: %v", err)
		}
	})
	return e
}

// outputOf is the test's output until the test ends: an engine that another
// command of the folder started may speak after that, and go test panics then.
func outputOf(t testing.TB) io.Writer {
	o := &testOutput{to: t.Output()}
	t.Cleanup(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.to = io.Discard
	})
	return o
}

type testOutput struct {
	mu sync.Mutex
	to io.Writer
}

func (o *testOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.to.Write(p)
}

func options(e *engine.Engine) *clickhouse.Options {
	return &clickhouse.Options{
		Protocol:    clickhouse.HTTP,
		Addr:        []string{"engine"},
		DialContext: func(ctx context.Context, _ string) (net.Conn, error) { return e.Dial(ctx) },
	}
}

func connect(t testing.TB, e *engine.Engine, change ...func(*clickhouse.Options)) driver.Conn {
	t.Helper()
	o := options(e)
	for _, c := range change {
		c(o)
	}
	conn, err := clickhouse.Open(o)
	if err != nil {
		t.Fatalf("open client: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func exec(t testing.TB, conn driver.Conn, sql string, args ...any) {
	t.Helper()
	if err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("exec %s: %v", sql, err)
	}
}

func number(t testing.TB, conn driver.Conn, sql string, args ...any) uint64 {
	t.Helper()
	var n uint64
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatalf("query %s: %v", sql, err)
	}
	return n
}

// httpClient speaks plain HTTP on the engine's socket.
func httpClient(t testing.TB, e *engine.Engine) *http.Client {
	t.Helper()
	transport := &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return e.Dial(ctx) },
		DisableCompression: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

type reply struct {
	status int
	header http.Header
	body   string
	err    error // of reading the body
}

// post sends body with the address parameters given as name, value pairs.
func post(t testing.TB, client *http.Client, body io.Reader, pairs ...string) reply {
	t.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://engine/?"+values.Encode(), body)
	if err != nil {
		t.Fatalf("make request: %v", err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatalf("post: %v", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(text), err}
}
