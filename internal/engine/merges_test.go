package engine_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/internal/engine"
)

// TestMergesWait: while one of many INSERTs is sent the parts of its table stay
// apart, those of others do not; they are merged once it has ended, or its client
// is gone.
func TestMergesWait(t *testing.T) {
	e := open(t, t.TempDir())
	conn := connect(t, e)
	client := httpClient(t, e)
	for _, table := range []string{"held", "free"} {
		exec(t, conn, hotTable(table))
		for n := range 2 {
			if err := hotInsert(t.Context(), client, table, strings.NewReader(string(hotBlock(10, 10*n)))); err != nil {
				t.Fatal(err)
			}
		}
	}
	merge := func(table string) error { return conn.Exec(t.Context(), "OPTIMIZE TABLE "+table+" FINAL") }
	bulk := http.Header{engine.BulkHeader: {"held"}}
	for name, end := range map[string]func(*io.PipeWriter, context.CancelFunc){
		"it ends":            func(w *io.PipeWriter, _ context.CancelFunc) { _ = w.Close() },
		"its client is gone": func(w *io.PipeWriter, cut context.CancelFunc) { cut(); _ = w.CloseWithError(io.ErrUnexpectedEOF) },
	} {
		t.Run(name, func(t *testing.T) {
			body, write := io.Pipe()
			ctx, cut := context.WithCancel(t.Context())
			defer cut()
			sent := make(chan error, 1)
			go func() { sent <- sendInsert(ctx, client, "held", body, bulk) }()
			if _, err := write.Write(hotBlock(10, 100)); err != nil {
				t.Fatal(err)
			}
			await(t, func() bool { return merge("held") != nil })
			if err := merge("free"); err != nil {
				t.Errorf("another table is not merged: %v", err)
			}
			end(write, cut)
			<-sent
			await(t, func() bool { return merge("held") == nil })
		})
	}
}

// TestMutationGoesOn: rows can be deleted, as the undoing of an import does, while
// another import sends its own.
func TestMutationGoesOn(t *testing.T) {
	e := open(t, t.TempDir())
	conn := connect(t, e)
	exec(t, conn, hotTable("held"))
	if err := hotInsert(t.Context(), httpClient(t, e), "held", strings.NewReader(string(hotBlock(10, 0)))); err != nil {
		t.Fatal(err)
	}
	body, write := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		sent <- sendInsert(t.Context(), httpClient(t, e), "held", body, http.Header{engine.BulkHeader: {"held"}})
	}()
	if _, err := write.Write(hotBlock(10, 100)); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return conn.Exec(t.Context(), "OPTIMIZE TABLE held FINAL") != nil })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := conn.Exec(ctx, "ALTER TABLE held DELETE WHERE a = 5 SETTINGS mutations_sync = 2"); err != nil {
		t.Errorf("rows are not deleted: %v", err)
	}
	_ = write.Close()
	if err := <-sent; err != nil {
		t.Errorf("the other's rows: %v", err)
	}
	if n := number(t, conn, "SELECT count() FROM held"); n != 19 {
		t.Errorf("%d rows; want 19", n)
	}
}
