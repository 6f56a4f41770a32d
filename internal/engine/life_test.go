package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/internal/engine"
)

func TestSecondEngineRefused(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	err := engine.Serve(t.Context(), engine.Options{Data: dir})
	if err == nil || !strings.Contains(err.Error(), "un moteur tient déjà le dossier") || !strings.Contains(err.Error(), fmt.Sprint(e.PID())) {
		t.Errorf("got %v, want a refusal that names process %d", err, e.PID())
	}
	if n := number(t, connect(t, e), "SELECT toUInt64(1)"); n != 1 {
		t.Errorf("the first engine answers %d", n)
	}
}

// runCommand runs this test binary as another command on the folder.
func runCommand(t *testing.T, dir string) (string, error) {
	t.Helper()
	cmd := osexec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), clientEnv+"="+dir)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func TestJoin(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	exec(t, connect(t, first), "CREATE TABLE shared (a UInt64) ENGINE = MergeTree ORDER BY a")
	if !first.Owned() {
		t.Error("the first command does not own the engine it started")
	}
	out, err := runCommand(t, dir)
	if want := fmt.Sprintf("owned=false pid=%d rows=10", first.PID()); err != nil || out != want {
		t.Errorf("second process: got %q, %v, want %q", out, err, want)
	}
	second := open(t, dir)
	if second.Owned() || second.PID() != first.PID() {
		t.Errorf("second hold: owned %v, process %d, want %d", second.Owned(), second.PID(), first.PID())
	}
	pid := first.PID()
	if err := first.Close(); err != nil {
		t.Errorf("close first: %v", err)
	}
	if n := number(t, connect(t, second), "SELECT count() FROM shared"); n != 10 || second.PID() != pid {
		t.Errorf("after the owner left: %d rows from process %d, want 10 from %d", n, second.PID(), pid)
	}
	if err := second.Close(); err != nil {
		t.Errorf("close second: %v", err)
	}
	awaitGone(t, dir)
}

// awaitGone waits until no engine is left on the folder.
func awaitGone(t *testing.T, dir string) {
	t.Helper()
	await(t, func() bool {
		_, err := os.Stat(filepath.Join(dir, "engine.sock"))
		return os.IsNotExist(err)
	})
}

// TestStartingRace lets commands open the same cold folder at the same moment.
func TestStartingRace(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	exec(t, connect(t, e), "CREATE TABLE shared (a UInt64) ENGINE = MergeTree ORDER BY a")
	if err := e.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	const commands = 4
	var group sync.WaitGroup
	for range commands {
		group.Go(func() {
			if out, err := runCommand(t, dir); err != nil {
				t.Errorf("command: %v: %s", err, out)
			}
		})
	}
	group.Wait()
	again := open(t, dir)
	if n := number(t, connect(t, again), "SELECT count() FROM shared"); n != commands*10 {
		t.Errorf("got %d rows, want %d", n, commands*10)
	}
}

func TestRestart(t *testing.T) {
	dir := t.TempDir()
	owner, guest := open(t, dir), open(t, dir)
	exec(t, connect(t, owner), "CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a")
	exec(t, connect(t, owner), "INSERT INTO kept VALUES (7)")
	pid := owner.PID()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("kill: %v", err)
	}
	for name, e := range map[string]*engine.Engine{"owner": owner, "guest": guest} {
		await(t, func() bool { return e.PID() != 0 && e.PID() != pid })
		if n := number(t, connect(t, e), "SELECT sum(a) FROM kept"); n != 7 {
			t.Errorf("%s reads %d after the restart, want 7", name, n)
		}
	}
	if owner.PID() != guest.PID() {
		t.Errorf("two engines on one folder: %d and %d", owner.PID(), guest.PID())
	}
	if owner.Owned() == guest.Owned() {
		t.Errorf("owned by owner %v, by guest %v: one of them restarted it", owner.Owned(), guest.Owned())
	}
}

func TestCleanStop(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	exec(t, connect(t, e), "CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a")
	pid := e.PID()
	start := time.Now()
	if err := e.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if err := syscall.Kill(pid, 0); err == nil {
		t.Errorf("process %d is still there after Close", pid)
	}
	awaitGone(t, dir)
	if err := e.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
	if _, err := e.Dial(t.Context()); err == nil {
		t.Error("a closed engine was dialled")
	}
	if n := number(t, connect(t, open(t, dir)), "SELECT count() FROM system.tables WHERE name = 'kept'"); n != 1 {
		t.Errorf("the table is not there at the next start")
	}
}

// TestTerminated sends SIGTERM to the engine of a command that still needs it.
func TestTerminated(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	pid := e.PID()
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatalf("terminate: %v", err)
	}
	await(t, func() bool { return e.PID() != 0 && e.PID() != pid })
	if n := number(t, connect(t, e), "SELECT toUInt64(3)"); n != 3 {
		t.Errorf("after SIGTERM and restart: got %d", n)
	}
}

func TestLongFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("un-dossier-au-nom-très-long/", 8))
	e := open(t, dir)
	if n := number(t, connect(t, e), "SELECT toUInt64(2)"); n != 2 || len(e.Socket()) <= 108 {
		t.Errorf("got %d from %s", n, e.Socket())
	}
	other := open(t, dir)
	if other.PID() != e.PID() {
		t.Errorf("second hold reached process %d, want %d", other.PID(), e.PID())
	}
}

// TestBadLibrary opens with libraries that cannot serve: the message says what
// to do, the command stays alive, no process and no lock is left.
func TestBadLibrary(t *testing.T) {
	good, err := engine.FindLibrary("")
	if err != nil {
		t.Fatalf("%v", err)
	}
	for name, c := range map[string]struct {
		head, tail int64 // bytes copied from the good library's two ends
		bare       bool  // the table of sections is struck from the header
		text, want string
	}{
		"empty":                  {0, 0, false, "", "illisible"},
		"text":                   {0, 0, false, "<html>404</html>", "illisible"},
		"cut short":              {4 << 20, 0, false, "", "illisible"},
		"cut short, no sections": {4 << 20, 0, true, "", "incomplète"},
		"cut in its header":      {40, 0, false, "", "illisible"},
		"zeros inside":           {1 << 20, 1 << 20, false, "", "make setup"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "libchdb.so")
			damage(t, good, path, c.head, c.tail, c.text)
			if c.bare {
				strikeSections(t, path)
			}
			dir := t.TempDir()
			e, err := engine.Open(t.Context(), engine.Options{Data: dir, Library: path})
			if err == nil {
				_ = e.Close()
				t.Fatal("opened with a damaged library")
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "make setup") {
				t.Errorf("got %q, want %q and what to do", err, c.want)
			}
			t.Log(err)
			if n := number(t, connect(t, open(t, dir)), "SELECT toUInt64(1)"); n != 1 {
				t.Errorf("with the good library: got %d", n)
			}
		})
	}
	t.Run("another library", func(t *testing.T) {
		_, err := engine.Open(t.Context(), engine.Options{Data: t.TempDir(), Library: os.Args[0]})
		if err == nil || !strings.Contains(err.Error(), "make setup") {
			t.Errorf("got %v, want a message that says to run make setup", err)
		}
	})
}

// damage copies the two ends of the good library, with a hole between them
// when there is a tail, and appends text.
func damage(t *testing.T, good, path string, head, tail int64, text string) {
	t.Helper()
	from, err := os.Open(good)
	if err != nil {
		t.Fatalf("open library: %v", err)
	}
	defer func() { _ = from.Close() }()
	to, err := os.Create(path)
	if err != nil {
		t.Fatalf("create copy: %v", err)
	}
	defer func() { _ = to.Close() }()
	_, err = io.Copy(to, io.MultiReader(io.LimitReader(from, head), strings.NewReader(text)))
	if err == nil && tail > 0 {
		start, seekErr := from.Seek(-tail, io.SeekEnd)
		_, moveErr := to.Seek(start, io.SeekStart)
		_, copyErr := io.Copy(to, from)
		err = errors.Join(seekErr, moveErr, copyErr)
	}
	if err != nil {
		t.Fatalf("damage copy: %v", err)
	}
}

// strikeSections sets e_shoff, e_shnum and e_shstrndx of the ELF header to 0.
func strikeSections(t *testing.T, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatalf("open copy: %v", err)
	}
	_, first := file.WriteAt(make([]byte, 8), 40)
	_, second := file.WriteAt(make([]byte, 4), 60)
	if err := errors.Join(first, second, file.Close()); err != nil {
		t.Fatalf("strike sections: %v", err)
	}
}

func TestFindLibrary(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "libchdb.so")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatalf("write: %v", err)
	}
	deep := filepath.Join(dir, "a", "b")
	installed := filepath.Join(dir, "deploy/engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so")
	for _, path := range []string{deep, filepath.Dir(installed)} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatalf("make folder: %v", err)
		}
	}
	if err := os.WriteFile(installed, []byte("x"), 0o600); err != nil {
		t.Fatalf("write: %v", err)
	}
	for name, c := range map[string]struct{ explicit, env, cwd, want, fault string }{
		"explicit":         {file, filepath.Join(dir, "none"), deep, file, ""},
		"explicit, absent": {filepath.Join(dir, "none"), file, deep, "", "make setup"},
		"environment":      {"", file, deep, file, ""},
		"environment, bad": {"", filepath.Join(dir, "none"), deep, "", "VIGIE_LIBCHDB"},
		"installed":        {"", "", dir, installed, ""},
		"from a subfolder": {"", "", deep, installed, ""},
		"nowhere":          {"", "", "/", "", "make setup"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("VIGIE_LIBCHDB", c.env)
			t.Chdir(c.cwd)
			got, err := engine.FindLibrary(c.explicit)
			if got != c.want || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
				t.Errorf("got %q, %v, want %q, fault %q", got, err, c.want, c.fault)
			}
		})
	}
}

func TestOpenFaults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatalf("write: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	soon, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	held := t.TempDir()
	lock, err := os.Create(filepath.Join(held, "engine.lock"))
	if err == nil {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		t.Fatalf("hold the lock: %v", err)
	}
	defer func() { _ = lock.Close() }()
	for name, c := range map[string]struct {
		ctx  context.Context
		o    engine.Options
		want string
	}{
		"no folder":         {t.Context(), engine.Options{}, "dossier"},
		"folder is a file":  {t.Context(), engine.Options{Data: file}, "créer le dossier"},
		"missing library":   {t.Context(), engine.Options{Data: t.TempDir(), Library: "/nowhere/libchdb.so"}, "make setup"},
		"missing command":   {t.Context(), engine.Options{Data: t.TempDir(), Exe: "/nowhere/vigie"}, "lancer le moteur"},
		"command that ends": {t.Context(), engine.Options{Data: t.TempDir(), Exe: "/bin/false"}, "n’a pas démarré"},
		"held, silent":      {soon, engine.Options{Data: held}, "ne répond pas"},
		"context ended":     {ended, engine.Options{Data: t.TempDir()}, "canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := engine.Open(c.ctx, c.o)
			if err == nil {
				_ = e.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q", err, c.want)
			}
		})
	}
}

// TestMergesYield: the threads that merge parts have less priority than the others,
// soon after there is a table to merge.
func TestMergesYield(t *testing.T) {
	e := open(t, t.TempDir())
	conn := connect(t, e)
	if err := conn.Exec(t.Context(), "CREATE TABLE merged (n Int64) ENGINE = MergeTree ORDER BY n"); err != nil {
		t.Fatal(err)
	}
	var nice []string
	for range 100 { // priorities are given behind a statement's answer
		if nice = mergingThreads(t, e.PID()); len(nice) > 0 && !slices.ContainsFunc(nice, func(n string) bool { return n != "10" }) {
			return
		}
		number(t, conn, "SELECT toUInt64(1)")
	}
	t.Errorf("nice of the merging threads = %v; want 10 each", nice)
}

// mergingThreads gives the nice value of each thread of a process that merges.
func mergingThreads(t *testing.T, pid int) (nice []string) {
	t.Helper()
	stats, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		if name, rest, _ := strings.Cut(string(stat), ") "); strings.HasSuffix(name, "(MergeMutate") {
			nice = append(nice, strings.Fields(rest)[16]) // proc(5): the 19th field
		}
	}
	return nice
}
