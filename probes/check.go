package probes

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

var (
	journeyID      = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	causeCode      = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	departmentCode = regexp.MustCompile(`^(\d{2}|2[AB]|9[78]\d)$`)
)

// CheckJourney reads the definition of a journey and gives every problem of
// it, in the order of the file; none means that it can run. name is the file's
// name, printed with each problem.
func CheckJourney(name string, data []byte) []Problem {
	_, problems := parseJourney(name, data)
	return problems
}

func parseJourney(name string, data []byte) (Journey, []Problem) {
	d := &decoder{file: name, places: map[string]*yaml.Node{}}
	root := d.root(data)
	if root == nil {
		return Journey{}, d.problems
	}
	j := d.journey(root)
	d.checkHead(j)
	d.checkSteps(j)
	sum := sha256.Sum256(data)
	j.Version = hex.EncodeToString(sum[:])
	return j, d.sorted()
}

func (d *decoder) checkHead(j Journey) {
	required := []struct{ key, remedy string }{
		{"id", "Donnez id, tel que pan.door."},
		{"title", "Donnez title avec fr et en."},
		{"duty", "Donnez duty, le code du devoir que le parcours éclaire."},
		{"family", "Donnez family, de A à E."},
		{"system", "Donnez system, tel que rdv-prefecture."},
		{"met", "Donnez met avec cause et detail."},
		{"budget", "Donnez budget, la durée d'une étape au-delà de laquelle la tentative est dégradée, telle que 8s."},
		{"timeout", "Donnez timeout, la durée d'une étape au-delà de laquelle le site est dit sans réponse, telle que 30s."},
	}
	for _, r := range required {
		if _, given := d.places[r.key]; !given {
			d.at(r.key, fmt.Sprintf("clé « %s » manquante", r.key), r.remedy)
		}
	}
	if j.ID != "" && !journeyID.MatchString(j.ID) {
		d.at("id", fmt.Sprintf("identifiant « %s » mal formé", j.ID), "Écrivez des minuscules en deux parties, telles que pan.door.")
	}
	if j.Budget > 0 && j.Timeout > 0 && j.Budget > j.Timeout {
		d.at("budget", "le budget dépasse le délai d'abandon", "Donnez un budget plus court que timeout.")
	}
	for i, code := range j.Departments {
		if code != "" && !departmentCode.MatchString(code) {
			d.at(fmt.Sprintf("departments[%d]", i), fmt.Sprintf("code de département inconnu « %s »", code), `Écrivez le code entre guillemets : "01", "2A", "971".`)
		}
	}
	if _, given := d.places["met"]; given && (j.Met.Detail == "" || !causeCode.MatchString(j.Met.Cause)) {
		d.at("met", "fin incomplète", "Donnez cause (un code en minuscules) et detail (une phrase en français).")
	}
	if j.Mode == observatory.Assisted && j.Planned {
		d.at("planned", "un parcours assisté ne se planifie pas", "Mettez planned: false : il dépend d'une personne.")
	}
	if j.Mode == observatory.Unattended && len(j.Post) > 0 {
		d.at("post", "un parcours sans personne ne peut rien envoyer", "Retirez post, ou mettez mode: assisted.")
	}
}

// checkSteps enforces what the order of steps must guarantee: open first, the
// prefecture identified once, and the page identified since the last move
// before anything is read on it or concluded from it.
func (d *decoder) checkSteps(j Journey) {
	if len(j.Steps) == 0 {
		d.at("steps", "aucune étape", "Donnez steps, une liste d'étapes qui commence par open.")
		return
	}
	if j.Steps[0].Action != "open" && j.Steps[0].Action != "" {
		d.at("steps[0]", "la première étape n'ouvre pas de page", "Commencez par open: target.")
	}
	named, identified, people := false, false, 0
	for i, step := range j.Steps {
		path := fmt.Sprintf("steps[%d]", i)
		switch step.Action {
		case "open", "click":
			identified = false
			if step.Open != "" && step.Open != "target" && !strings.HasPrefix(step.Open, "https://") {
				d.at(path+".open", fmt.Sprintf("adresse « %s » impossible", step.Open), "Écrivez target, l'adresse de la cible, ou une adresse https:// entière.")
			}
		case "identify":
			identified = true
			named = named || step.Identify.Prefecture
		case "human":
			people++
			identified = false
			d.checkHuman(j, people, path)
		case "read":
			if !identified || !named {
				d.at(path+".read", "lecture avant l'identité de la page", "Placez avant elle une étape identify de cette page, et une avec prefecture: true.")
			}
		case "branch":
			d.checkBranch(step, path, identified && named)
		}
	}
	if !identified || !named {
		d.at("steps", "le parcours peut être tenu sans identité de la page", "Terminez par une page identifiée, et identifiez la préfecture (prefecture: true).")
	}
	if j.Mode == observatory.Assisted && people == 0 {
		d.at("mode", "parcours assisté sans étape human", "Ajoutez une étape human, ou mettez mode: unattended.")
	}
}

func (d *decoder) checkHuman(j Journey, people int, path string) {
	if j.Mode != observatory.Assisted {
		d.at(path+".human", "étape human dans un parcours sans personne", "Mettez mode: assisted.")
	}
	if people > 1 {
		d.at(path+".human", "deux étapes human", "Une réponse d'une personne donne une lecture : n'en gardez qu'une.")
	}
}

func (d *decoder) checkBranch(step Step, path string, identified bool) {
	if len(step.Branch) == 0 {
		d.at(path+".branch", "aucun cas", "Donnez au moins un cas avec when.")
	}
	for i, c := range step.Branch {
		if c.End == nil {
			continue
		}
		at := fmt.Sprintf("%s.branch[%d].end", path, i)
		if c.End.Cause != "" && !causeCode.MatchString(c.End.Cause) {
			d.at(at+".cause", fmt.Sprintf("code de cause mal formé « %s »", c.End.Cause), "Écrivez des minuscules, des chiffres et des soulignés.")
		}
		judges := c.End.Outcome == observatory.Met || c.End.Outcome == observatory.Unmet
		if judges && !identified && c.When.Host != "other" {
			d.at(at, "conclusion avant l'identité de la page", "Placez avant elle une étape identify avec prefecture: true.")
		}
		if c.End.Outcome == observatory.Met && !c.When.positive() {
			d.at(at, "une absence ne prouve rien", "Demandez un signe positif : text, role ou css, hors de not.")
		}
	}
}

// positive reports whether the condition needs something to be present.
func (c Condition) positive() bool {
	if !c.empty() {
		return true
	}
	if slices.ContainsFunc(c.All, Condition.positive) {
		return true
	}
	return len(c.Any) > 0 && !slices.ContainsFunc(c.Any, func(c Condition) bool { return !c.positive() })
}
