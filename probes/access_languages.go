package probes

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"vigie/internal/observatory"
)

// languagePage is a page in one language.
type languagePage struct {
	Language  string         `json:"language"`  // as the page says it
	Landmarks map[string]int `json:"landmarks"` // how many of each kind are shown
	Offered   bool           `json:"offered"`   // a control leads to English
	Text      int            `json:"text"`      // characters
}

// languages holds the page in French and the page in English against each
// other: both must be there, say their language and have the same landmarks.
func (a *attempt) languages(ctx, tab context.Context) *Ending {
	french, err := usable[languagePage](ctx, nil, "language")
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	switch {
	case french.Language == "":
		return unmet(CauseLanguageMissing, "La page ne dit pas sa langue (attribut lang).")
	case !speaks(french.Language, "fr"):
		return &Ending{observatory.Drift, CauseLanguage, "La page demandée en français dit être dans une autre langue (" + cut(french.Language, 10) + ")."}
	}
	english, ending := a.inEnglish(ctx, tab, french)
	if ending != nil {
		return ending
	}
	a.pieceOf(ctx, RoleAccess, map[string]languagePage{"fr": french, "en": english})
	if !speaks(english.Language, "en") {
		return unmet(CauseLanguageWrong, "La page en anglais dit être dans une autre langue (« "+cut(english.Language, 10)+" »).")
	}
	for _, kind := range slices.Sorted(maps.Keys(french.Landmarks)) {
		if english.Landmarks[kind] < french.Landmarks[kind] {
			return unmet(CauseEnglishPoor, fmt.Sprintf("La page en anglais n'a pas tous les repères de la page en français (%s : %d au lieu de %d).",
				kind, english.Landmarks[kind], french.Landmarks[kind]))
		}
	}
	return nil
}

// inEnglish asks for the page in English: by its own control, else by the
// language that the browser asks for.
func (a *attempt) inEnglish(ctx, tab context.Context, french languagePage) (languagePage, *Ending) {
	before := a.describe(ctx)
	if french.Offered {
		a.trace.touch()
		if _, err := usable[languagePage](ctx, nil, "switch"); err != nil {
			return languagePage{}, a.broken(ctx, tab, err)
		}
	} else if ending := a.askEnglish(ctx, tab); ending != nil {
		return languagePage{}, ending
	}
	for {
		if ending := a.interrupted(tab); ending != nil {
			return languagePage{}, ending
		}
		s := a.trace.state()
		if v, err := inspect(ctx, nil, look{Describe: true}); err == nil && v.Ready == "complete" && s.quiet >= a.runner.config.Quiet {
			if french.Offered && v.Text == before.Text || !french.Offered && !speaks(v.Language, "en") {
				return languagePage{}, unmet(CauseNoEnglish, "La page n'est pas offerte en anglais.")
			}
			break
		}
		if err := sleep(ctx, poll); err != nil {
			return languagePage{}, a.broken(ctx, tab, err)
		}
	}
	english, err := usable[languagePage](ctx, nil, "language")
	if err != nil {
		return languagePage{}, a.broken(ctx, tab, err)
	}
	return english, nil
}

// askEnglish loads the page again as a browser in English would.
func (a *attempt) askEnglish(ctx, tab context.Context) *Ending {
	agent, err := chromedp.Run(ctx, chromedp.Evaluate[string]("navigator.userAgent"))
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	_, err = chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: "en-GB,en"})
	if err != nil {
		return a.broken(ctx, tab, err)
	}
	return a.reload(ctx, tab)
}
