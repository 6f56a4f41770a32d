package engine

import (
	"bufio"
	"compress/gzip"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/ClickHouse/ch-go/compress"
)

// answer writes one response. The status line goes out with the first bytes of
// the result; an error that comes later is told in the stream, in the form that
// ClickHouse's clients look for, and the connection is cut so that no client
// can take the part for the whole.
type answer struct {
	w       http.ResponseWriter
	q       *request
	tag     string
	wrote   bool // the result has bytes
	started bool // some of them, and the status, have been sent
	aborted bool // the connection is to be cut

	out    io.Writer // takes libchdb's bytes
	buffer *bufio.Writer
	gzip   *gzip.Writer
}

// begin sets what the answer needs to know of the request.
func (a *answer) begin(q *request) {
	a.q = q
	a.tag = rand.Text()[:16]
	format := q.outputFormat()
	header := a.w.Header()
	header.Set("X-ClickHouse-Format", format)
	header.Set("X-ClickHouse-Exception-Tag", a.tag)
	header.Set("Content-Type", contentType(format))

	var out io.Writer = wire{a}
	switch {
	case q.framed:
		out = &frameWriter{out: out, frames: compress.NewWriter(compress.LevelZero, q.compress)}
	case q.gzip:
		a.gzip = gzip.NewWriter(out)
		out = a.gzip
	}
	a.buffer = bufio.NewWriterSize(out, 1<<16)
	a.out = a.buffer
	if strings.EqualFold(format, "Native") && q.revision > 0 {
		a.out = newNativeWriter(a.buffer, q.revision)
	}
}

func contentType(format string) string {
	switch {
	case strings.HasPrefix(format, "JSON"):
		return "application/json; charset=UTF-8"
	case strings.HasPrefix(format, "CSV"):
		return "text/csv; charset=UTF-8"
	case strings.HasPrefix(format, "TabSeparated"), strings.HasPrefix(format, "TSV"):
		return "text/tab-separated-values; charset=UTF-8"
	}
	return "application/octet-stream"
}

// Write passes bytes of the result on.
func (a *answer) Write(p []byte) (int, error) {
	a.wrote = true
	return a.out.Write(p)
}

// wire is the way to the client: the first bytes send the status with them.
type wire struct{ a *answer }

func (w wire) Write(p []byte) (int, error) {
	if !w.a.started && w.a.gzip != nil {
		w.a.w.Header().Set("Content-Encoding", "gzip")
	}
	w.a.started = true
	return w.a.w.Write(p)
}

// written tells what an insert wrote, in ClickHouse's summary header.
func (a *answer) written(rows, bytes uint64) {
	if !a.started {
		a.w.Header().Set("X-ClickHouse-Summary", fmt.Sprintf(`{"written_rows":"%d","written_bytes":"%d"}`, rows, bytes))
	}
}

// end sends what is still held back.
func (a *answer) end() error {
	if !a.wrote {
		return nil
	}
	if err := a.buffer.Flush(); err != nil {
		return fmt.Errorf("send the end of the result: %w", err)
	}
	if a.gzip != nil {
		if err := a.gzip.Close(); err != nil {
			return fmt.Errorf("send the end of the result: %w", err)
		}
	}
	return nil
}

// fail tells the error: as a status and a body when nothing was sent, else in
// the stream.
func (a *answer) fail(e *exception) {
	if !a.started {
		header := a.w.Header()
		header.Set("Content-Type", "text/plain; charset=UTF-8")
		header.Set("X-ClickHouse-Exception-Code", strconv.Itoa(e.code))
		a.w.WriteHeader(e.status())
		_, _ = io.WriteString(a.w, e.text+"\n")
		return
	}
	a.aborted = true
	if a.buffer.Flush() != nil {
		return
	}
	block := fmt.Sprintf("\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n", a.tag, e.text, len(e.text)+1, a.tag)
	if a.gzip != nil {
		_, _ = io.WriteString(a.gzip, block)
		_ = a.gzip.Close()
	} else {
		// Outside the compressed frames, as ClickHouse does: the client finds
		// it where it cannot read a frame.
		_, _ = io.WriteString(a.w, block)
	}
	_ = http.NewResponseController(a.w).Flush()
}

// frameWriter packs each write in one of ClickHouse's compressed frames.
type frameWriter struct {
	out    io.Writer
	frames *compress.Writer
}

func (f *frameWriter) Write(p []byte) (int, error) {
	if err := f.frames.Compress(p); err != nil {
		return 0, fmt.Errorf("compress result: %w", err)
	}
	if _, err := f.out.Write(f.frames.Data); err != nil {
		return 0, err
	}
	return len(p), nil
}
