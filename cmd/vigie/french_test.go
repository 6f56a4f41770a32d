package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// englishWords are those of the command-line library, and the names that it takes
// from types and fields.
var englishWords = regexp.MustCompile(`(?i)\b(?:usage:|arguments:|flags?\b|commands?\b|show context|for more information|run "|unexpected|unknown|did you mean|missing|expected|` +
	`must be|but got|can't|perhaps|try|value|exists but|invalid|no such|stat |bit int|float|bool|duration|eol)|=(?:STRING|INT|FLOAT|DURATION)\b|` +
	`<(?:attempt|case|decision|files?|first|second|host|id|journey|name|path|role|shape|target|command|key)>`)

func TestHelpIsInFrench(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&cli{}, kong.Name("vigie"))
	if err != nil {
		t.Fatal(err)
	}
	asked := [][]string{{"--help"}}
	for _, command := range parser.Model.Leaves(true) {
		asked = append(asked, append(strings.Fields(command.Path()), "--help"))
	}
	if len(asked) < 40 {
		t.Fatalf("only %d commands", len(asked))
	}
	for _, args := range asked {
		var out bytes.Buffer
		if code := run(t.Context(), args, &out, io.Discard); code != exitOK {
			t.Errorf("%q: exit code %d", args, code)
		}
		if !strings.Contains(out.String(), "Usage : vigie") || !strings.Contains(out.String(), "Montre cette aide.") {
			t.Errorf("%q:\n%s", args, out.String())
		}
		if english := englishWords.FindAllString(out.String(), -1); english != nil {
			t.Errorf("%q has %q:\n%s", args, english, out.String())
		}
	}
}

func TestFaultsOfTheCommandLineAreInFrench(t *testing.T) {
	t.Parallel()
	file := write(t, "un", "fichier")
	for line, want := range map[string]string{
		"":                                    `il manque la suite de la commande, l'un de "serve"`,
		"absente":                             "argument inattendu : absente (",
		"serv":                                `argument inattendu : serv ; vouliez-vous dire "serve" ?`,
		"pro":                                 `argument inattendu : pro ; vouliez-vous dire "probe" ?`,
		"in":                                  `vouliez-vous dire l'un de "init", "info", "indicator" ?`,
		"vault":                               `il manque la suite de la commande : "show"`,
		"probe run":                           "il manque <parcours>",
		"verdicts diff":                       "il manque <règle-a> <règle-b>",
		"verdicts diff a":                     "il manque <règle-b>",
		"version a":                           "argument inattendu : a",
		"serve --absente":                     "option inconnue : --absente (",
		"serve --confi":                       `option inconnue : --confi ; vouliez-vous dire "--config" ?`,
		"serve --config":                      "--config : il manque la valeur",
		"serve --config -x":                   `--config : il manque la valeur ; si c'est "-x", écrivez --config="-x"`,
		"serve --config --listen":             "--config : il manque la valeur",
		"keys rotate":                         "options manquantes : --account=TEXTE, --reason=TEXTE",
		"evidence capture x --format zip":     `--format : "zip" n'est pas l'un de "wacz"`,
		"duplicates list --least beaucoup":    `--least : "beaucoup" n'est pas un nombre`,
		"duplicates list --least":             "--least : il manque la valeur",
		"demo --days deux":                    `--days : "deux" n'est pas un nombre entier`,
		"demo --days 99999999999999999999":    "ou il est trop grand",
		"collect mail x --every 10":           `--every : "10" n'est pas une durée`,
		"collect mail x --every 10jours":      `--every : "10jours" n'est pas une durée`,
		"demo --once=peut":                    `--once : "peut" n'est ni oui`,
		"probe run a --target b --url c":      "--target et --url ne vont pas ensemble",
		"indicator compute x --where a":       `--where : "a" n'a pas la forme CLÉ=VALEUR`,
		"indicator compute --where":           "--where : il manque CLÉ=VALEUR",
		"collect import x --pieces /introuvé": "--pieces : /introuvé est introuvable",
		"collect import x --pieces " + file:   "n'est pas un dossier",
	} {
		var out, errOut bytes.Buffer
		if code := run(t.Context(), strings.Fields(line), &out, &errOut); code != exitInput {
			t.Errorf("vigie %s: exit code %d", line, code)
		}
		said := strings.ReplaceAll(errOut.String(), file, "")
		if !strings.Contains(said, want) {
			t.Errorf("vigie %s: %q lacks %q", line, said, want)
		}
		if english := englishWords.FindAllString(said, -1); english != nil {
			t.Errorf("vigie %s: %q has %q", line, said, english)
		}
	}
}
