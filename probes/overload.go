package probes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"
	"time"

	"vigie/internal/observatory"
)

const (
	// starvedShare is the part of the processor time wanted by the browser and
	// by Vigie that they waited for, from which what took too long may be our
	// own doing: nine parts of ten mean ten times slower than alone. A machine
	// with three times more work than processors stays under seven.
	starvedShare = 0.9
	// starvedWait is the least time waited, all threads together.
	starvedWait = 2 * time.Second
	// clockStep is how far clock and steady time may drift apart in an attempt;
	// a clock that is set right slowly stays far under it.
	clockStep = 2 * time.Second
)

// ours tells our own overload from the portal's failure: a clock that jumped
// makes every time of the attempt doubtful, and a browser that got no processor
// time every conclusion drawn from waiting.
func (a *attempt) ours(b *browser, before effort, step time.Duration, ending Ending) Ending {
	if ending.Outcome == observatory.Fault {
		return ending
	}
	if step.Abs() > clockStep {
		return Ending{observatory.Fault, CauseClock, fmt.Sprintf("L'horloge de notre machine a sauté de %s pendant le relevé. Vu sur la cible : %s", step.Round(time.Millisecond), ending.Detail)}
	}
	if !a.waitedFor(ending) {
		return ending
	}
	spent := b.watch.spent().minus(before)
	if spent.waited < starvedWait || float64(spent.waited) < a.runner.starved*float64(spent.ran+spent.waited) {
		return ending
	}
	return Ending{observatory.Fault, CauseStarved, fmt.Sprintf("Notre machine était surchargée : le navigateur a calculé %s et attendu le processeur %s, tous fils réunis. Vu sur la cible : %s",
		spent.ran.Round(time.Millisecond), spent.waited.Round(time.Millisecond), ending.Detail)}
}

// waitedFor reports whether an ending comes from something that did not happen
// in time. What the portal has said itself, an error status, a refusal or a text,
// stands whatever our machine was doing.
func (a *attempt) waitedFor(ending Ending) bool {
	said := a.trace.state().status >= 400
	switch ending.Outcome {
	case observatory.Degraded:
		return ending.Cause == CauseOverBudget
	case observatory.Down, observatory.Drift:
		return !said
	case observatory.Unmet:
		steps := a.facts.Steps
		return len(steps) > 0 && steps[len(steps)-1].Action == "expect"
	}
	return false
}

// noRoom ends an attempt before it begins when the disk is nearly full: there
// must be room left to say so.
func (r *Runner) noRoom() (Ending, bool) {
	if r.config.Free == nil {
		return Ending{}, false
	}
	free, err := r.config.Free()
	if err != nil {
		r.config.Log.Warn("free space not read", slog.Any("error", err))
		return Ending{}, false
	}
	if free >= r.config.DiskReserve {
		return Ending{}, false
	}
	return Ending{observatory.Fault, CauseDiskFull, fmt.Sprintf("Il reste %d Mio sur le disque des preuves, il en faut %d : le site n'a pas été visité.", free>>20, r.config.DiskReserve>>20)}, true
}

// heedful makes a Keep that notices a full disk.
func (r *Runner) heedful(keep Keep) Keep {
	if keep == nil {
		return nil
	}
	return func(ctx context.Context, media string, content []byte) (observatory.Hash, error) {
		hash, err := keep(ctx, media, content)
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			r.full.Store(true) // until an attempt says so
		}
		return hash, err
	}
}

// online reports whether this machine has an address to speak from, its
// loopback apart.
func online() bool {
	interfaces, err := net.Interfaces()
	if err != nil {
		return true // nothing is known
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		if addresses, err := i.Addrs(); err == nil && len(addresses) > 0 {
			return true
		}
	}
	return false
}
