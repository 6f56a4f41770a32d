package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

// Rule is a rule of law with the dates between which it holds. A figure uses
// the rule in force at the date of the event.
type Rule struct {
	Provenance

	ID      string           `json:"id"`
	Article string           `json:"article"`
	Title   string           `json:"title"`
	Text    string           `json:"text"` // French, in our words
	From    observatory.Date `json:"from"` // unknown when the start was not read
	To      observatory.Date `json:"to"`   // last day; unknown while in force
	Values  map[string]int64 `json:"values,omitempty"`
}

// InForce reports whether the rule holds on a date. A rule whose start is
// unknown is taken to hold from ever.
func (r Rule) InForce(date observatory.Date) bool {
	return (!r.From.Known() || date >= r.From) && (!r.To.Known() || date <= r.To)
}

// indicatorForm is the form of an indicator's id: its family, then its name.
var indicatorForm = regexp.MustCompile(`^(pan|portal|certificate|closure|ccc|substitution|info|equality|alternatives|confidentiality)\.[a-z]+(_[a-z]+)*$`)

type ruleRow struct {
	ID, Article, Title, Text string
	From, To                 string
	Values                   map[string]int64
	Source, Status           string
}

func readRules(files fs.FS, faults *problems) []Rule {
	var rows []ruleRow
	readYAML(files, "rules.yaml", &rows, faults)
	list := make([]Rule, 0, len(rows))
	seen := map[string]bool{}
	for i, r := range rows {
		at := entry{file: "rules.yaml", index: i, id: r.ID, faults: faults}
		at.first(seen)
		at.need("article", r.Article, "title", r.Title, "text", r.Text, "source", r.Source)
		list = append(list, Rule{
			Provenance: Provenance{Source: r.Source, Status: at.status(r.Status)},
			ID:         r.ID, Article: r.Article, Title: r.Title, Text: strings.TrimSpace(r.Text),
			From: at.date("from", r.From), To: at.date("to", r.To), Values: r.Values,
		})
	}
	return list
}

// readYAML reads a file strictly: an unknown key is a fault.
func readYAML(files fs.FS, name string, into any, faults *problems) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		faults.addf("catalogue : %w", err)
		return
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		faults.addf("%s : %w", name, err)
	}
}

// entry is one item of a YAML list, for telling where a fault is.
type entry struct {
	file   string
	index  int
	id     string
	faults *problems
}

func (e entry) fault(what string) {
	e.faults.addf("%s, entrée %d (%s) : %s", e.file, e.index+1, e.id, what)
}

func (e entry) first(seen map[string]bool) {
	if e.id == "" || seen[e.id] {
		e.fault("identifiant manquant ou déjà pris")
	}
	seen[e.id] = true
}

// need takes pairs of a key and its value.
func (e entry) need(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			e.fault("clé " + pairs[i] + " manquante")
		}
	}
}

func (e entry) oneOf(key, value string, values ...string) {
	if !slices.Contains(values, value) {
		e.fault(fmt.Sprintf("clé %s : « %s », attendu %s", key, value, strings.Join(values, ", ")))
	}
}

func (e entry) date(key, text string) observatory.Date {
	if text == "" {
		return observatory.NoDate
	}
	date, err := observatory.ParseDate(text)
	if err != nil {
		e.fault("clé " + key + " : " + err.Error())
	}
	return date
}

func (e entry) status(text string) observatory.Status {
	status := observatory.Status(text)
	if !knownStatus(status) {
		e.fault(fmt.Sprintf("statut de vérification inconnu « %s »", text))
	}
	return status
}

// Rules gives the dated rules of law.
func (c *Catalogue) Rules() []Rule {
	list := slices.Clone(c.rules)
	for i := range list {
		list[i].Values = maps.Clone(list[i].Values)
	}
	return list
}

// Rule finds the rule of an id, and false when there is none.
func (c *Catalogue) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(c.rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return c.rules[i], true
}
