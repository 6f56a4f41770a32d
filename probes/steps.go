package probes

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

const (
	poll        = 40 * time.Millisecond  // between two looks at a page that tells nothing
	slowPoll    = 100 * time.Millisecond // the same, once it has told nothing for pollFor
	pollFor     = time.Second
	gathering   = 4 * time.Millisecond // after the page told something: what goes together comes together
	lookTimeout = 2 * time.Second      // a tab that has crashed never answers
)

// walk runs the steps in order until one ends the attempt.
func (a *attempt) walk(tab context.Context) Ending {
	for i, step := range a.journey.Steps {
		a.facts.StepReached = step.Name
		record := observatory.Step{Index: i, Name: step.Name, Action: step.Action, StartedAt: a.runner.config.Now().UTC()}
		a.before(tab, step)
		started := time.Now()
		ending := a.step(tab, step, &record)
		record.Duration = time.Since(started)
		a.runner.metrics.step(a.journey.ID, step.Action, record.Duration)
		record.OK = ending == nil || ending.Outcome.Success()
		if ending != nil {
			record.Message = ending.Detail
		}
		a.facts.Steps = append(a.facts.Steps, record)
		if ending != nil {
			return *ending
		}
		if i < len(a.journey.Steps)-1 {
			a.after(tab, step, i)
		}
		if record.Duration > a.budget(step) && a.timed(step) {
			a.slow = append(a.slow, step.Name)
		}
	}
	return a.journey.Met
}

// timed reports whether the time of a step is the site's alone.
func (a *attempt) timed(step Step) bool {
	byKeyboard := step.Click != nil && a.journey.Way == WayKeyboard
	return step.Human == nil && step.Audit == nil && step.Action != "capture" && step.Action != actionAccess && !byKeyboard
}

func (a *attempt) budget(step Step) time.Duration {
	return firstOf(a.options.Budget, step.Budget, a.journey.Budget)
}

func firstOf(durations ...time.Duration) time.Duration {
	for _, d := range durations {
		if d > 0 {
			return d
		}
	}
	return 0
}

// step runs one step; nil means go on.
func (a *attempt) step(tab context.Context, step Step, record *observatory.Step) *Ending {
	timeout := firstOf(a.options.Timeout, step.Timeout, a.journey.Timeout)
	if step.Human != nil {
		timeout = firstOf(step.Timeout, a.journey.Timeout)
	}
	ctx, cancel := context.WithTimeout(tab, timeout)
	defer cancel()
	a.trace.touch()
	switch {
	case step.Open != "":
		return a.open(ctx, tab, step.Open)
	case step.Click != nil:
		return a.click(ctx, tab, *step.Click)
	case step.Fill != nil:
		return a.fill(ctx, tab, *step.Fill)
	case step.Choose != nil:
		return a.choose(ctx, tab, *step.Choose)
	case step.Upload != nil:
		return a.upload(ctx, tab, *step.Upload)
	case step.WaitFor != nil:
		return a.must(ctx, tab, *step.WaitFor)
	case step.Expect != nil:
		return a.expect(ctx, tab, *step.Expect)
	case step.Identify != nil:
		return a.identify(ctx, tab, *step.Identify)
	case step.Read != nil:
		return a.read(ctx, tab, *step.Read, record)
	case step.Branch != nil:
		return a.branch(ctx, tab, step.Branch)
	case step.Action == actionAccess:
		return a.access(ctx, tab)
	case step.Audit != nil:
		return a.audit(ctx, tab, step)
	case step.Human != nil:
		return a.human(ctx, tab, *step.Human)
	}
	record.Screenshot = a.screenshot(ctx, picture)
	return nil
}

func (a *attempt) open(ctx, tab context.Context, address string) *Ending {
	a.host = a.address.Host
	if address == "target" {
		address = "{target}"
	}
	if suffix, under := strings.CutPrefix(address, "{target}"); under {
		address = a.target.Address + suffix
	}
	a.typed = append(a.typed, address)
	result, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: address})
	if ending := a.interrupted(tab); ending != nil {
		return ending
	}
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	if result.ErrorText != "" {
		return netFailure(result.ErrorText)
	}
	_, ending := a.await(ctx, tab, Condition{})
	return ending
}

// await looks at the page until one of the conditions holds and gives its
// index; -1 when the page has come to rest and none does. A non-nil ending
// ends the attempt.
func (a *attempt) await(ctx, tab context.Context, conditions ...Condition) (int, *Ending) {
	v, ending := a.awaitAnd(ctx, tab, look{}, conditions...)
	return v.Holds, ending
}

// awaitAnd is await with what else the look at the page does and brings, for
// each look costs both processes.
func (a *attempt) awaitAnd(ctx, tab context.Context, what look, conditions ...Condition) (view, *Ending) {
	wants := make([]wanted, len(conditions))
	for i, c := range conditions {
		wants[i] = want(c, a.address)
	}
	none := view{Holds: -1}
	var seen sight
	var failure error
	for begun := time.Now(); ; {
		if ending := a.interrupted(tab); ending != nil {
			return none, ending
		}
		if s := a.trace.state(); s.waiting || s.parsing && time.Since(begun) < poll {
			// The next page is on its way: a look would tell nothing.
			if a.pause(ctx, begun) == nil {
				continue
			}
			return none, a.broken(ctx, tab, failure)
		}
		v, err := a.glance(ctx, wants, what)
		if err == nil {
			seen, failure = sight{v.Ready, time.Now()}, nil
		} else if !errors.Is(err, context.DeadlineExceeded) {
			failure = err
		}
		s := a.trace.state()
		if err == nil && v.Holds >= 0 && !s.waiting {
			return v, a.interrupted(tab)
		}
		if err == nil && v.Ready == "complete" && s.quiet >= a.runner.config.Quiet {
			return none, a.interrupted(tab)
		}
		if a.pause(ctx, begun) == nil {
			continue
		}
		if seen.complete(time.Now()) && !s.waiting {
			return none, a.interrupted(tab)
		}
		return none, a.broken(ctx, tab, failure)
	}
}

// sight is what the last look that the page answered saw, and when.
type sight struct {
	ready string
	at    time.Time
}

// complete reports whether the page had come whole when the step's time ended.
// The time may end in the middle of a look, which then tells nothing: the look
// before it counts, unless the page had fallen silent since.
func (s sight) complete(now time.Time) bool {
	return s.ready == "complete" && now.Sub(s.at) < lookTimeout
}

// pause waits until the tab tells that the page has changed, or for the time
// between two looks; an error is the end of the context.
func (a *attempt) pause(ctx context.Context, begun time.Time) error {
	between := poll
	if time.Since(begun) > pollFor {
		between = slowPoll
	}
	timer := time.NewTimer(between)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	case <-a.trace.moved:
		return sleep(ctx, gathering)
	}
}

// glance looks at the page for a short time only.
func (a *attempt) glance(ctx context.Context, wants []wanted, what look) (view, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	what.Status = a.trace.state().status
	return inspect(ctx, wants, what)
}

// broken is the ending of a step that could not be looked at to its end: the
// page did not answer in time, or the probe itself failed.
func (a *attempt) broken(ctx, tab context.Context, err error) *Ending {
	if ending := a.interrupted(tab); ending != nil {
		return ending
	}
	if ctx.Err() == nil || (err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled)) {
		detail := "La sonde n'a pas pu regarder la page."
		if err != nil {
			detail = strings.TrimSuffix(detail, ".") + a.quoted(err.Error())
		}
		return &Ending{observatory.Fault, CauseUnexpectedFailed, detail}
	}
	return &Ending{observatory.Down, CauseTimeout, "La page n'a pas répondu dans le délai."}
}

// interrupted tells what ends the attempt whatever the step was waiting for.
func (a *attempt) interrupted(tab context.Context) *Ending {
	s := a.trace.state()
	switch {
	case s.refusal != nil:
		return s.refusal
	case s.crashed:
		ending := crashed("l'onglet s'est arrêté")
		return &ending
	case tab.Err() != nil:
		ending := crashed("le navigateur s'est arrêté pendant la tentative")
		return &ending
	case s.status >= 400 && !s.waiting:
		return a.refusedBy(tab, s.status)
	case s.failure != "":
		return netFailure(s.failure)
	}
	return nil
}

func (a *attempt) click(ctx, tab context.Context, locator Locator) *Ending {
	byMouse := a.journey.Way != WayKeyboard
	v, ending := a.awaitAnd(ctx, tab, look{Locator: &locator, Click: byMouse}, Condition{Locator: locator})
	switch {
	case ending != nil:
		return ending
	case v.Holds < 0:
		return a.missing(tab, nil)
	case !byMouse:
		return a.press(ctx, tab, locator, false)
	}
	a.trace.touch()
	if err := chromedp.Do(ctx, chromedp.MouseClickXY(v.X, v.Y)); err != nil {
		return a.broken(ctx, tab, err)
	}
	return nil
}

func (a *attempt) must(ctx, tab context.Context, condition Condition) *Ending {
	index, ending := a.await(ctx, tab, condition)
	if ending == nil && index < 0 {
		return a.missing(tab, nil)
	}
	return ending
}

func (a *attempt) expect(ctx, tab context.Context, expect Expect) *Ending {
	index, ending := a.await(ctx, tab, expect.Condition)
	if ending == nil && index < 0 {
		return &expect.Otherwise
	}
	return ending
}

func (a *attempt) identify(ctx, tab context.Context, identify Identify) *Ending {
	a.host = hostNamed(identify.Host, a.address)
	condition := Condition{Path: identify.Path, Host: cmp.Or(identify.Host, "target")}
	if identify.Prefecture {
		condition.All = append(condition.All, Condition{Locator: Locator{Text: a.target.Prefecture}})
	}
	if identify.Landmark != nil {
		condition.All = append(condition.All, *identify.Landmark)
	}
	index, ending := a.await(ctx, tab, condition)
	if ending == nil && index < 0 {
		return a.missing(tab, &identify)
	}
	return ending
}

func (a *attempt) branch(ctx, tab context.Context, cases []Case) *Ending {
	conditions := make([]Condition, len(cases))
	for i, c := range cases {
		conditions[i] = c.When
	}
	index, ending := a.await(ctx, tab, conditions...)
	switch {
	case ending != nil:
		return ending
	case index < 0:
		return a.missing(tab, nil)
	}
	return cases[index].End
}

// human lets a person act until the condition holds. Nothing is concluded from
// nobody having acted.
func (a *attempt) human(ctx, tab context.Context, human Human) *Ending {
	if a.options.Prompt != nil {
		a.options.Prompt(human.Prompt.FR)
	}
	if a.options.standIn {
		if ending := a.standIn(ctx, tab, human.Double); ending != nil {
			return ending
		}
	}
	acted := make(chan error, 1)
	if a.options.Human != nil {
		go func() { acted <- a.options.Human(tab) }()
	}
	wants := []wanted{want(human.Until, a.address)}
	for {
		if ending := a.interrupted(tab); ending != nil {
			return ending
		}
		v, err := a.glance(ctx, wants, look{})
		if err == nil && v.Holds >= 0 && !a.trace.state().waiting {
			return nil
		}
		select {
		case err := <-acted:
			if err != nil {
				return &Ending{observatory.Fault, CauseUnexpectedFailed, "L'aide a échoué : " + err.Error()}
			}
		default:
		}
		if sleep(ctx, slowPoll) != nil {
			a.nobody = a.interrupted(tab) == nil
			return &Ending{observatory.Fault, CauseUnexpectedFailed, ErrNobody.Error()}
		}
	}
}
