package privacy

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/internal/lazyregexp"
)

// MarkAddress stands for a postal address.
const MarkAddress = "⟦adresse⟧"

const streetWords = `(?:rue|r\.|bou[1l]evard|p[1l]ace|a[1l][1l][ée]e|avenue|av\.?|ave|boulevard|bd\.?|blvd|bvd|place|pl\.|all[ée]es?|chemin|che?m\.|ch\.|impasse|imp\.|route|rte|quai|cours|square|sq\.|r[ée]sidence|r[ée]s\.|cit[ée]|lotissement|lot\.|passage|villa|hameau|faubourg|fbg|sentier|ruelle|esplanade|mail|montée|b[âa]timent|b[âa]t\.?|foyer|immeuble|tour|chauss[ée]e|venelle|parvis|promenade|traverse|domaine|rond-point|quartier|galerie)`

var (
	addressPattern = opening{"0123456789lLoO", true, lazyregexp.New(`(?i)^([\dlO]{1,4}[ \t\x{A0}]{0,3}(?:bis|ter|quater|[a-d])?[, \t\x{A0}]{1,4}` + streetWords + `[ \t\x{A0}][^\n;:!?⟦⟧]{2,60})`)}
	addressEnd     = lazyregexp.New(`(?i)[.,](?:[ \t\x{A0}]|$)| (?:et|depuis|mais|car|donc|qui|que|où|pour|dans|je|il|elle|on|nous|merci|est|a) `)
	addressTown    = lazyregexp.New(`(?i)^[ \t\x{A0},-]{0,4}(?:à )?[\dOolISB]{5}[ \t\x{A0}]{1,3}[\pL'’\d-]+`)
	townPattern    = opening{"0123456789", true, lazyregexp.New(`^((?:0[1-9]|[1-8]\d|9[0-58]|2[ABab]|97)\d{3}[ \t\x{A0}]{1,3}\p{Lu}[\pL'’-]+(?:[ -]\p{Lu}[\pL'’-]+){0,4})`)}
	boxPattern     = opening{"bBcCaApPeEdDiI\xc3", false, lazyregexp.New(`(?i)^(digicode[ :]{0,3}[a-z\d]{3,7}|(?:interphone|bo[iî]te postale|b\.?p\.?|cs|appartement|appt?\.?|porte|[ée]tage|escalier|esc\.?) ?(?:n°|no)? ?[a-z]?\d{1,5})\b`)} // \xc3: é, É

	addressHead = lazyregexp.New(`(?i)(?:^|[^\pL\d])((?:(?:(?:r[ée]sidence|r[ée]s(?:id)?\.|hlm|domaine|cit[ée]|camping|foyer|immeuble|imm\.|h[ôo]tel) [^,;:.\n⟦⟧]{1,30}|` + addressUnit + `(?:[a-z]?\d{1,4}|[a-z])|` + addressFloor + `) ?[,–-] ?)+)$`)
	addressRest = lazyregexp.New(`(?i)^(?:[ \t\x{A0},.-]{0,3}(?:` + addressUnit + `(?:[a-z]?\d{1,4}\b|[a-z](?:[ ,.]|$))|` + addressFloor + `))+`)
)

// A unit and a floor tell where in a building somebody lives.
const (
	addressUnit  = `(?:b[âa]t(?:iment)?|esc(?:alier)?|porte|hall|appt?|appartement|apt|ch(?:ambre)?|logement|lot)\.? ?(?:n°)? ?`
	addressFloor = `\d{1,2} ?(?:er|e|[èe]me) ?(?:[ée]tage|[ée]t\.)`
)

// abbreviations are words whose full stop ends no address.
var abbreviations = []string{"esc", "bat", "bât", "ét", "app", "appt", "apt", "ch", "lot", "av", "bd", "blvd", "bvd", "imp", "che", "chem", "rte", "sq", "fbg", "st", "ste", "gal", "gén", "gen", "mgr", "dr", "pl", "res", "rés", "imm", "cdt", "col", "mal", "pdt", "prof"} //nolint:gochecknoglobals // a constant table

// redactAddresses takes out streets, towns behind a postal code, boxes and floors.
func redactAddresses(text string, s shape, counts Counts) string {
	if s.digits == 0 {
		return text
	}
	if s.street {
		text = replaceStreets(text, counts)
	}
	if s.box { // before the town: "BP 1234 67000" is not one number
		text = replaceGroup(text, boxPattern.all(text), MarkAddress, counts, nil)
	}
	if s.town {
		places := townPattern.all(text)
		for _, place := range places {
			place[2] = afterNumber(text, place[2])
		}
		text = replaceGroup(text, places, MarkAddress, counts, isTown)
	}
	if s.chain >= postalLength {
		text = redactPostal(text, counts)
	}
	return text
}

// afterNumber gives where the address at start begins: behind its digits when they
// are the last of a longer number ("06 12 34 56 78 place Carnot").
func afterNumber(text string, start int) int {
	end := start + digitsAhead(text[start:])
	first, digits, gap := start, end-start, 0
	for i := start - 1; i >= 0 && gap <= 3; i-- {
		switch {
		case isDigit(text[i]):
			first, digits, gap = i, digits+1, 0
		case strings.IndexByte(" \t._()-\xc2\xa0\xe2\x80\xaf", text[i]) >= 0:
			gap++
		default:
			gap = 4
		}
	}
	if digits < shortestNumber || digits-(end-start) >= shortestNumber || len(withoutDates(text[first:end])) > 1 {
		return start
	}
	return len(text) - len(trimBlanks(text[end:]))
}

// replaceStreets takes out streets, with what stands around them of the building.
func replaceStreets(text string, counts Counts) string {
	var out strings.Builder
	done := 0
	for _, place := range addressPattern.all(text) {
		if place[2] < done || isArticle(text[place[2]:]) || endsDate(text, place[2]) {
			continue
		}
		end := streetEnd(text, place[2], place[3])
		start := afterNumber(text, place[2])
		if start == place[2] {
			start -= headLength(text[done:start])
		}
		out.WriteString(text[done:start])
		out.WriteString(MarkAddress)
		counts[MarkAddress]++
		done = end
	}
	out.WriteString(text[done:])
	return out.String()
}

// headLength is how much of the text before a street belongs to its address.
func headLength(before string) int {
	before = tail(before, 100)
	if sign, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, " ")); sign != ',' && sign != '-' && sign != '–' { // most texts
		return 0
	}
	if head := addressHead.FindStringSubmatchIndex(before); head != nil {
		return len(before) - head[2]
	}
	return 0
}

// restLength is how much of the text behind a street tells where in the building.
func restLength(behind string) int {
	next := strings.TrimLeft(behind, " \t\u00a0,.-")
	if next == "" || strings.IndexByte("bBeEpPhHaAcClL", next[0]) < 0 && (!isDigit(next[0]) || digitsAhead(next) > 2) { // most texts
		return 0
	}
	return len(strings.TrimRight(addressRest.FindString(behind), " ,."))
}

// streetEnd cuts a street off where the sentence goes on, and adds the building
// and the town.
func streetEnd(text string, start, end int) int {
	for _, stop := range addressEnd.FindAllStringIndex(text[start:end], -1) {
		words := strings.Fields(text[start : start+stop[0]])
		last := strings.ToLower(words[len(words)-1])
		if text[start+stop[0]] == '.' && (len(last) == 1 || slices.Contains(abbreviations, last)) {
			continue
		}
		if len(words) >= 3 {
			end = start + stop[0]
			break
		}
	}
	for range 2 { // the building may stand before the town or behind it
		end += restLength(text[end:])
		end += len(addressTown.FindString(text[end:]))
	}
	return end
}
