package main

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"

	"vigie/internal/lazyregexp"
	"vigie/probes"
)

// configWords are what the reader of YAML says of values that the configuration
// does not take, and the same in French.
var configWords = []translation{
	{lazyregexp.New(`^field (.+) not found in type \S+$`), "clé inconnue « $1 »"},
	{lazyregexp.New(`^mapping key "(.+)" already defined at line (\d+)$`), "clé « $1 » donnée deux fois, déjà à la ligne $2"},
	{lazyregexp.New(`^unknown anchor '(.+)' referenced$`), "renvoi inconnu « $1 »"},
	{lazyregexp.New("(?s)^cannot construct \\S+ `(.*)` into u?int\\d*$"), "« $1 » n'est pas un nombre entier"},
	{lazyregexp.New("(?s)^cannot construct \\S+ `(.*)` into bool$"), "« $1 » n'est ni true ni false"},
	{lazyregexp.New("(?s)^cannot construct \\S+ `(.*)` into time\\.Duration$"), "« $1 » n'est pas une durée, telle que 90s, 10m ou 24h"},
	{lazyregexp.New("(?s)^cannot construct \\S+ `(.*)` into time\\.Time$"), "« $1 » n'est pas une date et une heure, telles que 2026-12-01T22:00:00+01:00"},
	{lazyregexp.New("(?s)^cannot construct \\S+ `(.*)` into \\[\\].*$"), "une liste est attendue, et non « $1 »"},
	{lazyregexp.New("(?s)^cannot construct \\S+ `(.*)` into \\S+$"), "« $1 » n'a pas la forme attendue"},
	{lazyregexp.New(`^cannot construct !!(?:map|seq) into \[\].*$`), "une liste est attendue"},
	{lazyregexp.New(`^cannot construct !!(?:map|seq) into .+$`), "une autre forme est attendue"},
}

// configFault gives the faults of a configuration's YAML in French, with their lines.
func configFault(err error) error {
	faults := []*yaml.LoadError{}
	if all, is := errors.AsType[*yaml.LoadErrors](err); is {
		faults = all.Errors
	} else if one, is := errors.AsType[*yaml.LoadError](err); is {
		faults = append(faults, one)
	}
	var words []error
	for _, fault := range faults {
		words = append(words, fmt.Errorf("ligne %d : %s", max(1, fault.Mark.Line), configWord(fault.Message)))
	}
	if len(words) == 0 {
		return errors.New("illisible")
	}
	return errors.Join(words...)
}

func configWord(message string) string {
	for _, w := range configWords {
		if w.english.MatchString(message) {
			return w.english.ReplaceAllString(message, w.french)
		}
	}
	return "YAML illisible (" + probes.YAMLFault(message) + ")"
}
