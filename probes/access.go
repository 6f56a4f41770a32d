package probes

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// The other ways in which a journey can be walked: each makes a journey of its
// own, whose id ends with the way.
const (
	WayLanguages = "languages" // the last page exists in French and in English, with the same landmarks
	WayKeyboard  = "keyboard"  // no mouse: Tab and Enter, a visible focus, no trap
	WayPhone     = "phone"     // the last page at 390 CSS pixels
	WayZoom      = "zoom"      // the last page enlarged to 400 %: 320 CSS pixels (WCAG 1.4.10)
	WaySlowLink  = "slow_link" // the whole journey on a slow link
	WayAxe       = "axe"       // the rules of axe-core on the last page
)

// Ways lists the ways in the order in which they are shown.
func Ways() []string {
	return []string{WayLanguages, WayKeyboard, WayPhone, WayZoom, WaySlowLink, WayAxe}
}

// FamilyAccess is the family of the journeys on access itself.
const FamilyAccess = "access"

// actionAccess is the action of the step that a way adds to a journey.
const actionAccess = "access"

// RoleAccess is the role of the piece that holds what a way measured.
const RoleAccess = "access"

// Causes of the journeys walked in another way.
const (
	CauseLanguageMissing = "lang_missing"         // unmet: the page does not say its language
	CauseNoEnglish       = "no_english"           // unmet: the page is not offered in English
	CauseLanguageWrong   = "lang_wrong"           // unmet: the page in English says that it is in another language
	CauseEnglishPoor     = "english_poor"         // unmet: the page in English lacks landmarks of the French one
	CauseNoKeyboard      = "keyboard_unreachable" // unmet: Tab does not reach what a mouse presses
	CauseKeyboardDead    = "keyboard_dead"        // unmet: Enter does nothing on it
	CauseKeyboardTrap    = "keyboard_trap"        // unmet: Tab cannot leave a part of the page
	CauseFocusHidden     = "focus_invisible"      // unmet: nothing shows where the focus is
	CauseSideways        = "sideways_scroll"      // unmet: the narrow page scrolls sideways
	CauseNarrowHidden    = "narrow_hidden"        // unmet: the narrow page does not show its landmark
	CauseAxe             = "axe_rules_broken"     // unmet: axe-core is sure of a broken rule
)

// Access declares the other ways in which a journey is walked.
type Access struct {
	Landmark Locator       // what a person must be able to see, and to press or type in, on the last page
	Modes    []string      // of Ways
	Budget   time.Duration // of a step on a slow link
}

// waysOf makes the journeys that a journey declares beside itself.
func (j Journey) waysOf() []Journey {
	if j.Access == nil {
		return nil
	}
	details := wayWords()
	var made []Journey
	for _, way := range j.Access.Modes {
		words := details[way]
		other := j
		other.ID = j.ID + "." + way
		other.Way = way
		other.Title = Title{FR: j.Title.FR + " — " + words.title.FR, EN: j.Title.EN + " — " + words.title.EN}
		other.Family, other.Duty = FamilyAccess, "access."+way
		other.Met = Ending{observatory.Met, words.cause, words.detail}
		step := Step{Name: words.title.FR, Action: actionAccess}
		if way == WayAxe {
			step.Action = "audit"
			step.Audit = &Audit{Axe: true, Pages: 1, Otherwise: Ending{observatory.Unmet, CauseAxe, "La page ne tient pas des règles d'accessibilité que le programme sait vérifier."}}
		}
		other.Steps = append(append([]Step(nil), j.Steps...), step)
		if way == WaySlowLink {
			other.Steps = j.Steps
			other.Budget, other.Timeout = j.Access.Budget, max(j.Timeout, 2*j.Access.Budget)
		}
		made = append(made, other)
	}
	return made
}

// wayText is what a reader sees of a way.
type wayText struct {
	title         Title
	cause, detail string
}

func wayWords() map[string]wayText {
	return map[string]wayText{
		WayLanguages: {Title{"en français et en anglais", "in French and in English"}, "two_languages", "La page existe en français et en anglais, chacune dit sa langue, avec les mêmes repères."},
		WayKeyboard:  {Title{"au clavier seul", "by keyboard alone"}, "keyboard_works", "Le parcours se fait au clavier : le repère est atteint, le focus se voit et ne reste pas pris."},
		WayPhone:     {Title{"sur un téléphone (390 px)", "on a phone (390 px)"}, "fits_phone", "À 390 px de large la page montre son repère et ne défile pas de côté."},
		WayZoom:      {Title{"agrandie à 400 %", "enlarged to 400 %"}, "fits_zoom", "Agrandie à 400 % (320 px CSS), la page montre son repère et ne défile pas de côté."},
		WaySlowLink:  {Title{"sur une liaison lente", "on a slow link"}, "slow_link_works", "Le parcours tient dans son temps sur une liaison lente (" + linkFigures() + ")."},
		WayAxe:       {Title{"règles d'accessibilité (axe-core)", "accessibility rules (axe-core)"}, "axe_no_rule_broken", "Aucune règle vérifiable par axe-core n'est enfreinte ; cela ne dit pas que la page est conforme."},
	}
}

//go:embed access.js
var accessScript string

// usable runs access.js on what a locator finds.
func usable[T any](ctx context.Context, locator *Locator, what string) (T, error) {
	element := "undefined"
	if locator != nil {
		expression, err := call(nil, look{Locator: locator, Element: true})
		if err != nil {
			var none T
			return none, err
		}
		element = expression
	}
	quoted, err := json.Marshal(what)
	if err != nil {
		var none T
		return none, fmt.Errorf("encode what to look at: %w", err)
	}
	return chromedp.Run(ctx, chromedp.Evaluate[T](accessScript+"("+element+","+string(quoted)+")"))
}

// access ends a journey walked in another way, on its last page.
func (a *attempt) access(ctx, tab context.Context) *Ending {
	landmark := a.journey.Access.Landmark
	// What is not there at all is a changed page, in whatever way it is used.
	if ending := a.must(ctx, tab, Condition{Locator: landmark}); ending != nil {
		return ending
	}
	switch a.journey.Way {
	case WayLanguages:
		return a.languages(ctx, tab)
	case WayKeyboard:
		return a.keyboard(ctx, tab, landmark)
	case WayPhone:
		return a.narrow(ctx, tab, landmark, phoneWidth)
	}
	return a.narrow(ctx, tab, landmark, zoomWidth)
}

// reload loads the page again and waits until it is another document.
func (a *attempt) reload(ctx, tab context.Context) *Ending {
	before := a.trace.state().opened
	a.trace.touch()
	if err := reloadPage(ctx); err != nil {
		return a.broken(ctx, tab, err)
	}
	for a.trace.state().opened == before {
		if err := sleep(ctx, poll); err != nil {
			return a.broken(ctx, tab, err)
		}
	}
	return nil
}

// unmet is the ending of a page that cannot be used in the way tried.
func unmet(cause, detail string) *Ending { return &Ending{observatory.Unmet, cause, detail} }

// speaks reports whether a language tag is of a language, such as fr-FR of fr.
func speaks(tag, language string) bool {
	first, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return first == language
}
