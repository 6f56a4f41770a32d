package dashboard

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// namedFields are the fields of one part of a form.
type namedFields struct {
	title  string
	fields []field
}

// namedKinds are kinds of event that belong together.
type namedKinds struct {
	title string
	kinds []string
}

// kindGroups puts the published kinds of event in the order in which a
// caseworker looks for them. One that no group names stands at the end.
func kindGroups(published []string) []namedKinds {
	groups := []namedKinds{
		{"La demande", []string{"dépôt", "confirmation de dépôt", "demande de pièces", "réponse à une demande de pièces", "nouveau dépôt", "désistement", "état constaté"}},
		{"Les documents de séjour", []string{"titre détenu", "API", "demande d'API", "récépissé", "attestation de décision favorable", "APS"}},
		{"La fin de la demande", []string{"clôture", "décision", "recours"}},
		{"Les blocages et l'aide", []string{"tentative échouée", "contact CCC", "contact PAN", "solution de substitution", "alternative demandée", "correction demandée"}},
		{"Ce qui s'ensuit", []string{"API présentée à un organisme", "API refusée par un organisme", "conséquence", "divulgation de données"}},
		{"La personne", []string{"situation", "consentement", "retrait du consentement"}},
	}
	rest := slices.Clone(published)
	for i := range groups {
		groups[i].kinds = slices.DeleteFunc(groups[i].kinds, func(kind string) bool { return !slices.Contains(published, kind) })
		rest = slices.DeleteFunc(rest, func(kind string) bool { return slices.Contains(groups[i].kinds, kind) })
	}
	groups = append(groups, namedKinds{"Autres", rest})
	return slices.DeleteFunc(groups, func(g namedKinds) bool { return len(g.kinds) == 0 })
}

// kindFields are the fields that matter for a kind of event, beside who it is
// about and the proof; nil for a kind of which nothing is known here.
func kindFields(kind string) []string {
	known := map[string]string{
		"titre détenu":                      "début|fin",
		"dépôt":                             "date|canal|canal prescrit par|confirmation détenue|précision",
		"confirmation de dépôt":             "date",
		"demande de pièces":                 "date|fin|pièces demandées",
		"réponse à une demande de pièces":   "date",
		"API":                               "date|début|fin|rang|mention des droits",
		"récépissé":                         "date|début|fin",
		"attestation de décision favorable": "date|début|fin",
		"APS":                               "date|début|fin",
		"demande d'API":                     "date|rang|destinataire de la demande d'API|réponse|date de la réponse",
		"clôture":                           "date|issue|motif indiqué|motif de clôture|source du motif|expéditeur de la clôture|voies de recours indiquées|canal|texte de la clôture",
		"nouveau dépôt":                     "date|début",
		"décision":                          "date|issue",
		"désistement":                       "date",
		"contact CCC":                       "date|canal|réponse|date de la réponse|ticket CCC|impossibilité écrite par le CCC|texte de la réponse du CCC",
		"contact PAN":                       "date|canal|réponse|fin|créneaux affichés par le PAN|suite du rendez-vous",
		"solution de substitution":          "date|réponse|date de la réponse|fin|suite du rendez-vous",
		"tentative échouée":                 "date|heure de la tentative|page de la tentative|message de la tentative",
		"API refusée par un organisme":      "date|organisme|canal|précision",
		"API présentée à un organisme":      "date|organisme|réponse",
		"conséquence":                       "début|fin|précision|organisme",
		"recours":                           "date|précision|juridiction|numéro de recours|réponse|fin|exécution",
		"correction demandée":               "date|précision|réponse",
		"état constaté":                     "date|réponse|par qui|précision",
		"alternative demandée":              "date|par qui|réponse",
		"divulgation de données":            "date|par qui|reçu par",
		"situation":                         "préfecture|numéro étranger connu|ancien demandeur d'asile|enfant d'une personne protégée|vulnérabilités|consentement mesure de contrainte|empêché de se déplacer par une mesure de contrainte",
		"consentement":                      "date|fin|finalité",
		"retrait du consentement":           "date|finalité",
	}
	if list, ok := known[kind]; ok {
		return strings.Split(list, "|")
	}
	return nil
}

// kindWords are the words of a list that go with a kind of event, where the list
// serves several kinds; nil for all of them.
func kindWords(kind, name string) []string {
	const harms = "emploi suspendu|emploi perdu|embauche empêchée|prestations coupées|couverture maladie interrompue|logement|études|compte bancaire|voyage empêché|soins|autre"
	known := map[[2]string]string{
		{"dépôt", "précision"}:                        "délai de l'article R. 431-5, 2°, tenu|délai de l'article R. 431-5, 3°, tenu|délai de l'article R. 431-5, 4°, tenu",
		{"état constaté", "précision"}:                "premier contact avec l'association",
		{"conséquence", "précision"}:                  harms,
		{"API refusée par un organisme", "précision"}: harms,
		{"recours", "précision"}:                      "référé-suspension|référé-liberté|référé mesures utiles|recours pour excès de pouvoir|autre",
		{"correction demandée", "précision"}:          "état civil|adresse|document à ajouter|erreur à signaler|autre",
		{"état constaté", "réponse"}:                  "avec document valide|sans document valide",
		{"API présentée à un organisme", "réponse"}:   "acceptée|refusée|sans réponse",
	}
	if list, ok := known[[2]string{kind, name}]; ok {
		return strings.Split(list, "|")
	}
	return nil
}

// offered are the words of a field in the form of a kind; one that a draft holds
// already stays.
func offered(x field, kind, value string) []string {
	words := kindWords(kind, x.Name)
	if words == nil {
		return x.Constraints.Enum
	}
	return slices.DeleteFunc(slices.Clone(x.Constraints.Enum), func(word string) bool { return word != value && !slices.Contains(words, word) })
}

// knownBeside answers that an event stands beside one of its kind and day.
const knownBeside = "ajouter"

// mayStandBeside reports whether a case can have two such events on one day that
// nothing but their values tells apart.
func mayStandBeside(values map[string]string) bool {
	switch values["évènement"] {
	case "situation", "consentement", "retrait du consentement":
		return false
	case "tentative échouée":
		return values["heure de la tentative"] == ""
	}
	return true
}

// whoFields say whom a report is about.
func whoFields() []string {
	return []string{"référence", "numéro étranger", "département"}
}

// fieldGroups are the parts of the form of a kind of event, or of a case: what
// matters first, the rest folded.
func fieldGroups(f form, shape, kind string) []namedFields {
	first, folded := whoFields(), []namedFields(nil)
	take := func(title string, names ...string) {
		folded = append(folded, namedFields{title, pickFields(f, names)})
	}
	if shape == ShapeEvents {
		own := kindFields(kind)
		first = append(first, own...)
		if own == nil {
			for _, x := range f.Fields {
				if x.Name != "évènement" && x.Name != "association" { // the form's own, and the account's
					first = append(first, x.Name)
				}
			}
		}
		first = append(first, "niveau de preuve", "commentaire", proofField)
		take("Pour reconnaître le dossier sans référence, ou masquer un nom", "procédure", "fondement", "date de dépôt", "nom", "prénom", "date de naissance", "e-mail", "téléphone")
		return append([]namedFields{{"", pickFields(f, first)}}, without(folded, first)...)
	}
	first = append(first, "procédure", "fondement", "date de dépôt", "canal de dépôt", "date de fin du titre", "API début", "API fin", "API mention des droits", "niveau de preuve", "commentaire")
	take("Dépôt et pièces", "canal prescrit par", "confirmation détenue", "date de confirmation", "date de demande de pièces", "date limite pour les pièces", "pièces demandées", "date de réponse aux pièces", "date de début du titre")
	folded = append(folded, namedFields{"Autres attestations et documents", matching(f, "API ", "récépissé", "attestation de décision", "APS", "date de demande d'API", "date de demande de renouvellement", "réponse à la demande d'API", "destinataire")})
	folded = append(folded, namedFields{"Clôture, nouveau dépôt, décision, recours", matching(f, "date de clôture", "issue", "motif", "source du motif", "expéditeur", "voies de recours", "canal de la clôture", "texte de la clôture", "date de nouveau dépôt", "date de décision", "décision", "date de désistement", "date du recours", "genre de recours", "juridiction", "numéro de recours", "exécution")})
	folded = append(folded, namedFields{"Contacts : CCC, PAN, substitution", matching(f, "date de contact", "réponse du", "canal du contact", "ticket", "impossibilité", "texte de la réponse", "date de rendez-vous", "créneaux", "suite", "date de demande de substitution", "réponse à la demande de substitution", "date de réponse à la demande")})
	folded = append(folded, namedFields{"Consentement et situation de la personne", matching(f, "consentement", "fin du consentement", "date de retrait", "vulnérabilités", "empêché", "numéro étranger connu", "ancien", "enfant", "préfecture")})
	var others []string
	for _, x := range f.Fields {
		others = append(others, x.Name)
	}
	take("Autres renseignements", others...)
	return append([]namedFields{{"", pickFields(f, append(first, proofField))}}, without(folded, first)...)
}

// pickFields gives the fields of those names that the schema has, each once.
func pickFields(f form, names []string) []field {
	var found []field
	for i, name := range names {
		if x, ok := f.field(name); ok && !slices.Contains(names[:i], name) {
			found = append(found, x)
		}
	}
	return found
}

// matching gives the fields whose names begin with one of those words.
func matching(f form, beginnings ...string) []field {
	var found []field
	for _, x := range f.Fields {
		if slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(x.Name, b) }) {
			found = append(found, x)
		}
	}
	return found
}

// without leaves out of each group what an earlier one has. The association is
// that of the account.
func without(groups []namedFields, first []string) []namedFields {
	seen := map[string]bool{"association": true, proofField: true}
	for _, name := range first {
		seen[name] = true
	}
	for i := range groups {
		groups[i].fields = slices.DeleteFunc(groups[i].fields, func(x field) bool {
			known := seen[x.Name]
			seen[x.Name] = true
			return known
		})
	}
	return groups
}

// capital begins with a capital.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}

func itoa(n int) string { return strconv.Itoa(n) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
