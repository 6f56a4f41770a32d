package probes

import (
	"strings"

	"vigie/internal/lazyregexp"
)

// infoFooterLine is a line of the foot of a site, as it stays in a text that was
// copied from a browser.
var infoFooterLine = lazyregexp.New(`^[^a-z0-9]*(?:partager(?: la page| sur [a-z]+)?|haut de (?:la )?page|retour en haut(?: de page)?|imprimer|plan du site|mentions legales|` +
	`accessibilite(?: ?:.*)?|donnees personnelles(?: et cookies)?|gestion des cookies|politique de confidentialite|nous (?:contacter|suivre)|suivez-nous.*|restez informe.*|flux rss|` +
	`facebook|twitter|x|linkedin|instagram|youtube|(?:www\.)?(?:legifrance|service-public|info|data|gouvernement|interieur)(?:\.gouv)?\.fr|` +
	`les services de l'etat .{3,60}|(?:le )?prefete? d.{3,60}|portail des services de l'etat.*|sauf mention .*|© .*)$`)

// infoWithoutFooter blanks the foot of the site in a stored text, where the hours and
// the address are those of the prefecture: the lines from which to the end at least
// three are a foot's, with few others between, and none names the PAN. What is left
// keeps its place.
func infoWithoutFooter(text infoText) infoText {
	const enough, between = 3, 4 // lines of a foot; other lines in a row within it
	start, marks, others := len(text.text), 0, 0
	for end := len(text.text); end > 0 && others <= between; {
		from := strings.LastIndexByte(text.text[:end], '\n') + 1
		line := strings.TrimSpace(text.text[from:end])
		end = from - 1
		switch {
		case line == "":
			continue
		case infoFooterLine.MatchString(line):
			start, others = from, 0
			marks++
			continue
		}
		if others++; infoPAN.MatchString(line) {
			break
		}
	}
	if marks < enough {
		return text
	}
	text.text = text.text[:start] + strings.Repeat("\n", len(text.text)-start)
	text.list = new([][2]int)
	return text
}

// infoFootLine is the foot of an old site in one line: whose it is, then its address,
// number and hours, between dashes or bars.
var infoFootLine = lazyregexp.New(`^ *(?:la )?(?:sous-)?(?:prefecture|prefete?)\b.*(?: [-|•·] .*){3}$`)

// infoWithoutFootLine blanks such a line where it is the last of a page. What is left
// keeps its place.
func infoWithoutFootLine(text infoText) infoText {
	end := len(strings.TrimRight(text.text, " \n"))
	from := strings.LastIndexByte(text.text[:end], '\n') + 1
	line := text.text[from:end]
	if from == 0 || !infoFootLine.MatchString(line) || !infoPhone.MatchString(line) || infoPAN.MatchString(line) {
		return text
	}
	text.text = text.text[:from] + strings.Repeat("\n", len(text.text)-from)
	text.list = new([][2]int)
	return text
}
