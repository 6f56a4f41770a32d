package main

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/alecthomas/kong"

	"vigie/internal/lazyregexp"
)

// The command-line library speaks English alone; this file gives its words in
// French. Those that it asks of its model are put there, so that columns stay
// aligned; the others are replaced in what it wrote.

// translation is a pattern of the library's words, and what stands in their place.
type translation struct {
	english *lazyregexp.Regexp
	french  string
}

var helpWords = []translation{
	{lazyregexp.New(`(?m)^Usage: `), "Usage : "},
	{lazyregexp.New(`(?m)^(Usage : .*)<command>`), "$1<commande>"},
	{lazyregexp.New(`(?m)^(Usage : .*)\[flags\]`), "$1[options]"},
	{lazyregexp.New(`(?m)^Arguments:$`), "Arguments :"},
	{lazyregexp.New(`(?m)^Flags:$`), "Options :"},
	{lazyregexp.New(`(?m)^Commands:$`), "Commandes :"},
	{lazyregexp.New(`(?m)^Run "(.*) <command> --help" for more information on a command\.$`), "« $1 <commande> --help » explique une commande."},
}

// faultWords are tried in this order, each on what the one before left.
var faultWords = []translation{
	{lazyregexp.New(`^unexpected argument `), "argument inattendu : "},
	{lazyregexp.New(`^unexpected flag argument `), "valeur inattendue : "},
	{lazyregexp.New(`^unknown flag `), "option inconnue : "},
	{lazyregexp.New(`, did you mean one of ([^?]+)\?$`), " ; vouliez-vous dire l'un de $1 ?"},
	{lazyregexp.New(`, did you mean ([^?]+)\?$`), " ; vouliez-vous dire $1 ?"},
	{lazyregexp.New(`^missing flags: `), "options manquantes : "},
	{lazyregexp.New(`^missing positional arguments `), "arguments manquants : "},
	{lazyregexp.New(`^expected one of `), "il manque la suite de la commande, l'un de "},
	{lazyregexp.New(`^expected "(<.*)"$`), "il manque $1"},
	{lazyregexp.New(`^expected `), "il manque la suite de la commande : "},
	{lazyregexp.New(`^(\S+) must be one of (.+) but got (".*")$`), "$1 : $3 n'est pas l'un de $2"},
	{lazyregexp.New(`^(--\S+) and (--\S+) can't be used together$`), "$1 et $2 ne vont pas ensemble"},
	{lazyregexp.New(`: expected duration but got ("(?:[^"\\]|\\.)*").*$`), ": $1 n'est pas une durée, telle que 90s, 10m ou 24h"},
	{lazyregexp.New(`: expected a valid \d+ bit u?int but got (".*")$`), ": $1 n'est pas un nombre entier, ou il est trop grand"},
	{lazyregexp.New(`: expected a float but got (".*") \(string\)$`), ": $1 n'est pas un nombre"},
	{lazyregexp.New(`: bool value must be .* but got (".*")$`), ": $1 n'est ni oui (true, yes ou 1) ni non (false, no ou 0)"},
	{lazyregexp.New(`: expected \S+ value but got "EOL" \(<EOL>\)$`), ": il manque la valeur"},
	{lazyregexp.New(`: expected \S+ value but got (".*") \(\w+ flag\); perhaps try (.+)\?$`), ": il manque la valeur ; si c'est $1, écrivez $2"},
	{lazyregexp.New(`: missing value, expecting "<key>=<value>.*"$`), ": il manque CLÉ=VALEUR"},
	{lazyregexp.New(`: expected "<key>=<value>" but got (".*")$`), ": $1 n'a pas la forme CLÉ=VALEUR"},
	{lazyregexp.New(`: stat (.+): no such file or directory$`), ": $1 est introuvable"},
	{lazyregexp.New(`: (".*") exists but is not a directory$`), ": $1 n'est pas un dossier"},
	{lazyregexp.New(`^(--[\w-]+|<[^>]+>): `), "$1 : "},
}

// argumentNames are those that the library takes from fields.
var argumentNames = map[string]string{
	"attempt": "tentative", "case": "dossier", "decision": "décision", "file": "fichier", "files": "fichiers", "first": "personne", "second": "autre",
	"host": "hôte", "id": "identifiant", "journey": "parcours", "name": "nom", "path": "chemin", "role": "rôle", "shape": "forme", "target": "cible",
}

func inFrench(text string, words []translation) string {
	for _, w := range words {
		text = w.english.ReplaceAllString(text, w.french)
	}
	return text
}

// parserFault is a fault of the library in French.
func parserFault(err error) string { return inFrench(err.Error(), faultWords) }

// frenchHelp prints the library's help in French.
func frenchHelp(options kong.HelpOptions, ctx *kong.Context) error {
	out := ctx.Stdout
	var text bytes.Buffer
	ctx.Stdout = &text
	defer func() { ctx.Stdout = out }()
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := fmt.Fprint(out, inFrench(text.String(), helpWords))
	return err
}

// speakFrench puts French words into the library's model: names of arguments, and
// what stands for the value of an option.
func speakFrench(parser *kong.Kong) error {
	parser.Model.HelpFlag.Help = "Montre cette aide."
	return kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		switch value := node.(type) {
		case *kong.Value:
			if name, ok := argumentNames[value.Name]; ok && value.Flag == nil {
				value.Name = name
			}
		case *kong.Flag:
			switch kind := value.Target.Kind(); {
			case value.PlaceHolder != "" || value.HasDefault:
			case kind == reflect.String:
				value.PlaceHolder = "TEXTE"
			case kind == reflect.Int:
				value.PlaceHolder = "NOMBRE"
			}
		}
		return next(nil)
	})
}
