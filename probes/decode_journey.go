package probes

import (
	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

// maxUpload bounds the file that a step makes up, in bytes.
const maxUpload = 64 << 20

// maxFiles bounds how many of them go in one field.
const maxFiles = 5

// journeyFields are the keys of a journey's file.
func (d *decoder) journeyFields(j *Journey) map[string]field {
	return map[string]field{
		"id":          d.text(&j.ID),
		"title":       d.title(&j.Title),
		"duty":        d.text(&j.Duty),
		"family":      oneOf(d, &j.Family, Families()...),
		"system":      oneOf(d, &j.System, Systems()...),
		"carrier":     oneOf(d, &j.Carrier, Systems()...),
		"needs":       oneOf(d, &j.Needs, NeedsNothing, NeedsAccount, NeedsPerson),
		"status":      oneOf(d, &j.Status, observatory.Verified, observatory.Secondary, observatory.Unverified, observatory.Deduced),
		"mode":        oneOf(d, &j.Mode, observatory.Unattended, observatory.Assisted),
		"testbed":     d.boolean(&j.Testbed),
		"expected":    oneOf(d, &j.Expected, observatory.Met, observatory.Unmet),
		"planned":     d.boolean(&j.Planned),
		"departments": d.texts(&j.Departments),
		"budget":      d.duration(&j.Budget),
		"timeout":     d.duration(&j.Timeout),
		"schedule":    d.schedule(&j.Schedule),
		"politeness":  d.politeness(&j.Politeness),
		"post":        d.texts(&j.Post),
		"met":         d.met(&j.Met),
		"access":      d.access(&j.Access),
		"steps":       each(d, &j.Steps, d.step),
	}
}

func (d *decoder) journey(node *yaml.Node) Journey {
	j := Journey{File: d.file, Mode: observatory.Unattended, Status: observatory.Unverified, Expected: observatory.Met}
	d.mapping(node, "", d.journeyFields(&j))
	if j.Needs == "" {
		j.Needs = NeedsNothing
		if j.Mode == observatory.Assisted {
			j.Needs = NeedsPerson
		}
	}
	return j
}

func (d *decoder) titleFields(t *Title) map[string]field {
	return map[string]field{"fr": d.text(&t.FR), "en": d.text(&t.EN)}
}

func (d *decoder) title(into *Title) field {
	return field{schema: ref("title"), read: func(node *yaml.Node, path string) {
		if d.whole(node, path, d.titleFields(into)) && (into.FR == "" || into.EN == "") {
			d.problem(node, path, "texte français ou anglais manquant", "Donnez fr et en.")
		}
	}}
}

func (d *decoder) metFields(e *Ending) map[string]field {
	return map[string]field{"cause": d.text(&e.Cause), "detail": d.text(&e.Detail)}
}

// met reads how a journey ends when all held; its outcome is always met.
func (d *decoder) met(into *Ending) field {
	return field{schema: ref("met"), read: func(node *yaml.Node, path string) {
		into.Outcome = observatory.Met
		d.mapping(node, path, d.metFields(into))
	}}
}

func (d *decoder) endingFields(e *Ending) map[string]field {
	return map[string]field{
		"outcome": oneOf(d, &e.Outcome, observatory.Met, observatory.Unmet, observatory.Down,
			observatory.Maintenance, observatory.Blocked, observatory.Drift),
		"cause":  d.text(&e.Cause),
		"detail": d.text(&e.Detail),
	}
}

func (d *decoder) ending(into *Ending) field {
	return field{schema: ref("ending"), read: func(node *yaml.Node, path string) {
		if d.whole(node, path, d.endingFields(into)) && (into.Outcome == "" || into.Cause == "" || into.Detail == "") {
			d.problem(node, path, "fin incomplète", "Donnez outcome, cause (un code) et detail (une phrase en français).")
		}
	}}
}

// stepFields are the keys of a step that are no action.
func (d *decoder) stepFields(s *Step) map[string]field {
	return map[string]field{"name": d.text(&s.Name), "budget": d.duration(&s.Budget), "timeout": d.duration(&s.Timeout)}
}

// actionFields are the actions, of which a step has exactly one.
func (d *decoder) actionFields(s *Step) map[string]field {
	return map[string]field{
		"open":     d.text(&s.Open),
		"click":    d.locator(&s.Click),
		"fill":     d.fill(&s.Fill),
		"choose":   d.choose(&s.Choose),
		"upload":   d.upload(&s.Upload),
		"wait_for": d.conditionInto(&s.WaitFor),
		"expect":   d.expect(&s.Expect),
		"identify": d.identify(&s.Identify),
		"read":     d.reading(&s.Read),
		"capture":  d.always(),
		"branch":   d.branch(&s.Branch),
		"audit":    d.audit(&s.Audit),
		"human":    d.human(&s.Human),
		actionUse:  d.text(&s.Use),
	}
}

// actionUse stands for the steps of a group.
const actionUse = "use"

func (d *decoder) step(into *Step) field {
	return field{schema: ref("step"), read: func(node *yaml.Node, path string) {
		fields := d.stepFields(into)
		actions := d.actionFields(into)
		for name, action := range actions {
			fields[name] = field{read: func(node *yaml.Node, path string) {
				if into.Action != "" {
					d.problem(node, path, "deux actions dans une étape : "+into.Action+" et "+name, "Faites-en deux étapes.")
					return
				}
				into.Action = name
				action.read(node, path)
			}}
		}
		read := d.mapping(node, path, fields)
		into.at = path
		if read && into.Name == "" && into.Action != actionUse {
			d.problem(node, path, "étape sans nom", "Donnez name : il est écrit sur chaque mesure.")
		}
		if read && into.Action == "" {
			d.problem(node, path, "étape sans action", "Donnez une action : "+keyList(actions)+".")
		}
	}}
}

func roles() []string {
	return []string{"link", "button", "action", "heading", "image", "textbox", "list", "main", "alert"}
}

func (d *decoder) locatorFields(into *Locator) map[string]field {
	return map[string]field{
		"role":     oneOf(d, &into.Role, roles()...),
		"text":     d.text(&into.Text),
		"css":      d.selector(&into.CSS),
		"rendered": d.boolean(&into.Rendered),
		"hidden":   d.boolean(&into.Hidden),
	}
}

func (d *decoder) locator(into **Locator) field {
	return field{schema: ref("locator"), read: func(node *yaml.Node, path string) {
		*into = new(Locator)
		if d.whole(node, path, d.locatorFields(*into)) && (*into).empty() {
			d.problem(node, path, "rien à chercher", "Donnez role et text, ou css.")
		}
	}}
}

func (l Locator) empty() bool { return l.Role == "" && l.Text == "" && l.CSS == "" }

func (d *decoder) reading(into **Read) field {
	return field{schema: ref("read"), read: func(node *yaml.Node, path string) {
		r := new(Read)
		*into = r
		switch whole := d.whole(node, path, d.readFields(r)); {
		case whole && r.What == "":
			d.problem(node, path, "rien à lire", "Donnez what : release, slots, dates, next_dates, value, number ou fields.")
		case whole && onRecord(r.What) && r.From == nil:
			d.problem(node, path, "lecture sans endroit", "Donnez from : l'élément qui montre la valeur.")
		}
	}}
}

func (d *decoder) readFields(r *Read) map[string]field {
	return map[string]field{
		"what": oneOf(d, &r.What, ReadRelease, ReadSlots, ReadDates, ReadNextDates, ReadValue, ReadNumber, ReadFields),
		"from": d.locator(&r.From), "required": d.boolean(&r.Required),
	}
}

func (d *decoder) humanFields(h *Human, until **Condition) map[string]field {
	return map[string]field{"prompt": d.title(&h.Prompt), "until": d.conditionInto(until), "double": each(d, &h.Double, d.step)}
}

func (d *decoder) human(into **Human) field {
	return field{schema: ref("human"), read: func(node *yaml.Node, path string) {
		h := new(Human)
		*into = h
		var until *Condition
		read := d.whole(node, path, d.humanFields(h, &until))
		if until != nil {
			h.Until = *until
		}
		if read && (until == nil || h.Prompt.FR == "") {
			d.problem(node, path, "étape humaine incomplète", "Donnez prompt (fr, en) et until (la condition qui la termine).")
		}
	}}
}
