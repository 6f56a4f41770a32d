package probes

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"vigie/internal/observatory"
)

// stopEvery is how often an attempt under way asks whether its host was stopped.
const stopEvery = 500 * time.Millisecond

// Codes of what holds an attempt back.
const (
	HeldStopped = "stopped"  // a person has stopped the host
	HeldBackOff = "back_off" // the host has asked for time
	HeldBudget  = "budget"   // the cap of the day is reached
)

// Visit is an attempt that wants to begin on a host.
type Visit struct {
	Host, Journey   string
	Now             time.Time
	Interval        time.Duration // least time between two attempts on the host
	JourneyInterval time.Duration // the same, of this journey alone
	JourneyPerDay   int           // most attempts of it in a day; 0: no cap of its own
}

// Leave says when an attempt may begin, or what holds it back.
type Leave struct {
	At     time.Time
	Held   string    // one of the codes, empty when it may begin
	Until  time.Time // of a back-off
	Reason string    // of a stop or of a back-off
}

// Gate is what the runner asks of the state that outlives it. A field that is
// nil asks nothing.
type Gate struct {
	Enter     func(ctx context.Context, visit Visit) (Leave, error)
	BackOff   func(ctx context.Context, host, cause string, now, until time.Time) error
	Stopped   func(ctx context.Context, host string) (reason string, stopped bool, err error)
	Announced func(ctx context.Context, host string, at time.Time) (source string, err error)
}

// HeldError says that an attempt did not happen, which is no observation.
type HeldError struct {
	Host  string
	Leave Leave
}

// Error says what holds the attempt back, in French.
func (e *HeldError) Error() string {
	switch e.Leave.Held {
	case HeldStopped:
		return fmt.Sprintf("hôte %s : visites arrêtées (%s). « vigie probe resume %s --reason … » les reprend", e.Host, e.Leave.Reason, e.Host)
	case HeldBackOff:
		return fmt.Sprintf("hôte %s : il a demandé d'attendre jusqu'au %s (%s) ; aucune visite avant", e.Host, e.Leave.Until.UTC().Format("2006-01-02 15:04:05 UTC"), e.Leave.Reason)
	}
	return fmt.Sprintf("hôte %s : le plafond de visites de ce jour est atteint", e.Host)
}

// enter waits for the host's turn. A *HeldError when there is none.
func (r *Runner) enter(ctx context.Context, journey Journey, host string) error {
	gate := r.config.Gate
	if gate.Enter == nil {
		return r.politeness.turn(ctx, host)
	}
	leave, err := gate.Enter(ctx, Visit{
		Host: host, Journey: journey.ID, Now: r.config.Now(), Interval: r.config.HostInterval,
		JourneyInterval: journey.Politeness.Interval, JourneyPerDay: journey.Politeness.PerDay,
	})
	if err != nil {
		return err
	}
	if leave.Held != "" {
		return &HeldError{Host: host, Leave: leave}
	}
	if err := r.config.Wait(ctx, leave.At.Sub(r.config.Now())); err != nil {
		return err
	}
	if reason, stopped := r.stopped(ctx, host); stopped { // meanwhile
		return &HeldError{Host: host, Leave: Leave{Held: HeldStopped, Reason: reason}}
	}
	return nil
}

// stopped reports whether a person has stopped a host. A state that cannot be
// read stops nothing: the attempt began with a leave.
func (r *Runner) stopped(ctx context.Context, host string) (string, bool) {
	if r.config.Gate.Stopped == nil {
		return "", false
	}
	reason, stopped, err := r.config.Gate.Stopped(ctx, host)
	if err != nil && ctx.Err() == nil {
		r.config.Log.Error("stopped hosts not read", slog.Any("error", err))
	}
	return reason, stopped && err == nil
}

func hostStopped(host, reason string) Ending {
	return Ending{observatory.Fault, CauseHostStopped, fmt.Sprintf("Les visites de %s ont été arrêtées par une décision : %s.", host, strings.TrimRight(reason, "."))}
}

// obey ends the attempt when its host is stopped while it is under way, until
// done is called.
func (a *attempt) obey(ctx context.Context, leave context.CancelFunc) (done func()) {
	if a.runner.config.Gate.Stopped == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		ticker := time.NewTicker(stopEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if reason, stopped := a.runner.stopped(ctx, a.address.Host); stopped {
				a.trace.refuse(hostStopped(a.address.Host, reason))
				leave()
				return
			}
		}
	}()
	return cancel
}

// introduce refuses to visit a real host without saying who visits.
func (r *Runner) introduce(target *url.URL) error {
	if r.config.Contact != "" || loopback(target) {
		return nil
	}
	return observatory.InputErrorf("contact : aucune adresse n'est donnée, et %s est un site réel ; les sondes disent qui elles sont. Écrivez « contact » dans la configuration (--config)", target.Host)
}
