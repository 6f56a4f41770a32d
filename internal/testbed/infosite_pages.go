package testbed

import (
	"net/http"
	"net/url"
	"strings"
)

// infoSitePath is the one path of a page, whatever variant was asked for.
func infoSitePath(address *url.URL) string {
	path := address.Path
	for _, prefix := range []string{"/index.php", "/layout/set/print", "/index.php"} {
		path = strings.TrimPrefix(path, prefix)
	}
	if path = strings.TrimSuffix(path, "/"); path == "" {
		return "/"
	}
	return path
}

// trap answers for what is no page of the site.
func (s *InfoSite) trap(w http.ResponseWriter, r *http.Request, path string) bool {
	switch path {
	case "/Demarches/Etrangers/guide-sans-extension", "/Demarches/Etrangers/guide-etrangers.pdf":
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = w.Write([]byte("%PDF-1.4 double de test"))
	case "/Demarches/Etrangers/enorme":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<html><body><main><h1>Titres de séjour</h1>"))
		line := []byte("<p>Le point d’accueil numérique des étrangers. " + strings.Repeat("ANEF ", 200) + "</p>\n")
		for range 6000 { // about 6 MB
			if _, err := w.Write(line); err != nil {
				return true
			}
		}
	case "/Demarches/Etrangers/ancienne-page":
		http.Redirect(w, r, "http://"+r.Host+"/Demarches/Etrangers/en-clair", http.StatusMovedPermanently)
	case "/Demarches/Etrangers/ailleurs":
		http.Redirect(w, r, s.site.Outside, http.StatusFound)
	case "/Demarches/Etrangers/tourne":
		http.Redirect(w, r, "/Demarches/Etrangers/tourne/", http.StatusFound)
	case "/Demarches/Etrangers/panne":
		w.WriteHeader(http.StatusInternalServerError)
	case "/Demarches/Etrangers/coquille":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<html><body><main><div id="app"></div></main><script>étrangers()</script></body></html>`))
	default:
		return false
	}
	return true
}

// body gives the title and text of a page of the site.
func (s *InfoSite) body(path string) (title, body string, found bool) {
	switch path {
	case "/":
		return "Les services de l’État", `<p>Bienvenue (double de test — simulation).</p><p><a href="/Demarches">Toutes les démarches</a></p>`, true
	case "/Demarches":
		return "Démarches", `<ul><li><a href="/Demarches/Etrangers">Étrangers en France</a></li>
<li><a href="/Demarches/Permis-de-conduire">Permis de conduire</a></li></ul>`, true
	case "/Demarches/Permis-de-conduire":
		return "Permis de conduire", `<p>Le point numérique de l’ANTS : permis de conduire et cartes grises, sans rendez-vous.</p>`, true
	case "/Demarches/Etrangers":
		return "Étrangers en France", infoSiteIndex, true
	case "/Actualites", "/Publications":
		return "Actualités", `<p>Rien de neuf.</p>`, true
	case "/interdit/etrangers":
		return "Étrangers", `<p>Cette page est interdite aux robots.</p>`, true
	case "/etrangers-a3194.html":
		return "Étrangers (ancienne page)", `<p>Le titre de séjour « visiteur » se demande exclusivement sur l’ANEF depuis le 1er mars 2022.</p>`, true
	case "/spip.php":
		return "Étrangers (ancienne page)", `<p>Vous devez demander le duplicata en ligne, sur l’ANEF.</p>`, true
	}
	text, found := s.topics()[path]
	return "Étrangers", text, found
}

// infoSiteIndex is the way to the pages for foreigners, and to the traps.
const infoSiteIndex = `<p>Titres de séjour, regroupement familial (double de test — simulation).</p>
<ul>
<li><a href="/index.php/Demarches/Etrangers/Point-d-accueil-numerique">Point d’accueil numérique (PAN)</a></li>
<li><a href="/Demarches/Etrangers/Point-d-accueil-numerique/">Le PAN, autre lien</a></li>
<li><a href="/Demarches/Etrangers/ANEF">Déposer une demande de titre de séjour</a></li>
<li><a href="/Demarches/Etrangers/Attestation">Attestation de prolongation d’instruction</a></li>
<li><a href="/etrangers-a3194.html">Étrangers, ancienne page</a></li>
<li><a href="/spip.php?page=article&amp;id_article=7247">Étrangers, ancienne page par numéro</a></li>
<li><a href="/agenda/etrangers/2026/11">Calendrier des rendez-vous, titres de séjour</a></li>
<li><a href="/boucle/etrangers/suite">Titres de séjour, suite</a></li>
<li><a href="/Demarches/Etrangers/guide-etrangers.pdf">Guide du séjour (PDF)</a></li>
<li><a href="/Demarches/Etrangers/guide-sans-extension">Guide du séjour des étrangers</a></li>
<li><a href="/Demarches/Etrangers/enorme">Toutes les règles du séjour</a></li>
<li><a href="/Demarches/Etrangers/ancienne-page">Droit au séjour, ancienne page</a></li>
<li><a href="/Demarches/Etrangers/ailleurs">Séjour : autre site</a></li>
<li><a href="/Demarches/Etrangers/tourne">Séjour : en rond</a></li>
<li><a href="/Demarches/Etrangers/panne">Séjour : en panne</a></li>
<li><a href="/Demarches/Etrangers/disparue">Séjour : page disparue</a></li>
<li><a href="/Demarches/Etrangers/coquille">Séjour : application</a></li>
<li><a href="/interdit/etrangers">Séjour : interdit aux robots</a></li>
<li><a href="/booking/create/717">Étrangers : prise de rendez-vous</a></li>
<li><a href="https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/1/">Étrangers : rendez-vous</a></li>
<li><a href="mailto:etrangers@prefecture.example">Étrangers : nous écrire</a></li>
<li><a href="javascript:etrangers()">Étrangers : script</a></li>
</ul>`

// topics are the pages that the audit looks for.
func (s *InfoSite) topics() map[string]string {
	if s.site.Silent {
		return map[string]string{
			"/Demarches/Etrangers/Point-d-accueil-numerique": `<p>Cette page sur les étrangers est en construction.</p>`,
			"/Demarches/Etrangers/ANEF":                      `<p>Renseignez-vous auprès de la préfecture au sujet de votre titre de séjour.</p>`,
			"/Demarches/Etrangers/Attestation":               `<p>Les étrangers sont informés par affichage.</p>`,
		}
	}
	return map[string]string{
		"/Demarches/Etrangers/Point-d-accueil-numerique": `<h2>Où et quand ?</h2>
<p>Le point d’accueil numérique (PAN) e-MERAUDE est situé à la préfecture, 3 place du Double, 89000 Auxerre. Le PAN est ouvert du lundi au jeudi de 8h30 à 11h45.</p>
<h2>Pour qui ?</h2>
<p>Le PAN s’adresse aux étrangers qui ne disposent pas d’ordinateur, qui n’ont pas accès à internet ou qui rencontrent des difficultés techniques sur l’ANEF.</p>
<h2>Comment ?</h2>
<p>Pour venir au PAN, <a href="https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/9999/">prenez rendez-vous en ligne</a>.</p>`,
		"/Demarches/Etrangers/ANEF": `<p>Depuis le 13 septembre 2022, les demandes suivantes se font exclusivement sur
<a href="` + s.site.Portal + `">le site de l’ANEF</a> :</p>
<ul><li>titre de séjour étudiant</li><li>titre de séjour visiteur</li><li>passeport talent</li><li>duplicata</li></ul>
<p>En cas de difficulté, contactez d’abord le centre de contact citoyens (CCC) au ` + s.site.Phone + ` (appel gratuit) ou par son
<a href="` + s.site.Portal + `contact">formulaire de contact</a>.</p>`,
		"/Demarches/Etrangers/Attestation": `<p>L’attestation de prolongation d’instruction est valable ` + s.site.Months + ` mois. Elle a la même valeur qu’un récépissé.</p>
<p>Pour renouveler votre attestation de prolongation d’instruction, connectez-vous à votre compte ANEF et demandez-la par le formulaire.</p>
<p>Si le dépôt en ligne reste impossible malgré l’aide du centre de contact, la préfecture constate cette impossibilité et vous propose la solution de substitution : un rendez-vous au guichet ou un envoi par courrier.</p>`,
	}
}
