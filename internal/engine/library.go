package engine

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// library holds the C functions of libchdb that the engine calls. The names
// and signatures are those of chdb.h, version 26.7. Results, streams and
// connections are opaque C pointers.
type library struct {
	setSignalHandlers func(enabled int32)
	connect           func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	closeConn         func(conn unsafe.Pointer)

	query streamFunc

	streamQuery       streamFunc
	streamFetch       func(conn, stream unsafe.Pointer) unsafe.Pointer
	streamCancelQuery func(conn, stream unsafe.Pointer)

	streamInsert       streamFunc
	streamAppend       func(stream, data unsafe.Pointer, size uintptr) int32
	streamDone         func(stream unsafe.Pointer) unsafe.Pointer
	streamCancelInsert func(stream unsafe.Pointer)
	streamInsertError  func(stream unsafe.Pointer) string
	destroyInsert      func(stream unsafe.Pointer)

	resultBuffer  func(result unsafe.Pointer) unsafe.Pointer
	resultLength  func(result unsafe.Pointer) uintptr
	resultError   func(result unsafe.Pointer) string
	resultRead    func(result unsafe.Pointer) uint64
	resultWritten func(result unsafe.Pointer) uint64
	resultBytes   func(result unsafe.Pointer) uint64
	destroyResult func(result unsafe.Pointer)
}

// streamFunc is the shape shared by chdb_query_with_params_n,
// chdb_stream_query_with_params_n and chdb_stream_insert_with_params_n.
type streamFunc func(conn, query unsafe.Pointer, queryLen uintptr, format unsafe.Pointer, formatLen uintptr,
	names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer

// openLibrary loads the file and binds every function. It returns an error
// (never panics) for a file that is missing, cut short or lacks a function.
func openLibrary(path string) (*library, error) {
	if err := checkLibrary(path); err != nil {
		return nil, err
	}
	if err := setUTC(); err != nil {
		return nil, err
	}
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("charger la bibliothèque %s: %w ; supprimez deploy/engine/node_modules puis lancez « make setup »", path, err)
	}
	l := &library{}
	for name, target := range l.symbols() {
		address, err := purego.Dlsym(handle, name)
		if err != nil {
			return nil, fmt.Errorf("fonction %s absente de %s (%w) ; installez la version prévue par « make setup »", name, path, err)
		}
		purego.RegisterFunc(target, address)
	}
	// Without this, libchdb's own handlers turn a recoverable nil
	// dereference in Go into the death of the process.
	l.setSignalHandlers(0)
	return l, nil
}

// setUTC makes UTC the engine's time zone, whatever the machine's is: ClickHouse
// reads TZ from the C library's environment, which os.Setenv does not reach
// without cgo.
func setUTC() error {
	handle, err := purego.Dlopen("libc.so.6", purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return fmt.Errorf("open the C library: %w", err)
	}
	address, err := purego.Dlsym(handle, "setenv")
	if err != nil {
		return fmt.Errorf("find setenv: %w", err)
	}
	var setenv func(name, value string, overwrite int32) int32
	purego.RegisterFunc(&setenv, address)
	if setenv("TZ", "UTC", 1) != 0 {
		return errors.New("set the engine's time zone")
	}
	return nil
}

func (l *library) symbols() map[string]any {
	return map[string]any{
		"chdb_set_signal_handlers_enabled": &l.setSignalHandlers,
		"chdb_connect":                     &l.connect,
		"chdb_close_conn":                  &l.closeConn,
		"chdb_query_with_params_n":         &l.query,
		"chdb_stream_query_with_params_n":  &l.streamQuery,
		"chdb_stream_fetch_result":         &l.streamFetch,
		"chdb_stream_cancel_query":         &l.streamCancelQuery,
		"chdb_stream_insert_with_params_n": &l.streamInsert,
		"chdb_stream_append":               &l.streamAppend,
		"chdb_stream_done":                 &l.streamDone,
		"chdb_stream_cancel_insert":        &l.streamCancelInsert,
		"chdb_stream_insert_error":         &l.streamInsertError,
		"chdb_destroy_insert_stream":       &l.destroyInsert,
		"chdb_result_buffer":               &l.resultBuffer,
		"chdb_result_length":               &l.resultLength,
		"chdb_result_error":                &l.resultError,
		"chdb_result_rows_read":            &l.resultRead,
		"chdb_result_rows_written":         &l.resultWritten,
		"chdb_result_bytes_written":        &l.resultBytes,
		"chdb_destroy_query_result":        &l.destroyResult,
	}
}

// open makes one connection. args are ClickHouse options, the first of them
// --path=FOLDER; nil means that the engine refused and has said why on stderr.
func (l *library) open(args ...string) unsafe.Pointer {
	argv := append([]string{"vigie"}, args...)
	c := make([][]byte, len(argv))
	pointers := make([]unsafe.Pointer, len(argv))
	var pin runtime.Pinner
	defer pin.Unpin()
	for i, a := range argv {
		c[i] = append([]byte(a), 0)
		pointers[i] = unsafe.Pointer(&c[i][0])
		pin.Pin(pointers[i])
	}
	pin.Pin(&pointers[0])
	return l.connect(int32(len(argv)), unsafe.Pointer(&pointers[0]))
}

// begin calls a stream function with its query, format and bound parameters.
func begin(start streamFunc, conn unsafe.Pointer, query, format string, params map[string]string) unsafe.Pointer {
	var (
		pin       runtime.Pinner
		names     = make([]unsafe.Pointer, 0, len(params)+1)
		values    = make([]unsafe.Pointer, 0, len(params)+1)
		nameLens  = make([]uintptr, 0, len(params)+1)
		valueLens = make([]uintptr, 0, len(params)+1)
	)
	defer pin.Unpin()
	pinned := func(s string) unsafe.Pointer {
		b := append([]byte(s), 0)
		pin.Pin(&b[0])
		return unsafe.Pointer(&b[0])
	}
	for name, value := range params {
		names, nameLens = append(names, pinned(name)), append(nameLens, uintptr(len(name)))
		values, valueLens = append(values, pinned(value)), append(valueLens, uintptr(len(value)))
	}
	var n, nl, v, vl unsafe.Pointer
	if len(params) > 0 {
		n, nl, v, vl = unsafe.Pointer(&names[0]), unsafe.Pointer(&nameLens[0]), unsafe.Pointer(&values[0]), unsafe.Pointer(&valueLens[0])
		for _, p := range []unsafe.Pointer{n, nl, v, vl} {
			pin.Pin(p)
		}
	}
	return start(conn, pinned(query), uintptr(len(query)), pinned(format), uintptr(len(format)), n, nl, v, vl, uintptr(len(params)))
}

// bytes shows a result's buffer in place: valid until the result is destroyed.
func (l *library) bytes(result unsafe.Pointer) []byte {
	n := l.resultLength(result)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(l.resultBuffer(result)), n)
}
