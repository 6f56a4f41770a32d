package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
)

// blockRows is the most rows of one INSERT: each makes a part, and the engine
// merges parts from the sixth on (measured on case events: 1,000,000 rows cost
// it 3.4 CPU seconds in ten parts, 2.0 in four).
const blockRows = 250_000

// inserter makes the HTTP client and the address of inserts from the options
// of the driver, so that both reach the same place in the same way.
func inserter(o *clickhouse.Options) (*http.Client, url.URL) {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: o.DialTimeout}).DialContext,
		TLSClientConfig:     o.TLS,
		MaxIdleConnsPerHost: maxConnections,
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true,
		WriteBufferSize:     1 << 16,
	}
	if o.DialContext != nil {
		transport.DialContext = func(ctx context.Context, _, address string) (net.Conn, error) {
			return o.DialContext(ctx, address)
		}
	}
	address := url.URL{Scheme: "http", Host: o.Addr[0], Path: "/"}
	if o.TLS != nil {
		address.Scheme = "https"
	}
	return &http.Client{Transport: transport}, address
}

// appendRows writes rows in blocks, one INSERT a block. A block never spans
// two months of recorded_at: so it makes one part, which is there whole or not
// at all.
func appendRows[T any](ctx context.Context, s *Store, t *table[T], rows []*T, recordedAt func(*T) time.Time) error {
	month := func(row *T) int { return monthOf(recordedAt(row)) }
	byMonth := func(a, b *T) int { return month(a) - month(b) }
	if !slices.IsSortedFunc(rows, byMonth) {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, byMonth)
	}
	for len(rows) > 0 {
		n := 1
		for first := month(rows[0]); n < len(rows) && n < blockRows && month(rows[n]) == first; {
			n++
		}
		if err := insertBlock(ctx, s, t, rows[:n]); err != nil {
			return fmt.Errorf("écriture de %d lignes dans %s : %w", n, t.name, err)
		}
		rows = rows[n:]
	}
	return nil
}

// monthOf numbers the month of UTC in which the engine puts a row.
func monthOf(at time.Time) int {
	at = at.UTC()
	return at.Year()*12 + int(at.Month())
}

func insertBlock[T any](ctx context.Context, s *Store, t *table[T], rows []*T) error {
	b := t.pool.Get().(*block[T])
	b.reset()
	b.expect(len(rows))
	if err := b.fill(rows); err != nil {
		t.pool.Put(b)
		return err
	}
	if err := s.post(ctx, t.name, b.input(), len(rows)); err != nil {
		return err // b is dropped: the HTTP client may go on reading it
	}
	t.pool.Put(b)
	return nil
}

// post sends one Native block as the body of an INSERT.
func (s *Store) post(ctx context.Context, table string, input proto.Input, rows int) error {
	names := make([]string, len(input))
	for i, c := range input {
		names[i] = c.Name
	}
	again := func() (io.ReadCloser, error) { return &blockReader{input: input, rows: rows}, nil }
	body, _ := again()
	return s.insertNative(ctx, s.client, insertion{table: table, names: names, body: body, again: again})
}

// bulkHeader asks Vigie's own engine not to merge the table's parts while INSERTs
// follow each other (engine.BulkHeader).
const bulkHeader = "X-Vigie-Bulk"

// insertion is an INSERT and its body.
type insertion struct {
	table string
	names []string
	body  io.ReadCloser
	bulk  bool                          // one of many that follow each other
	again func() (io.ReadCloser, error) // the body anew, when an idle connection turns out to be closed; nil when it cannot be had
}

func (s *Store) insertNative(ctx context.Context, client *http.Client, in insertion) error {
	query := url.Values{
		"query":        {"INSERT INTO " + in.table + " (`" + strings.Join(in.names, "`, `") + "`) FORMAT Native"},
		"database":     {s.options.Auth.Database},
		"async_insert": {"0"},
	}
	if s.cluster != "" {
		query.Set("distributed_foreground_insert", "1")
	}
	address := s.insert
	address.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), in.body)
	if err != nil {
		return fmt.Errorf("requête d'écriture : %w", err)
	}
	req.GetBody = in.again
	if in.bulk {
		req.Header.Set(bulkHeader, in.table)
	}
	s.authorize(req)
	res, err := client.Do(req)
	if err != nil {
		return withoutQuery(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 16<<10))
	if err != nil {
		return fmt.Errorf("réponse de ClickHouse : %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("refusé par ClickHouse (HTTP %d) : %s", res.StatusCode, strings.TrimSpace(string(answer)))
	}
	return nil
}

func (s *Store) authorize(req *http.Request) {
	if user := s.options.Auth.Username; user != "" {
		req.Header.Set("X-ClickHouse-User", user)
		req.Header.Set("X-ClickHouse-Key", s.options.Auth.Password)
	}
}

// withoutQuery leaves the address, which holds the whole query, out of an
// error of the HTTP client.
func withoutQuery(err error) error {
	if exchange, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("échange avec ClickHouse : %w", exchange.Err)
	}
	return err
}

// blockReader gives the Native form of a block column by column and, within a
// column, some rows at a time: the encoded block never lies in memory as a
// whole, and what is encoded is sent while the processor's cache still holds it.
type blockReader struct {
	input proto.Input
	rows  int
	begun bool
	next  int // column
	row   int // of the column
	buf   proto.Buffer
	rest  []byte
}

// readerRows is how many rows are encoded at a time.
const readerRows = 8192

// Read gives the next bytes of the block.
func (r *blockReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.begun && r.next == len(r.input) {
			return 0, io.EOF
		}
		r.buf.Reset()
		if r.begun {
			r.encode(r.input[r.next])
		} else {
			r.buf.PutInt(len(r.input))
			r.buf.PutInt(r.rows)
			r.begun = true
		}
		r.rest = r.buf.Buf
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// encode writes the next rows of a column, after its beginning when they are
// the first.
func (r *blockReader) encode(c proto.InputColumn) {
	const nativeOverHTTP = 0 // the revision that ClickHouse expects of a body
	if r.row == 0 {
		c.EncodeStart(&r.buf, nativeOverHTTP)
		if state, ok := c.Data.(proto.StateEncoder); ok {
			state.EncodeState(&r.buf)
		}
	}
	end := min(r.row+readerRows, r.rows)
	switch cut := cutColumn(c.Data, r.row, end); {
	case cut != nil:
		cut.EncodeColumn(&r.buf)
	default:
		c.Data.EncodeColumn(&r.buf)
		end = r.rows
	}
	if r.row = end; end == r.rows {
		r.next, r.row = r.next+1, 0
	}
}

// cutColumn gives some rows of a column whose Native form is that of its rows
// one after the other; nil for another column.
func cutColumn(data proto.ColInput, from, to int) proto.ColInput {
	switch c := data.(type) {
	case *proto.ColUUID:
		return (*c)[from:to]
	case *proto.ColInt64:
		return (*c)[from:to]
	case *proto.ColUInt64:
		return (*c)[from:to]
	case *proto.ColBool:
		return (*c)[from:to]
	case days:
		return (*c.ColDate)[from:to]
	case instants:
		return &proto.ColDateTime64{Data: c.Data[from:to], Location: c.Location, Precision: c.Precision, PrecisionSet: c.PrecisionSet}
	case *codes:
		return codesCut{c, from, to}
	}
	return nil
}

// Close ends the reading; the columns belong to the block.
func (r *blockReader) Close() error { return nil }

var _ io.ReadCloser = (*blockReader)(nil)
