package engine_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/internal/engine"
)

func TestBatch(t *testing.T) {
	const count = 120_000
	e := open(t, t.TempDir())
	for _, method := range []clickhouse.CompressionMethod{clickhouse.CompressionNone, clickhouse.CompressionLZ4, clickhouse.CompressionGZIP} {
		conn := connect(t, e, func(o *clickhouse.Options) { o.Compression = &clickhouse.Compression{Method: method, Level: 1} })
		for _, shape := range []string{"rows", "columns"} {
			t.Run(method.String()+" "+shape, func(t *testing.T) {
				table := method.String() + "_" + shape
				exec(t, conn, "CREATE TABLE "+table+" (a UInt64, d Date, s LowCardinality(String), n Nullable(Float64), l Array(String)) ENGINE = MergeTree ORDER BY a")
				batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO "+table)
				if err != nil {
					t.Fatalf("prepare: %v", err)
				}
				fillBatch(t, batch, shape, count)
				if err := batch.Send(); err != nil {
					t.Fatalf("send: %v", err)
				}
				if n := number(t, conn, "SELECT count() FROM "+table+" WHERE s = toString(a % 101) AND l = ['x', toString(a)] AND n = a / 2 AND d = toDate('2026-01-01') + a % 365"); n != count {
					t.Errorf("got %d right rows, want %d", n, count)
				}
			})
		}
	}
}

func fillBatch(t *testing.T, batch driver.Batch, shape string, count int) {
	t.Helper()
	var (
		numbers = make([]uint64, count)
		days    = make([]time.Time, count)
		codes   = make([]string, count)
		halves  = make([]float64, count)
		lists   = make([][]string, count)
	)
	for i := range count {
		numbers[i], codes[i], halves[i] = uint64(i), strconv.Itoa(i%101), float64(i)/2
		days[i], lists[i] = time.Date(2026, 1, 1+i%365, 0, 0, 0, 0, time.UTC), []string{"x", strconv.Itoa(i)}
	}
	if shape == "columns" {
		for i, column := range []any{numbers, days, codes, halves, lists} {
			if err := batch.Column(i).Append(column); err != nil {
				t.Fatalf("append column %d: %v", i, err)
			}
		}
		return
	}
	for i := range count {
		if err := batch.Append(numbers[i], days[i], codes[i], halves[i], lists[i]); err != nil {
			t.Fatalf("append row %d: %v", i, err)
		}
	}
}

// hotTable has 25 columns, 14 of them LowCardinality(String), as the tables of
// events have.
func hotTable(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (received_at DateTime64(3), id UUID, a UInt32, b Date, n UInt8", name)
	for i := range 14 {
		fmt.Fprintf(&b, ", c%d LowCardinality(String)", i)
	}
	for i := range 6 {
		fmt.Fprintf(&b, ", s%d String", i)
	}
	b.WriteString(") ENGINE = MergeTree ORDER BY (c0, received_at) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1")
	return b.String()
}

// hotBlock is one Native block of revision 0 for hotTable, every text a plain
// String for the engine to cast.
func hotBlock(rows, from int) []byte {
	var (
		at    = new(proto.ColDateTime64).WithPrecision(proto.PrecisionMilli)
		id    = new(proto.ColUUID)
		a     = new(proto.ColUInt32)
		day   = new(proto.ColDate)
		n     = new(proto.ColUInt8)
		input = proto.Input{{Name: "received_at", Data: at}, {Name: "id", Data: id}, {Name: "a", Data: a}, {Name: "b", Data: day}, {Name: "n", Data: n}}
		texts []*proto.ColStr
	)
	for i := range 20 {
		name := fmt.Sprintf("c%d", i)
		if i >= 14 {
			name = fmt.Sprintf("s%d", i-14)
		}
		texts = append(texts, new(proto.ColStr))
		input = append(input, proto.InputColumn{Name: name, Data: texts[i]})
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for row := range rows {
		i := from + row
		at.Append(start.Add(time.Duration(i) * time.Second))
		var u [16]byte
		binary.BigEndian.PutUint64(u[:], uint64(i))
		id.Append(u)
		a.Append(uint32(i))
		day.Append(start.AddDate(0, 0, i%365))
		n.Append(uint8(i))
		for c, text := range texts {
			if c < 14 {
				text.Append("code-" + strconv.Itoa((i+c)%(10+c*7)))
			} else {
				text.Append("texte libre " + strconv.Itoa(i*c))
			}
		}
	}
	var b proto.Buffer
	block := proto.Block{Columns: len(input), Rows: rows}
	if err := block.EncodeRawBlock(&b, 0, input); err != nil {
		panic(err)
	}
	return b.Buf
}

func hotInsert(ctx context.Context, client *http.Client, table string, body io.Reader) error {
	return sendInsert(ctx, client, table, body, http.Header{})
}

func sendInsert(ctx context.Context, client *http.Client, table string, body io.Reader, header http.Header) error {
	values := url.Values{"query": {"INSERT INTO " + table + " FORMAT Native"}, "input_format_native_allow_types_conversion": {"1"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://engine/?"+values.Encode(), body)
	if err != nil {
		return err
	}
	request.Header = header
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", response.StatusCode, text)
	}
	return err
}

// TestHotPath sends ch-go's blocks by plain HTTP, the body streamed.
func TestHotPath(t *testing.T) {
	const count = 100_000
	e := open(t, t.TempDir())
	conn := connect(t, e)
	exec(t, conn, hotTable("hot"))
	block := hotBlock(count, 0)
	if err := hotInsert(t.Context(), httpClient(t, e), "hot", io.MultiReader(strings.NewReader(""), strings.NewReader(string(block)))); err != nil {
		t.Fatalf("insert: %v", err)
	}
	const right = "SELECT count() FROM hot WHERE c0 = concat('code-', toString(a % 10)) AND c13 = concat('code-', toString((a + 13) % 101)) AND s5 = concat('texte libre ', toString(a * 19))"
	if n := number(t, conn, right); n != count {
		t.Errorf("got %d right rows, want %d", n, count)
	}
	if n := number(t, conn, "SELECT count() FROM system.parts WHERE table = 'hot' AND active"); n != 1 {
		t.Errorf("one batch made %d parts", n)
	}
}

// BenchmarkHotPath inserts 1 M rows of 25 columns in batches of 100,000.
func BenchmarkHotPath(b *testing.B) {
	const batches, rows = 10, 100_000
	e := open(b, b.TempDir())
	conn := connect(b, e)
	client := httpClient(b, e)
	var blocks []string
	size := 0
	for i := range batches {
		blocks = append(blocks, string(hotBlock(rows, i*rows)))
		size += len(blocks[i])
	}
	turn := 0
	for b.Loop() {
		turn++
		table := fmt.Sprintf("hot%d", turn)
		exec(b, conn, hotTable(table))
		for _, block := range blocks {
			if err := hotInsert(b.Context(), client, table, io.MultiReader(strings.NewReader(block))); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*batches*rows)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds()/1e6, "MB/s")
}

// cutReader gives its bytes, then fails.
type cutReader struct{ rest io.Reader }

func (r cutReader) Read(p []byte) (int, error) {
	n, err := r.rest.Read(p)
	if errors.Is(err, io.EOF) {
		err = errors.New("client dies here")
	}
	return n, err
}

// TestCutInsert loses the client in the middle of a batch, and sends one that
// is damaged: no row enters.
func TestCutInsert(t *testing.T) {
	e := open(t, t.TempDir())
	conn := connect(t, e)
	client := httpClient(t, e)
	exec(t, conn, hotTable("cut"))
	block := string(hotBlock(100_000, 0))
	if err := hotInsert(t.Context(), client, "cut", cutReader{strings.NewReader(block[:len(block)/2])}); err == nil {
		t.Error("a batch cut by the client was acknowledged")
	}
	if err := hotInsert(t.Context(), client, "cut", strings.NewReader(block[:len(block)/2])); err == nil {
		t.Error("half a block was acknowledged")
	}
	if err := hotInsert(t.Context(), client, "cut", strings.NewReader(block+"\x19\x05damaged")); err == nil {
		t.Error("a damaged second block was acknowledged")
	}
	// The cut request ends in the engine a moment after it ends here.
	await(t, func() bool {
		return number(t, conn, "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO cut%'") == 0
	})
	if n := number(t, conn, "SELECT count() FROM cut"); n != 0 {
		t.Errorf("%d rows of refused batches are in the table", n)
	}
	if err := hotInsert(t.Context(), client, "cut", strings.NewReader(block)); err != nil {
		t.Errorf("whole batch after cut ones: %v", err)
	}
	if n := number(t, conn, "SELECT count() FROM cut"); n != 100_000 {
		t.Errorf("got %d rows, want 100000", n)
	}
}

// trap calls spring once half of its bytes have been read.
type trap struct {
	text   string
	at     int
	spring func()
}

func (r *trap) Read(p []byte) (int, error) {
	if r.at == len(r.text) {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 64<<10)], r.text[r.at:])
	if half := len(r.text) / 2; r.at < half && r.at+n >= half {
		r.spring()
	}
	r.at += n
	return n, nil
}

// TestKill kills the engine among batches of four blocks, in turn at a random
// moment and in the middle of a body: every acknowledged batch is whole, no
// batch is there by half. VIGIE_KILL_ROUNDS sets the rounds.
func TestKill(t *testing.T) {
	rounds := 4
	if given, err := strconv.Atoi(os.Getenv("VIGIE_KILL_ROUNDS")); err == nil {
		rounds = given
	}
	const rows = 20_000
	e := open(t, t.TempDir())
	client := httpClient(t, e)
	exec(t, connect(t, e), hotTable("killed"))
	acknowledged, refused, batch := map[int]bool{}, 0, 0
	for round := range rounds {
		pid := e.PID()
		kill := func() {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Errorf("kill: %v", err)
			}
		}
		killed := make(chan struct{})
		for sent := range 200 {
			body := &trap{text: manyBlocks(rows, batch*rows), spring: func() {}}
			switch {
			case sent == 2 && round%2 == 0:
				time.AfterFunc(time.Duration(rand.IntN(150_000))*time.Microsecond, func() { kill(); close(killed) })
			case sent == 2:
				body.spring = func() { kill(); close(killed) }
			}
			if err := hotInsert(t.Context(), client, "killed", body); err == nil {
				acknowledged[batch] = true
			} else {
				refused++
			}
			batch++
			if isClosed(killed) {
				break
			}
		}
		<-killed
		await(t, func() bool { return e.PID() != 0 && e.PID() != pid })
		client.CloseIdleConnections()
		counts := batchCounts(t, e, rows)
		for b, n := range counts {
			if n != rows {
				t.Errorf("round %d: batch %d has %d rows of %d", round, b, n, rows)
			}
		}
		for b := range acknowledged {
			if counts[b] != rows {
				t.Errorf("round %d: acknowledged batch %d has %d rows", round, b, counts[b])
			}
		}
		t.Logf("round %d: %d batches acknowledged, %d refused, %d in the table", round, len(acknowledged), refused, len(counts))
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func manyBlocks(rows, from int) string {
	var b strings.Builder
	for i := range 4 {
		b.Write(hotBlock(rows/4, from+i*rows/4))
	}
	return b.String()
}

func batchCounts(t *testing.T, e *engine.Engine, rows int) map[int]int {
	t.Helper()
	conn := connect(t, e)
	result, err := conn.Query(t.Context(), "SELECT intDiv(a, {r:UInt32}), count() FROM killed GROUP BY 1", clickhouse.Named("r", rows))
	if err != nil {
		t.Fatalf("count batches: %v", err)
	}
	defer func() { _ = result.Close() }()
	counts := map[int]int{}
	for result.Next() {
		var b uint32
		var n uint64
		if err := result.Scan(&b, &n); err != nil {
			t.Fatalf("scan: %v", err)
		}
		counts[int(b)] = int(n)
	}
	if err := result.Err(); err != nil {
		t.Fatalf("rows: %v", err)
	}
	return counts
}
