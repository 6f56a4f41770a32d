package probes

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

const (
	infoPANReach = 500 // bytes after a naming within which a sentence still speaks of the PAN
	infoPANTitle = 250 // bytes of the beginning in which a page names its subject
)

var (
	// infoDeskNumber is a counter told as a place, "guichet n° 4", not as another service.
	infoDeskNumber = lazyregexp.New(`\bguichets? (?:n ?° ?|numero )?\d{1,2}\b`)
	// infoTriedCCC is the contact centre as the one that was asked before.
	infoTriedCCC = lazyregexp.New(`\b(?:malgre|apres|oriente\w*|renvoye\w*|resolu\w*|traite\w*)\b[^.;,\n]{0,60}\b(?:ccc|centres? (?:de )?contacts?)\b`)
)

// infoOfPAN reports whether what stands at a place speaks of the PAN: its sentence
// names it, or follows a naming within reach, or the page is about the PAN.
func infoOfPAN(text infoText, pan []infoSpan, from, to int) bool {
	if len(pan) == 0 {
		return false
	}
	from, to = text.sentence(from, to)
	distance := infoDistance(pan, text.span(from, max(to, from+1)))
	if distance == 0 {
		return true
	}
	sentence := infoDeskNumber.ReplaceAllString(infoTriedCCC.ReplaceAllString(text.text[from:to], ""), "")
	if infoOtherDesk.MatchString(sentence) || infoIdentity.MatchString(sentence) || infoCCCNamed.MatchString(sentence) {
		return false
	}
	return distance > 0 && (distance <= infoPANReach || infoAboutPAN(text, pan))
}

// infoAboutPAN reports whether the PAN is the subject of a page: a short line at
// its beginning, such as its title, names it.
func infoAboutPAN(text infoText, pan []infoSpan) bool {
	const title = 160 // bytes of a line
	if len(pan) == 0 || pan[0].start >= infoPANTitle {
		return false
	}
	from := strings.LastIndexByte(text.original[:pan[0].start], '\n') + 1
	to := strings.IndexByte(text.original[from:], '\n')
	return to >= 0 && to <= title
}

const infoStreets = `(?:rue|avenue|av\.|boulevard|bd|place|quai|cours|allees?|chemin|route|impasse|square|esplanade|faubourg|passage|promenade|rond-point)`

var (
	infoStreet = lazyregexp.New(`\b\d{1,4}(?: ?(?:bis|ter|quater))?(?: ?[-/] ?\d{1,4}(?: ?(?:bis|ter|quater))?)?,? ` + infoStreets + ` [^\n;:()|]{2,80}(?:\n ?(?:(?:bp|cs) ?\d+[ ,\n-]{1,3})?\d{5} [^\n;:()|]{2,40})?` +
		`|\b` + infoStreets + ` (?:de |du |des |d'|de la |de l'|le |la )*[^\n;:()|.]{2,50}[ ,\n-]{1,3}(?:(?:bp|cs) ?\d+[ ,\n-]{1,3})?\d{5} [^\n;:()|]{2,40}`)
	// infoBareStreet is a street without a number or a town, which counts where the
	// sentence names the PAN.
	infoBareStreet = lazyregexp.New(`(?:,|\(|\b(?:au|situee?s?|installee?s?|implantee?s?)) ((?:[a-z]+ )?` + infoStreets + ` (?:de |du |des |d'|de la |de l'|le |la )*[^\n;:()|.,]{2,50})`)
	infoCedex      = lazyregexp.New(`^ ?\d{1,2}\b`)
	infoPostcode   = lazyregexp.New(`\b\d{5} `)
	infoStreetEnd  = lazyregexp.New(`\.(?: |$)|, (?:le|du|de|ouvert|sur|au|a|tous)\b| (?:est|sont|vous|ouvert|ouverte|du lundi|le lundi|tel|telephone|sur rendez|sans rendez|accueille|recoit)\b`)
	infoByPost     = lazyregexp.New(`\b(?:courrier|voie postale|ecrire|ecrivez|envoyer|envoyez|adresser)\b`)
	infoPlace      = lazyregexp.New(`\b(?:a|au|dans|en) (?:la |l'|le |les |leur |hall de la |hall de l'|accueil de la )*(?:sous-)?(?:prefectures?|mairies?|maison|hall|espace)\b`)
	// infoPlaceOf finds whose the PAN is, told right after its name: "de la
	// sous-préfecture du Raincy".
	infoPlaceOf  = lazyregexp.New(`^(?: numerique)?(?: (?:des etrangers|de l'anef|anef))? (?:de|du|des) (?:la |l'|le |les )?(?:sous-prefectures?|mairies?|maisons?|hotel de ville)\b`)
	infoSituated = lazyregexp.New(`\b(?:situee?s?|se trouve|installee?|implantee?|accueil\w*|recoit|ouvert\w*|tient)\b`)
)

// infoPANAddress finds the postal address of the PAN. A mere place ("à la
// sous-préfecture") leaves the item in doubt.
func infoPANAddress(page Page, text infoText, pan []infoSpan) InfoItem {
	for _, found := range infoStreet.FindAllStringIndex(text.text, -1) {
		from, to := found[0], infoAddressEnd(text, found[0], found[1])
		sa, sb := text.sentence(from, to)
		named := infoDistance(pan, text.span(sa, max(sb, sa+1))) == 0
		if !infoOfPAN(text, pan, from, to) || !named && infoByPost.MatchString(text.text[sa:sb]) {
			continue
		}
		at := text.span(from, to)
		return page.item(ItemPANAddress, &at, strings.Join(strings.Fields(at.of(page.Text)), " "))
	}
	for _, named := range infoSentencesOfPAN(text, pan) {
		sentence := text.text[named[0]:named[1]]
		street := infoBareStreet.FindStringSubmatchIndex(sentence)
		if street != nil && infoDistance(pan, text.span(named[0], named[1])) == 0 && !infoByPost.MatchString(sentence) {
			at := text.span(named[0]+street[2], infoAddressEnd(text, named[0]+street[2], named[0]+street[3]))
			return page.item(ItemPANAddress, &at, strings.Join(strings.Fields(at.of(page.Text)), " "))
		}
		if infoPlace.MatchString(sentence) && infoSituated.MatchString(sentence) && infoDistance(pan, text.span(named[0], named[1])) == 0 {
			return page.doubt(ItemPANAddress, text.span(named[0], named[1]))
		}
	}
	for _, named := range pan {
		from := sort.SearchInts(text.from, named.end)
		if place := infoPlaceOf.FindStringIndex(text.text[from:]); place != nil {
			return page.doubt(ItemPANAddress, text.span(text.sentence(sort.SearchInts(text.from, named.start), from+place[1])))
		}
	}
	return page.item(ItemPANAddress, nil)
}

// infoAddressEnd cuts what follows the town, or else the street.
func infoAddressEnd(text infoText, from, to int) int {
	match := text.text[from:to]
	if code := infoPostcode.FindStringIndex(match); code != nil {
		end := code[1]
		for _, word := range strings.SplitAfter(match[code[1]:], " ") {
			plain := strings.TrimRight(word, " ,.")
			original := text.span(from+end, from+end+max(len(plain), 1)).of(text.original)
			first, _ := utf8.DecodeRuneInString(original)
			if plain == "" || !unicode.IsUpper(first) && !slices.Contains([]string{"de", "la", "le", "les", "sur", "sous", "en", "cedex"}, plain) {
				break
			}
			if end += len(word); plain != strings.TrimRight(word, " ") {
				break
			}
		}
		if cedex := infoCedex.FindString(match[end:]); strings.HasSuffix(strings.TrimRight(match[:end], " "), "cedex") {
			end += len(cedex)
		}
		return from + len(strings.TrimRight(match[:end], " ,.\n-"))
	}
	if end := infoStreetEnd.FindStringIndex(match); end != nil {
		match = match[:end[0]]
	}
	return from + len(strings.TrimRight(match, " ,.\n-"))
}

const infoDay = `(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?|(?:lun|mar|mer|jeu|ven|sam|dim)\.)`

var (
	infoHours    = lazyregexp.New(`\b([01]?\d|2[0-3]) ?(?:h|heures?|:) ?([0-5]\d)?(?: ?min)? ?(?:-|a|et|/|au|jusqu'a) ?(?:([01]?\d|2[0-3]) ?(?:h|heures?|:) ?([0-5]\d)?|(midi))\b`)
	infoDays     = lazyregexp.New(`\b(?:du )?` + infoDay + `(?: (?:au|a) ` + infoDay + `)?|\btous les jours(?: ouvr\w+)?\b`)
	infoOneHour  = lazyregexp.New(`\b(?:des|a partir de|jusqu'a|avant) (?:[01]?\d|2[0-3]) ?(?:h|heures?|:)|\b(?:[01]?\d|2[0-3])\.[0-5]\d ?(?:-|a) ?(?:[01]?\d|2[0-3])\.[0-5]\d\b`)
	infoHalfDay  = lazyregexp.New(`\b(?:matins?|matinees?|apres-midis?|journees?)\b`)
	infoDated    = lazyregexp.New(`\b` + infoDay + ` \d{1,2}(?:er)? (?:` + infoMonthNames + `)|\bmise? a jour\b`)
	infoPhoneFor = lazyregexp.New(`\b(?:telephon\w*|joignable|appel\w*|standard)\b`)
)

// infoPANHours finds the opening days and hours of the PAN, with the lines of a
// list or table that go on from it. A day without an hour or a half-day, or an
// hour without its end, leaves the item in doubt.
func infoPANHours(page Page, text infoText, pan []infoSpan) InfoItem {
	var doubt *infoSpan
	list := infoSentencesOfPAN(text, pan)
	for i, found := range list {
		sentence := infoHoursInDigits(text.text[found[0]:found[1]])
		named := infoDistance(pan, text.span(found[0], found[1])) == 0
		if infoDated.MatchString(sentence) || !named && infoPhoneFor.MatchString(sentence) || infoAnswering(sentence) {
			continue
		}
		hours := infoHours.MatchString(sentence) || infoHalfDay.MatchString(sentence) && infoDays.MatchString(sentence)
		if !hours {
			if doubt == nil && (infoDays.MatchString(sentence) || infoOneHour.MatchString(sentence)) {
				at := text.span(found[0], found[1])
				doubt = &at
			}
			continue
		}
		start, end := found[0], found[1]
		if i > 0 && !infoDays.MatchString(sentence) && infoDaysAlone(text.text[list[i-1][0]:list[i-1][1]]) && start-list[i-1][1] <= 3 {
			start = list[i-1][0]
		}
		for _, next := range list[i+1:] {
			more := infoHoursInDigits(text.text[next[0]:next[1]])
			if next[0]-end > 3 || !infoHours.MatchString(more) && !infoDays.MatchString(more) || infoPhoneFor.MatchString(more) || infoDated.MatchString(more) {
				break
			}
			end = next[1]
		}
		at := text.span(start, end)
		return page.item(ItemPANHours, &at, infoOpening(infoHoursInDigits(text.text[start:end]))...)
	}
	if doubt != nil {
		return page.doubt(ItemPANHours, *doubt)
	}
	return page.item(ItemPANHours, nil)
}

var (
	infoOnPhone  = lazyregexp.New(`\bpermanences? telephon\w+|\bjoignables?\b|\bappele[rz]\b|\bcontacte[rz]\b|\bpar telephone\b|\btelephone\b[^.;\n]{0,80}\brepond\w*`)
	infoReceives = lazyregexp.New(`\bouvert\w*|\baccueille\w*|\brecoi\w+|\bhoraires?\b`)
)

// infoAnswering reports whether the hours of a sentence are those at which a
// telephone is answered: it is named before them, and nothing that is open is.
func infoAnswering(sentence string) bool {
	hours, phone := infoHours.FindStringIndex(sentence), infoOnPhone.FindStringIndex(sentence)
	return hours != nil && phone != nil && phone[0] < hours[0] && !infoReceives.MatchString(sentence[:phone[0]])
}

// infoClosedOn finds the days on which nothing opens.
var infoClosedOn = lazyregexp.New(`\b(?:sauf|hors|hormis|excepte|fermee?s?) (?:le |les )?` + infoDay + `(?:(?:,| et) (?:le |les )?` + infoDay + `)*|\b` + infoDay + ` ?:? ?fermee?\b`)

// infoDaysAlone reports whether a line gives days and no date: the hours may stand
// under it.
func infoDaysAlone(line string) bool {
	return infoDays.MatchString(line) && !infoDated.MatchString(line) && !infoPhoneFor.MatchString(line)
}

// infoOpening gives the days and the hours of a passage: "lundi au vendredi",
// "09:00-12:00".
func infoOpening(passage string) []string {
	var values []string
	add := func(value string) {
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	for _, days := range infoDays.FindAllString(infoClosedOn.ReplaceAllString(passage, ""), -1) {
		add(strings.TrimPrefix(days, "du "))
	}
	for _, h := range infoHours.FindAllStringSubmatch(passage, -1) {
		to := h[3]
		if h[5] != "" {
			to = "12"
		}
		add(fmt.Sprintf("%02s:%02s-%02s:%02s", h[1], infoMinutes(h[2]), to, infoMinutes(h[4])))
	}
	for _, half := range infoHalfDay.FindAllString(passage, -1) {
		add(strings.TrimSuffix(strings.Replace(half, "apres", "après", 1), "s"))
	}
	return values
}

func infoMinutes(text string) string {
	if text == "" {
		return "00"
	}
	return text
}

// infoSentencesOfPAN gives the bounds of the sentences that speak of the PAN.
func infoSentencesOfPAN(text infoText, pan []infoSpan) [][2]int {
	return slices.DeleteFunc(infoSentences(text), func(s [2]int) bool { return !infoOfPAN(text, pan, s[0], s[1]) })
}

// infoCriteria are the reasons for which one may use the PAN.
var infoCriteria = []struct {
	label   string
	pattern *lazyregexp.Regexp
}{
	{"sans équipement", lazyregexp.New(`\b(?:absence d'|pas d'|sans |aucun |depourvu\w* (?:de |d')|manqu\w+ (?:de |d')|(?:dispos|possed)\w+ (?:pas|d'aucun) ?(?:d'|de |du )?)(?:un |l')?(?:equipement|materiel|ordinateur|(?:outils?|ressources?) (?:informatiques?|numeriques?)|scanner)|\b(?:without|(?:have|has|with) no|lack\w*|(?:not|n't) (?:have|own)) (?:an? |any |access to a )?(?:computer|equipment|scanner|device)|\b(?:pas|sans|aucun|ni)\b[^.;]{0,20}\bacces a (?:un |du |l')?(?:ordinateur|equipement|materiel|scanner)|\b(?:pas|non|mal|ni)[ -](?:suffisamment )?equipee?s?\b|\b(?:ni|faute) (?:de |d'|du |un )?(?:equipement|materiel|ordinateur|scanner)`)},
	{"sans internet", lazyregexp.New(`\b(?:without|no|(?:not|n't) have|lack\w*) (?:any |an )?(?:internet|access to (?:the )?internet)\b|\b(?:absence d'acces|pas (?:d')?acces|sans (?:acces )?|pas de connexion|sans connexion)(?: a| d')? ?(?:l')?internet\b|\b(?:pas|sans|ni|aucun)\b[^.;]{0,40}\bacces a (?:l')?internet\b|\b(?:pas|ni|aucune?|faute|depourvu\w*|manqu\w+) (?:de |d'|d'une |une )*(?:bonne )?connexion\b`)},
	{"sans aide", lazyregexp.New(`\bneed (?:help|assistance|support)\b|\b(?:absence d'accompagnement|beneficier de l'aide|sans (?:l')?(?:aide|accompagnement)|besoin d'un accompagnement|besoin d'(?:une )?aide)\b`)},
	{"difficulté", lazyregexp.New(`\bn'y (?:arriv|parvien)\w+ pas\b|\b(?:difficult(?:y|ies)|trouble) (?:with|using|in)\b|\bnot (?:comfortable|at ease|familiar)\b|\bdifficultes? (?:techniques?|face|avec|pour|dans|a )|\ben difficulte|\bproblemes? techniques?|\beloignee?s? du numerique|\b(?:pas|peu|mal) a l'aise|\b(?:precarite|fracture|exclusion) numerique|\billectronisme|\b(?:(?:n'ont|n'avez|n'a|n'aurai\w+) pas|ne pas avoir) pu (?:[a-z]+ )?(?:depos|effectu|realis|faire|termin|finalis|accompl|men)\w*|\bfaute de [^.;\n]{0,40}\bmaitrise\b|\bmaitris\w+ mal\b|\bpein\w+ a\b|\bne (?:maitris\w+|savent|savez) pas\b|\bne (?:peuvent|pouvez|parviennent|parvenez) pas\b|\bdans l'(?:impossibilite|incapacite) d|\bn'arriv\w+ pas a\b|\b(?:n'etes|n'est|ne sont|n'etre) pas en mesure d`)},
	{"tout usager", lazyregexp.New(`\b(?:ouvert a tous|tous les (?:usagers|etrangers|ressortissants)|toute personne|tout usager|tout etranger)\b`)},
	{"public désigné", lazyregexp.New(`\b(?:s'adresse|destinee?s?|reservee?s?) (?:uniquement |exclusivement )?(?:a|aux)\b`)},
}

// infoOnTrouble is a reason too where its sentence names the PAN.
var infoOnTrouble = lazyregexp.New(`\ben cas de (?:bugs?|blocages?|difficultes?|problemes?)\b`)

// infoPANAudience finds who may use the PAN: from the first to the last sentence
// of the row that gives the most reasons.
func infoPANAudience(page Page, text infoText, pan []infoSpan) InfoItem {
	type run struct {
		from, to int
		values   []string
	}
	var best, current run
	for _, found := range infoSentencesOfPAN(text, pan) {
		const together = 200 // bytes between two sentences of one list
		reasons := infoReasons(text.text[found[0]:found[1]])
		named := infoDistance(pan, text.span(found[0], found[1])) == 0
		if named && infoOnTrouble.MatchString(text.text[found[0]:found[1]]) && !slices.Contains(reasons, "difficulté") {
			reasons = append(reasons, "difficulté")
		}
		elsewhere := infoOtherHelp.MatchString(text.text[found[0]:found[1]]) && !named
		if len(reasons) == 0 || elsewhere || infoSubstitution.MatchString(text.text[found[0]:found[1]]) {
			continue
		}
		if len(current.values) == 0 || found[0]-current.to > together {
			current = run{from: found[0]}
		}
		current.to = found[1]
		for _, r := range reasons {
			if !slices.Contains(current.values, r) {
				current.values = append(current.values, r)
			}
		}
		if len(current.values) > len(best.values) {
			best = run{current.from, current.to, slices.Clone(current.values)}
		}
	}
	if len(best.values) == 0 {
		return infoPANAudienceBefore(page, text, pan)
	}
	at := text.span(best.from, best.to)
	return page.item(ItemPANAudience, &at, best.values...)
}

// infoPANAudienceBefore finds who may use the PAN in a sentence that comes before
// its name: "Les usagers qui n'ont pas internet peuvent : ... se rendre au PAN".
func infoPANAudienceBefore(page Page, text infoText, pan []infoSpan) InfoItem {
	const before = 400 // bytes between the sentence and the name
	for _, s := range infoSentences(text) {
		at := text.span(s[0], s[1])
		near := slices.ContainsFunc(pan, func(p infoSpan) bool { return p.start >= at.end && p.start-at.end <= before })
		if sentence := text.text[s[0]:s[1]]; !near || infoAnsweredElsewhere(text, pan, s) || !infoLacking.MatchString(sentence) || infoOtherHelp.MatchString(sentence) {
			continue
		}
		if reasons := infoReasons(text.text[s[0]:s[1]]); len(reasons) > 0 {
			return page.item(ItemPANAudience, &at, reasons...)
		}
	}
	return page.item(ItemPANAudience, nil)
}

// infoAnsweredElsewhere reports whether a sentence is a question to which the next
// one answers without naming the PAN.
func infoAnsweredElsewhere(text infoText, pan []infoSpan, s [2]int) bool {
	if text.text[s[1]-1] != '?' {
		return false
	}
	next, end := infoNextSentence(text, s[1])
	return next >= 0 && infoDistance(pan, text.span(next, end)) != 0
}

// infoOtherHelp are those who help besides the PAN.
var infoOtherHelp = lazyregexp.New(`\bfrance services?\b|\bmaisons? (?:france|de services)|\bmediatheques?\b|\bbibliotheques?\b|\bccas\b|\bmairies?\b|\bconseillers? numeriques?\b`)

func infoReasons(sentence string) []string {
	var labels []string
	for _, c := range infoCriteria {
		if c.pattern.MatchString(sentence) {
			labels = append(labels, c.label)
		}
	}
	return labels
}

// doubt makes an item that cannot be told, with the passage that leaves it open.
func (p Page) doubt(key string, at infoSpan) InfoItem {
	return InfoItem{Key: key, State: observatory.CannotTell, Start: at.start, End: at.end, Quote: at.of(p.Text)}
}
