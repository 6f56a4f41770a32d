package probes

import (
	"slices"
	"sort"
	"strings"

	"vigie/internal/lazyregexp"
)

var (
	// infoBooking finds a sentence that says how one is received.
	infoBooking = lazyregexp.New(`\b(?:by|without(?: an)?) appointment\b|\bno appointment\b|\b(?:book|make|request|schedule|get) (?:an? |your )?(?:appointment|slot)s?\b|\bappointments? (?:is |are )?(?:required|only|must|can|by)\b|\b(?:faut-il|dois-je|doit-on|fait-on) [^?.\n]{0,40}\b(?:rendez[ -]?vous|rdv)\b|\b(?:sur|sans|avec|par) (?:un |prise de |simple )?(?:rendez[ -]?vous|rdv)\b|` +
		`\b(?:prise|prises|prendre|prenez|prennent|prenant|pris|reserv\w+|obten\w+|obtien\w+|sollicit\w+|demand\w+|fix(?:er|ez)) (?:de |d'|du |un |votre |vos |le |les |d'un |des )*(?:rendez[ -]?vous|rdv|creneaux?)\b|` +
		`\b(?:rendez[ -]?vous|rdv) (?:est |sont )?(?:obligatoire|en ligne|par|via|aupres|au|a prendre|prealable|possible|necessaire|uniquement)\b|\b(?:acces|entree) (?:est |reste |demeure )?libre\b|\bpour (?:y )?etre (?:recue?s?|accueilli\w*)\b|` +
		`\btickets? (?:est |sont )?(?:a retirer|a prendre|se retir\w+|delivre\w*)|\b(?:reservations?|inscriptions?) (?:est |sont |prealables? |s'effectue(?:nt)? |se fait |se font )?(?:obligatoires?|necessaires?|prealables?|en ligne|sur (?:le site|place|internet)|par|via|aupres|a l'accueil)\b|\bpour vous inscrire\b|\b(?:pri(?:se|ses)|prendre|prenez|distribution|retrait|retire[rz]) (?:de |d'un |des |un )?tickets?\b|\b(?:rendez[ -]?vous|rdv) (?:a (?:prendre|solliciter|demander|reserver)|se pren\w+|(?:est |sont |etre )?pris)\b|\b(?:rendez[ -]?vous|rdv) [^.;,\n]{0,40}\b(?:(?:est|sont) a prendre|se pren\w+)|\b(?:rendez[ -]?vous|rdv|creneaux?) (?:vous )?(?:est|sont|sera|seront) (?:propos|fix|donn|attribu|communiqu)\w+|\b(?:rendez[ -]?vous|rdv|reservations?|inscriptions?) (?:au |: ?|par telephone (?:au )?)?(?:\+ ?33|0[ .]?[1-9])|\brdv-prefecture\.|\brdv\.anct\.|\bchoisi(?:r|ssez|ssant) (?:un |une |votre |le |la )*(?:creneau|horaire|date|plage)\b|\b(?:donn|fix|attribu|propos)\w+ (?:un |le |votre |les |des )(?:rendez[ -]?vous|rdv|creneaux?)\b`)

	// infoContact finds an invitation to reach the PAN.
	infoContact = lazyregexp.New(`\b(?:contacter|contactez|joindre|joignez|joignable|appeler|appelez|ecrire|ecrivez|telephoner|telephonez)\b`)

	infoWithout   = lazyregexp.New(`\bwithout (?:an )?appointment\b|\bno appointment (?:is )?(?:needed|required|necessary)|\bsans (?:(?:un |prise de )?(?:rendez[ -]?vous|rdv)|inscription|reservation)\b|\b(?:acces|entree) (?:est |reste |demeure )?libre\b|\b(?:inutile|(?:pas|non) (?:necessaire|utile|obligatoire|besoin)) (?:de |d')(?:(?:prendre|avoir|un) )*(?:rendez[ -]?vous|rdv)\b|\bpas (?:de )?(?:prise de |besoin de )*(?:rendez[ -]?vous|rdv)(?: ?[:.,;(]| (?:necessaire|obligatoire|a prendre))|\baucun (?:rendez[ -]?vous|rdv) n'est (?:necessaire|requis|demande|obligatoire)|\b(?:rendez[ -]?vous|rdv) (?:n'est pas|non) (?:necessaire|obligatoire|requis)`)
	infoByForm    = lazyregexp.New(`\bformulaire`)
	infoByPhone   = lazyregexp.New(`\bphone\b|\b(?:telephon\w*|tel\b|appel\w*)|(?:\+ ?33|\b0)[ .\-]?[1-9](?:[ .\-]?\d\d){4}\b`)
	infoByMail    = lazyregexp.New(`\bemail\b|[a-z0-9._%+\-]+@[a-z0-9.\-]+\.[a-z]{2,}|\b(?:courriel|mail|mel|e-mail)\b`)
	infoByWeb     = lazyregexp.New(`\bonline\b|\ben ligne\b|\b(?:sur|par|via) internet\b|https?://|\brdv[- ]?prefecture|\bsite internet\b|\bcliqu`)
	infoAtCounter = lazyregexp.New(`\bsur place\b|\btickets?\b|\ba l'accueil\b|\bau guichet\b`)

	// infoInVain finds a first attempt elsewhere that came to nothing: by what means
	// it was made is not by what means the PAN is reached.
	infoInVain = lazyregexp.New(`\b(?:si|lorsque|quand|apres|en cas d'|dans le cas ou|des lors que)\b[^.,;\n]{0,160}\b(?:abouti\w*|persist\w*|echou\w*|echec|en vain|infructueu\w*|sans succes|sans reponse|ne (?:permet|suffi|resou)\w*)\b[^.,;\n]{0,80},`)

	// infoInstead finds the appointment at the prefecture that is given where the
	// online way fails: it is not the PAN's.
	infoInstead = lazyregexp.New(`\b(?:rendez[ -]?vous|rdv) (?:en|a la|a l'accueil de la|aupres de la|au guichet de la) (?:sous-)?prefecture,? (?:lorsque|quand|si|en cas d)`)

	// infoTriedFirst is the PAN as what was tried before a substitution.
	infoTriedFirst = lazyregexp.New(`\b(?:malgre|apres|en depit d)\b`)

	// infoTakenAt finds the counter at which an appointment is booked, which is not that
	// of another appointment.
	infoTakenAt = lazyregexp.New(`\b(?:rendez[ -]?vous|rdv|tickets?|inscriptions?) [^.;,\n]{0,20}\b(?:a prendre|se pren\w+|pris|se fait|se font|a retirer|se retir\w+) (?:directement |uniquement )?(?:au|aux|a un|a l'un des) guichets?\b`)

	// infoOtherDesk marks sentences about another appointment than the PAN's.
	infoOtherDesk = lazyregexp.New(`\bguichets?\b|\bremise (?:de|du|des) titres?|\bretrait\b|\b(?:retirer|recuperer) (?:[a-z]+ )?(?:cartes?|titres?)\b|\bbiometri|\bants\b|\bpermis\b|cartes? grises?|\bnaturalisations?\b|\bentretien\b|` +
		`^(?:le |la )?(?:services?|bureau|plateforme) d[^.;\n]{0,80}\b(?:recoit|accueille|est ouverte?|repond|est joignable)\b`)
)

// infoByAppointment is the value of a page that says that one is received by
// appointment, not by what means to book.
const infoByAppointment = "sur rendez-vous"

// infoFindBooking finds the sentence that says how to be received at the PAN, and
// by what means. It looks in the sentences that name the PAN, then in those
// that follow within reach, and on a page that is about the PAN (its beginning
// names it) in all others. "Sur rendez-vous" alone counts, with that as its
// only value: the page then does not say by what means to book.
func infoFindBooking(text infoText, pan []infoSpan) (*infoSpan, []string) {
	if len(pan) == 0 {
		return nil, nil
	}
	var fallback, generic *infoSpan
	var fallbackMeans []string
	for _, found := range infoBookingSentences(text) {
		found = infoWithAnswer(text, found)
		at := text.span(found[0], found[1])
		sentence := text.text[found[0]:found[1]]
		distance := infoDistance(pan, at)
		switch {
		case distance == 0: // the sentence names the PAN
			means := infoMeans(text, found)
			if !slices.Equal(means, []string{infoByAppointment}) {
				return &at, means
			}
			if generic == nil { // such as a heading; a later sentence may say how
				generic = &at
			}
		case infoOtherDesk.MatchString(infoTakenAt.ReplaceAllString(infoRunBy.ReplaceAllString(sentence, ""), "")) || fallback != nil:
		case distance > 0 && distance <= infoPANReach, distance > 0 && infoAboutPAN(text, pan):
			fallback, fallbackMeans = &at, infoMeans(text, found)
		}
	}
	if generic != nil && (fallback == nil || slices.Equal(fallbackMeans, []string{infoByAppointment})) {
		return generic, []string{infoByAppointment}
	}
	return fallback, fallbackMeans
}

// infoWithAnswer adds to a question ("Comment prendre rendez-vous ?") the sentence
// that answers it.
func infoWithAnswer(text infoText, found [2]int) [2]int {
	if text.text[found[1]-1] != '?' && !infoBookingHead.MatchString(text.text[found[0]:found[1]]) {
		return found
	}
	if next, end := infoNextSentence(text, found[1]); next >= 0 && next-found[1] <= 3 && text.text[end-1] != '?' {
		found[1] = end
	}
	return found
}

var (
	infoToTake      = lazyregexp.New(`^[^a-z\n]*(?:a (?:prendre|reserver|solliciter|demander|fixer)|se pren\w+)\b`)
	infoBookingHead = lazyregexp.New(`^[^a-z\n]*(?:prise de |demande de |prendre )?(?:rendez[ -]?vous|rdv)[ *_]*:?[ *_]*$`)
	infoBookingSaid = lazyregexp.New(`^[^a-z\n]*(?:prise de |demande de )?(?:rendez[ -]?vous|rdv)[ *_]*(?::[ *_]*[^ ]|[a-z0-9._-]+@)`)
)

// infoBookingLabel reports whether a sentence is the label "Rendez-vous", with a
// number, an address or a site after it or in the next line.
func infoBookingLabel(text infoText, s [2]int) bool {
	said := text.text[s[0]:s[1]]
	if infoBookingHead.MatchString(said) {
		next, end := infoNextSentence(text, s[1])
		if next < 0 || next-s[1] > 3 {
			return false
		}
		said = text.text[next:end]
	} else if !infoBookingSaid.MatchString(said) {
		return false
	}
	return infoToTake.MatchString(said) || infoPhone.MatchString(said) || strings.Contains(said, "@") || infoByWeb.MatchString(said)
}

var (
	infoAppointment = lazyregexp.New(`\b(?:rendez[ -]?vous|rdv|creneaux?|reserv\w+|inscri\w+)\b`)
	infoCalledOff   = lazyregexp.New(`\b(?:annul|report|deplac|modifi|honor)\w*`)
)

// infoBookingAt reports whether a sentence gives a number, an address or a booking
// site for an appointment, in whatever words.
func infoBookingAt(sentence string) bool {
	return infoAppointment.MatchString(sentence) && !infoCalledOff.MatchString(sentence) && infoCCC.FindString(sentence) == "" &&
		(infoPhone.MatchString(sentence) || strings.Contains(sentence, "@"))
}

// infoBookingSentences gives the bounds of the sentences that say how one is
// received, in order. A mere invitation to make contact counts only where it
// gives a number or an address and names the PAN.
func infoBookingSentences(text infoText) [][2]int {
	return slices.DeleteFunc(infoSentences(text), func(s [2]int) bool {
		sentence := text.text[s[0]:s[1]]
		if infoSubstitution.MatchString(sentence) && infoTriedFirst.MatchString(sentence) {
			return true
		}
		reachable := infoContact.MatchString(sentence) && infoPAN.MatchString(sentence) && infoCCC.FindString(sentence) == "" &&
			(infoByPhone.MatchString(infoDigits(sentence)) || strings.Contains(sentence, "@"))
		return !infoBooking.MatchString(infoInstead.ReplaceAllString(sentence, "")) && !infoWithout.MatchString(sentence) && !reachable && !infoBookingLabel(text, s) && !infoBookingAt(sentence)
	})
}

// infoSentences gives the bounds of the sentences, in order.
func infoSentences(text infoText) [][2]int {
	if len(*text.list) > 0 {
		return slices.Clone(*text.list)
	}
	var list [][2]int
	last := -1
	for from := 0; from < len(text.text); {
		for from < len(text.text) && (text.text[from] == ' ' || text.text[from] == '\n') {
			from++
		}
		if from == len(text.text) {
			break
		}
		start, end := text.sentence(from, from)
		end = max(end, from+1)
		start = max(start, last+1, 0)
		list = append(list, [2]int{start, end})
		last = end - 1
		from = end
	}
	*text.list = list
	return slices.Clone(list)
}

// infoDigits keeps the telephone numbers of a sentence alone, so that the word
// "téléphone" is not taken for a number.
func infoDigits(sentence string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return '_'
		}
		return r
	}, sentence)
}

// infoDistance gives the bytes between the nearest naming before a sentence
// and its start, 0 when the sentence holds a naming, -1 when none is before.
func infoDistance(pan []infoSpan, sentence infoSpan) int {
	i := sort.Search(len(pan), func(i int) bool { return pan[i].start >= sentence.start })
	if i < len(pan) && pan[i].start < sentence.end {
		return 0
	}
	for i--; i >= 0; i-- {
		if pan[i].end <= sentence.start {
			return sentence.start - pan[i].end
		}
	}
	return -1
}

// infoMeans reads the means of booking in a sentence and in the line after it,
// where a link, number or address often stands.
func infoMeans(text infoText, found [2]int) []string {
	sentence := text.text[found[0]:found[1]]
	if infoWithout.MatchString(sentence) {
		return []string{"sans rendez-vous"}
	}
	if strings.HasSuffix(sentence, ":") {
		_, end := text.sentence(min(found[1]+1, len(text.text)), min(found[1]+1, len(text.text)))
		sentence = text.text[found[0]:max(end, found[1])]
	}
	sentence = infoInVain.ReplaceAllString(sentence, "")
	var means []string
	add := func(pattern *lazyregexp.Regexp, name string) {
		if pattern.MatchString(sentence) {
			means = append(means, name)
		}
	}
	add(infoByForm, "formulaire")
	add(infoByPhone, "téléphone")
	add(infoByMail, "courriel")
	add(infoByWeb, "en ligne")
	add(infoAtCounter, "sur place")
	if len(means) == 0 {
		means = []string{infoByAppointment}
	}
	return means
}
