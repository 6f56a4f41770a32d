package probes

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// guardScript waits for the end of its input, which only the death of the
// process that holds the other end can bring, and ends the group of a browser. It
// looks again for three seconds whether all are gone: on a machine under load a
// stopped browser was seen to outlive one signal.
const guardScript = `trap '' HUP INT TERM; read -r _
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -9 -- "-$1" 2>/dev/null || exit 0; sleep 0.3; done`

// guard ends a browser when Vigie dies without a word (kill -9, out of memory):
// the kernel's own signal at a parent's death reaches the shell that starts
// Debian's browser, not the browser, and a hung browser does not see that its
// pipe is closed.
type guard struct {
	command *exec.Cmd
	hold    *os.File // the end of the pipe that we keep
}

func newGuard(group int) (*guard, error) {
	in, hold, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("pipe of the browser's guard: %w", err)
	}
	defer in.Close()
	command := exec.Command("/bin/sh", "-c", guardScript, "vigie-guard", strconv.Itoa(group))
	command.Stdin = in
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt at the terminal is not for it
	if err := command.Start(); err != nil {
		_ = hold.Close()
		return nil, fmt.Errorf("start the browser's guard: %w", err)
	}
	return &guard{command, hold}, nil
}

// release ends the guard; the browser must have ended.
func (g *guard) release() {
	if g == nil {
		return
	}
	_ = g.command.Process.Kill()
	_ = g.command.Wait() // killed
	_ = g.hold.Close()
}
