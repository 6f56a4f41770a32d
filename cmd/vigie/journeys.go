package main

import (
	"fmt"
	"slices"
	"strings"

	"vigie/dashboard"
	"vigie/internal/texts"
	"vigie/probes"
)

// journeyFaces hands the journeys over to the pages, which do not read their
// files.
func journeyFaces(cfg config, journeys []probes.Journey) []dashboard.Journey {
	faces := make([]dashboard.Journey, 0, len(journeys))
	for _, j := range journeys {
		face := dashboard.Journey{
			ID: j.ID, System: j.System, Title: j.Title.FR, Met: j.Met.Detail, Family: j.Family, Needs: j.Needs, Testbed: j.Testbed,
			Mode: j.Mode, Status: j.Status, Expected: j.Expected, File: j.File, Version: j.Version,
		}
		for _, step := range j.Steps {
			said := landmark(step)
			if said == "" && j.Access != nil && j.Way != "" && step.Action == "access" {
				said = locator(j.Access.Landmark) // looked at in another way
			}
			face.Steps = append(face.Steps, dashboard.JourneyStep{Name: step.Name, Action: step.Action, Landmark: said})
		}
		for _, t := range cfg.Targets {
			if t.System == j.System && slices.Contains(t.Journeys, j.ID) {
				face.Targets = append(face.Targets, dashboard.JourneyTarget{ID: t.ID, Every: t.Every})
			}
		}
		faces = append(faces, face)
	}
	return faces
}

// landmark says in French what a step looks for on the page, empty for a step
// that looks for nothing.
func landmark(step probes.Step) string {
	switch {
	case step.Click != nil:
		return locator(*step.Click)
	case step.Fill != nil:
		return locator(step.Fill.Locator)
	case step.Choose != nil:
		return locator(step.Choose.Locator)
	case step.Upload != nil:
		return locator(step.Upload.Locator)
	case step.WaitFor != nil:
		return condition(*step.WaitFor)
	case step.Expect != nil:
		return condition(step.Expect.Condition)
	case step.Identify != nil:
		return identity(*step.Identify)
	case step.Read != nil && step.Read.From != nil:
		return locator(*step.Read.From)
	case step.Human != nil:
		return condition(step.Human.Until)
	case step.Branch != nil:
		parts := make([]string, len(step.Branch))
		for i, c := range step.Branch {
			parts[i] = condition(c.When)
		}
		return "l'un de : " + strings.Join(parts, " ; ")
	case step.Audit != nil:
		return audited(*step.Audit)
	}
	return ""
}

// patternWords says a pattern of a path or an address: the target's own has a name.
func patternWords(pattern string) string {
	rest, own := strings.CutPrefix(pattern, "{target}")
	switch {
	case !own:
		return pattern
	case rest == "":
		return "de la cible"
	case rest == "**":
		return "de la cible ou plus loin"
	}
	return "de la cible, puis " + rest
}

func audited(a probes.Audit) string {
	if a.Axe {
		return "les règles que le programme axe-core sait vérifier"
	}
	said := "« " + texts.In(texts.French).Item(a.Information) + " », dans le texte des pages"
	if len(a.Follow) > 0 {
		said += ", par les liens « " + strings.Join(a.Follow, " », « ") + " »"
	}
	return said
}

func identity(i probes.Identify) string {
	parts := []string{"la bonne page"}
	if i.Path != "" {
		parts = append(parts, "chemin "+patternWords(i.Path))
	}
	if i.Prefecture {
		parts = append(parts, "nom de la préfecture affiché")
	}
	if i.Landmark != nil {
		parts = append(parts, condition(*i.Landmark))
	}
	return strings.Join(parts, ", ")
}

// locator says what elements a locator finds.
func locator(l probes.Locator) string {
	words := map[string]string{
		"link": "lien", "button": "bouton", "action": "lien ou bouton", "heading": "titre", "image": "image", "textbox": "champ de saisie",
		"main": "contenu principal", "alert": "message d'alerte",
	}
	var parts []string
	if role := words[l.Role]; role != "" {
		parts = append(parts, role)
	} else if l.Role != "" {
		parts = append(parts, l.Role)
	}
	if l.CSS != "" {
		parts = append(parts, "élément "+l.CSS)
	}
	if l.Text != "" {
		if len(parts) == 0 {
			parts = append(parts, "texte")
		}
		parts = append(parts, "« "+l.Text+" »")
	}
	return strings.Join(parts, " ")
}

func condition(c probes.Condition) string {
	var parts []string
	if found := locator(c.Locator); found != "" {
		parts = append(parts, found)
	}
	if c.Count != nil {
		parts = append(parts, howMany(*c.Count))
	}
	if c.Path != "" {
		parts = append(parts, "chemin "+patternWords(c.Path))
	}
	if c.Address != "" {
		parts = append(parts, "adresse "+patternWords(c.Address))
	}
	switch c.Host {
	case "":
	case "target":
		parts = append(parts, "sur le site de la cible")
	case "other":
		parts = append(parts, "sur un autre site")
	default:
		parts = append(parts, "sur "+c.Host)
	}
	if len(c.Status) > 0 {
		parts = append(parts, "réponse "+strings.Trim(fmt.Sprint(c.Status), "[]"))
	}
	if c.Not != nil {
		parts = append(parts, "absence de : "+condition(*c.Not))
	}
	parts = append(parts, conditions("tout de : ", c.All)...)
	parts = append(parts, conditions("l'un de : ", c.Any)...)
	return strings.Join(parts, ", ")
}

// howMany says how many elements a condition wants.
func howMany(c probes.Count) string {
	switch {
	case c.Max == 0:
		return fmt.Sprintf("au moins %d", c.Min)
	case c.Min == c.Max:
		return fmt.Sprintf("exactement %d", c.Min)
	case c.Min == 0:
		return fmt.Sprintf("au plus %d", c.Max)
	}
	return fmt.Sprintf("de %d à %d", c.Min, c.Max)
}

func conditions(name string, list []probes.Condition) []string {
	if len(list) == 0 {
		return nil
	}
	each := make([]string, len(list))
	for i, one := range list {
		each[i] = condition(one)
	}
	return []string{name + strings.Join(each, " ; ")}
}
