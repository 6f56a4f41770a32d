package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"unsafe"
)

const (
	// pieceBytes is the size of the pieces in which an insert's data are handed
	// to libchdb.
	pieceBytes = 1 << 20
	// drainBytes is how much of a refused insert's body is still read, so that
	// the client comes to read why.
	drainBytes = 1 << 30

	notStreamable = "Streaming query is not supported"
)

// handler answers ClickHouse's HTTP interface.
type handler struct {
	pool *pool
	log  *slog.Logger
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-ClickHouse-Server-Display-Name", "vigie")
	w.Header().Set("X-ClickHouse-Timezone", "UTC")
	if id := r.URL.Query().Get("query_id"); id != "" {
		w.Header().Set("X-ClickHouse-Query-Id", id)
	}
	answer := &answer{w: w}
	defer func() {
		if v := recover(); v != nil && v != http.ErrAbortHandler { //nolint:errorlint // recover gives the value itself
			h.log.Error("request handler", slog.String("panic", fmt.Sprint(v)))
			answer.fail(newException(codeUnknownException, "internal fault of the engine. (UNKNOWN_EXCEPTION)"))
		}
		if answer.aborted {
			panic(http.ErrAbortHandler)
		}
	}()
	if err := h.serve(answer, r); err != nil {
		_, _ = io.CopyN(io.Discard, r.Body, drainBytes)
		answer.fail(asException(err))
	}
}

func (h *handler) serve(a *answer, r *http.Request) error {
	q, err := readRequest(r)
	if err != nil {
		return err
	}
	a.begin(q)
	c, err := h.pool.acquire(r.Context(), q.settings, q.database)
	if err != nil {
		return err
	}
	defer h.pool.release(c)
	if q.data != nil {
		if table := r.Header.Get(BulkHeader); table != "" {
			defer h.pool.holds.begin(cmp.Or(q.database, "default"), table)()
		}
		return h.insert(a, c, q)
	}
	if q.statement.verb == "ALTER" {
		defer h.pool.holds.altering()()
	}
	c.broken = q.statement.session
	return h.query(r.Context(), a, c, q)
}

// query streams the answer of a statement, chunk by chunk as libchdb makes
// them, and stops it when the client leaves. Statements that libchdb does not
// stream (DDL, SHOW, INSERT SELECT) run whole, and to their end even when the
// client leaves, as on a ClickHouse server: half of one would stay. (A killed
// INSERT SELECT was also seen to hang for ever in libchdb 26.7.)
func (h *handler) query(ctx context.Context, a *answer, c *handle, q *request) error {
	lib := h.pool.lib
	stop := sync.OnceFunc(h.pool.killOnDone(ctx, c))
	defer stop()
	stream := begin(lib.streamQuery, c.conn, q.full, q.format, q.params)
	defer lib.destroyResult(stream)
	if text := lib.resultError(stream); strings.Contains(text, notStreamable) {
		stop()
		return h.direct(a, c, q)
	} else if text != "" {
		return parseException(text)
	}
	for {
		more, err := h.chunk(a, c, stream)
		if err == nil && more {
			err = ctx.Err()
		}
		if err != nil {
			// The connection is not used again: a stopped statement may leave
			// something behind on it.
			c.broken = true
			lib.streamCancelQuery(c.conn, stream)
			return err
		}
		if !more {
			return a.end()
		}
	}
}

// chunk passes one chunk on; more is false after the last.
func (h *handler) chunk(a *answer, c *handle, stream unsafe.Pointer) (more bool, err error) {
	lib := h.pool.lib
	result := lib.streamFetch(c.conn, stream)
	defer lib.destroyResult(result)
	if text := lib.resultError(result); text != "" {
		return false, parseException(text)
	}
	data := lib.bytes(result)
	if len(data) == 0 {
		return false, nil
	}
	_, err = a.Write(data)
	return true, err
}

func (h *handler) direct(a *answer, c *handle, q *request) error {
	lib := h.pool.lib
	result := begin(lib.query, c.conn, q.full, q.format, q.params)
	defer lib.destroyResult(result)
	if text := lib.resultError(result); text != "" {
		return parseException(text)
	}
	a.written(lib.resultWritten(result), lib.resultBytes(result))
	if data := lib.bytes(result); len(data) > 0 {
		if _, err := a.Write(data); err != nil {
			return err
		}
	}
	return a.end()
}

// insert hands the body to libchdb in pieces. The rows are in the table once
// done answers; before that, a fault or a client that leaves drops them.
func (h *handler) insert(a *answer, c *handle, q *request) error {
	lib := h.pool.lib
	stream := begin(lib.streamInsert, c.conn, q.statement.text, q.statement.format, q.params)
	defer lib.destroyInsert(stream)
	if text := lib.streamInsertError(stream); text != "" {
		return parseException(text)
	}
	piece := make([]byte, pieceBytes)
	for {
		n, err := fill(q.data, piece)
		if n > 0 && lib.streamAppend(stream, unsafe.Pointer(&piece[0]), uintptr(n)) != 0 {
			c.broken = true
			return parseException(lib.streamInsertError(stream))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			c.broken = true
			lib.streamCancelInsert(stream)
			return newException(codeNetworkError, "read data: "+err.Error()+". (NETWORK_ERROR)")
		}
	}
	result := lib.streamDone(stream)
	defer lib.destroyResult(result)
	if text := lib.resultError(result); text != "" {
		c.broken = true
		return parseException(text)
	}
	a.written(lib.resultWritten(result), lib.resultBytes(result))
	return a.end()
}

// fill reads until piece is full. Unlike io.ReadFull it keeps a body that was
// cut (io.ErrUnexpectedEOF) apart from one that ended (io.EOF).
func fill(r io.Reader, piece []byte) (n int, err error) {
	for n < len(piece) && err == nil {
		var read int
		read, err = r.Read(piece[n:])
		n += read
	}
	return n, err
}
