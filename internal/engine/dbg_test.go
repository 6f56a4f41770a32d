package engine_test
import ("testing";"context";"time";"strings";"fmt")
func TestDbg(t *testing.T){
	for _,mode:=range []string{"poll after","slow start","slow start+poll", "same conn"} {
	bad:=0
	for i:=range 8 {
	e := open(t, t.TempDir())
	conn := connect(t, e)
	exec(t, conn, "CREATE TABLE sink (a UInt64) ENGINE = MergeTree ORDER BY a")
	run:=func(sql,q string) string {
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- drain(ctx, conn, sql) }()
	running:="SELECT count() FROM system.processes WHERE query LIKE '%"+q+"%' AND query NOT LIKE '%system.processes%'"
	for number(t,conn,running)!=1 {}
	if strings.Contains(mode,"slow") {time.Sleep(20*time.Millisecond)}
	cancel()
	<-failed
	if strings.Contains(mode,"poll") { for range 20 { number(t,conn,running); time.Sleep(10*time.Millisecond)} }
	time.Sleep(300*time.Millisecond)
	return post(t,httpClient(t,e),strings.NewReader("select query_id,is_cancelled, elapsed, query,Settings['log_comment'],read_rows from system.processes where query not like '%system.processes%' format TSV")).body
	}
	q:=fmt.Sprintf("cancel-me%d",i)
	s:=run("INSERT INTO sink SELECT number FROM system.numbers WHERE cityHash64(number, '"+q+"') = 1",q)
	if s!="" {bad++; if bad==1 {t.Log(s)}}
	}
	t.Log(mode,"bad",bad)
	}
}
