package probes

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// Roles and media of what is kept of a private attempt.
const (
	roleSealed  = "screenshot_sealed"
	mediaSealed = "application/age"
)

// mayAsk refuses to ask a person for an account without a consent. The double
// has an account of its own, which is nobody's.
func (j Journey) mayAsk(target observatory.Target, address *url.URL, options AssistOptions) error {
	switch {
	case !j.private() || isDouble(target, address):
		return nil
	case options.standIn || j.Mode != observatory.Assisted:
		return observatory.InputErrorf("cible %s : le parcours %s ouvre un compte et ne se lance sans personne que sur le double de test", target.ID, j.ID)
	case options.Consent == (observatory.Consent{}):
		return observatory.InputErrorf("parcours %s : il montre les données d'une personne ; lisez avec elle « vigie probe consent », puis ajoutez --consent et la date de son accord", j.ID)
	case options.Consent.Version != ConsentVersion():
		return observatory.InputErrorf("parcours %s : l'accord a été donné sur la version « %s » du texte, qui n'est plus la bonne ; relisez avec la personne « vigie probe consent »", j.ID, options.Consent.Version)
	}
	return nil
}

// onDouble reports whether the double can stand in for the person of a journey
// on a target.
func onDouble(journey Journey, target observatory.Target) bool {
	address, err := url.Parse(target.Address)
	return err == nil && isDouble(target, address) && journey.standsIn()
}

// keepless is the runner as a private attempt sees it: whatever the attempt
// does, no page, body, header or journal finds a place to be kept.
func (r *Runner) keepless() *Runner {
	quiet := *r
	quiet.config.Keep = nil
	return &quiet
}

// mode is who made the attempt: where the double stands in, no person did.
func (a *attempt) mode() observatory.Mode {
	if a.options.standIn {
		return observatory.Unattended
	}
	return a.journey.Mode
}

// standIn does on the double what a person does elsewhere.
func (a *attempt) standIn(ctx, tab context.Context, steps []Step) *Ending {
	for _, step := range steps {
		var ending *Ending
		switch {
		case step.Fill != nil:
			ending = a.fill(ctx, tab, *step.Fill)
		case step.Choose != nil:
			ending = a.choose(ctx, tab, *step.Choose)
		case step.Click != nil:
			ending = a.click(ctx, tab, *step.Click)
		}
		if ending != nil {
			return ending
		}
	}
	return nil
}

// keepMasked keeps the one masked picture of a private attempt, and the
// untouched one sealed. Nothing else of the page is kept: neither its words,
// nor its address beyond the path.
func (a *attempt) keepMasked(ctx context.Context, v view, ending Ending) Ending {
	if bare := bareAddress(v.Address); bare != "" && v.Host != "" {
		a.facts.FinalAddress = a.shownURL(bare)
	}
	if a.personal == nil {
		return ending
	}
	words := a.journey.landmarks()
	if a.facts.Simulation {
		words = append(words, "double de test — simulation")
	}
	plain, masked, err := plainAndMasked(ctx, words)
	if err != nil {
		a.runner.config.Log.Warn("page not captured", slog.String("role", "screenshot"), slog.String("target", a.target.ID), slog.Any("error", err))
		return ending
	}
	if err := a.keepBoth(ctx, plain, masked); err != nil {
		a.runner.config.Log.Error("capture not written", slog.String("role", "screenshot"), slog.String("target", a.target.ID), slog.Any("error", err))
		return Ending{observatory.Fault, CauseEvidence, "La capture n'a pas pu être écrite. Vu sur la cible : " + ending.Detail}
	}
	return ending
}

func (a *attempt) keepBoth(ctx context.Context, plain, masked []byte) error {
	hash, err := a.personal(ctx, "image/png", masked)
	if err != nil {
		return err
	}
	a.facts.Evidence = append(a.facts.Evidence, observatory.Piece{Role: "screenshot", Hash: hash, Media: "image/png"})
	if a.runner.config.Seal == nil {
		return nil
	}
	sealed, err := a.runner.config.Seal(plain)
	if err != nil {
		return fmt.Errorf("seal picture: %w", err)
	}
	if hash, err = a.personal(ctx, mediaSealed, sealed); err != nil {
		return err
	}
	a.facts.Evidence = append(a.facts.Evidence, observatory.Piece{Role: roleSealed, Hash: hash, Media: mediaSealed})
	return nil
}

// numbered is a part of a path that may name a person's file.
var numbered = lazyregexp.New(`[^/]*[0-9@][^/]*`)

// shownPath is a path as it may be told: of a private attempt, without what
// may name a person's file.
func (a *attempt) shownPath(path string) string {
	if !a.journey.private() {
		return path
	}
	return numbered.ReplaceAllString(path, "*")
}

// shown is the host and path of an address as they may be told.
func (a *attempt) shown(address string) string {
	u, err := url.Parse(address)
	if err != nil || !a.journey.private() {
		return shortAddress(address)
	}
	return u.Host + a.shownPath(u.EscapedPath())
}

// shownURL is an address as it may be kept.
func (a *attempt) shownURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" || !a.journey.private() {
		return address
	}
	return u.Scheme + "://" + u.Host + a.shownPath(u.EscapedPath())
}

// quoted is what the page or the browser said, after a colon; of a private
// attempt it is not told.
func (a *attempt) quoted(said string) string {
	if a.journey.private() {
		return " (texte non conservé)."
	}
	return " : " + cut(squeeze(said), 200)
}

// bareFacts takes out of the facts of a private attempt what an address may
// say of a person.
func (a *attempt) bareFacts() {
	if !a.journey.private() {
		return
	}
	for i := range a.facts.Hops {
		a.facts.Hops[i].Address, a.facts.Hops[i].Location = a.shownURL(a.facts.Hops[i].Address), a.shownURL(a.facts.Hops[i].Location)
	}
}
