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

// PlainHost is the host of an address as browsers write it: in small letters, without
// the port that its scheme has anyway.
func PlainHost(address *url.URL) string {
	usual := map[string]string{"https": ":443", "http": ":80"}[address.Scheme]
	return strings.TrimSuffix(strings.ToLower(address.Host), usual)
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

// doorkeeper asks the gate for whoever visits hosts: the runner of journeys and
// the reader of sites.
type doorkeeper struct {
	gate    Gate
	contact string
	backOff time.Duration // how long a host is left alone that asks for time without saying how long; 0: none is
	log     *slog.Logger
	now     func() time.Time
	wait    func(context.Context, time.Duration) error
}

func (r *Runner) door() doorkeeper {
	c := r.config
	return doorkeeper{gate: c.Gate, contact: c.Contact, backOff: c.BackOff, log: c.Log, now: c.Now, wait: c.Wait}
}

// enter waits for the host's turn. A *HeldError when there is none.
func (r *Runner) enter(ctx context.Context, journey Journey, host string) error {
	if r.config.Gate.Enter == nil {
		return r.politeness.turn(ctx, host)
	}
	return r.door().enter(ctx, Visit{
		Host: host, Journey: journey.ID, Now: r.config.Now(), Interval: r.config.HostInterval,
		JourneyInterval: journey.Politeness.Interval, JourneyPerDay: journey.Politeness.PerDay,
	})
}

// stopped reports whether a person has stopped a host.
func (r *Runner) stopped(ctx context.Context, host string) (string, bool) {
	return r.door().stopped(ctx, host)
}

// enter waits for the turn that the gate gives. A *HeldError when there is none.
func (d doorkeeper) enter(ctx context.Context, visit Visit) error {
	if d.gate.Enter == nil {
		return nil
	}
	leave, err := d.gate.Enter(ctx, visit)
	if err != nil {
		return err
	}
	if leave.Held != "" {
		return &HeldError{Host: visit.Host, Leave: leave}
	}
	if err := d.wait(ctx, leave.At.Sub(d.now())); err != nil {
		return err
	}
	if reason, stopped := d.stopped(ctx, visit.Host); stopped { // meanwhile
		return &HeldError{Host: visit.Host, Leave: Leave{Held: HeldStopped, Reason: reason}}
	}
	return nil
}

// passBy asks for leave to open a page on a host other than the target's, such as
// that of the sign-on: once an attempt, which counts as one visit of that host's day.
// What the host has asked for, and its cap, hold; its turn is not waited for, since
// the wait would be told as the site's time. A leave that cannot be asked for holds
// nothing, as with stopped.
func (a *attempt) passBy(ctx context.Context, host string) (Ending, bool) {
	enter := a.runner.config.Gate.Enter
	if enter == nil || host == "" || host == a.address.Host {
		return Ending{}, false
	}
	if _, again := a.passed.LoadOrStore(host, true); again {
		return Ending{}, false
	}
	leave, err := enter(ctx, Visit{Host: host, Journey: a.journey.ID, Now: a.runner.config.Now()})
	if err != nil {
		a.runner.config.Log.Error("leave of a host on the way not asked for", slog.String("host", host), slog.Any("error", err))
		return Ending{}, false
	}
	held := &HeldError{Host: host, Leave: leave}
	return Ending{observatory.Fault, CauseSiteBudget, "Le parcours s'arrête en chemin : " + held.Error() + "."}, leave.Held != ""
}

// stopped reports whether a person has stopped a host. A state that cannot be
// read stops nothing: the visit began with a leave.
func (d doorkeeper) stopped(ctx context.Context, host string) (string, bool) {
	if d.gate.Stopped == nil {
		return "", false
	}
	reason, stopped, err := d.gate.Stopped(ctx, host)
	if err != nil && ctx.Err() == nil {
		d.log.Error("stopped hosts not read", slog.Any("error", err))
	}
	return reason, stopped && err == nil
}

// announced gives the source of the maintenance that its host announced for
// now, beforehand.
func (d doorkeeper) announced(ctx context.Context, host string) string {
	if d.gate.Announced == nil {
		return ""
	}
	source, err := d.gate.Announced(ctx, host, d.now())
	if err != nil {
		d.log.Error("announced maintenance not read", slog.String("host", host), slog.Any("error", err))
	}
	return source
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
func (d doorkeeper) introduce(target *url.URL) error {
	if d.contact != "" || loopback(target) {
		return nil
	}
	return observatory.InputErrorf("contact : aucune adresse n'est donnée, et %s est un site réel ; les sondes disent qui elles sont. Écrivez « contact » dans la configuration (--config), ou donnez --contact à « vigie info audit »", target.Host)
}
