package testbed

import (
	"net/http"
)

// The systems doubled around the portal and the booking systems.
const (
	CCCForm         = "ccc-form"
	PrefectureSite  = "prefecture-site"
	OnlineProcedure = "demarches-simplifiees"
)

// The faults that only the doubles of this file have, or the dependency of
// the booking pages.
const (
	CaptchaHung      Fault = "captcha_hung"      // the State's captcha service never answers
	FormIncomplete   Fault = "form_incomplete"   // the contact form has no field for the message
	NoPhone          Fault = "no_phone"          // the support telephone is not shown
	APINotSaid       Fault = "api_not_said"      // the site does not name the certificate
	APIDoubt         Fault = "api_doubt"         // the site names the certificate, not how to ask for the next one
	NoSubstitution   Fault = "no_substitution"   // the substitution procedure is not described
	SubstitutionDead Fault = "substitution_dead" // the link to its page leads nowhere
	SaysOtherwise    Fault = "says_otherwise"    // the site says that there is no substitution procedure
	OldAddress       Fault = "old_address"       // what the site says sends to an address no longer in use
	KeptFromRobots   Fault = "kept_from_robots"  // the page that may say it is one that robots.txt forbids
	DemarcheClosed   Fault = "demarche_closed"   // the online procedure is closed for good
	NoDelay          Fault = "no_delay"          // the online procedure shows no delays
)

// The faults of language and access.
const (
	NoEnglish    Fault = "no_english"    // the page has no English version
	LangNone     Fault = "lang_none"     // the page does not say its language
	LangWrong    Fault = "lang_wrong"    // the English page says that it is in French
	EnglishPoor  Fault = "english_poor"  // the English page lacks the form or the button
	NoKeyboard   Fault = "no_keyboard"   // what a mouse can press the keyboard cannot reach
	KeyboardDead Fault = "keyboard_dead" // it is reached, and Enter does nothing
	KeyboardTrap Fault = "keyboard_trap" // the focus cannot leave a part of the page
	NoFocus      Fault = "no_focus"      // nothing shows where the focus is
	Sideways     Fault = "sideways"      // a narrow page scrolls sideways
	NarrowHidden Fault = "narrow_hidden" // a narrow page does not show what it should
	Heavy        Fault = "heavy"         // a page too heavy for a slow link
	Inaccessible Fault = "inaccessible"  // a page that breaks rules of accessibility
)

// PublicFaults lists the faults of what surrounds the portal.
func PublicFaults() []Fault {
	return []Fault{
		CaptchaHung, FormIncomplete, NoPhone, APINotSaid, APIDoubt, NoSubstitution, SubstitutionDead, SaysOtherwise, OldAddress, KeptFromRobots,
		DemarcheClosed, NoDelay,
	}
}

// AccessFaults lists the faults of language and access.
func AccessFaults() []Fault {
	return []Fault{
		NoEnglish, LangNone, LangWrong, EnglishPoor, NoKeyboard, KeyboardDead, KeyboardTrap, NoFocus, Sideways, NarrowHidden, Heavy, Inaccessible,
	}
}

// PublicTargets are the simulated contact form, site of a prefecture and
// online procedure.
func PublicTargets() []Target {
	return []Target{
		{ID: "ccc", System: CCCForm, Prefecture: "Centre de contact citoyens"},
		{ID: "89", System: PrefectureSite, Department: "89", Prefecture: "Préfecture de l'Yonne"},
		{ID: "renouvellement-attestation", System: OnlineProcedure, Department: "13", Prefecture: "Préfecture des Bouches-du-Rhône"},
	}
}

// publicPath is the path of a target of this file, empty for the others.
func publicPath(t Target) string {
	switch t.System {
	case CCCForm:
		return "/contact-ccc/"
	case PrefectureSite:
		return "/prefecture/" + t.ID + "/"
	case OnlineProcedure:
		return "/commencer/" + t.ID
	}
	return ""
}

// keptFromRobots is the path that robots.txt forbids.
const keptFromRobots = "/prefecture/{id}/etrangers/reserve/{$}"

// publicPages adds the pages around the portal and the booking systems.
func (b *Bed) publicPages() {
	b.mux.HandleFunc("GET /contact-ccc/{$}", b.page(CCCForm, b.show("ccc")))
	b.mux.HandleFunc("GET /prefecture/{id}/{$}", b.page(PrefectureSite, b.show("site")))
	b.mux.HandleFunc("GET /prefecture/{id}/etrangers/{$}", b.page(PrefectureSite, b.show("site_etrangers")))
	b.mux.HandleFunc("GET /prefecture/{id}/etrangers/attestation/{$}", b.page(PrefectureSite, b.show("site_attestation")))
	b.mux.HandleFunc("GET /prefecture/{id}/etrangers/substitution/{$}", b.page(PrefectureSite, b.substitution))
	b.mux.HandleFunc("GET "+keptFromRobots, b.page(PrefectureSite, b.show("site_attestation")))
	b.mux.HandleFunc("GET /commencer/{id}", b.page(OnlineProcedure, b.show("commencer")))
	b.mux.HandleFunc("GET /lourd.js", b.heavy)
}

// show renders a page, in English when its address asks for it.
func (b *Bed) show(name string) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		v.English = r.URL.Query().Get("lang") == "en"
		b.render(w, http.StatusOK, name, v)
	}
}

func (b *Bed) substitution(w http.ResponseWriter, _ *http.Request, v visit) {
	if v.Fault == SubstitutionDead {
		b.render(w, http.StatusNotFound, "absent", v)
		return
	}
	b.render(w, http.StatusOK, "site_substitution", v)
}

// heavy is a script of half a megabyte that the page waits for.
func (b *Bed) heavy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("// double de test — simulation\n"))
	line := []byte("// une ligne de remplissage, qui ne sert qu'à peser sur une liaison lente ; double de test — simulation\n")
	for range 5000 {
		_, _ = w.Write(line)
	}
}

// hang keeps a request until the browser gives up.
func hang(r *http.Request) { <-r.Context().Done() }

// Updated is the date that a page gives as that of its last update.
func (v visit) Updated() string { return v.Now.AddDate(0, 0, -20).Format("02/01/2006") }
