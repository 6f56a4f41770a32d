package notice

import (
	"bufio"
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"vigie/internal/lazyregexp"
	"vigie/internal/observatory"
)

// weighing says how much each word, and each pair of words that follow each other,
// speaks for each label: a multinomial logistic regression on the labelled notices
// of testdata/synthetic, whose tables lie open in weights/ (made anew by
// go test -run TestWeights -update, dated by Version).
type weighing struct {
	labels []string
	start  []float64 // before any word
	points map[string][]points
}

// points are what a word adds for one label.
type points struct {
	label  int
	points float64
}

//go:embed weights/*.txt
var weightFiles embed.FS

var (
	kindWords   = sync.OnceValue(func() *weighing { return mustWeigh("kind") })
	reasonWords = sync.OnceValue(func() *weighing { return mustWeigh("reason") })
)

func mustWeigh(name string) *weighing {
	text, err := weightFiles.ReadFile("weights/" + name + ".txt")
	if err == nil {
		var w *weighing
		if w, err = parseWeighing(string(text)); err == nil {
			return w
		}
	}
	panic(fmt.Sprintf("weights of %ss: %v", name, err)) // part of the program: TestWeights reads it
}

// parseWeighing reads lines "words label=points ...", parted by tabs; the first
// one, of no words, has what each label starts with. "#" begins a remark.
func parseWeighing(text string) (*weighing, error) {
	w := &weighing{points: map[string][]points{}}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		term, rest, _ := strings.Cut(lines.Text(), "\t")
		if strings.HasPrefix(term, "#") {
			continue
		}
		first := w.labels == nil
		for field := range strings.SplitSeq(rest, "\t") {
			label, number, _ := strings.Cut(field, "=")
			value, err := strconv.ParseFloat(number, 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", lines.Text(), err)
			}
			if first {
				w.labels, w.start = append(w.labels, label), append(w.start, value)
				continue
			}
			i := slices.Index(w.labels, label)
			if i < 0 {
				return nil, fmt.Errorf("%q: no label %q", lines.Text(), label)
			}
			w.points[term] = append(w.points[term], points{i, value})
		}
	}
	return w, lines.Err()
}

// letters is how many letters of a word count: its ending tells nothing here.
const letters = 6

// terms lists the words of a sentence, folded, and the pairs of neighbours; a
// number is "0", whatever it is.
func terms(line string) []string {
	var list []string
	before := ""
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		switch {
		case word[0] <= '9':
			word = "0"
		case len(word) > letters:
			word = word[:letters]
		}
		if len(word) > 1 || word == "0" {
			list = append(list, word)
		}
		if before != "" {
			list = append(list, before+" "+word)
		}
		before = word
	}
	return list
}

// scale makes the points of long and short messages comparable.
func scale(terms int) float64 { return 1 / math.Sqrt(float64(terms+1)) }

// shares are what each label has of the whole, once the points of the terms are
// added up (softmax).
func (w *weighing) shares(sums []float64, terms int) []float64 {
	list, most, whole := make([]float64, len(sums)), math.Inf(-1), 0.0
	for i := range sums {
		list[i] = w.start[i] + sums[i]*scale(terms)
		most = max(most, list[i])
	}
	for i := range list {
		list[i] = math.Exp(list[i] - most)
		whole += list[i]
	}
	for i := range list {
		list[i] /= whole
	}
	return list
}

// decide gives the label for which the words of a message speak most, its share,
// and the sentence that speaks most for it; each term counts once. Nothing is
// shown where no word is known.
func (w *weighing) decide(m *message) (label string, share float64, shown []finding) {
	sums, seen := make([]float64, len(w.labels)), map[string]bool{}
	by := make([][]float64, len(m.sentences))
	for i := range m.sentences {
		by[i] = make([]float64, len(w.labels))
		if m.sentences[i].role&silent != 0 {
			continue
		}
		for _, term := range terms(m.line(i)) {
			if seen[term] {
				continue
			}
			seen[term] = true
			for _, p := range w.points[term] {
				by[i][p.label] += p.points
				sums[p.label] += p.points
			}
		}
	}
	shares := w.shares(sums, len(seen))
	best := slices.Index(shares, slices.Max(shares))
	line := -1
	for i := range by {
		if by[i][best] > 0 && (line < 0 || by[i][best] > by[line][best]) {
			line = i
		}
	}
	if line < 0 {
		return "", 0, nil
	}
	return w.labels[best], shares[best], []finding{{m.sentences[line].place, line}}
}

// silent sentences say nothing of this file.
const silent = generic | boilerplate

// Shares from which the words decide against the rules.
const (
	kindShare   = 0.4
	reasonShare = 0.3
	likelyShare = 0.5 // where the rules found a closure, or a reason that is more than a category
	plainShare  = 0.9 // that a message in which the rules found what else it does is a closure
)

// kindByWords gives what the words of a message say of its kind where that may
// stand against the rules. Words hardly make an end of a message in which the rules
// found what else it does: a threat, the story of an earlier end and the end itself
// have the same words. What is not ours stays so.
func (m *message) kindByWords(kind observatory.NoticeKind, shown []finding, e *ends) (observatory.NoticeKind, []finding) {
	label, share, by := kindWords().decide(m)
	read := observatory.NoticeKind(label)
	switch {
	case share < kindShare, read == kind, kind != observatory.NoticeOther && share < likelyShare,
		kind == observatory.NoticeClosure && read == observatory.NoticeOther && share < plainShare && (decree.MatchString(m.text) || len(by) > 0 && m.sentences[by[0].line].role&advice != 0) && m.closedOutright(e),
		kind == observatory.NoticeClosure && read == observatory.NoticeAppointment && len(e.real) > 0 && notThere.MatchString(m.text),
		read == observatory.NoticeClosure && kind != observatory.NoticeOther && share < plainShare,
		read == observatory.NoticeClosure && m.goesOn(e),
		read == observatory.NoticeDocumentRequest && kind == observatory.NoticeOther && m.goesOn(e),
		read == observatory.NoticeDocumentRequest && kind == observatory.NoticeClosure && m.remedy().is == observatory.Yes, // nobody goes to court over a request
		kind == observatory.NoticeOther && m.ofOthers(e) != nil,
		kind == observatory.NoticeClosure && read == observatory.NoticeCCCAnswer && m.closedOutright(e) && m.onlySentToCCC(),
		kind == observatory.NoticeCCCAnswer && read == observatory.NoticeDocumentRequest && share < plainShare,
		kind == observatory.NoticeAcknowledgement && read == observatory.NoticeOther && share < plainShare && !stillOpen.MatchString(m.text),
		kind == observatory.NoticeOther && (read == observatory.NoticeClosure && share < plainShare || read == observatory.NoticeDocumentRequest) && slices.ContainsFunc(m.search(m.words.request, boilerplate|generic), m.forbids): // words do not know a prohibition
		return kind, shown
	}
	return read, by
}

// closedOutright reports whether one of the ends says "clos", whatever else is decided.
func (m *message) closedOutright(e *ends) bool {
	return slices.ContainsFunc(e.real, func(f finding) bool { return anyIn(m.words.closed, m.text[f.start:f.end]) })
}

// notThere: the appointment is over, and the person did not come.
var notThere = lazyregexp.New(`\bvotre absence\b|\bvous (?:n'etes|n'avez|ne vous etes) (?:pas|jamais) (?:presentee?|venue?|rendue?|honore)\b|\b(?:etiez|avez ete) absente?\b`)

// fileLacks says of the file that it does not hold something.
var fileLacks = lazyregexp.New(`\b(?:dossier|demande)\b[^\n]{0,60} ne (?:comport|contien|contenai|compren)\w+ (?:pas|ni|aucun)`)

// requestUnanswered: a request of the service had no effect.
var requestUnanswered = lazyregexp.New(serviceRequest + `[^\n]{0,120}\b(?:sans (?:effet|suite|reponse|resultat|retour)|lettre morte|pas (?:ete )?(?:suivie|satisfaite|honoree)|restee? vaine)`)

// onlyPart: the request was answered, and not whole.
var onlyPart = lazyregexp.New(`\bn'avez (?:donc |encore )?(?:envoye|transmis|fourni|joint|depose|produit|adresse|communique|remis|verse)\w* qu[e']|\bvotre (?:reponse|envoi)\b[^\n]{0,80}\bne (?:conten|contien|comport|compren|joi)\w+ (?:pas|ni|aucun)`)

// onlyCalledIncomplete reports whether the rules found no more than that word, and no
// paper that could be in dispute.
func (m *message) onlyCalledIncomplete(best *ground) bool {
	for line := range m.sentences {
		if m.says(line).mask.meets(setOf(aPaper, isClaim)) {
			return false
		}
	}
	return strings.Contains(m.text[best.start:best.end], "incompl")
}

// goesOn reports whether something in a message says that the file goes on, or that
// its end is to come or denied.
func (m *message) goesOn(e *ends) bool {
	return len(e.threat) > 0 || stillOpen.MatchString(m.text) || requestEnded.MatchString(m.text) || notEnded.MatchString(m.text) || len(m.refusals()) > 0
}

// notEnded: an end that is denied or to come, or that of something else; a file
// that is kept.
var notEnded = lazyregexp.New(`\bpas encore\b|\b(?:gardons|conservons|maintenons) votre (?:dossier|demande)|\baucune? (?:demande|dossier)s? ne\b|\b(?:une demande|un dossier|les demandes|les dossiers)\b[^\n]{0,40}\b(?:est|sont|se font|se deposent)\b` +
	`|\b(?:ce n'est pas|ce n'etait pas) le cas\b|\bil n'en est rien\b|\brien (?:ne |n')(?:a |est |sera )?(?:ete )?(?:clotur|clos|ferm|annul|rejet|class|supprim)\w*` +
	`|\b(?:ne|n') ?(?:va|vais|vont|allons) pas (?:annuler|fermer|clore|cloturer|classer|rejeter|retirer)` +
	`|\bpour (?:retirer|annuler|fermer|supprimer|abandonner) (?:votre|une|la) (?:demande|demarche)` +
	`|\baucun (?:rendez-vous|rdv|creneau)[^\n]{0,40}\b(?:disponible|propose|libre)` +
	`|\bsera (?:retiree?|fermee?|close?|cloturee?|classee?|annulee?|supprimee?|rejetee?)\b|\b(?:foire aux questions|faq)\b` +
	`|\b(?:compte|espace (?:personnel|usager))\b[^\n]{0,30}\b(?:ferme|supprime|desactive|cloture)` +
	`|\b(?:guichets?|accueils?|bureaux|locaux|standard)\b[^\n]{0,50}\b(?:sera|seront|est|sont)(?: [a-z]+)? fermee?s?\b` +
	`|\b(?:cloture|fermeture|classement|rejet)\b[^\n]{0,40}\b(?:est|a ete) (?:annulee?|levee?|retiree?|rapportee?)\b|\bde nouveau (?:en|a l')(?: cours d')?(?:instruction|examen|etude)` +
	`|\bdemande de (?:complement|piece|document)s?\b[^\n]{0,40}\b(?:cloturee|close|fermee|annulee|retiree)`)

// reasonByWords gives the reason of a closure that its words speak for, where that
// may stand against the rules. Where these found that what was sent is in dispute,
// words do not make it a plain lack: who did what is not in them.
func (m *message) reasonByWords(reason observatory.NoticeReason, best *ground, all []ground) (observatory.NoticeReason, *ground, []ground) {
	label, share, shown := reasonWords().decide(m)
	read := observatory.NoticeReason(label)
	switch {
	case share < reasonShare, read == reason, best == nil && len(shown) > 0 && strings.HasPrefix(m.line(shown[0].line), "["), // a name that was masked gives no reason
		best != nil && (!best.cause.bare || reason == observatory.ReasonIncompleteDisputed) && share < likelyShare,
		read == observatory.ReasonIncomplete && reason == observatory.ReasonIncompleteDisputed,
		read == observatory.ReasonWithdrawn && best != nil && best.cause.rank == 0,                                            // the service says it, not the person
		read == observatory.ReasonIncomplete && reason == observatory.ReasonNoAnswer && requestUnanswered.MatchString(m.text), // rules know whether it was asked before
		read == observatory.ReasonNoAnswer && (reason == observatory.ReasonOtherGround && notThere.MatchString(m.text) || reason == observatory.ReasonIncomplete && onlyPart.MatchString(m.text)),
		read == observatory.ReasonIncompleteDisputed && reason == observatory.ReasonIncomplete && best.cause.bare && m.onlyCalledIncomplete(best),
		read == observatory.ReasonIncomplete && best != nil && !best.cause.bare && best.cause.rank < unlisted.rank && m.weights[read] == 0 && (m.weights[reason] >= fairly || best.cause.rank <= 4 && best.score >= 4) && share < plainShare, // no paper is said to be wanting
		read == observatory.ReasonOtherGround && reason == observatory.ReasonIncomplete && share < plainShare && best != nil && fileLacks.MatchString(m.line(best.line)) && len(m.documentsOf(best.line)) > 0,                                // the file is said not to hold a named document
		read == observatory.ReasonNoneGiven: // of a category the rules know best that it is one
		return reason, best, all
	}
	known := slices.DeleteFunc(slices.Clone(all), func(g ground) bool { return g.cause.reason != read })
	if len(known) == 0 {
		bare := read == observatory.ReasonIncomplete || read == observatory.ReasonInadmissible
		known = []ground{{shown[0], &cause{reason: read, bare: bare}, 0}}
	}
	return read, heaviest(known), known
}
