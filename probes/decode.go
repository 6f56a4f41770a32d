package probes

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// decoder reads the YAML of a journey strictly. It goes on after a problem so
// that the author sees them all at once.
type decoder struct {
	file     string
	problems []Problem
	places   map[string]*yaml.Node // where each path of the structure was read
}

// reader reads one value.
type reader func(node *yaml.Node, path string)

// field is the value of one key: how it is read, and its JSON Schema for the
// editors.
type field struct {
	read   reader
	schema schema
}

func (d *decoder) problem(node *yaml.Node, path, message, remedy string) {
	p := Problem{File: d.file, Line: 1, Column: 1, Path: path, Message: message, Remedy: remedy}
	if node != nil {
		p.Line, p.Column = node.Line, node.Column
	}
	d.problems = append(d.problems, p)
}

// at reports a problem at a path that was read before, or at its nearest parent.
func (d *decoder) at(path, message, remedy string) {
	for p := path; ; {
		if node, found := d.places[p]; found || p == "" {
			d.problem(node, path, message, remedy)
			return
		}
		p = p[:max(0, strings.LastIndexAny(p, ".["))]
	}
}

const writeJourney = "Écrivez un parcours : id, title, system, steps..."

// root parses the text and gives the node of its only document, nil when
// there is none to read.
func (d *decoder) root(data []byte) *yaml.Node {
	if len(bytes.TrimSpace(data)) == 0 {
		d.problem(nil, "", "le fichier est vide", writeJourney)
		return nil
	}
	var document yaml.Node
	if err := yaml.Load(data, &document); err != nil {
		d.syntax(err)
		return nil
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		d.problem(nil, "", "le fichier est vide", writeJourney)
		return nil
	}
	if root := document.Content[0]; root.Kind != yaml.MappingNode {
		d.problem(root, "", "attendu des clés et des valeurs", writeJourney)
		return nil
	}
	return document.Content[0]
}

func (d *decoder) syntax(err error) {
	problem := Problem{
		File: d.file, Line: 1, Column: 1, Message: "YAML illisible (" + YAMLFault(err.Error()) + ")",
		Remedy: "Vérifiez l'indentation (des espaces, pas de tabulation) et les guillemets ; un fichier est un seul document.",
	}
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		problem.Line, problem.Column = max(1, load.Mark.Line), max(1, load.Mark.Column)
		problem.Message = "YAML illisible (" + YAMLFault(load.Message) + ")"
	}
	d.problems = append(d.problems, problem)
}

// whole reads a mapping; false when it, or a value within it, had a problem, so
// that what follows from that problem is not told as well.
func (d *decoder) whole(node *yaml.Node, path string, fields map[string]field) bool {
	before := len(d.problems)
	return d.mapping(node, path, fields) && len(d.problems) == before
}

// mapping reads the keys of a mapping; a key outside fields is a problem.
func (d *decoder) mapping(node *yaml.Node, path string, fields map[string]field) bool {
	d.places[path] = node
	if node.Kind != yaml.MappingNode {
		d.problem(node, path, "attendu des clés et des valeurs", "Clés possibles : "+keyList(fields)+".")
		return false
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		read, known := fields[key.Value]
		at := join(path, key.Value)
		switch {
		case key.Kind != yaml.ScalarNode || !known:
			d.problem(key, path, fmt.Sprintf("clé inconnue « %s »", key.Value), "Clés possibles : "+keyList(fields)+".")
		case seen[key.Value]:
			d.problem(key, at, fmt.Sprintf("clé « %s » donnée deux fois", key.Value), "N'en gardez qu'une.")
		case value.Kind == yaml.AliasNode:
			d.problem(value, at, "les alias YAML ne sont pas acceptés", "Recopiez la valeur.")
		default:
			d.places[at] = value
			read.read(value, at)
		}
		seen[key.Value] = true
	}
	return true
}

func keyList(fields map[string]field) string {
	return strings.Join(slices.Sorted(maps.Keys(fields)), ", ")
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// list reads each item of a sequence.
func (d *decoder) list(node *yaml.Node, path string, item reader) {
	d.places[path] = node
	if node.Kind != yaml.SequenceNode {
		d.problem(node, path, "attendu une liste", "Écrivez chaque élément sur sa ligne, après un tiret.")
		return
	}
	for i, value := range node.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		if value.Kind == yaml.AliasNode {
			d.problem(value, at, "les alias YAML ne sont pas acceptés", "Recopiez la valeur.")
			continue
		}
		d.places[at] = value
		item(value, at)
	}
}

func (d *decoder) text(into *string) field {
	return field{schema: schema{"type": "string"}, read: func(node *yaml.Node, path string) {
		if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" {
			d.problem(node, path, "attendu un texte", quoteRemedy(node))
			return
		}
		*into = node.Value
	}}
}

func quoteRemedy(node *yaml.Node) string {
	if node.Kind == yaml.ScalarNode && node.Value != "" {
		return fmt.Sprintf("Écrivez-le entre guillemets : \"%s\".", node.Value)
	}
	return "Écrivez un texte, entre guillemets au besoin."
}

func (d *decoder) boolean(into *bool) field {
	return field{schema: schema{"type": "boolean"}, read: func(node *yaml.Node, path string) {
		if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!bool" {
			d.problem(node, path, "attendu true ou false", "Écrivez true ou false, sans guillemets.")
			return
		}
		*into = strings.EqualFold(node.Value, "true")
	}}
}

// always reads the true of a key that has nothing else to say.
func (d *decoder) always() field {
	return field{schema: schema{"const": true}, read: func(node *yaml.Node, path string) {
		if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!bool" || !strings.EqualFold(node.Value, "true") {
			d.problem(node, path, "attendu true", "Écrivez true, sans guillemets, ou retirez l'étape.")
		}
	}}
}

// number reads a whole number within bounds, both included.
func (d *decoder) number(into *int, least, most int) field {
	return field{schema: schema{"type": "integer", "minimum": least, "maximum": most}, read: func(node *yaml.Node, path string) {
		value, err := strconv.Atoi(node.Value)
		if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!int" || err != nil || value < least || value > most {
			d.problem(node, path, fmt.Sprintf("nombre impossible « %s »", node.Value), fmt.Sprintf("Écrivez un nombre entier de %d à %d, sans guillemets.", least, most))
			return
		}
		*into = value
	}}
}

func (d *decoder) duration(into *time.Duration) field {
	return field{schema: schema{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+$`}, read: func(node *yaml.Node, path string) {
		value, err := time.ParseDuration(node.Value)
		if node.Kind != yaml.ScalarNode || err != nil || value <= 0 {
			d.problem(node, path, fmt.Sprintf("durée illisible « %s »", node.Value), "Écrivez une durée positive, telle que 8s ou 2m.")
			return
		}
		*into = value
	}}
}

// oneOf reads a text that must be one of the given ones.
func oneOf[T ~string](d *decoder, into *T, values ...T) field {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return field{schema: schema{"enum": names}, read: func(node *yaml.Node, path string) {
		if node.Kind == yaml.ScalarNode && slices.Contains(values, T(node.Value)) {
			*into = T(node.Value)
			return
		}
		d.problem(node, path, fmt.Sprintf("valeur inconnue « %s »", node.Value), "Valeurs possibles : "+strings.Join(names, ", ")+".")
	}}
}

// each reads a list of values, one reading at a time.
func each[T any](d *decoder, into *[]T, one func(*T) field) field {
	return field{schema: schema{"type": "array", "items": one(new(T)).schema}, read: func(node *yaml.Node, path string) {
		d.list(node, path, func(node *yaml.Node, path string) {
			var value T
			one(&value).read(node, path)
			*into = append(*into, value)
		})
	}}
}

func (d *decoder) texts(into *[]string) field { return each(d, into, d.text) }

// sorted gives the problems in the order of the file.
func (d *decoder) sorted() []Problem {
	slices.SortStableFunc(d.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return d.problems
}
