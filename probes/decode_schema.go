package probes

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// schema is a part of a JSON Schema (draft 2020-12).
type schema map[string]any

func ref(name string) schema { return schema{"$ref": "#/$defs/" + name} }

// Schema gives the JSON Schema of a journey's file, made from the very tables
// that read it, for editors. It says less than « vigie probe check »: the order
// of the steps and what they may conclude is checked there.
func Schema() ([]byte, error) {
	d := &decoder{}
	object := func(fields map[string]field, required ...string) schema {
		properties := schema{}
		for name, field := range fields {
			properties[name] = field.schema
		}
		s := schema{"type": "object", "additionalProperties": false, "properties": properties}
		if len(required) > 0 {
			s["required"] = required
		}
		return s
	}
	var until, that, when *Condition
	var landmark *Locator
	content, err := json.MarshalIndent(schema{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "Parcours de Vigie, ou groupe d'étapes",
		"if":      schema{"required": []string{"group"}},
		"then":    ref("group"),
		"else":    ref("journey"),
		"$defs": schema{
			"journey":    object(d.journeyFields(new(Journey)), append(headKeys(), "steps")...),
			"group":      object(d.groupFields(new(group)), "group", "steps"),
			"schedule":   object(d.scheduleFields(new(Schedule))),
			"opening":    object(d.openingFields(new(Opening)), "days", "from", "to"),
			"politeness": object(d.politenessFields(new(Politeness))),
			"title":      object(d.titleFields(new(Title)), "fr", "en"),
			"met":        object(d.metFields(new(Ending)), "cause", "detail"),
			"ending":     object(d.endingFields(new(Ending)), "outcome", "cause", "detail"),
			"step":       stepSchema(d, object),
			"locator":    object(d.locatorFields(new(Locator))),
			"fill":       object(d.fillFields(new(Fill)), "value"),
			"choose":     object(d.chooseFields(new(Choose))),
			"upload":     object(d.uploadFields(new(Upload)), "name", "bytes"),
			"condition":  object(d.conditionFields(new(Condition))),
			"count":      object(d.countFields(new(Count))),
			"expect":     object(d.expectFields(new(Expect), &that), "that", "otherwise"),
			"identify":   object(d.identifyFields(new(Identify)), "path"),
			"read":       object(d.readFields(new(Read)), "what"),
			"access":     object(d.accessFields(new(Access), &landmark), "landmark", "modes"),
			"audit":      object(d.auditFields(new(Audit)), "otherwise"),
			"case":       object(d.caseFields(new(Case), &when), "when"),
			"human":      object(d.humanFields(new(Human), &until), "prompt", "until"),
		},
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode schema of journeys: %w", err)
	}
	return append(content, '\n'), nil
}

// stepSchema is a step: exactly one action, and a name unless it uses a group.
func stepSchema(d *decoder, object func(map[string]field, ...string) schema) schema {
	actions := d.actionFields(new(Step))
	fields := d.stepFields(new(Step))
	var one []schema
	for _, name := range slices.Sorted(maps.Keys(actions)) {
		fields[name] = actions[name]
		required := []string{name, "name"}
		if name == actionUse {
			required = required[:1]
		}
		one = append(one, schema{"required": required})
	}
	s := object(fields)
	s["oneOf"] = one
	return s
}
