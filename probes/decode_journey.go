package probes

import (
	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

func (d *decoder) journey(node *yaml.Node) Journey {
	j := Journey{File: d.file, Mode: observatory.Unattended}
	d.mapping(node, "", map[string]field{
		"id":          d.text(&j.ID),
		"title":       d.title(&j.Title),
		"duty":        d.text(&j.Duty),
		"family":      oneOf(d, &j.Family, "A", "B", "C", "D", "E"),
		"system":      oneOf(d, &j.System, SystemRDVPrefecture, SystemRDVServicePublic, SystemOldModule),
		"mode":        oneOf(d, &j.Mode, observatory.Unattended, observatory.Assisted),
		"planned":     d.boolean(&j.Planned),
		"departments": d.texts(&j.Departments),
		"budget":      d.duration(&j.Budget),
		"timeout":     d.duration(&j.Timeout),
		"post":        d.texts(&j.Post),
		"met":         d.met(&j.Met),
		"steps": func(node *yaml.Node, path string) {
			d.list(node, path, func(node *yaml.Node, path string) { j.Steps = append(j.Steps, d.step(node, path)) })
		},
	})
	return j
}

func (d *decoder) title(into *Title) field {
	return func(node *yaml.Node, path string) {
		if d.whole(node, path, map[string]field{"fr": d.text(&into.FR), "en": d.text(&into.EN)}) && (into.FR == "" || into.EN == "") {
			d.problem(node, path, "texte français ou anglais manquant", "Donnez fr et en.")
		}
	}
}

// met reads how a journey ends when all held; its outcome is always met.
func (d *decoder) met(into *Ending) field {
	return func(node *yaml.Node, path string) {
		into.Outcome = observatory.Met
		d.mapping(node, path, map[string]field{"cause": d.text(&into.Cause), "detail": d.text(&into.Detail)})
	}
}

func (d *decoder) ending(into *Ending) field {
	return func(node *yaml.Node, path string) {
		read := d.whole(node, path, map[string]field{
			"outcome": oneOf(d, &into.Outcome, observatory.Met, observatory.Unmet, observatory.Down,
				observatory.Maintenance, observatory.Blocked, observatory.Drift),
			"cause":  d.text(&into.Cause),
			"detail": d.text(&into.Detail),
		})
		if read && (into.Outcome == "" || into.Cause == "" || into.Detail == "") {
			d.problem(node, path, "fin incomplète", "Donnez outcome, cause (un code) et detail (une phrase en français).")
		}
	}
}

func (d *decoder) step(node *yaml.Node, path string) Step {
	var s Step
	action := func(name string, read field) field {
		return func(node *yaml.Node, path string) {
			if s.Action != "" {
				d.problem(node, path, "deux actions dans une étape : "+s.Action+" et "+name, "Faites-en deux étapes.")
				return
			}
			s.Action = name
			read(node, path)
		}
	}
	var capture bool
	read := d.mapping(node, path, map[string]field{
		"name":     d.text(&s.Name),
		"budget":   d.duration(&s.Budget),
		"timeout":  d.duration(&s.Timeout),
		"open":     action("open", d.text(&s.Open)),
		"click":    action("click", d.locator(&s.Click)),
		"wait_for": action("wait_for", d.conditionInto(&s.WaitFor)),
		"expect":   action("expect", d.expect(&s.Expect)),
		"identify": action("identify", d.identify(&s.Identify)),
		"read":     action("read", d.reading(&s.Read)),
		"capture":  action("capture", d.boolean(&capture)),
		"branch":   action("branch", d.branch(&s.Branch)),
		"human":    action("human", d.human(&s.Human)),
	})
	if read && s.Name == "" {
		d.problem(node, path, "étape sans nom", "Donnez name : il est écrit sur chaque mesure.")
	}
	if read && s.Action == "" {
		d.problem(node, path, "étape sans action", "Donnez une action : open, click, wait_for, expect, identify, read, capture, branch ou human.")
	}
	return s
}

var roles = []string{"link", "button", "action", "heading", "image", "textbox", "main", "alert"}

func (d *decoder) locatorFields(into *Locator) map[string]field {
	return map[string]field{
		"role":     oneOf(d, &into.Role, roles...),
		"text":     d.text(&into.Text),
		"css":      d.text(&into.CSS),
		"rendered": d.boolean(&into.Rendered),
	}
}

func (d *decoder) locator(into **Locator) field {
	return func(node *yaml.Node, path string) {
		*into = new(Locator)
		if d.whole(node, path, d.locatorFields(*into)) && (*into).empty() {
			d.problem(node, path, "rien à chercher", "Donnez role et text, ou css.")
		}
	}
}

func (l Locator) empty() bool { return l.Role == "" && l.Text == "" && l.CSS == "" }

func (d *decoder) conditionInto(into **Condition) field {
	return func(node *yaml.Node, path string) {
		c := d.condition(node, path)
		*into = &c
	}
}

func (d *decoder) condition(node *yaml.Node, path string) Condition {
	var c Condition
	conditions := func(into *[]Condition) field {
		return func(node *yaml.Node, path string) {
			d.list(node, path, func(node *yaml.Node, path string) { *into = append(*into, d.condition(node, path)) })
		}
	}
	fields := d.locatorFields(&c.Locator)
	fields["path"] = d.text(&c.Path)
	fields["host"] = oneOf(d, &c.Host, "target", "other")
	fields["not"] = d.conditionInto(&c.Not)
	fields["all"] = conditions(&c.All)
	fields["any"] = conditions(&c.Any)
	if d.whole(node, path, fields) && c.empty() && c.Path == "" && c.Host == "" && c.Not == nil && len(c.All)+len(c.Any) == 0 {
		d.problem(node, path, "condition vide", "Donnez text, role, css, path, host, not, all ou any.")
	}
	return c
}

func (d *decoder) expect(into **Expect) field {
	return func(node *yaml.Node, path string) {
		e := new(Expect)
		*into = e
		var that *Condition
		read := d.whole(node, path, map[string]field{"that": d.conditionInto(&that), "otherwise": d.ending(&e.Otherwise)})
		if that != nil {
			e.Condition = *that
		}
		if read && (that == nil || e.Otherwise.Outcome == "") {
			d.problem(node, path, "attente incomplète", "Donnez that (la condition) et otherwise (la fin sinon).")
		}
	}
}

func (d *decoder) identify(into **Identify) field {
	return func(node *yaml.Node, path string) {
		i := new(Identify)
		*into = i
		if d.whole(node, path, map[string]field{
			"path": d.text(&i.Path), "prefecture": d.boolean(&i.Prefecture), "landmark": d.conditionInto(&i.Landmark),
		}) && i.Path == "" {
			d.problem(node, path, "identité sans chemin", "Donnez path, tel que \"{target}\" ou \"{target}cgu/\".")
		}
	}
}

func (d *decoder) reading(into **Read) field {
	return func(node *yaml.Node, path string) {
		r := new(Read)
		*into = r
		if d.whole(node, path, map[string]field{
			"what": oneOf(d, &r.What, ReadRelease, ReadSlots, ReadDates, ReadNextDates),
			"from": d.locator(&r.From), "required": d.boolean(&r.Required),
		}) && r.What == "" {
			d.problem(node, path, "rien à lire", "Donnez what : release, slots, dates ou next_dates.")
		}
	}
}

func (d *decoder) branch(into *[]Case) field {
	return func(node *yaml.Node, path string) {
		d.list(node, path, func(node *yaml.Node, path string) {
			var c Case
			var when *Condition
			read := d.whole(node, path, map[string]field{
				"when": d.conditionInto(&when),
				"end": func(node *yaml.Node, path string) {
					c.End = new(Ending)
					d.ending(c.End)(node, path)
				},
			})
			if when != nil {
				c.When = *when
			} else if read {
				d.problem(node, path, "cas sans condition", "Donnez when.")
			}
			*into = append(*into, c)
		})
	}
}

func (d *decoder) human(into **Human) field {
	return func(node *yaml.Node, path string) {
		h := new(Human)
		*into = h
		var until *Condition
		read := d.whole(node, path, map[string]field{"prompt": d.title(&h.Prompt), "until": d.conditionInto(&until)})
		if until != nil {
			h.Until = *until
		}
		if read && (until == nil || h.Prompt.FR == "") {
			d.problem(node, path, "étape humaine incomplète", "Donnez prompt (fr, en) et until (la condition qui la termine).")
		}
	}
}
