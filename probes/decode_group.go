package probes

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// group is a run of steps that journeys and groups share by « use ».
type group struct {
	name  string
	file  string
	steps []Step
	data  []byte
}

func (d *decoder) groupFields(g *group) map[string]field {
	return map[string]field{"group": d.text(&g.name), "steps": each(d, &g.steps, d.step)}
}

// File is a file of journeys as it was read: one journey, or one group.
type File struct {
	Name string
	Data []byte
}

// source is a file under reading.
type source struct {
	d       *decoder
	data    []byte
	journey *Journey
	group   *group
}

func parseFile(file File) source {
	s := source{d: &decoder{file: file.Name, places: map[string]*yaml.Node{}}, data: file.Data}
	root := s.d.root(file.Data)
	switch {
	case root == nil:
	case hasKey(root, "group"):
		g := group{file: file.Name, data: file.Data}
		s.d.mapping(root, "", s.d.groupFields(&g))
		s.d.checkGroup(g)
		s.group = &g
	default:
		j := s.d.journey(root)
		s.journey = &j
	}
	return s
}

func hasKey(mapping *yaml.Node, key string) bool {
	for i := 0; i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return true
		}
	}
	return false
}

func (d *decoder) checkGroup(g group) {
	if g.name != "" && !journeyID.MatchString(g.name) {
		d.at("group", fmt.Sprintf("nom de groupe « %s » mal formé", g.name), "Écrivez des minuscules en deux parties, telles que anef.accueil.")
	}
	if len(g.steps) == 0 {
		d.at("steps", "aucune étape", "Donnez steps, une liste d'étapes.")
	}
}

// readFiles reads journeys and groups that know each other, and the groups
// already known; it gives every problem of every file.
func readFiles(files []File, known groups) ([]Journey, groups, []Problem) {
	all := maps.Clone(known)
	if all == nil {
		all = groups{}
	}
	own := groups{}
	sources := make([]source, len(files))
	for i, file := range files {
		s := parseFile(file)
		sources[i] = s
		if s.group == nil || s.group.name == "" {
			continue
		}
		if first, taken := all[s.group.name]; taken {
			s.d.at("group", fmt.Sprintf("le groupe %s est déjà défini dans %s", s.group.name, first.file), "Changez son nom.")
			continue
		}
		all[s.group.name], own[s.group.name] = *s.group, *s.group
	}
	var journeys []Journey
	var problems []Problem
	for _, s := range sources {
		if s.group != nil {
			s.d.checkUses(all, *s.group)
		}
		if s.journey != nil {
			s.d.complete(all, s.journey, s.data)
			journeys = append(journeys, *s.journey)
		}
		problems = append(problems, s.d.sorted()...)
	}
	return journeys, own, problems
}

// complete puts the steps of the groups in their place, then checks the whole.
func (d *decoder) complete(all groups, j *Journey, data []byte) {
	d.checkHead(*j)
	sum := sha256.New()
	sum.Write(data)
	var steps []Step
	whole := true
	for _, step := range j.Steps {
		expanded, fault := all.expand(step, nil, func(g group) { sum.Write(g.data) })
		if fault != nil {
			whole = false
			d.at(step.at+".use", fault.Message, fault.Remedy)
		}
		steps = append(steps, expanded...)
	}
	j.Steps = steps
	j.Version = hex.EncodeToString(sum.Sum(nil))
	d.checkSteps(*j, whole)
	d.checkPrivate(*j)
}

func (d *decoder) checkUses(all groups, g group) {
	for _, step := range g.steps {
		if _, fault := all.expand(step, []string{g.name}, func(group) {}); fault != nil {
			d.at(step.at+".use", fault.Message, fault.Remedy)
		}
	}
}

// groups are groups by name.
type groups map[string]group

// expand gives the steps that a step stands for: itself, or those of its group,
// placed where the group is used. visit is told every group used.
func (all groups) expand(step Step, trail []string, visit func(group)) ([]Step, *Problem) {
	if step.Action != actionUse {
		return []Step{step}, nil
	}
	found, known := all[step.Use]
	switch {
	case slices.Contains(trail, step.Use):
		return nil, &Problem{
			Message: "groupe qui s'utilise lui-même : " + strings.Join(append(slices.Clone(trail), step.Use), " → "),
			Remedy:  "Rompez la boucle : retirez l'un de ces use.",
		}
	case !known:
		names := strings.Join(slices.Sorted(maps.Keys(all)), ", ")
		if names == "" {
			names = "aucun"
		}
		return nil, &Problem{Message: fmt.Sprintf("groupe inconnu « %s »", step.Use), Remedy: "Groupes connus : " + names + "."}
	}
	visit(found)
	var steps []Step
	for _, inner := range found.steps {
		inner.at = step.at
		expanded, fault := all.expand(inner, append(slices.Clone(trail), step.Use), visit)
		if fault != nil {
			return nil, fault
		}
		steps = append(steps, expanded...)
	}
	return steps, nil
}
