package engine

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	childEnv = "VIGIE_ENGINE_CHILD"
	// allocatorEnv configures jemalloc, the allocator inside libchdb.
	allocatorEnv = "JE_MALLOC_CONF"
	// allocator asks the kernel for large pages: a block of an insert lies in
	// fresh memory, and each first touch of a small page is a fault (measured: a
	// million case events cost the engine 3.5 CPU seconds instead of 4.2). All
	// threads share one arena: with one for each processor an insert seldom found
	// the pages of the one before, and a quarter of the engine's time went into
	// clearing fresh ones (measured: 1.0 to 1.15 instead of 1.2 CPU seconds a
	// million, and a sixth less memory).
	allocator  = "thp:always,percpu_arena:disabled,narenas:1"
	keptOutput = 4 << 10
)

// child is an engine process that this command started.
type child struct {
	cmd    *exec.Cmd
	output *outputLog
	exited chan struct{}
}

// startChild runs the engine's command. It outlives any context of ours: it
// ends with its last lease. It stands in its own process group, so that Ctrl-C
// in a terminal reaches us alone and the engine is still there while we stop.
func startChild(o Options) (*child, error) {
	library, err := FindLibrary(o.Library)
	if err != nil {
		return nil, err
	}
	exe, args := o.Exe, o.Args
	if exe == "" {
		if exe, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("trouver l’exécutable du moteur: %w", err)
		}
	}
	if len(args) == 0 {
		args = []string{"engine"}
	}
	linger := o.Linger
	if linger <= 0 {
		linger = defaultLinger
	}
	args = append(slices.Clip(args), "--data", o.Data, "--lib", library, "--linger", linger.String())
	cmd := exec.Command(exe, args...) //nolint:noctx // it must outlive the caller's context
	c := &child{cmd: cmd, output: &outputLog{log: o.logger()}, exited: make(chan struct{})}
	// GOTRACEBACK: a crash inside libchdb is told in a line, Go's stacks say
	// nothing of it.
	cmd.Env = append(os.Environ(), childEnv+"=1", "GOTRACEBACK=none")
	if os.Getenv(allocatorEnv) == "" {
		cmd.Env = append(cmd.Env, allocatorEnv+"="+allocator)
	}
	cmd.Stdout, cmd.Stderr = c.output, c.output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("lancer le moteur %s: %w", exe, err)
	}
	go func() {
		defer close(c.exited)
		if err := cmd.Wait(); err != nil {
			o.logger().Warn("engine process ended", slog.Int("pid", cmd.Process.Pid), slog.Any("error", err))
		}
	}()
	return c, nil
}

func (c *child) running() bool {
	select {
	case <-c.exited:
		return false
	default:
		return true
	}
}

// wait until the process has ended; an error when it does not in time.
func (c *child) wait(limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-c.exited:
		return nil
	case <-timer.C:
		return fmt.Errorf("le moteur (processus %d) ne s’arrête pas", c.cmd.Process.Pid)
	}
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.exited
}

// lastWords tells the user why the process, which has exited, did not serve:
// what it said itself, or that it crashed, which only a damaged library does.
func (c *child) lastWords() string {
	words := strings.TrimSpace(c.output.last())
	if c.cmd.ProcessState.ExitCode() == 1 && words != "" {
		return words
	}
	return fmt.Sprintf("arrêt brutal au chargement (%s) ; la bibliothèque du moteur est sans doute abîmée : supprimez deploy/engine/node_modules puis lancez « make setup »", c.cmd.ProcessState)
}

// outputLog hands the process's output to the logger, line by line, and keeps
// the last line.
type outputLog struct {
	log *slog.Logger

	mu   sync.Mutex
	rest []byte
	kept string
}

func (l *outputLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			break
		}
		l.rest = rest
		if text := strings.TrimSpace(string(line)); text != "" {
			l.kept = text
			l.log.Info("engine says", slog.String("line", text))
		}
	}
	if len(l.rest) > keptOutput {
		l.rest = l.rest[:0]
	}
	return len(p), nil
}

func (l *outputLog) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if text := strings.TrimSpace(string(l.rest)); text != "" {
		return text
	}
	return l.kept
}

// RunChildIfAsked runs the engine when this process was started by Open as its
// child, and reports whether it did: the caller then returns at once. A fault is
// printed on the standard error and ends the process with status 1. It is for
// binaries without an engine subcommand, test binaries above all:
//
//	func TestMain(m *testing.M) {
//		if engine.RunChildIfAsked() {
//			return
//		}
//		os.Exit(m.Run())
//	}
func RunChildIfAsked() bool {
	if os.Getenv(childEnv) != "1" || len(os.Args) < 2 {
		return false
	}
	if err := runChild(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

func runChild(args []string) error {
	_ = os.Unsetenv(childEnv)
	var o Options
	flags := flag.NewFlagSet("engine", flag.ContinueOnError)
	flags.StringVar(&o.Data, "data", "", "data folder")
	flags.StringVar(&o.Library, "lib", "", "path of libchdb.so")
	flags.DurationVar(&o.Linger, "linger", 0, "stay after the last client")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read engine options: %w", err)
	}
	o.Logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := Serve(ctx, o)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
