package probes

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// tabTimeout is how long the browser may take to open a tab before it is held
// to hang.
const tabTimeout = 30 * time.Second

// attempt is one attempt under way.
type attempt struct {
	runner   *Runner
	journey  Journey
	target   observatory.Target
	address  *url.URL
	host     string // where the page last identified stands; empty before the first step
	options  AssistOptions
	boundary boundary
	guarding atomic.Int64 // requests that the boundary has paused and not answered yet
	passed   sync.Map     // hosts other than the target's that were asked for leave
	trace    *trace
	facts    *observatory.Attempt
	slow     []string // steps that took longer than their budget
	nobody   bool     // a person was asked and did not answer
	personal Keep     // where what a private journey may keep goes

	beginning beginning
	pictures  pictures
	marks     []int    // requests sent before each step
	typed     []string // addresses that the steps opened

	attached   bool // a file was attached,
	attachedOn int  // to the main document of this number
}

// once makes one attempt. An error means that nothing was observed.
func (r *Runner) once(ctx context.Context, browsers *pool, journey Journey, target observatory.Target,
	options AssistOptions, confirms observatory.ID,
) (*observatory.Attempt, error) {
	address, err := fits(journey, target, options)
	if err != nil {
		return nil, err
	}
	if err := r.door().introduce(address); err != nil {
		return nil, err
	}
	waited := r.metrics.waits("host")
	err = r.enter(ctx, journey, address.Host)
	waited()
	if held, is := errors.AsType[*HeldError](err); is {
		return nil, held // it says all to whoever asked
	}
	if err != nil {
		return nil, fmt.Errorf("wait for turn on %s: %w", address.Host, err)
	}
	a := &attempt{
		runner: r, journey: journey, target: target, address: address, options: options,
		boundary: newBoundary(journey, address), trace: newTrace(""),
	}
	if journey.private() {
		a.runner, a.personal = r.keepless(), r.config.Keep
	}
	a.begin(confirms)
	a.facts.Announced = r.door().announced(ctx, address.Host)
	ending, refused := r.noRoom()
	if !refused {
		ending, refused = r.robots.judge(ctx, target.Address, true)
	}
	if !refused {
		ending = a.observe(ctx, browsers)
	}
	r.door().heed(context.WithoutCancel(ctx), a.trace.asked()...)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("attempt of %s on %s interrupted: %w", journey.ID, target.ID, err)
	}
	if a.nobody {
		return nil, fmt.Errorf("parcours %s, cible %s : %w", journey.ID, target.ID, ErrNobody)
	}
	a.end(a.carried(a.blame(ctx, ending)))
	return a.facts, nil
}

func (a *attempt) begin(confirms observatory.ID) {
	now := a.runner.config.Now().UTC()
	a.facts = &observatory.Attempt{
		Envelope: observatory.Envelope{
			ID: newID(now), At: now, Source: "probe",
			SourceVersion: "vigie/" + a.runner.config.Version + " rules/" + rulesVersion,
			Place:         a.runner.config.Place,
			Simulation:    a.runner.config.Simulation || a.target.Simulation,
		},
		Journey: a.journey.ID, JourneyVersion: a.journey.Version, Target: a.target.ID, Department: a.target.Department,
		System: a.journey.System, Mode: a.mode(), Consent: a.options.Consent, Address: a.target.Address, FinalAddress: a.target.Address,
		Slots: -1, Control: observatory.ControlNotRun, Confirms: confirms,
		PlannedPerDay: a.options.PlannedPerDay, PlannedRest: a.options.PlannedRest,
	}
}

// blame asks the control site when the target failed: if it failed too, the
// fault is ours.
func (a *attempt) blame(ctx context.Context, ending Ending) Ending {
	if ending.Outcome != observatory.Down {
		return ending
	}
	a.facts.Control = a.runner.control(ctx)
	if !loopback(a.address) && a.facts.Control != observatory.ControlOK && !online() {
		return Ending{observatory.Fault, CauseNoNetwork, "Cette machine n'a pas de réseau : la faute est la nôtre. Vu sur la cible : " + ending.Detail}
	}
	if a.facts.Control != observatory.ControlFailed {
		return ending
	}
	return Ending{observatory.Fault, CauseNetworkOurs, "Le site témoin ne répond pas non plus : la faute est celle de notre réseau. Vu sur la cible : " + ending.Detail}
}

func (a *attempt) end(ending Ending) {
	f := a.facts
	s := a.trace.state()
	if ending.Cause == CauseEvidence && a.runner.full.Swap(false) {
		ending.Cause = CauseDiskFull
	}
	f.Outcome, f.Cause, f.Detail = ending.Outcome, ending.Cause, ending.Detail
	f.Hops, f.Status = s.hops, s.status
	a.bareFacts()
	f.RecordedAt = a.runner.config.Now().UTC()
	if !f.Outcome.Success() && f.Outcome != observatory.Unmet {
		// What could not be concluded is not reported either.
		f.Slots, f.FirstDate, f.SecondDate = -1, observatory.NoDate, observatory.NoDate
	}
}

// observe opens a tab in a fresh context and runs the journey in it.
func (a *attempt) observe(ctx context.Context, browsers *pool) Ending {
	waited := a.runner.metrics.waits("tab")
	b, release, err := browsers.acquire(ctx)
	waited()
	if err != nil {
		return Ending{observatory.Fault, CauseBrowserStart, "Le navigateur ne démarre pas : " + err.Error()}
	}
	defer release()
	tab, leave := chromedp.NewContext(b.handle, chromedp.WithNewBrowserContext())
	defer leave()
	stay := context.AfterFunc(ctx, leave)
	defer stay()
	watchdog := time.AfterFunc(tabTimeout, leave)
	err = a.prepare(tab, b)
	watchdog.Stop()
	if err != nil {
		if ctx.Err() == nil {
			browsers.discard(b)
		}
		return b.watch.why("le navigateur n'ouvre pas d'onglet")
	}
	depart := func() { a.vacate(tab); leave() }
	if stay() {
		defer context.AfterFunc(ctx, depart)()
	}
	defer a.obey(ctx, depart)()
	a.facts.At = a.runner.config.Now().UTC()
	started, before, clock := time.Now(), b.watch.spentBefore(), a.runner.wall()
	ending := a.settle(a.linger(tab, a.walk(tab)))
	step := a.runner.wall().Sub(clock) - time.Since(started)
	ending = a.ours(b, before, step, ending)
	a.facts.Duration = time.Since(started)
	switch {
	case tab.Err() != nil && a.trace.state().refusal != nil: // the host was stopped meanwhile
	case tab.Err() != nil:
		ending = b.watch.why("le navigateur s'est arrêté pendant la tentative")
	case !a.trace.state().crashed:
		ending = a.keep(tab, ending)
	}
	return a.vacated(tab, a.seal(ctx, tab, b, ending))
}

func crashed(how string) Ending {
	return Ending{observatory.Fault, CauseBrowserCrash, "Panne de la sonde : " + how + "."}
}

// prepare opens the tab, says who the probe is and closes the boundary.
func (a *attempt) prepare(tab context.Context, b *browser) error {
	if err := chromedp.Do(tab); err != nil {
		return err
	}
	c := chromedp.FromContext(tab)
	a.trace = newTrace(cdp.FrameID(c.Target.TargetID))
	a.trace.tape.deaf = a.journey.private()
	if err := a.enclose(tab); err != nil {
		return err
	}
	_, err := chromedp.Call(tab, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: b.agent + " " + a.runner.agent, AcceptLanguage: "fr-FR,fr",
	})
	if err != nil {
		return err
	}
	if err := a.slowDown(tab); err != nil {
		return err
	}
	a.start(tab)
	_, err = chromedp.CallBrowser(tab, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorDeny, BrowserContextID: c.BrowserContextID,
	})
	return err
}

// settle makes any ending a fault when a request was refused meanwhile, and a
// success degraded when it took too long or when the page's own scripts failed.
func (a *attempt) settle(ending Ending) Ending {
	if refusal := a.trace.state().refusal; refusal != nil {
		return *refusal
	}
	if ending.Outcome != observatory.Met {
		return ending
	}
	if len(a.slow) > 0 {
		return Ending{observatory.Degraded, CauseOverBudget, ending.Detail + " Trop lent à l'étape « " + strings.Join(a.slow, " », « ") + " »."}
	}
	if errors := a.trace.state().errors; len(errors) > 0 {
		return Ending{observatory.Degraded, CauseScriptError, ending.Detail + " Erreur des scripts de la page" + a.quoted(errors[0])}
	}
	return ending
}

// cut shortens a text to a number of runes.
func cut(text string, runes int) string {
	for i := range text {
		if runes == 0 {
			return text[:i]
		}
		runes--
	}
	return text
}

// newID mints a UUID version 7 (RFC 9562): milliseconds, then chance.
func newID(at time.Time) observatory.ID {
	var id observatory.ID
	_, _ = rand.Read(id[:]) // never fails
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}
