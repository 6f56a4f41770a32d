package probes

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// describeTimeout bounds the look at a page that has already failed.
const describeTimeout = 3 * time.Second

// maintenanceBody is the length under which a page may be a maintenance page
// by the words of its text alone: a longer one has content of its own, and the
// words may be those of a news banner.
const maintenanceBody = 1200

var (
	// Words seen in portals.md A.6; the code of the status is told apart.
	maintenanceWords = lazyregexp.New(`site en maintenance|maintenance en cours|en cours de maintenance|momentanément indisponible|` +
		`service indisponible|site indisponible|temporairement indisponible|service unavailable|service surchargé|erreur 503`)
	maintenanceTitle = lazyregexp.New(`maintenance|indisponible|\b503\b`)
	wallWords        = lazyregexp.New(`ray id|you have been blocked|vous avez été bloqué|access denied|accès refusé|` +
		`attention required|just a moment|verify you are human|vérif[a-zé]+ que vous êtes (un )?humain`)
	otherPrefecture = lazyregexp.New(`préfecture (de |du |des |d'|d’)\p{L}`)
)

// describe looks at the whole page, failed or not; what could not be seen is
// empty.
func (a *attempt) describe(tab context.Context) view {
	ctx, cancel := context.WithTimeout(tab, describeTimeout)
	defer cancel()
	for {
		v, err := inspect(ctx, nil, look{Describe: true})
		if err == nil && v.Ready == "complete" || sleep(ctx, poll) != nil {
			return v
		}
	}
}

// netFailure is the ending of a page that never came, from Chromium's own name
// of the error.
func netFailure(text string) *Ending {
	name := strings.TrimPrefix(text, "net::")
	ending := Ending{Outcome: observatory.Down, Cause: CauseConnection, Detail: "La connexion a échoué (" + name + ")."}
	switch {
	case strings.HasPrefix(name, "ERR_CERT_") || strings.HasPrefix(name, "ERR_SSL_"):
		ending.Cause, ending.Detail = CauseTLS, "Le certificat ou la connexion chiffrée n'est pas valable ("+name+")."
	case strings.HasPrefix(name, "ERR_NAME_") || strings.HasPrefix(name, "ERR_DNS_"):
		ending.Cause, ending.Detail = CauseDNS, "Le nom du site n'a pas été trouvé ("+name+")."
	case name == "ERR_TOO_MANY_REDIRECTS":
		ending.Cause, ending.Detail = CauseRedirectLoop, "Le site renvoie sans fin d'une adresse à l'autre ("+name+")."
	case name == "ERR_CONTENT_LENGTH_MISMATCH", name == "ERR_INCOMPLETE_CHUNKED_ENCODING", name == "ERR_CONTENT_DECODING_FAILED":
		ending.Detail = "Le site a commencé à répondre, puis sa réponse s'est interrompue ou n'est pas lisible (" + name + ")."
	case strings.HasSuffix(name, "TIMED_OUT"):
		ending.Cause, ending.Detail = CauseTimeout, "Le site n'a pas répondu dans le délai ("+name+")."
	case name == "ERR_INTERNET_DISCONNECTED":
		ending.Outcome, ending.Cause, ending.Detail = observatory.Fault, CauseNoNetwork, "Cette machine n'a pas de réseau ("+name+") : la faute est la nôtre."
	case name == "ERR_NETWORK_CHANGED", name == "ERR_PROXY_CONNECTION_FAILED":
		ending.Outcome, ending.Cause, ending.Detail = observatory.Fault, CauseNetworkOurs, "Notre réseau a failli ("+name+")."
	case name == "ERR_ABORTED", name == "ERR_INVALID_RESPONSE":
		ending.Outcome, ending.Cause, ending.Detail = observatory.Drift, CauseWrongPage, "L'adresse ne donne pas de page ("+name+")."
	}
	return &ending
}

// refusedBy is the ending of a page that came with an error status.
func (a *attempt) refusedBy(tab context.Context, status int) *Ending {
	code := fmt.Sprintf("http_%d", status)
	switch {
	case status == http.StatusForbidden:
		return &Ending{observatory.Blocked, CauseWall403, "Le site refuse la sonde (403)."}
	case status == http.StatusTooManyRequests:
		return &Ending{observatory.Blocked, CauseRate429, "Le site demande d'espacer les visites (429)."}
	case status == http.StatusServiceUnavailable && saysMaintenance(a.describe(tab)):
		return &Ending{observatory.Maintenance, CauseMaintenance, "Le site affiche une page de maintenance (503)."}
	case status >= http.StatusInternalServerError:
		return &Ending{observatory.Down, code, fmt.Sprintf("Le serveur répond par une erreur (%d).", status)}
	}
	return &Ending{observatory.Drift, code, fmt.Sprintf("L'adresse répond %d : une personne doit la vérifier.", status)}
}

// missing is the ending of a page that came to rest without what the step
// needs. The main content is thus absent: only then may words tell why.
func (a *attempt) missing(tab context.Context, identify *Identify) *Ending {
	v := a.describe(tab)
	text := fold(v.Title + " " + strings.Join(v.Headings, " ") + " " + v.Text)
	switch {
	case saysMaintenance(v):
		return &Ending{observatory.Maintenance, CauseMaintenance, "Le site affiche une page de maintenance."}
	case v.Captcha:
		return &Ending{observatory.Blocked, CauseCaptchaWall, "Un captcha que le parcours ne connaît pas barre la page."}
	case wallWords.MatchString(text):
		return &Ending{observatory.Blocked, CauseWallPage, "Le site affiche une page de blocage."}
	case v.Host != cmp.Or(a.host, a.address.Host) && v.Host != "":
		return &Ending{observatory.Drift, CauseWrongPage, "La page est celle d'un autre site (" + v.Host + ")."}
	case identify != nil && !regexp.MustCompile(pathPattern(identify.Path, a.address)).MatchString(v.Path):
		return &Ending{observatory.Drift, CauseWrongPage, "L'adresse atteinte n'est pas celle du parcours (" + a.shownPath(v.Path) + ")."}
	case identify != nil && identify.Prefecture && otherPrefecture.MatchString(text) && !strings.Contains(text, fold(a.target.Prefecture)):
		return &Ending{observatory.Drift, CauseWrongPrefecture, "La page ne nomme pas « " + a.target.Prefecture + " » mais une autre préfecture."}
	}
	if v.Language != "" && !strings.HasPrefix(strings.ToLower(v.Language), "fr") {
		return &Ending{observatory.Drift, CauseLanguage, "La page est dans une autre langue que le français (" + cut(v.Language, 10) + ") : le parcours n'y trouve pas ses repères."}
	}
	detail := "Les repères du parcours ne sont plus sur la page : une personne doit regarder."
	if errors := a.trace.state().errors; len(errors) > 0 {
		detail += " Erreur des scripts de la page" + a.quoted(errors[0])
	}
	return &Ending{observatory.Drift, CauseLandmark, detail}
}

func saysMaintenance(v view) bool {
	head := fold(v.Title + " " + strings.Join(v.Headings, " "))
	if maintenanceTitle.MatchString(head) {
		return true
	}
	// A banner stands outside the main content.
	text := v.Main
	if strings.TrimSpace(text) == "" {
		text = v.Text
	}
	return utf8.RuneCountInString(text) < maintenanceBody && (v.Maintenance || maintenanceWords.MatchString(fold(text)))
}

// fold makes texts comparable, as page.js does.
func fold(text string) string {
	return strings.NewReplacer("’", "'", "‘", "'").Replace(strings.ToLower(squeeze(text)))
}
