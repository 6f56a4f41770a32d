package notice

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// L. 212-1 CRPA asks for the first name, the name and the capacity of the
// author; L. 212-2 1° drops the signature on a teleservice but asks for the
// service too. An address of a service, "le préfet" alone, an initial, a first
// name alone, or the person who handles the file do not identify the author.

const (
	givenName = `\p{Lu}\p{Ll}+(?:[-– ]\p{Lu}\p{Ll}+)?`
	particle  = `(?:(?:[dD][eEuU]|[dD]es|[lL][eEaA]|[vV][aA]n|[bB]en|[eE]l|[dD]['’]|[dD][eE] [lL][aA]|EL|BEN|DA|DOS|DI)[ '’]?)`
	upperName = `(?:` + particle + ` ?){0,2}\p{Lu}[\p{Lu}'’]+(?:[- ]\p{Lu}[\p{Lu}'’]+){0,2}`
	plainName = `(?:` + particle + ` ?){0,2}\p{Lu}\p{Ll}+(?:[- ]\p{Lu}\p{Ll}+)?`
)

var (
	firstThenUpper = lazyregexp.New(`(?:^|[^\pL\d@.])(` + givenName + `) (` + upperName + `)`)
	upperThenFirst = lazyregexp.New(`(?:^|[^\pL\d@.])(` + upperName + `) (` + givenName + `)`)
	twoPlain       = lazyregexp.New(`(?:^|[^\pL\d@.])(\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?) (` + plainName + `)`)
	twoUpper       = lazyregexp.New(`(?:^|[^\pL\d@.])(\p{Lu}{3,}(?:-\p{Lu}{3,})?) (` + upperName + `)`)

	civility    = lazyregexp.New(`(?i)^(?:m\.?|mr\.?|mme\.?|mlle\.?|monsieur|madame|dr\.?|signée?(?: électroniquement)?(?: par)? ?:?|l['’]agent ?:?)\s+`)
	civilities  = lazyregexp.New(`\b(?:Mme|Mlle|Mr|Monsieur|Madame|Mademoiselle|MME|MONSIEUR|MADAME)\.?\s`)
	greeting    = lazyregexp.New(`(?i)^(?:bonjour|bonsoir|madame|monsieur|mesdames|ch[eè]re?|mme|m\.)\b[^.]{0,60},?\s*$`)
	handled     = lazyregexp.New(`\b(?:affaire|dossier) suivie? (?:par|de)|\bvotre (?:interlocut|contact|gestionnaire)|\bcontact :|\b(?:usager|usagere|demandeur|demandeuse|beneficiaire|concernant|interessee?|a l'attention|destinataire|nom|prenom|prenoms|noms|nee?|conjoint|epoux|epouse|enfant|identite) ?(?::|de\b|du\b|n°|le\b)|\bobjet :|\bref|\bnumero`)
	street      = lazyregexp.New(`\b(?:rue|avenue|av|place|boulevard|bd|quai|allees?|cours|square|residence|impasse|lycee|universite|tour|cite|hotel|batiment|chemin|route|esplanade|cs|bp|cedex|passage|villa|foyer)\b`)
	delegation  = lazyregexp.New(`\b(?:pour|p/|par) (?:le |la |l')?(?:prefete?|ministre|directeur general|directrice generale|secretaire generale?)\b[^,\n]{0,60}?(?:(?:,| et) par (?:delegation|subdelegation)|,|$)|\bpar (?:delegation|subdelegation)\b(?: (?:du|de la) prefete?)?|\bpour (?:le|la) prefete?[^,\n]{0,40}`)
	capacity    = lazyregexp.New(`\b(?:prefete?|sous-prefete?|secretaire (?:generale?|administrati\w+)|directeur|directrice|chef(?:fe)?|adjointe?|responsable|instruct(?:eur|rice)s?|agente?|gestionnaire|attachee?|redact(?:eur|rice)|chargee? de|chargee? d'|conseillere?|referente?|operat(?:eur|rice)|coordinat(?:eur|rice)|inspect(?:eur|rice)|officier|commissaire|delegue[e]?|assistante?|teleconseill\w+|mediat(?:eur|rice)|charge)\b`)
	service     = lazyregexp.New(`\b(?:bureau|services?|direction|prefecture|sous-prefecture|poles?|section|unite|cellule|mission|plateforme|centre|departement|guichet|dgef|dreets|dcl|drcl|dcii|ofii|division|prefete? (?:de|du|des|d'))\b`)
	institution = lazyregexp.New(`\b(?:prefet|prefete|prefecture|sous|bureau|service|services|direction|republique|francaise|liberte|egalite|fraternite|ministere|interieur|madame|monsieur|objet|code|centre|pole|section|tribunal|administration|administratif|numerique|etrangers|france|anef|sejour|titre|carte|demande|dossier|cordialement|bonjour|cedex|departement|unite|cellule|nom|prenom|pour|par|mes|salutations|respectueuses|distinguees|sinceres|bien|vous|votre|nous|merci|direction|generale|general|secretaire|chef|cheffe|adjoint|adjointe|instructeur|instructrice|agent|equipe|contact|citoyens|immigration|integration|nationalite|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|saint|seine|haute|hauts|loire|paris|lyon|marseille|telephone|courriel|mail|adresse|decision|notification|cloture|voies|recours|article|vu|considerant|arrete|plateforme|asile|accueil|mission|region|cite|rue|avenue|place|boulevard|union|europeenne|etat|gouvernement|defenseur|droits|maison|justice|caisse|allocations|centrale|prefectorale|responsable|gestionnaire|attache|attachee|directeur|directrice|signe|signature)\b`)
	hidden      = lazyregexp.New(`(?i)⟦(?:nom|signature)⟧|\[(?:[^\]]{0,20}(?:nom|signature|anonym|agent|masqu|caviard|illisible)[^\]]{0,20})\]|\bX{3,}\b|█{2,}|<(?:nom|signature|pr[ée]nom)[^>]*>|\(signature(?: illisible)?\)|\bsignature illisible`)
)

// sender looks for the author of the message.
func (m *message) sender() answer {
	var lines []place
	for _, p := range m.parts {
		lines = append(lines, splitLines(m.source, p.start, p.end)...)
	}
	plainLines := make([]string, len(lines))
	for i, l := range lines {
		plainLines[i] = lower(m.source[l.start:l.end])
	}
	body := bodyStart(plainLines, m.source, lines)
	for i := body; i < len(lines); i++ {
		for _, name := range m.names(lines[i], plainLines[i]) {
			if capable, at := m.qualified(lines, plainLines, i, name); capable {
				return answer{is: observatory.Yes, shown: m.shownAt(append([]place{name}, at...))}
			}
		}
	}
	for i := body; i < len(lines); i++ {
		text := m.source[lines[i].start:lines[i].end]
		if mark := hidden.FindStringIndex(text); mark != nil && !ofFile.MatchString(plainLines[i]) && (i == lastLine(plainLines) && len(text) == mark[1]-mark[0] || near(plainLines, i, func(line string) bool {
			return capacity.MatchString(strip(line)) || strings.Contains(line, "signe") || strings.Contains(line, "delegation") || strings.Contains(line, "signature")
		})) {
			return answer{is: observatory.Unknown}
		}
	}
	return answer{is: observatory.No}
}

// ofFile: what is masked is a number or the person addressed.
var ofFile = lazyregexp.New(`\b(?:numero|dossier|demande|bonjour|objet|ref)\b|n ?°|\d xxx`)

// lastLine is the last line with text.
func lastLine(lines []string) int {
	for i, line := range slices.Backward(lines) {
		if line != "" {
			return i
		}
	}
	return -1
}

// lower folds one line without joining or repairing anything.
func lower(line string) string {
	var out strings.Builder
	for i := 0; i < len(line); {
		r, size := runeAt(line, i)
		out.WriteString(plain(r))
		i += size
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// bodyStart is the line after the letterhead, the addressee and the greeting.
func bodyStart(plainLines []string, source string, lines []place) int {
	for i, line := range plainLines {
		text := source[lines[i].start:lines[i].end]
		if greeting.MatchString(text) {
			return i + 1
		}
		if utf8.RuneCountInString(line) >= 60 || strings.Contains(line, "votre ") || strings.Contains(line, "vous ") {
			return i
		}
	}
	return 0
}

// names finds full names in a line.
func (m *message) names(line place, folded string) []place {
	text := m.source[line.start:line.end]
	if text == "" || handled.MatchString(folded) || street.MatchString(folded) && !capacity.MatchString(folded) {
		return nil
	}
	shown := civilities.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) }) // "Mme" has the form of a first name
	alone := strings.TrimRight(civility.ReplaceAllString(text, ""), " .,")
	var all []place
	for k, shape := range []*lazyregexp.Regexp{firstThenUpper, upperThenFirst, twoPlain, twoUpper} {
		for _, match := range shape.FindAllStringSubmatchIndex(shown, 4) {
			whole := text[match[2]:match[5]]
			if institution.MatchString(lower(whole)) {
				continue
			}
			first, second := lower(text[match[2]:match[3]]), lower(text[match[4]:match[5]])
			known := givenNames[firstWord(first)] || k == 1 && givenNames[firstWord(second)]
			signs := strings.HasPrefix(alone, whole) && (len(alone) == len(whole) || strings.ContainsAny(alone[len(whole):][:1], ",-–(:") || alone[len(whole)] == ' ' && followed.MatchString(alone[len(whole):]))
			if known || k < 3 && signs || k < 2 && titledBy.MatchString(lower(text[:match[2]])) {
				all = append(all, place{line.start + match[2], line.start + match[5]})
			}
		}
	}
	return all
}

var (
	followed = lazyregexp.New(`^ +[-–,(/|]`)
	titledBy = lazyregexp.New(`(?:,|:|par|signee?|m\.|mme|monsieur|madame|-) ?$`)
)

func firstWord(name string) string {
	word, _, _ := strings.Cut(strings.ReplaceAll(name, "-", " "), " ")
	return word
}

// strip takes out what speaks of the person who delegated.
func strip(line string) string { return delegation.ReplaceAllString(line, " ") }

// reach is how many lines with text a signature spans on each side of a name.
const reach = 4

// qualified reports whether a capacity and a service stand with a name.
func (m *message) qualified(lines []place, plainLines []string, i int, name place) (bool, []place) {
	inBody := len(plainLines[i]) > 110
	capable, serving := -1, -1
	for _, k := range around(plainLines, i, inBody) {
		line := strip(plainLines[k])
		if k != i && (strings.Contains(line, "votre ") || strings.Contains(line, "vous ") || len(line) > 140) {
			continue
		}
		if capable < 0 && capacity.MatchString(line) && !handled.MatchString(line) {
			capable = k
		}
		if serving < 0 && service.MatchString(line) && !strings.Contains(line, "@") {
			serving = k
		}
	}
	if capable < 0 {
		return false, nil
	}
	for k := 0; serving < 0 && k < len(plainLines); k++ { // the letterhead names the service too
		if line := plainLines[k]; len(line) < 90 && service.MatchString(line) && !strings.Contains(line, "votre ") && !strings.Contains(line, "vous ") && !strings.Contains(line, "@") && standsAlone(m.source[lines[k].start:lines[k].end]) {
			serving = k
		}
	}
	if serving < 0 {
		return false, nil
	}
	var shown []place
	for _, k := range []int{capable, serving} {
		if k != i {
			shown = append(shown, lines[k])
		}
	}
	if capable == i || serving == i {
		shown = append(shown, place{name.start, lines[i].end})
	}
	return true, shown
}

// standsAlone reports whether a line is a heading and no part of a sentence.
func standsAlone(line string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(line))
	return unicode.IsUpper(first) && !strings.HasSuffix(strings.TrimSpace(line), ".")
}

func around(lines []string, i int, only bool) []int {
	all := []int{i}
	if only {
		return all
	}
	for _, step := range []int{1, -1} {
		for k, seen := i+step, 0; k >= 0 && k < len(lines) && seen < reach; k += step {
			if lines[k] != "" {
				all, seen = append(all, k), seen+1
			}
		}
	}
	return all
}

func near(lines []string, i int, is func(string) bool) bool {
	for _, k := range around(lines, i, false) {
		if is(lines[k]) {
			return true
		}
	}
	return false
}

// givenNames are first names common in France: they tell a name in capitals
// from a heading.
var givenNames = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(`adele adeline adrien agathe agnes ahmed aicha alain albert alex alexandra alexandre alexis ali alice aline amandine amelie amina amine anais andre andrea anissa anita anna anne annick annie anthony antoine antonio arnaud arthur assia astrid audrey aurelie aurelien
axel barbara bastien baptiste beatrice benedicte benjamin benoit bernadette bernard bertrand brigitte bruno camille carine carole caroline catherine cecile cedric celia celine chantal charles charlotte cheikh chloe chris christel christelle christian christiane christine christophe claire clara clarisse claude claudine clement clementine colette
coralie corentin corinne cyril cyrille damien daniel daniele danielle david delphine denis denise diane didier dominique dorian dorothee edith edouard elena eliane elisabeth elise elodie emilie emma emmanuel emmanuelle eric erwan estelle esther etienne eugenie eva evelyne fabien fabienne fabrice farid fatima fatiha fatou fatoumata
felix fernand flavie florence florent florian francine francis franck francois francoise frederic frederique gabriel gabrielle gael gaelle genevieve geoffroy georges gerald gerard geraldine ghislaine gilbert gilles gregory guillaume gustave guy gwenaelle hadrien hakim hamid hassan helene henri herve hugo ibrahim ines ingrid irene isabelle ivan jacky jacqueline jacques
jean jeanne jennifer jeremie jeremy jerome jessica joel joelle johanna jonathan jordan jose joseph josette josiane judith jules julia julie julien juliette justine karim karima karine kevin khadija laetitia lamia laura laure laurence laurent laurie lea leila leo leon leonie leslie lila liliane lina lionel lisa loic louis louise luc lucas lucie lucien lucienne ludovic lydia lydie madeleine
magali magalie malika mamadou manon manuel marc marcel margaux marguerite maria mariam mariama marianne marie marielle marine marion marjorie marlene martin martine maryline maryse mathias mathieu mathilde matthieu maud maurice maxime melanie melissa michael michel michele michelle mickael mireille mohamed mohammed monique morgane mourad moussa muriel myriam nabil nadege nadia nadine naima natacha nathalie nathan nicolas nicole noel noemie
nora olga oliver olivia olivier omar oumar ophelie oriane oscar ousmane pascal pascale patrice patricia patrick paul paula pauline perrine philippe pierre quentin rachel rachid rachida raphael raphaelle raymond rebecca regine regis remi remy rene renee richard robert robin roger roland romain romane rosalie rose sabine sabrina said salima salome samia samir samira samuel sandra sandrine sarah sebastien serge severine simon simone sofia solange solene sonia sophie souad stephane stephanie sylvain sylvaine
sylvie tanguy tarek tatiana thibault thierry thomas tiphaine valentin valentine valerie vanessa vera veronique victor victoire vincent viviane virginie walid wilfried william xavier yacine yann yannick yasmina yasmine yves yvette yvonne zoe zohra`) {
		all[name] = true
	}
	return all
}()

// shownAt makes findings of places of the source.
func (m *message) shownAt(places []place) []finding {
	all := make([]finding, 0, len(places))
	for _, p := range places {
		all = append(all, finding{place: p, line: sourcePlace})
	}
	return all
}

// sourcePlace marks a finding whose place is one of the source already.
const sourcePlace = -1
