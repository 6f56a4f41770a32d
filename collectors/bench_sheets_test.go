package collectors

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// sheetCost is what one reading of a workbook took.
type sheetCost struct {
	wall, cpu time.Duration
	peak      int // KiB that the process held at most, the file among them
}

// TestBenchOfSheets measures a check of a workbook of 200,000 rows and 25
// columns, with validation, pseudonyms and the search for duplicates, against
// excelize's bare streaming read of the same file, in turn. `make bench` runs it:
// VIGIE_BENCH=sheets.
func TestBenchOfSheets(t *testing.T) {
	if os.Getenv("VIGIE_BENCH") != "sheets" {
		t.Skip("make bench runs it")
	}
	const rows, rounds = 200_000, 3
	data := xlsxOfEvents(t, rows)
	o := Options{Association: "asso-essai", Departments: testDepartments(), Keys: testKeys(t)}
	var ours, theirs []sheetCost
	for range rounds {
		theirs = append(theirs, measureSheet(t, func() {
			if n := excelizeRows(t, data); n != rows+1 {
				t.Fatalf("excelize read %d rows", n)
			}
		}))
		ours = append(ours, measureSheet(t, func() {
			s, err := CheckSource(context.Background(), bytesSource(data), o)
			must(t, err)
			if s.Events != rows {
				t.Fatalf("events: got %d, want %d", s.Events, rows)
			}
		}))
	}
	fmt.Printf("| XLSX, %d rows of 25 columns, %d MB | Vigie, checked | excelize, bare | ratio |\n|---|--:|--:|--:|\n", rows, len(data)>>20)
	line := func(what string, of func(sheetCost) float64, more bool) {
		a, b := middle(ours, of), middle(theirs, of)
		ratio := a / b
		if more {
			a, b, ratio = rows/a/1000, rows/b/1000, b/a
		}
		fmt.Printf("| %s | %.1f | %.1f | %.2f |\n", what, a, b, ratio)
	}
	line("rows (thousands a second); goal: at least 0.9", func(c sheetCost) float64 { return c.wall.Seconds() }, true)
	line("CPU (s)", func(c sheetCost) float64 { return c.cpu.Seconds() }, false)
	line("memory at most, the file among it (MiB)", func(c sheetCost) float64 { return float64(c.peak) / 1024 }, false)
}

func middle(costs []sheetCost, of func(sheetCost) float64) float64 {
	var all []float64
	for _, c := range costs {
		all = append(all, of(c))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// measureSheet gives what work takes; the peak is that of the work, not of what
// came before it.
func measureSheet(t *testing.T, work func()) sheetCost {
	t.Helper()
	debug.FreeOSMemory()
	must(t, os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)) // the peak begins anew (proc(5))
	before, start := processTime(t), time.Now()
	work()
	c := sheetCost{wall: time.Since(start), cpu: processTime(t) - before}
	status, err := os.ReadFile("/proc/self/status")
	must(t, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	c.peak, err = strconv.Atoi(strings.Fields(rest)[0])
	must(t, err)
	return c
}

// processTime is what the process has used: on a shared machine it tells more
// than the clock.
func processTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage unix.Rusage
	must(tb, unix.Getrusage(unix.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
