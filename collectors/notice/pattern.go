package notice

import (
	"regexp/syntax"
	"strings"
	"sync"

	"vigie/internal/lazyregexp"
)

// pattern is a regular expression over a folded text, with the words of which
// one must stand in the text before it is worth trying. No pattern looks over
// the end of a line, so that a match lies within one sentence.
type pattern struct {
	*lazyregexp.Regexp

	needs func() []string
}

// families are the word families that patterns name in braces.
var families = strings.NewReplacer(
	"{FILE}", `(?:demandes?|dossiers?|procedures?|tele-?procedures?|demarches?|requetes?|teledemandes?|depots?|affaires?)`,
	"{LACK}", `(?:faute|defaut|absence|manque|carence) d(?:e |'|u |es )`,
	"{CLOSED}", `(?:clotur\w*|clos(?:e|es)?\b|class\w* sans (?:aucune )?suite|sans suite\b)`,
	"{DOCS}", `(?:pieces?|documents?|justificatifs?|elements?|complements?|renseignements?|informations?|precisions?)`,
	"{IS}", `(?:est|sont|a ete|ont ete|etait|fut|se trouve|vient d'etre|demeure|reste|a du etre|n'a pu etre|n'est)`,
	"{BY}", `(?:,? ?(?:car|parce qu[e']|puisqu[e']|dans la mesure ou|etant donne|attendu que|compte tenu|en raison|du fait|au motif|pour (?:le|les) motifs?|pour cause|faute d[e']|a defaut d[e']))`,
	"{GIVEN}", `(?:fourni|joint|joign|produi|transmi|depos|vers[ee]|communiqu|presen|televers|telecharg|envoy|adress|remis|justifi|ajout|charge|recu|parven|trouv|retrouv|figur|compren|comport|conten|sign|dat[ee]|tradui|legalis|apostill|certifi|complet|lisib|conform|exploit|valab|valid|recev|accept|ouvr|ouvert|lu\b|renseign|rempl|actualis|renouvel|a jour|au dossier|dans (?:le|votre) dossier|en cours de valid|acquitt|regle)\w*`,
	"{BROKEN}", `(?:illisib\w*|perime\w*|expire\w*|echue?s?\b|floue?s?\b|tronque\w*|coupee?s?\b|inexploitab\w*|insuffisan\w*|obsolete\w*|invalide\w*|vierges?\b|refusee?s?\b|rejetee?s?\b|incorrect\w*|inexact\w*|manqu\w+|absente?s?\b|endommage\w*|corrompu\w*|incomplet\w*|(?:trop|plus) ancien\w*|depourvu\w*|partiel\w*|fait (?:toujours |encore )?defaut|font (?:toujours |encore )?defaut|au nom d'une?\b|plus de (?:trois|six|deux|\d+) mois|concern\w+ l'annee|non[- ](?:conform|fourni|joint|lisib|valid|valab|produi|transmi|tradui|exploitab|signe|recevab|presen|reconnu|legalis|date|depose|communiqu|accept|actualis)\w*)`,
	"{NOR}", `(?:pas|jamais|non|ni|plus|point|sans|aucune?s?|aucunement)`,
	"{..}", `[^\n]{0,60}`,
	"{...}", `[^\n]{0,140}`,
)

func compile(expression string) pattern {
	whole := sync.OnceValue(func() string { return families.Replace(expression) })
	return pattern{lazyregexp.Of(whole), sync.OnceValue(func() []string {
		tree, err := syntax.Parse(whole(), syntax.Perl)
		if err != nil {
			panic(err) // a constant of this package: TestPatternsCompile
		}
		return literals(tree.Simplify())
	})}
}

func compileAll(expressions ...string) []pattern {
	all := make([]pattern, len(expressions))
	for i, e := range expressions {
		all[i] = compile(e)
	}
	return all
}

// literals gives words of which every match holds at least one; none when
// there is no such list.
func literals(tree *syntax.Regexp) []string {
	switch tree.Op {
	case syntax.OpLiteral:
		return []string{string(tree.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return literals(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return literals(tree.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range tree.Sub {
			if found := literals(sub); len(found) > 0 && (best == nil || shortest(found) > shortest(best)) {
				best = found
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range tree.Sub {
			found := literals(sub)
			if len(found) == 0 {
				return nil
			}
			all = append(all, found...)
		}
		return all
	}
	return nil
}

func shortest(words []string) int {
	n := len(words[0])
	for _, w := range words[1:] {
		n = min(n, len(w))
	}
	return n
}

// worth reports whether a text can match.
func (p *pattern) worth(text string) bool {
	needs := p.needs()
	if len(needs) == 0 {
		return true
	}
	for _, word := range needs {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// all finds every match in a text.
func (p *pattern) all(text string) [][]int {
	if !p.worth(text) {
		return nil
	}
	return p.FindAllStringIndex(text, -1)
}

// in reports whether a text matches.
func (p *pattern) in(text string) bool { return p.worth(text) && p.MatchString(text) }

// anyIn reports whether one of the patterns matches.
func anyIn(patterns []pattern, text string) bool {
	for i := range patterns {
		if patterns[i].in(text) {
			return true
		}
	}
	return false
}

// firstOf finds the first match of the first pattern that matches.
func firstOf(patterns []pattern, text string) []int {
	for i := range patterns {
		if patterns[i].worth(text) {
			if found := patterns[i].FindStringIndex(text); found != nil {
				return found
			}
		}
	}
	return nil
}
