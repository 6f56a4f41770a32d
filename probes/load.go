package probes

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

//go:embed journeys/*.yaml
var embedded embed.FS

// Journeys gives the journeys that Vigie ships with.
func Journeys() ([]Journey, error) {
	journeys, _, err := loadShipped()
	return journeys, err
}

func loadShipped() ([]Journey, groups, error) {
	shipped, err := fs.Sub(embedded, "journeys")
	if err != nil {
		return nil, nil, fmt.Errorf("open shipped journeys: %w", err)
	}
	return loadFolder(shipped, nil)
}

func shippedGroups() (groups, error) {
	_, known, err := loadShipped()
	return known, err
}

// LoadJourneys reads every *.yaml and *.yml at the root of a folder, sorted by id and
// system: journeys, and groups of steps, which add to those that Vigie ships
// with. All problems of all files come as one input error. Two journeys of the
// same id and system, or two groups of one name, are a problem.
func LoadJourneys(folder fs.FS) ([]Journey, error) {
	known, err := shippedGroups()
	if err != nil {
		return nil, err
	}
	journeys, _, err := loadFolder(folder, known)
	return journeys, err
}

func loadFolder(folder fs.FS, known groups) ([]Journey, groups, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err == nil {
		var further []string
		further, err = fs.Glob(folder, "*.yml")
		names = append(names, further...)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("list journeys: %w", err)
	}
	files := make([]File, len(names))
	for i, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, nil, observatory.InputErrorf("parcours %s : illisible : %w", name, err)
		}
		files[i] = File{path.Base(name), data}
	}
	journeys, own, problems := readFiles(files, known)
	for _, j := range journeys {
		journeys = append(journeys, j.waysOf()...)
	}
	problems = append(problems, duplicates(journeys)...)
	if err := problemsError(problems); err != nil {
		return nil, nil, err
	}
	sortJourneys(journeys)
	return journeys, own, nil
}

// Merge adds journeys to those already known. A journey whose id and system
// are taken is an input error: nothing is overridden silently.
func Merge(known, added []Journey) ([]Journey, error) {
	merged := slices.Concat(known, added)
	if err := problemsError(duplicates(merged)); err != nil {
		return nil, err
	}
	sortJourneys(merged)
	return merged, nil
}

func sortJourneys(journeys []Journey) {
	slices.SortFunc(journeys, func(a, b Journey) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.System, b.System))
	})
}

func duplicates(journeys []Journey) []Problem {
	var problems []Problem
	seen := map[[2]string]string{}
	for _, j := range journeys {
		key := [2]string{j.ID, j.System}
		if first, taken := seen[key]; taken && j.ID != "" {
			problems = append(problems, Problem{
				File: j.File, Line: 1, Column: 1, Path: "id",
				Message: fmt.Sprintf("le parcours %s pour %s est déjà défini dans %s", j.ID, j.System, first),
				Remedy:  "Changez id ou system.",
			})
			continue
		}
		seen[key] = j.File
	}
	return problems
}

// Find gives the journey of an id for a booking system. An unknown one is an
// input error that lists the known ones.
func Find(journeys []Journey, id, system string) (Journey, error) {
	var systems []string
	for _, j := range journeys {
		if j.ID == id && (j.System == system || j.runsOn(system)) {
			return j, nil
		}
		if j.ID == id {
			systems = append(systems, j.Targets())
		}
	}
	if len(systems) > 0 {
		return Journey{}, observatory.InputErrorf("le parcours « %s » n'existe pas pour le système « %s » ; il existe pour : %s",
			id, system, strings.Join(systems, ", "))
	}
	var ids []string
	for _, j := range journeys {
		ids = append(ids, j.ID)
	}
	return Journey{}, observatory.InputErrorf("parcours inconnu « %s ». Parcours connus : %s", id, strings.Join(slices.Compact(slices.Sorted(slices.Values(ids))), ", "))
}

// SystemOf tells the booking system of an address by the form of its path,
// empty when none is known.
func SystemOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	for mark, system := range map[string]string{
		"/usagers/":                      SystemANEF,
		"/rdvpref/reservation/demarche/": SystemRDVPrefecture,
		"/prendre_rdv":                   SystemRDVServicePublic,
		"/booking/create/":               SystemOldModule,
		"/commencer/":                    SystemProcedures,
	} {
		if strings.Contains(u.Path, mark) {
			return system
		}
	}
	return ""
}
