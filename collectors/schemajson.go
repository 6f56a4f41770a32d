package collectors

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// node is an object of a JSON Schema.
type node map[string]any

const jsonSchemaDialect = "https://json-schema.org/draft/2020-12/schema"

func writeSchema(s node) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	return out.Bytes(), nil
}

// JSONSchema writes the JSON Schema of the JSON intake from the table of
// columns: a list of cases or of events, the same in an envelope, or, in
// NDJSON, one of them a line. A case may hold its events.
func JSONSchema() ([]byte, error) {
	cases, events := jsonObject(ShapeCases), jsonObject(ShapeEvents)
	within := jsonObject(ShapeEvents)
	within["required"] = []string{"évènement"}
	properties, _ := cases["properties"].(node)
	properties["évènements"] = node{"type": "array", "items": within, "description": "Faits datés du dossier, à la place des colonnes de dates."}
	row := node{"anyOf": []any{node{"$ref": "#/$defs/dossier"}, node{"$ref": "#/$defs/évènement"}}}
	list := node{"type": "array", "items": row}
	return writeSchema(node{
		"$schema": jsonSchemaDialect, "title": "Vigie : dossiers en JSON",
		"description": "Une liste de dossiers ou d'évènements, la même sous « lignes », ou un seul objet (une ligne de NDJSON). Version " + sourceVersion(formatJSON) + ".",
		"anyOf": []any{
			list, row,
			node{"type": "object", "properties": node{"version": node{"type": "string"}, "lignes": list}, "required": []string{"lignes"}, "additionalProperties": false},
		},
		"$defs": node{"dossier": cases, "évènement": events},
	})
}

func jsonObject(shape Shape) node {
	properties, required := node{}, []string{}
	for _, c := range columns() {
		if !c.in(shape) {
			continue
		}
		field := c.field(shape)
		property := node{"type": []string{"string", "null"}, "description": field.Description}
		if c.kind == kindYesNo {
			property["type"] = []string{"string", "boolean", "null"}
		}
		if c.kind == kindNumber {
			property["type"] = []string{"string", "integer", "null"}
		}
		if field.Example != "" {
			property["examples"] = []string{field.Example}
		}
		if r := field.Constraints; r != nil && r.Pattern != "" {
			property["pattern"] = r.Pattern
		}
		if r := field.Constraints; r != nil && r.Enum != nil { // other spellings are read too
			property["examples"] = r.Enum
		}
		properties[c.name] = property
		if r := field.Constraints; r != nil && r.Required && shape == ShapeCases || c.id == colEvent {
			required = append(required, c.name)
		}
	}
	return node{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// describedText, describedTexts and closedObject are what the schema of mappings is made of.
func describedText(about string) node { return node{"type": "string", "description": about} }

func describedTexts(about string) node {
	return node{"type": "array", "items": node{"type": "string"}, "description": about}
}

func closedObject(properties node, required ...string) node {
	o := node{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// sourceSchema adds to properties those that name a column of a file.
func sourceSchema(more node) node {
	more["colonne"], more["ou"] = describedText("Nom de la colonne dans le fichier."), describedTexts("Autres noms, essayés dans l'ordre.")
	more["position"] = describedText("Place de la colonne : 3 ou C.")
	return more
}

// MappingSchema writes the JSON Schema of mappings.
func MappingSchema() ([]byte, error) {
	text, texts, object, source := describedText, describedTexts, closedObject, sourceSchema
	cell := object(source(node{
		"joint":       node{"type": "array", "items": object(source(node{})), "description": "Plusieurs colonnes, jointes par une espace."},
		"constante":   text("La même valeur pour toutes les lignes."),
		"élément":     node{"type": "boolean", "description": "Ce que « pour chaque » donne."},
		"découpe":     object(node{"séparateur": text("Ce qui sépare les parties ; « saut de ligne » pour un retour à la ligne dans la cellule."), "partie": node{"type": "integer", "description": "À partir de 1 ; -1 : la dernière."}}, "séparateur", "partie"),
		"garde":       node{"enum": []string{keepDate, keepWords}, "description": "D'un texte qui porte une date (« 12/01/2026 dépôt ») : la date, ou les mots sans elle."},
		"motif":       text("Expression régulière (RE2) : son premier groupe est gardé."),
		"valeurs":     node{"type": "object", "additionalProperties": node{"type": "string"}, "description": "Mot du fichier : mot publié."},
		"sinon":       text("À la place d'une valeur qui n'est pas dans la liste."),
		"dates":       texts("Formats de date : jj/mm/aa, mm/jj/aaaa, aaaammjj, jj mmmm aaaa, série 1900, série 1904."),
		"facultative": node{"type": "boolean", "description": "La colonne peut manquer dans le fichier."},
	}))
	test := object(source(node{
		"vaut": texts("La cellule doit valoir l'un de ces mots."), "sauf": texts("La cellule ne doit valoir aucun de ces mots."),
		"remplie": node{"type": "boolean", "description": "La cellule ne doit pas être vide."}, "facultative": node{"type": "boolean"},
	}))
	each := object(source(node{
		"séparateur": text("Ce qui sépare les éléments ; « " + lineBreak + " » pour un retour à la ligne dans la cellule, « " + beforeDates + " » pour une chronologie, « " + everySign + " » pour des dates."),
		"année": object(source(node{
			"constante": text("L'année de la première date, la même pour toutes les lignes."),
		})),
	}), "séparateur")
	names := node{}
	for _, c := range columns() {
		names[c.name] = node{"$ref": "#/$defs/cellule"}
	}
	cells := object(names)
	return writeSchema(node{
		"$schema": jsonSchemaDialect, "title": "Vigie : correspondance d'un tableau avec le format publié", "type": "object",
		"properties": node{
			"correspondance": node{"const": mappingVersion}, "nom": text("Nom de la correspondance."), "description": text("À quoi elle sert."),
			"forme":    node{"enum": []string{mappingCases, mappingEvents}, "description": "Ce qu'une ligne donne."},
			"feuilles": texts("Noms ou numéros des feuilles lues ; sans elle, celles qui conviennent."),
			"en-tête": object(node{
				"ligne": node{"type": "integer", "minimum": 1, "description": "Dernière ligne de l'en-tête."}, "lignes": node{"type": "integer", "minimum": 1, "maximum": headerDepth},
				"aucun": node{"type": "boolean", "description": "Le fichier n'a pas d'en-tête : les colonnes vont par leur place."},
			}),
			"seulement": node{"type": "array", "items": node{"$ref": "#/$defs/condition"}, "description": "Une ligne qui manque à une condition est laissée de côté."},
			"colonnes":  node{"$ref": "#/$defs/colonnes"},
			"lignes": node{"type": "array", "description": "Les évènements qu'une ligne peut donner.", "items": object(node{
				"si": node{"type": "array", "items": node{"$ref": "#/$defs/condition"}}, "pour chaque": each,
				"colonnes": node{"$ref": "#/$defs/colonnes"},
			}, "colonnes")},
			"ignorées": texts("Colonnes du fichier laissées sans avertissement ; « nom* » : toutes celles qui commencent ainsi."),
		},
		"required": []string{"correspondance", "nom", "forme", "colonnes"}, "additionalProperties": false,
		"$defs": node{"cellule": cell, "condition": test, "colonnes": cells},
	})
}
