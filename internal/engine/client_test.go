package engine_test

import (
	"context"
	"fmt"
	"os"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/engine"
)

const clientEnv = "VIGIE_TEST_CLIENT"

// runClientIfAsked makes the test binary a second command that joins the
// engine of a folder, inserts and reads.
func runClientIfAsked() bool {
	folder := os.Getenv(clientEnv)
	if folder == "" {
		return false
	}
	if err := runClient(context.Background(), folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

func runClient(ctx context.Context, folder string) error {
	e, err := engine.Open(ctx, engine.Options{Data: folder})
	if err != nil {
		return err
	}
	conn, err := clickhouse.Open(options(e))
	if err != nil {
		return err
	}
	if err := conn.Exec(ctx, "INSERT INTO shared SELECT number + 1000 FROM numbers(10)"); err != nil {
		return err
	}
	var n uint64
	if err := conn.QueryRow(ctx, "SELECT count() FROM shared").Scan(&n); err != nil {
		return err
	}
	fmt.Printf("owned=%v pid=%d rows=%d\n", e.Owned(), e.PID(), n)
	if err := conn.Close(); err != nil {
		return err
	}
	return e.Close()
}
