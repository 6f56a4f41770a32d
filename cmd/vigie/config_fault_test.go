package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFaultsOfAConfigurationAreFrench(t *testing.T) {
	const many = `data: x
foo: 1
probes: {concurrency: abc, bar: 2, host_interval: 3x, control: [a]}
simulation: oui
targets: {a: 1}
`
	for name, test := range map[string]struct{ text, want string }{
		"values": {many, `ligne 2 : clé inconnue « foo »
ligne 3 : « abc » n'est pas un nombre entier
ligne 3 : clé inconnue « bar »
ligne 3 : « 3x » n'est pas une durée, telle que 90s, 10m ou 24h
ligne 3 : une autre forme est attendue
ligne 4 : « oui » n'est ni true ni false
ligne 5 : une liste est attendue`},
		"twice":     {"data: x\ndata: y\n", "ligne 2 : clé « data » donnée deux fois, déjà à la ligne 1"},
		"tabulator": {"data: x\n\tfoo: 1\n", "ligne 2 : YAML illisible (une tabulation dans l'indentation)"},
		"two":       {"data: a\n---\ndata: b\n", "ligne 1 : YAML illisible (plusieurs documents, séparés par « --- »)"},
		"unclosed":  {"data: 'a\n", "ligne 2 : YAML illisible (un guillemet, un crochet ou une accolade qui n'est pas fermé)"},
		"anchor":    {"data: *x\n", "ligne 1 : renvoi inconnu « x »"},
	} {
		path := filepath.Join(t.TempDir(), "vigie.yaml")
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := loadConfig(path)
		if want := "configuration " + path + " :\n" + test.want + "\nvigie.example.yaml explique chaque clé"; err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", name, err, want)
		}
	}
}
