package probes

import (
	"context"
	"errors"
	"slices"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// maxTabs bounds how often Tab is pressed on one page.
const maxTabs = 300

// focus is where the keyboard stands.
type focus struct {
	Path    string `json:"path"`    // of the element, from the root of the document
	Nowhere bool   `json:"nowhere"` // on the page itself
	Frame   bool   `json:"frame"`   // within a frame, whose elements are not told apart
	Reached bool   `json:"reached"` // on the landmark
	Styles  string `json:"styles"`  // how the landmark is drawn
	Presses bool   `json:"presses"` // the landmark is a link or a button
}

// keyboardReport is the form of the piece RoleAccess of a journey by keyboard.
type keyboardReport struct {
	Stops   int  `json:"stops"`   // elements on which Tab stopped
	Reached bool `json:"reached"` // the landmark is one of them
	Visible bool `json:"visible"` // and is drawn otherwise with the focus than without
	Left    bool `json:"left"`    // the focus came out at the end of the page, or stopped everywhere
	Cut     bool `json:"cut"`     // the page has more stops than are tried
}

var errNoFocus = errors.New("the page could not be asked where its focus is")

// keyboard goes round the page with Tab, then presses Enter on its landmark.
func (a *attempt) keyboard(ctx, tab context.Context, landmark Locator) *Ending {
	report, err := a.goRound(ctx, landmark)
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	a.pieceOf(ctx, RoleAccess, report)
	switch {
	case !report.Left && !report.Cut:
		return unmet(CauseKeyboardTrap, "Au clavier, le focus reste pris dans une partie de la page.")
	case !report.Reached && report.Cut:
		return a.missing(tab, nil)
	case !report.Reached:
		return unmet(CauseNoKeyboard, "Au clavier, le repère de la page n'est pas atteint.")
	case !report.Visible:
		return unmet(CauseFocusHidden, "Au clavier, rien ne montre que le repère a le focus.")
	}
	return a.press(ctx, tab, landmark, true)
}

// goRound presses Tab until the focus has left the page or comes back: to where
// it began, having been everywhere, or else it is trapped.
func (a *attempt) goRound(ctx context.Context, landmark Locator) (keyboardReport, error) {
	var report keyboardReport
	bare, err := usable[focus](ctx, &landmark, "focus")
	if err != nil {
		return report, errors.Join(errNoFocus, err)
	}
	var seen []string
	last := ""
	for range maxTabs {
		now, err := tabKey(ctx, landmark)
		if err != nil {
			return report, err
		}
		if now.Nowhere || slices.Contains(seen, now.Path) && (!now.Frame || now.Path != last) {
			report.Left = now.Nowhere
			if !now.Nowhere && now.Path == seen[0] {
				report.Left, err = everywhere(ctx, seen)
			}
			report.Stops = len(seen)
			return report, err
		}
		last = now.Path
		if !slices.Contains(seen, now.Path) {
			seen = append(seen, now.Path)
		}
		if now.Reached {
			report.Reached, report.Visible = true, now.Styles != bare.Styles
		}
	}
	report.Stops, report.Cut = len(seen), true
	return report, nil
}

// everywhere reports whether the focus has stopped on all that can have it.
func everywhere(ctx context.Context, seen []string) (bool, error) {
	page, err := usable[struct {
		Stops []string `json:"stops"`
	}](ctx, nil, "stops")
	if err != nil {
		return false, errors.Join(errNoFocus, err)
	}
	return !slices.ContainsFunc(page.Stops, func(path string) bool { return !slices.Contains(seen, path) }), nil
}

func tabKey(ctx context.Context, landmark Locator) (focus, error) {
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
		return focus{}, err
	}
	now, err := usable[focus](ctx, &landmark, "focus")
	if err != nil {
		return focus{}, errors.Join(errNoFocus, err)
	}
	return now, nil
}

// press reaches an element with Tab and presses Enter on it, if it is a link or
// a button. last says that the journey ends there: what comes next is not looked
// at.
func (a *attempt) press(ctx, tab context.Context, locator Locator, last bool) *Ending {
	var now focus
	for i := 0; !now.Reached; i++ {
		var err error
		if now, err = tabKey(ctx, locator); err != nil {
			return a.broken(ctx, tab, err)
		}
		if i == maxTabs {
			return unmet(CauseNoKeyboard, "Au clavier, ce qu'il faut presser n'est pas atteint.")
		}
	}
	if last {
		a.screenshot(ctx, windowPicture)
	}
	if last && !now.Presses {
		return nil
	}
	before := a.describe(ctx)
	opened := a.trace.state().opened
	a.trace.touch()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		return a.broken(ctx, tab, err)
	}
	for {
		s := a.trace.state()
		if s.opened > opened {
			return nil
		}
		v, err := inspect(ctx, nil, look{Describe: true})
		switch {
		case err == nil && (v.Address != before.Address || v.Text != before.Text):
			return nil
		case s.quiet >= a.runner.config.Quiet:
			return unmet(CauseKeyboardDead, "Au clavier, la touche Entrée ne fait rien là où la souris agit.")
		}
		if err := sleep(ctx, poll); err != nil {
			return a.broken(ctx, tab, err)
		}
	}
}
