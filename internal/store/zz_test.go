package store

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"vigie/internal/observatory"
)

func selfCPU() float64 {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}

func engineCPU() float64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", sharedEngine.opened.PID()))
	f := strings.Fields(string(b[strings.LastIndex(string(b), ")")+2:]))
	u, _ := strconv.Atoi(f[11])
	s, _ := strconv.Atoi(f[12])
	return float64(u+s) / 100
}

func TestZZ(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip("ad hoc")
	}
	s := testStore(t)
	if q := os.Getenv("ZZQ"); q != "" {
		for _, x := range strings.Split(q, ";") {
			if err := s.conn.Exec(t.Context(), x); err != nil {
				t.Fatal(err)
			}
		}
	}
	var blocks [][]observatory.CaseEvent
	for i := range 10 {
		blocks = append(blocks, manyEvents(blockRows, "batch"))
		for j := range blocks[i] {
			e := &blocks[i][j]
			k := fmt.Sprint("c", i, "-", j/10)
			e.ID = id(fmt.Sprint(i, "-", j))
			e.Case = id(k)
			e.Person = e.Case
			e.Fact = id(fmt.Sprint("f", i, "-", j))
		}
	}
	c0 := engineCPU()
	t0 := time.Now()
	for _, b := range blocks {
		if err := s.AppendEvents(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Println("1M: wall", time.Since(t0), "engine cpu", engineCPU()-c0)
	add(t, s, committed("batch", time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)))
	var parts, bytes uint64
	s.conn.QueryRow(t.Context(), "SELECT count(), sum(bytes_on_disk) FROM system.parts WHERE active AND table='case_events' AND database=currentDatabase()").Scan(&parts, &bytes)
	fmt.Println("parts", parts, "bytes/row", float64(bytes)/1e6)
	rows, _ := s.conn.Query(t.Context(), "SELECT name, data_compressed_bytes FROM system.columns WHERE table='case_events' AND database=currentDatabase() ORDER BY 2 DESC LIMIT 12")
	for rows.Next() {
		var n string
		var b uint64
		rows.Scan(&n, &b)
		fmt.Print(n, " ", float64(b)/1e6, "; ")
	}
	rows.Close()
	fmt.Println()
	if os.Getenv("ZZ") == "w" {
		return
	}
	for _, q := range s.QueryNames() {
		if strings.HasPrefix(q, "pan") || strings.HasPrefix(q, "att") {
			continue
		}
		for range 2 {
			s0 := selfCPU()
			c0 := engineCPU()
			t0 := time.Now()
			n := 0
			for _, err := range s.Counts(t.Context(), q, real) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			fmt.Println(q, n, "rows wall", time.Since(t0), "engine cpu", engineCPU()-c0, "client", selfCPU()-s0)
		}
	}
	for _, n := range []int{1000, 2500, 10000, 100000} {
		ids := make([]observatory.ID, n)
		for i := range ids {
			ids[i] = blocks[i%10][i%blockRows].Fact
		}
		c0 := engineCPU()
		t0 := time.Now()
		m, err := s.Known(t.Context(), "asso", ids, false)
		fmt.Println("known", n, len(m), err, time.Since(t0), engineCPU()-c0)
	}
	t0 = time.Now()
	c0 = engineCPU()
	n := 0
	for _, err := range s.CaseEvents(t.Context(), observatory.EventFilter{Department: "01"}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	fmt.Println("events of 01", n, time.Since(t0), engineCPU()-c0)
	t0 = time.Now()
	c0 = engineCPU()
	n = 0
	for _, err := range s.CaseEvents(t.Context(), observatory.EventFilter{Case: blocks[3][55].Case}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	fmt.Println("events of a case", n, time.Since(t0), engineCPU()-c0)
	t0 = time.Now()
	v, err := s.Version(t.Context())
	fmt.Println("version", v, err, time.Since(t0))
	t0 = time.Now()
	h, err := s.HasEvents(t.Context(), "asso", false)
	fmt.Println("has", h, err, time.Since(t0))
}
