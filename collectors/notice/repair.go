package notice

import (
	"strings"
	"sync"

	"vigie/internal/lazyregexp"
)

// vocabulary lists the words on which rules rest. A word that a scan or a bad
// conversion damaged is read as the one of these that it must have been.
const vocabulary = `abandon absence acceptee accorde accordee accuse acquis acte administratif administrative adresse agent
ancien annulation annule annulee anterieur anterieure appartient application arrete article articles attestation aucune autorite autre avis
bordereau bulletin bulletins bureau carte cause cela celui certificat charge chef cheffe classe classee classement classes clos close cloture cloturee
cloturees clotures code competence competent competente complement complementaire complementaires complements complet complete completer complets concernant conditions
conforme conformement confirmation conjoint connaitre consequence considerations contentieux contester contrat convocation convoque copie correspond
correspondent courriel courrier date decide decision declaration decret defaut delai delais delegation demande demandee demandees demandes demarche
departement depose deposee deposer depot devant diplome direction directeur directrice disponible divergence document documents domicile donne donner dossier dossiers doublon duplicata
effectuee enregistree enregistrement enregistrer entree erreur erronee errone etat etranger etrangers examen exercer expire facture famille favorable fiche formulaire fourni fournie
fournir gracieux guichet hierarchique identique identite illisible illisibles imparti impossible incoherence incompetent incomplet incomplete incompletes incomplets inexacte informations informe
informer informons instruction instruire interieur introduire invitation invite invitee irrecevabilite irrecevable joindre jours jugement justice justificatif justificatifs justificative
justificatives legalite lisible lisibles livret logement loyer madame malgre manquant manquante manquantes manquants mariage mention mois monsieur motif motifs
naissance nationalite nouvelle notification notifiee notre numero passeport permis permet perime perimee photo photographie photographies photos piece pieces plateforme pouvez precedent precedente prefecture
prefet presente presenter prenom prises procedure procedures produire hebergement hebergeant imposition employeur assurance traduction domiciliation scolarite produit produite produites prolongation promesse quittance raison rappel recepisse reception reclamation recours recu refus refuse refusee regularite rejet rejete rejetee relance relances releve
remis remise rendez rendu renouvellement renseignements repondre repondu reponse reprise residence restee restitue restitution retour retrait retirer saisir salaire sante sejour service services signature situation soumis sollicitation suite suites suivant suivante
suivantes suivants supprimee teleservice terme titre titres traitement transmettre transmis transmise transmises tribunal valable valide validite verification visa votre voies voie`

// skeleton makes alike what scans confuse: rn and m, l, i and 1, o and 0, e and
// c, u and v, and doubled strokes.
var (
	strokes = strings.NewReplacer("1", "l", "|", "l", "!", "l", "i", "l", "0", "o", "5", "s", "6", "e", "8", "b", "@", "a", "$", "s")
	joins   = strings.NewReplacer("rn", "m", "nn", "m", "ll", "u", "cl", "d", "c", "e", "v", "u")
)

func skeleton(word string) string { return joins.Replace(strokes.Replace(word)) }

// lexicon holds the vocabulary by word and by skeleton.
type lexicon struct {
	words     map[string]bool
	skeletons map[string]string
	bySize    map[int][]string
}

var lexiconOnce = sync.OnceValue(func() lexicon {
	l := lexicon{words: map[string]bool{}, skeletons: map[string]string{}, bySize: map[int][]string{}}
	for word := range strings.FieldsSeq(vocabulary) {
		l.words[word] = true
		l.bySize[len(word)] = append(l.bySize[len(word)], word)
		if len(word) >= 5 {
			if _, known := l.skeletons[skeleton(word)]; !known {
				l.skeletons[skeleton(word)] = word
			}
		}
	}
	return l
})

// token is a word as a scan may have left it.
var token = lazyregexp.New(`[a-z][a-z0-9|!@$?\x7f]*[a-z0-9|\x7f]|[0-9|!][a-z][a-z0-9|!\x7f]*[a-z]|\x7f`)

// repair puts the right word in the place of a damaged one, and joins words
// that were cut in two ("dos sier"). Where a word came from does not change.
func (f *folder) repair() {
	l := lexiconOnce()
	text := string(f.out)
	source := folded{text: text, at: f.at, to: f.to}
	r := &folder{out: make([]byte, 0, len(text)), at: make([]int, 0, len(text)), to: make([]int, 0, len(text))}
	tokens := token.FindAllStringIndex(text, -1)
	done := 0
	for i := 0; i < len(tokens); i++ {
		start, end := tokens[i][0], tokens[i][1]
		word, fixed := text[start:end], ""
		if i+1 < len(tokens) && tokens[i+1][0] == end+1 && text[end] == ' ' {
			if joined := word + text[tokens[i+1][0]:tokens[i+1][1]]; l.cutInTwo(word, joined) {
				end, fixed = tokens[i+1][1], joined
				i++
			}
		}
		if fixed == "" {
			fixed = l.fix(word)
		}
		if fixed == "" {
			fixed = written(text, start, end)
		}
		if fixed == "" {
			continue
		}
		r.copy(source, done, start)
		r.put(fixed, f.at[start], f.to[end-1])
		done = end
	}
	if done > 0 {
		r.copy(source, done, len(text))
		*f = *r
	}
}

func (f *folder) copy(from folded, start, end int) {
	f.out = append(f.out, from.text[start:end]...)
	f.at = append(f.at, from.at[start:end]...)
	f.to = append(f.to, from.to[start:end]...)
}

// cutInTwo reports whether a word and the next are one word of the vocabulary
// in two pieces; a piece that is itself a common word is left alone.
func (l lexicon) cutInTwo(first, joined string) bool {
	if len(joined) < 6 || !l.words[joined] || l.words[first] {
		return false
	}
	switch first {
	case "de", "en", "sur", "par", "a", "non", "au", "la", "le", "et", "un", "une", "pour", "que", "qui", "il", "ou", "si", "tous", "sous":
		return first == "de" && joined != "demise" || first == "en" && strings.HasPrefix(joined, "enregist")
	}
	return true
}

// fix gives the word of the vocabulary that a damaged word must have been,
// empty when the word is sound or unknown.
func (l lexicon) fix(word string) string {
	if word == string(unknownRune) { // the one accented word of one letter
		return "a"
	}
	if len(word) < 5 || l.words[word] {
		return ""
	}
	if strings.ContainsAny(word, "\x7f?") {
		return l.fillIn(word)
	}
	return l.skeletons[skeleton(word)]
}

// fillIn finds the one word that has the lost letters.
func (l lexicon) fillIn(word string) string {
	found := ""
	for _, candidate := range l.bySize[len(word)] {
		if !matches(word, candidate) {
			continue
		}
		if found != "" {
			return ""
		}
		found = candidate
	}
	return found
}

func matches(word, candidate string) bool {
	for i := range len(word) {
		if c := word[i]; c != candidate[i] && c != unknownRune && c != '?' {
			return false
		}
	}
	return true
}
