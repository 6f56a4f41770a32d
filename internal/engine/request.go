package engine

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/ClickHouse/ch-go/compress"
	"github.com/ClickHouse/ch-go/proto"
)

// headBytes is how much of a body is read to find a statement in it; a
// statement other than an insert must fit.
const headBytes = 1 << 20

// request is what one call of ClickHouse's HTTP interface asks.
type request struct {
	statement statement
	// inline tells that a VALUES list was given whole with its statement: the
	// engine runs that as it is, bound parameters and all.
	inline   bool
	full     string
	data     io.Reader // of a streamed insert
	params   map[string]string
	settings map[string]string
	database string
	format   string
	revision int
	compress compress.Method // of the answer's blocks
	framed   bool            // answer in ClickHouse's compressed frames
	gzip     bool
}

// readRequest reads the address, the headers and the start of the body.
func readRequest(r *http.Request) (*request, error) {
	q := &request{params: map[string]string{}, settings: map[string]string{}, format: "TabSeparated", compress: compress.LZ4}
	head, decompress := "", false
	for name, values := range r.URL.Query() {
		value := values[len(values)-1]
		switch name {
		case "query":
			head = value
		case "database":
			q.database = value
		case "default_format":
			q.format = value
		case "client_protocol_version":
			revision, err := strconv.Atoi(value)
			if err != nil {
				return nil, newException(codeBadArguments, fmt.Sprintf("client_protocol_version %q is no number. (BAD_ARGUMENTS)", value))
			}
			q.revision = revision
		case "compress":
			q.framed = value == "1"
		case "decompress":
			decompress = value == "1"
		case "network_compression_method":
			if strings.EqualFold(value, "ZSTD") {
				q.compress = compress.ZSTD
			}
		// No user, session or quota exists in the embedded engine, and log_comment
		// is the pool's own.
		case "session_id", "session_timeout", "session_check", "query_id", "quota_key", "user", "password", "role",
			"wait_end_of_query", "buffer_size", "log_comment", "network_zstd_compression_level":
		default:
			if param, ok := strings.CutPrefix(name, "param_"); ok {
				q.params[param] = value
			} else {
				q.settings[name] = value
			}
		}
	}
	q.gzip = !q.framed && r.Header.Get("Accept-Encoding") == "gzip"
	body, err := plainBody(r, decompress)
	if err != nil {
		return nil, err
	}
	return q, q.read(head, body)
}

// plainBody undoes the body's compression.
func plainBody(r *http.Request, framed bool) (io.Reader, error) {
	var body io.Reader = r.Body
	var err error
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		body, err = gzip.NewReader(body)
	case "deflate":
		body, err = zlib.NewReader(body)
	default:
		return nil, newException(codeUnknownCompression, fmt.Sprintf("Content-Encoding %q is not carried. (UNKNOWN_COMPRESSION_METHOD)", encoding))
	}
	if err != nil {
		return nil, newException(codeNetworkError, "read compressed body: "+err.Error()+". (NETWORK_ERROR)")
	}
	if framed {
		frames := proto.NewReader(body)
		frames.EnableCompression()
		body = frames
	}
	return body, nil
}

// read takes the statement from the address, or from the start of the body.
func (q *request) read(head string, body io.Reader) error {
	if s := readStatement(head); s.streamed {
		q.statement = s
		q.data = io.MultiReader(strings.NewReader(head[s.data:]), body)
		return nil
	}
	start, whole, err := readHead(body)
	if err != nil {
		return newException(codeNetworkError, "read request: "+err.Error()+". (NETWORK_ERROR)")
	}
	if head != "" && len(start) > 0 {
		head += "\n"
	}
	q.full = head + string(start)
	q.statement = readStatement(q.full)
	s := q.statement
	switch {
	case s.streamed && whole && strings.EqualFold(s.format, "Values"):
		q.inline = true
	case s.streamed:
		q.data = io.MultiReader(strings.NewReader(q.full[s.data:]), body)
	case !whole:
		return newException(codeSyntaxError, fmt.Sprintf("Statement longer than %d bytes. (SYNTAX_ERROR)", headBytes))
	case strings.TrimSpace(q.full) == "":
		return newException(codeSyntaxError, "Empty query. (SYNTAX_ERROR)")
	}
	return nil
}

// readHead reads up to headBytes and tells whether that was all.
func readHead(body io.Reader) (head []byte, whole bool, err error) {
	var b bytes.Buffer
	_, err = io.CopyN(&b, body, headBytes)
	if errors.Is(err, io.EOF) {
		return b.Bytes(), true, nil
	}
	return b.Bytes(), false, err
}

// outputFormat is the format the answer has.
func (q *request) outputFormat() string {
	if q.statement.format != "" && !q.statement.streamed {
		return q.statement.format
	}
	return q.format
}
