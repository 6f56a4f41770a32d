package engine_test
import ("testing";"context";"time";"strings")
func TestDbg(t *testing.T){
	e := open(t, t.TempDir())
	conn := connect(t, e)
	exec(t, conn, "CREATE TABLE sink (a UInt64) ENGINE = MergeTree ORDER BY a")
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- drain(ctx, conn, "INSERT INTO sink SELECT number FROM system.numbers WHERE cityHash64(number, 'cancel-me') = 1") }()
	for number(t,conn,"SELECT count() FROM system.processes WHERE query LIKE '%cancel-me%' AND query NOT LIKE '%system.processes%'")!=1 {}
	cancel()
	t.Log(<-failed)
	for range 4 {
	time.Sleep(500*time.Millisecond)
	t.Log(post(t,httpClient(t,e),strings.NewReader("select query_id,is_cancelled, elapsed, query,Settings['log_comment'] from system.processes format TSV")).body)
	}
}
