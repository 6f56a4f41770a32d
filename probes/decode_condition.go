package probes

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

func (d *decoder) conditionFields(c *Condition) map[string]field {
	fields := d.locatorFields(&c.Locator)
	fields["count"] = d.count(&c.Count)
	fields["path"] = d.text(&c.Path)
	fields["address"] = d.text(&c.Address)
	fields["status"] = each(d, &c.Status, func(code *int) field { return d.number(code, 200, 399) })
	fields["host"] = oneOf(d, &c.Host, "target", "other")
	fields["not"] = d.conditionInto(&c.Not)
	fields["all"] = each(d, &c.All, d.condition)
	fields["any"] = each(d, &c.Any, d.condition)
	return fields
}

func (d *decoder) condition(into *Condition) field {
	return field{schema: ref("condition"), read: func(node *yaml.Node, path string) {
		if !d.whole(node, path, d.conditionFields(into)) {
			return
		}
		c := *into
		if c.Count != nil && c.Role == "" && c.CSS == "" {
			d.problem(node, path, "rien à compter", "Avec count, donnez role ou css.")
		}
		if c.empty() && c.Path == "" && c.Address == "" && c.Host == "" && c.Not == nil && len(c.All)+len(c.Any)+len(c.Status) == 0 {
			d.problem(node, path, "condition vide", "Donnez text, role, css, path, address, status, host, not, all ou any.")
		}
	}}
}

func (d *decoder) conditionInto(into **Condition) field {
	return field{schema: ref("condition"), read: func(node *yaml.Node, path string) {
		*into = new(Condition)
		d.condition(*into).read(node, path)
	}}
}

func (d *decoder) countFields(c *Count) map[string]field {
	return map[string]field{"min": d.number(&c.Min, 0, 10_000), "max": d.number(&c.Max, 1, 10_000)}
}

func (d *decoder) count(into **Count) field {
	return field{schema: ref("count"), read: func(node *yaml.Node, path string) {
		c := new(Count)
		*into = c
		if d.whole(node, path, d.countFields(c)) && (c.Min == 0 && c.Max == 0 || c.Max > 0 && c.Min > c.Max) {
			d.problem(node, path, "compte impossible", "Donnez min, max ou les deux, min avant max ; pour aucun élément, écrivez not.")
		}
	}}
}

func (d *decoder) expectFields(e *Expect, that **Condition) map[string]field {
	return map[string]field{"that": d.conditionInto(that), "otherwise": d.ending(&e.Otherwise)}
}

func (d *decoder) expect(into **Expect) field {
	return field{schema: ref("expect"), read: func(node *yaml.Node, path string) {
		e := new(Expect)
		*into = e
		var that *Condition
		read := d.whole(node, path, d.expectFields(e, &that))
		if that != nil {
			e.Condition = *that
		}
		if read && (that == nil || e.Otherwise.Outcome == "") {
			d.problem(node, path, "attente incomplète", "Donnez that (la condition) et otherwise (la fin sinon).")
		}
	}}
}

func (d *decoder) identifyFields(i *Identify) map[string]field {
	return map[string]field{
		"host": d.text(&i.Host), "path": d.text(&i.Path), "prefecture": d.boolean(&i.Prefecture), "landmark": d.conditionInto(&i.Landmark),
	}
}

func (d *decoder) identify(into **Identify) field {
	return field{schema: ref("identify"), read: func(node *yaml.Node, path string) {
		*into = new(Identify)
		if d.whole(node, path, d.identifyFields(*into)) && (*into).Path == "" {
			d.problem(node, path, "identité sans chemin", "Donnez path, tel que \"{target}\" ou \"{target}cgu/\".")
		}
	}}
}

func (d *decoder) caseFields(c *Case, when **Condition) map[string]field {
	return map[string]field{
		"when": d.conditionInto(when),
		"end": {schema: ref("ending"), read: func(node *yaml.Node, path string) {
			c.End = new(Ending)
			d.ending(c.End).read(node, path)
		}},
	}
}

func (d *decoder) branchCase(into *Case) field {
	return field{schema: ref("case"), read: func(node *yaml.Node, path string) {
		var when *Condition
		read := d.whole(node, path, d.caseFields(into, &when))
		if when != nil {
			into.When = *when
		} else if read {
			d.problem(node, path, "cas sans condition", "Donnez when.")
		}
	}}
}

func (d *decoder) branch(into *[]Case) field { return each(d, into, d.branchCase) }

// positive reports whether the condition needs something to be present.
func (c Condition) positive() bool {
	if !c.empty() && (c.Count == nil || c.Count.Min > 0) { // as many as none is no sign
		return true
	}
	if slices.ContainsFunc(c.All, Condition.positive) {
		return true
	}
	return len(c.Any) > 0 && !slices.ContainsFunc(c.Any, func(c Condition) bool { return !c.positive() })
}

// judges reports whether the ending says something of the portal's duty.
func (e Ending) judges() bool {
	return e.Outcome == observatory.Met || e.Outcome == observatory.Unmet
}
