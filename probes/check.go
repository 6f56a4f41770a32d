package probes

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

var (
	journeyID      = lazyregexp.New(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	causeCode      = lazyregexp.New(`^[a-z][a-z0-9_]*$`)
	fileName       = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	departmentCode = lazyregexp.New(`^(0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[678])$`)
)

// CheckFiles reads files of journeys, which know each other's groups and those
// that Vigie ships with, and gives every problem of each, file by file; none
// means that they can run beside the shipped ones. A shipped file, unchanged, is
// itself and no double.
func CheckFiles(files []File) ([]Problem, error) {
	shipped, known, err := loadShipped()
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		own, err := embedded.ReadFile("journeys/" + filepath.Base(file.Name))
		if err != nil || !bytes.Equal(own, file.Data) {
			continue
		}
		same := filepath.Base(file.Name)
		maps.DeleteFunc(known, func(_ string, g group) bool { return g.file == same })
		shipped = slices.DeleteFunc(shipped, func(j Journey) bool { return j.File == same })
	}
	journeys, _, problems := readFiles(files, known)
	for _, j := range journeys {
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.File == j.File }) {
			journeys = append(journeys, j.waysOf()...)
		}
	}
	return append(problems, duplicates(slices.Concat(shipped, journeys))...), nil
}

// headKeys are the keys that every journey must give.
func headKeys() []string {
	return []string{"id", "title", "duty", "family", "system", "met", "budget", "timeout"}
}

func (d *decoder) checkHead(j Journey) {
	remedies := map[string]string{
		"id":      "Donnez id, tel que pan.door.",
		"title":   "Donnez title avec fr et en.",
		"duty":    "Donnez duty, le code du devoir que le parcours éclaire.",
		"family":  "Donnez family : access, ou une lettre de A à E.",
		"system":  "Donnez system, tel que rdv-prefecture.",
		"met":     "Donnez met avec cause et detail.",
		"budget":  "Donnez budget, la durée d'une étape au-delà de laquelle la tentative est dégradée, telle que 8s.",
		"timeout": "Donnez timeout, la durée d'une étape au-delà de laquelle le site est dit sans réponse, telle que 30s.",
	}
	for _, key := range headKeys() {
		if _, given := d.places[key]; !given {
			d.at(key, fmt.Sprintf("clé « %s » manquante", key), remedies[key])
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
	d.checkMode(j)
	d.checkPost(j)
	d.checkSchedule(j)
	d.checkAccess(j)
}

// checkMode holds what a journey may do against who is there when it runs.
func (d *decoder) checkMode(j Journey) {
	if j.Mode == observatory.Assisted && j.Planned {
		d.at("planned", "un parcours assisté ne se planifie pas", "Mettez planned: false : il dépend d'une personne.")
	}
	if j.Mode == observatory.Unattended && !j.Testbed && len(j.Post) > 0 {
		d.at("post", "un parcours sans personne ne peut rien envoyer", "Retirez post, ou mettez mode: assisted.")
	}
	if j.Mode == observatory.Unattended && !j.Testbed && j.Needs != NeedsNothing {
		d.at("needs", fmt.Sprintf("un parcours sans personne n'a pas de quoi fournir « %s »", j.Needs), "Mettez mode: assisted, ou needs: nothing.")
	}
	if j.Mode == observatory.Assisted && j.Needs == NeedsNothing {
		d.at("needs", "un parcours assisté a besoin d'une personne", "Mettez needs: person ou needs: account, ou mode: unattended.")
	}
}

// checkSteps enforces what the order of steps must guarantee: open first, the
// prefecture identified once, and the page identified since the last move
// before anything is read on it or concluded from it. Of steps that are not whole,
// for a group is missing, only what each step says by itself is checked.
func (d *decoder) checkSteps(j Journey, whole bool) {
	if whole && len(j.Steps) == 0 {
		d.at("steps", "aucune étape", "Donnez steps, une liste d'étapes qui commence par open.")
		return
	}
	if whole && j.Steps[0].Action != "open" && j.Steps[0].Action != "" {
		d.at("steps[0]", "la première étape n'ouvre pas de page", "Commencez par open: target.")
	}
	named, identified, people := false, false, 0
	for _, step := range j.Steps {
		path, sure := step.at, identified && named || !whole
		switch step.Action {
		case "open", "click", "fill", "choose", "upload":
			identified = identified && step.Action != "open" && step.Action != "click"
			d.checkMove(j, step)
		case "identify":
			identified = true
			// A national service is one for all: no prefecture is named on it,
			// and its own landmark says whose page it is.
			named = named || step.Identify.Prefecture || (National(j.System) && step.Identify.Landmark != nil)
		case "human":
			people++
			identified = false
			d.checkHuman(j, *step.Human, people, path)
		case "read":
			if !sure {
				d.at(path+".read", "lecture avant l'identité de la page", "Placez avant elle une étape identify de cette page, et une avec prefecture: true.")
			}
		case "expect":
			d.checkEnding(step.Expect.Otherwise, path+".expect.otherwise", sure)
			if step.Expect.Otherwise.Outcome == observatory.Met {
				d.at(path+".expect.otherwise", "une absence ne prouve rien", "Donnez une autre fin que met.")
			}
		case "audit":
			d.checkEnding(step.Audit.Otherwise, path+".audit.otherwise", sure)
		case "branch":
			d.checkBranch(step, path, sure)
		}
	}
	if whole {
		d.checkWhole(j, identified && named, people)
	}
}

// checkWhole checks what only the end of all steps shows.
func (d *decoder) checkWhole(j Journey, sure bool, people int) {
	if !sure {
		d.at("steps", "le parcours peut être tenu sans identité de la page", "Terminez par une page identifiée, et identifiez la préfecture (prefecture: true) ou, pour un service national, un repère (landmark).")
	}
	if j.Mode == observatory.Assisted && people == 0 {
		d.at("mode", "parcours assisté sans étape human", "Ajoutez une étape human, ou mettez mode: unattended.")
	}
}

// checkMove checks a step that opens a page or changes it.
func (d *decoder) checkMove(j Journey, step Step) {
	if step.Open != "" && step.Open != "target" && !strings.HasPrefix(step.Open, "{target}") && !strings.HasPrefix(step.Open, "https://") {
		d.at(step.at+".open", fmt.Sprintf("adresse « %s » impossible", step.Open), "Écrivez target, l'adresse de la cible, \"{target}suite\" ou une adresse https:// entière.")
	}
	types := step.Action == "fill" || step.Action == "choose" || step.Action == "upload"
	if types && !j.Testbed && (!j.consented() || step.Action == "fill") {
		d.at(step.at+"."+step.Action, "un parcours ne remplit rien sur un portail", moveRemedy(step.Action))
	}
}

// consented reports whether a journey runs with a person who has agreed to it.
func (j Journey) consented() bool { return j.Mode == observatory.Assisted && j.private() }

func moveRemedy(action string) string {
	if action == "fill" {
		return "Laissez la personne écrire (human), ou mettez testbed: true : il ne se lancera que sur le double de test."
	}
	return "Mettez mode: assisted et needs: account, ou testbed: true : il ne se lancera que sur le double de test."
}

func (d *decoder) checkHuman(j Journey, human Human, people int, path string) {
	if j.Mode != observatory.Assisted {
		d.at(path+".human", "étape human dans un parcours sans personne", "Mettez mode: assisted.")
	}
	for i, step := range human.Double {
		if step.Action != "fill" && step.Action != "choose" && step.Action != "click" && step.Action != "" {
			d.at(fmt.Sprintf("%s.human.double[%d].%s", path, i, step.Action), "action impossible à la place d'une personne", "Dans double, n'écrivez que fill, choose et click.")
		}
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
		d.checkEnding(*c.End, at, identified || c.When.Host == "other")
		if c.End.Outcome == observatory.Met && !c.When.positive() {
			d.at(at, "une absence ne prouve rien", "Demandez un signe positif : text, role ou css, hors de not.")
		}
	}
}

// checkEnding refuses a conclusion on a page that may be another.
func (d *decoder) checkEnding(e Ending, at string, identified bool) {
	if e.Cause != "" && !causeCode.MatchString(e.Cause) {
		d.at(at+".cause", fmt.Sprintf("code de cause mal formé « %s »", e.Cause), "Écrivez des minuscules, des chiffres et des soulignés.")
	}
	if e.judges() && !identified {
		d.at(at, "conclusion avant l'identité de la page", "Placez avant elle une étape identify avec prefecture: true.")
	}
}
