package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/go-cmp/cmp"
)

func TestParameters(t *testing.T) {
	conn := connect(t, open(t, t.TempDir()))
	exec(t, conn, "CREATE TABLE p (a UInt64, s String, d Date) ENGINE = MergeTree ORDER BY a")
	exec(t, conn, "INSERT INTO p VALUES ({a:UInt64}, {s:String}, {d:Date})",
		clickhouse.Named("a", 7), clickhouse.Named("s", "l’été\t'x'\\ {a:UInt8}"), clickhouse.Named("d", "2026-02-28"))
	for name, c := range map[string]struct {
		where string
		args  []any
		want  uint64
	}{
		"number":   {"a = {a:UInt64}", []any{clickhouse.Named("a", 7)}, 1},
		"text":     {"s = {s:String}", []any{clickhouse.Named("s", "l’été\t'x'\\ {a:UInt8}")}, 1},
		"list":     {"a IN {l:Array(UInt64)}", []any{clickhouse.Named("l", []uint64{1, 7})}, 1},
		"date":     {"d = {d:Date}", []any{clickhouse.Named("d", "2026-02-28")}, 1},
		"absent":   {"{n:Nullable(String)} IS NULL", []any{clickhouse.Named("n", nil)}, 1},
		"none":     {"s = {s:String}", []any{clickhouse.Named("s", "' OR 1 = 1 --")}, 0},
		"position": {"a = ? AND s != ?", []any{7, "x"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := number(t, conn, "SELECT count() FROM p WHERE "+c.where, c.args...); got != c.want {
				t.Errorf("got %d rows, want %d", got, c.want)
			}
		})
	}
	ctx := clickhouse.Context(t.Context(), clickhouse.WithParameters(clickhouse.Parameters{"long": strings.Repeat("é", 500_000)}))
	var n uint64
	if err := conn.QueryRow(ctx, "SELECT length({long:String})").Scan(&n); err != nil || n != 1_000_000 {
		t.Errorf("long parameter: got %d, %v", n, err)
	}
}

// TestSettings sees that settings hold for their query and no longer.
func TestSettings(t *testing.T) {
	conn := connect(t, open(t, t.TempDir()), func(o *clickhouse.Options) { o.Settings = clickhouse.Settings{"max_block_size": 1234} })
	read := func(ctx context.Context) string {
		var v string
		if err := conn.QueryRow(ctx, "SELECT toString(getSetting('max_block_size')) || ' ' || toString(getSetting('max_execution_time')) || ' ' || getSetting('count_distinct_implementation')").Scan(&v); err != nil {
			t.Fatalf("read settings: %v", err)
		}
		return v
	}
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_execution_time": 12.5, "count_distinct_implementation": "uniq"}))
	var got []string
	for _, ctx := range []context.Context{t.Context(), ctx, t.Context()} {
		got = append(got, read(ctx))
	}
	exec(t, conn, "SET max_block_size = 99")
	got = append(got, read(t.Context()))
	want := []string{"1234 0 uniqExact", "1234 12.5 uniq", "1234 0 uniqExact", "1234 0 uniqExact"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings differ (-want +got):\n%s", diff)
	}
	err := conn.Exec(clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"no_such_setting": 1})), "SELECT 1")
	wantCode(t, err, 115)
	if n := number(t, conn, "SELECT toUInt64(1)"); n != 1 {
		t.Errorf("query after a wrong setting: got %d", n)
	}
}

// TestZone runs the engine under another time zone: it works in UTC all the same.
func TestZone(t *testing.T) {
	t.Setenv("TZ", "Asia/Tokyo")
	conn := connect(t, open(t, t.TempDir()))
	var zone, at string
	if err := conn.QueryRow(t.Context(), "SELECT timezone(), toString(toDateTime(0))").Scan(&zone, &at); err != nil || zone != "UTC" || at != "1970-01-01 00:00:00" {
		t.Errorf("got zone %q and %q, %v", zone, at, err)
	}
}

func wantCode(t *testing.T, err error, code int32) {
	t.Helper()
	e, ok := errors.AsType[*clickhouse.Exception](err)
	if !ok {
		t.Errorf("got error %v, want a ClickHouse exception with code %d", err, code)
	} else if e.Code != code {
		t.Errorf("got code %d (%v), want %d", e.Code, err, code)
	}
}

func TestErrorCodes(t *testing.T) {
	conn := connect(t, open(t, t.TempDir()))
	exec(t, conn, "CREATE TABLE known (a UInt8, b UInt8) ENGINE = MergeTree ORDER BY a")
	for name, c := range map[string]struct {
		sql  string
		code int32
	}{
		"syntax":             {"SELEC 1", 62},
		"bare word":          {"selec", 62},
		"two statements":     {"SELECT 1; SELECT 2", 62},
		"unknown table":      {"SELECT * FROM nowhere", 60},
		"unknown column":     {"SELECT c FROM known", 47},
		"unknown function":   {"SELECT nope(1)", 46},
		"unknown database":   {"SELECT * FROM nope.t", 81},
		"table exists":       {"CREATE TABLE known (a UInt8) ENGINE = MergeTree ORDER BY a", 57},
		"insert nowhere":     {"INSERT INTO nowhere VALUES (1)", 60},
		"insert select":      {"INSERT INTO known SELECT 1", 20},
		"values do not fit":  {"INSERT INTO known VALUES (1)", 62},
		"parameter not set":  {"SELECT {x:UInt8}", 456},
		"stops at its limit": {"SELECT sum(sleepEachRow(0.01)) FROM numbers(1000) SETTINGS max_execution_time = 0.2, max_block_size = 1", 159},
	} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, conn.Exec(t.Context(), c.sql), c.code)
			if !strings.HasPrefix(c.sql, "INSERT") {
				_, err := conn.Query(t.Context(), c.sql)
				wantCode(t, err, c.code)
			}
		})
	}
	bare := connect(t, open(t, t.TempDir()), func(o *clickhouse.Options) { o.Auth.Database = "elsewhere" })
	wantCode(t, bare.Exec(t.Context(), "SELECT 1"), 81)
}

// TestMidStreamErrors fails a query after rows have been sent: whatever the
// transport, the client must learn it.
func TestMidStreamErrors(t *testing.T) {
	e := open(t, t.TempDir())
	const sql = "SELECT number, throwIf(number = 2000000, '__exception__ dit') AS x FROM numbers(3000000) SETTINGS max_block_size = 8192, max_threads = 1"
	for _, method := range []clickhouse.CompressionMethod{clickhouse.CompressionNone, clickhouse.CompressionLZ4, clickhouse.CompressionZSTD, clickhouse.CompressionGZIP} {
		t.Run(method.String(), func(t *testing.T) {
			conn := connect(t, e, func(o *clickhouse.Options) { o.Compression = &clickhouse.Compression{Method: method, Level: 1} })
			rows, err := conn.Query(t.Context(), sql)
			if err != nil {
				t.Fatalf("query: %v", err)
			}
			seen := 0
			for rows.Next() {
				seen++
			}
			_ = rows.Close()
			wantCode(t, rows.Err(), 395)
			if seen == 0 || seen >= 2_000_000 {
				t.Errorf("got %d rows before the error", seen)
			}
			if n := number(t, conn, "SELECT toUInt64(1)"); n != 1 {
				t.Errorf("next query: got %d", n)
			}
		})
	}
	t.Run("plain CSV", func(t *testing.T) {
		got := post(t, httpClient(t, e), strings.NewReader(sql+" FORMAT CSV"))
		if got.err == nil || !strings.Contains(got.body, "Code: 395.") {
			t.Errorf("got error %v and %d bytes, want a cut body that names the error", got.err, len(got.body))
		}
	})
}

// TestBigResult streams five million rows while the client's heap stays small.
func TestBigResult(t *testing.T) {
	const count = 5_000_000
	conn := connect(t, open(t, t.TempDir()))
	rows, err := conn.Query(t.Context(), "SELECT number, toString(number), toLowCardinality(toString(number % 101)) FROM numbers({n:UInt64})", clickhouse.Named("n", count))
	if err != nil {
		t.Fatalf("query: %v", err)
	}
	var seen, sum, highest uint64
	for rows.Next() {
		var n uint64
		var s, l string
		if err := rows.Scan(&n, &s, &l); err != nil {
			t.Fatalf("scan: %v", err)
		}
		seen, sum = seen+1, sum+n
		if seen%500_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapAlloc)
		}
	}
	if err := rows.Err(); err != nil || seen != count || sum != count*(count-1)/2 {
		t.Errorf("got %d rows, sum %d, error %v", seen, sum, err)
	}
	if highest > 128<<20 {
		t.Errorf("client heap reached %d MiB", highest>>20)
	}
}

// TestCancel leaves queries in the middle: the engine drops them and answers
// the next at once.
func TestCancel(t *testing.T) {
	e := open(t, t.TempDir())
	conn := connect(t, e)
	for name, sql := range map[string]string{
		"no row yet": "SELECT count() FROM system.numbers WHERE NOT ignore(number, 'cancel-me')",
		"rows flow":  "SELECT number, 'cancel-me' FROM system.numbers",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			failed := make(chan error, 1)
			go func() { failed <- drain(ctx, conn, sql) }()
			const running = "SELECT count() FROM system.processes WHERE query LIKE '%cancel-me%' AND query NOT LIKE '%system.processes%'"
			await(t, func() bool { return number(t, conn, running) == 1 })
			cancel()
			if err := <-failed; err == nil {
				t.Error("a cancelled query ended without error")
			}
			start := time.Now()
			await(t, func() bool { return number(t, conn, running) == 0 })
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("the query was still there after %v", took)
			}
		})
	}
}

// TestAbandonedInsert leaves an INSERT SELECT in the middle: it ends whole.
func TestAbandonedInsert(t *testing.T) {
	conn := connect(t, open(t, t.TempDir()))
	exec(t, conn, "CREATE TABLE sink (a UInt64) ENGINE = MergeTree ORDER BY a")
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- conn.Exec(ctx, "INSERT INTO sink SELECT number + sleep(0.5) FROM numbers(10)") }()
	await(t, func() bool {
		return number(t, conn, "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO sink%'") == 1
	})
	cancel()
	if err := <-failed; err == nil {
		t.Error("the client saw no cancellation")
	}
	await(t, func() bool { return number(t, conn, "SELECT count() FROM sink") == 10 })
}

func drain(ctx context.Context, conn driver.Conn, sql string) error {
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return rows.Err()
}

// await polls until the condition holds, at most a minute: an
// engine starts slowly on a machine at work.
func await(t testing.TB, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("the awaited state did not come within a minute")
		}
	}
}

func TestConcurrentReaders(t *testing.T) {
	e := open(t, t.TempDir())
	conn := connect(t, e, func(o *clickhouse.Options) { o.MaxOpenConns, o.MaxIdleConns = 20, 20 })
	exec(t, conn, "CREATE TABLE r (a UInt64, s LowCardinality(String)) ENGINE = MergeTree ORDER BY a")
	exec(t, conn, "INSERT INTO r SELECT number, toString(number % 10) FROM numbers(200000)")
	var group sync.WaitGroup
	for reader := range 16 {
		group.Go(func() {
			for turn := range 5 {
				limit := uint64(10_000*(reader+1) + turn)
				ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_block_size": 1000 + reader}))
				rows, err := conn.Query(ctx, "SELECT a, s FROM r WHERE a < {n:UInt64}", clickhouse.Named("n", limit))
				if err != nil {
					t.Errorf("reader %d: %v", reader, err)
					return
				}
				var seen, sum, a uint64
				var s string
				for rows.Next() {
					if err := rows.Scan(&a, &s); err != nil || s != fmt.Sprint(a%10) {
						t.Errorf("reader %d: row %d has %q, %v", reader, a, s, err)
						return
					}
					seen, sum = seen+1, sum+a
				}
				if err := rows.Err(); err != nil || seen != limit || sum != limit*(limit-1)/2 {
					t.Errorf("reader %d: got %d rows of %d, sum %d, %v", reader, seen, limit, sum, err)
				}
			}
		})
	}
	group.Wait()
}

// TestDatabaseSQL uses the engine as goose does.
func TestDatabaseSQL(t *testing.T) {
	db := clickhouse.OpenDB(options(open(t, t.TempDir())))
	defer func() { _ = db.Close() }()
	for _, sql := range []string{
		"CREATE TABLE v (id Int64, ok UInt8, at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY id",
		"INSERT INTO v (id, ok) VALUES (1, 1), (2, 1)",
		"ALTER TABLE v ADD COLUMN note String DEFAULT 'rien'",
		"ALTER TABLE v UPDATE ok = 0 WHERE id = 2 SETTINGS mutations_sync = 2",
		"OPTIMIZE TABLE v FINAL",
	} {
		if _, err := db.ExecContext(t.Context(), sql); err != nil {
			t.Fatalf("exec %s: %v", sql, err)
		}
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO v (id, ok) VALUES (?, ?)", 3, true); err != nil {
		t.Fatalf("exec with arguments: %v", err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT id, ok, note FROM v ORDER BY id")
	if err != nil {
		t.Fatalf("query: %v", err)
	}
	defer func() { _ = rows.Close() }()
	var got []string
	for rows.Next() {
		var id int64
		var ok uint8
		var note string
		if err := rows.Scan(&id, &ok, &note); err != nil {
			t.Fatalf("scan: %v", err)
		}
		got = append(got, fmt.Sprintf("%d %d %s", id, ok, note))
	}
	if diff := cmp.Diff([]string{"1 1 rien", "2 0 rien", "3 1 rien"}, got); diff != "" || rows.Err() != nil {
		t.Errorf("rows differ (-want +got), error %v:\n%s", rows.Err(), diff)
	}
	var none int64
	if err := db.QueryRowContext(t.Context(), "SELECT id FROM v WHERE id > 9").Scan(&none); err == nil {
		t.Error("a query without rows gave one")
	}
}

func TestPlainHTTP(t *testing.T) {
	e := open(t, t.TempDir())
	client := httpClient(t, e)
	conn := connect(t, e)
	exec(t, conn, "CREATE TABLE h (a UInt32, s String) ENGINE = MergeTree ORDER BY a")
	big := strings.Repeat("(1, 'v'),", 300_000) + "(1, 'v')"
	for name, c := range map[string]struct {
		body   string
		pairs  []string
		status int
		want   string
	}{
		"query in the address":          {"", []string{"query", "SELECT 1 AS a FORMAT JSONEachRow"}, 200, "{\"a\":1}\n"},
		"query in the body":             {"SELECT 'FORMAT Native' AS x, 2", nil, 200, "FORMAT Native\t2\n"},
		"query split":                   {"FROM numbers(2)", []string{"query", "SELECT number"}, 200, "0\n1\n"},
		"insert, data in the body":      {"1\tx\n2\ty\n", []string{"query", "INSERT INTO h FORMAT TSV"}, 200, ""},
		"insert, all in the body":       {"INSERT INTO h (s, a) FORMAT CSV\n\"z\",3\n", nil, 200, ""},
		"insert, values apart":          {"(4, 'w')", []string{"query", "INSERT INTO h VALUES"}, 200, ""},
		"insert, many values":           {"INSERT INTO h VALUES " + big, nil, 200, ""},
		"insert, bad data":              {"x\tx\n", []string{"query", "INSERT INTO h FORMAT TSV"}, 400, "Code: 27."},
		"insert, unknown format":        {"x", []string{"query", "INSERT INTO h FORMAT Nope"}, 400, "Code: 73."},
		"no query":                      {"", nil, 400, "Code: 62."},
		"unknown table":                 {"SELECT * FROM nowhere", nil, 404, "Code: 60."},
		"revision is no number":         {"SELECT 1", []string{"client_protocol_version", "x"}, 400, "Code: 36."},
		"type that cannot be passed on": {"SELECT sumState(1)", []string{"default_format", "Native", "client_protocol_version", "54460"}, 500, "AggregateFunction"},
	} {
		t.Run(name, func(t *testing.T) {
			got := post(t, client, strings.NewReader(c.body), c.pairs...)
			if got.err != nil || got.status != c.status {
				t.Fatalf("got status %d, error %v, body %.300s", got.status, got.err, got.body)
			}
			if got.status == 200 && got.body != c.want || !strings.Contains(got.body, c.want) {
				t.Errorf("got body %.300q, want %q", got.body, c.want)
			}
			if code := got.header.Get("X-ClickHouse-Exception-Code"); (code != "") != (got.status != 200) {
				t.Errorf("status %d with exception code %q", got.status, code)
			}
		})
	}
	if n := number(t, conn, "SELECT count() FROM h"); n != 4+300_001 {
		t.Errorf("got %d rows in the table, want %d", n, 4+300_001)
	}
	ping, err := client.Get("http://engine/ping")
	if err != nil {
		t.Fatalf("ping: %v", err)
	}
	defer func() { _ = ping.Body.Close() }()
	if text, err := io.ReadAll(ping.Body); err != nil || string(text) != "Ok.\n" {
		t.Errorf("ping: got %q, %v", text, err)
	}
}
