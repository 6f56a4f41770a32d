package probes

import "strings"

// yamlWords are what the reader of YAML says of a text that it cannot read, by how
// it begins, and the same in French.
var yamlWords = []struct{ english, french string }{
	{"found a tab character", "une tabulation dans l'indentation"},
	{"found character that cannot start any token", "un caractère (tabulation, @, `, %) par lequel rien ne peut commencer"},
	{"mapping values are not allowed", "« : » à une place où il ne peut pas être"},
	{"could not find expected ':'", "« : » attendu"},
	{"did not find expected key", "une clé attendue"},
	{"did not find expected '-' indicator", "« - » attendu"},
	{"did not find expected ',' or ']'", "« , » ou « ] » attendu"},
	{"did not find expected ',' or '}'", "« , » ou « } » attendu"},
	{"block sequence entries are not allowed", "« - » à une place où il ne peut pas être"},
	{"found unexpected end of stream", "un guillemet, un crochet ou une accolade qui n'est pas fermé"},
	{"found unknown escape character", "un signe inconnu après « \\ »"},
	{"yaml: expected single document", "plusieurs documents, séparés par « --- »"},
	{"exceeded max depth", "trop de niveaux"},
	{"found undefined tag", "une étiquette inconnue, « ! »"},
	{"control characters are not allowed", "un caractère de contrôle"},
}

// YAMLFault says in French what a reader of YAML could not read.
func YAMLFault(message string) string {
	for _, w := range yamlWords {
		if strings.HasPrefix(message, w.english) {
			return w.french
		}
	}
	if strings.Contains(message, "UTF-") || strings.Contains(message, "Unicode") {
		return "des octets qui ne sont pas de l'UTF-8"
	}
	return "une forme inattendue"
}
