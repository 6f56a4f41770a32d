package dashboard

import "net/http"

// object is a JSON object of the OpenAPI document.
type object = map[string]any

// openAPI is the description of the API (OpenAPI 3.1), made from the published
// schemas of the shapes.
func openAPI(forms map[string]form) object {
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Vigie : API des associations", "version": "1",
			"description": "Envoi de cas et d'évènements par le programme d'une association. Chaque rapport est validé et gardé comme une ligne de fichier : mêmes colonnes, mêmes règles. Ni nom, ni numéro, ni référence n'est conservé ; le commentaire et la pièce sont scellés avec la clé du dossier.",
			"license":     object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers":  []any{object{"url": "/"}},
		"security": []any{object{"jeton": []any{}}},
		"paths": object{
			"/api/v1/reports":      object{"post": postReportsOperation()},
			"/api/v1/openapi.json": object{"get": describeOperation()},
		},
		"components": object{
			"securitySchemes": object{"jeton": object{"type": "http", "scheme": "bearer", "description": "Jeton d'une association (vigie token add)."}},
			"schemas":         schemas(forms),
		},
	}
}

func postReportsOperation() object {
	return object{
		"operationId": "postReports", "summary": "Envoyer des cas ou des évènements",
		"description": "La réponse dit, rapport par rapport et dans l'ordre, ce qu'il est devenu. Un rapport « taken », « corrected » ou « duplicate » est gardé, une fois, quoi qu'il arrive ensuite. Renvoyer le même rapport ne change rien.",
		"parameters": []any{object{
			"name": "Idempotency-Key", "in": "header", "required": false, "schema": object{"type": "string", "maxLength": 255},
			"description": "Une clé nouvelle par envoi. Même clé et même contenu : même réponse, pendant sept jours. Même clé et autre contenu : 422. Même clé pendant le traitement : 409.",
		}},
		"requestBody": object{"required": true, "content": object{"application/json": object{"schema": reference("Reports")}}},
		"responses": object{
			"200": answer("Ce que chaque rapport est devenu.", "application/json", "Answer"),
			"400": problemAnswer("La demande est illisible."),
			"401": problemAnswer("Jeton absent, inconnu, révoqué ou expiré."),
			"408": problemAnswer("L'envoi était trop lent."),
			"409": problemAnswer("Une demande avec la même clé est en cours."),
			"413": problemAnswer("L'envoi est trop gros."),
			"415": problemAnswer("Ce n'est pas du JSON."),
			"422": object{"description": "Tout ou rien : un rapport est refusé et aucun n'est pris ; ou clé déjà prise pour un autre contenu.", "content": object{
				"application/json":         object{"schema": reference("Answer")},
				"application/problem+json": object{"schema": reference("Problem")},
			}},
			"503": problemAnswer("La base est indisponible ; rien n'a été pris."),
		},
	}
}

func describeOperation() object {
	return object{
		"operationId": "describe", "summary": "Cette description", "security": []any{},
		"responses": object{"200": object{"description": "Le document OpenAPI.", "content": object{
			"application/vnd.oai.openapi+json;version=3.1": object{"schema": object{"type": "object"}},
		}}},
	}
}

func reference(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func answer(description, media, schema string) object {
	return object{"description": description, "content": object{media: object{"schema": reference(schema)}}}
}

func problemAnswer(description string) object {
	return answer(description, "application/problem+json", "Problem")
}

func schemas(forms map[string]form) object {
	text := object{"type": "string"}
	finding := object{"type": "object", "required": []any{"column", "problem", "message", "value", "remedy"}, "properties": object{
		"column": text, "problem": object{"type": "string", "description": "Code du problème."}, "message": text,
		"value": object{"type": "string", "description": "Masquée : premier signe et longueur."}, "remedy": text,
	}}
	return object{
		"Reports": object{"type": "object", "required": []any{"reports"}, "additionalProperties": false, "properties": object{
			"reports":        object{"type": "array", "minItems": 1, "maxItems": reportsMost, "items": object{"anyOf": []any{reference("Event"), reference("Case")}}},
			"all_or_nothing": object{"type": "boolean", "default": false, "description": "Ne rien prendre si un rapport est refusé."},
			"dry_run":        object{"type": "boolean", "default": false, "description": "Dire ce qui serait fait, sans rien garder."},
			"beside":         object{"type": "boolean", "default": false, "description": "Un évènement de même genre et de même jour qu'un fait connu du dossier s'y ajoute ; sinon il le corrige."},
		}},
		"Event": reportSchema(forms[ShapeEvents], "Un évènement d'un dossier.", "évènement", "département"),
		"Case":  reportSchema(forms[ShapeCases], "Un dossier entier.", "département"),
		"Answer": object{"type": "object", "required": []any{"items", "counts", "dry_run", "simulation"}, "properties": object{
			"items": object{"type": "array", "items": reference("Item")}, "dry_run": object{"type": "boolean"}, "simulation": object{"type": "boolean"},
			"counts": object{"type": "object", "additionalProperties": object{"type": "integer"}},
		}},
		"Item": object{"type": "object", "required": []any{"index", "state", "facts", "problems", "warnings"}, "properties": object{
			"index":    object{"type": "integer", "minimum": 0},
			"state":    object{"type": "string", "enum": []any{FateTaken, FateCorrected, FateDuplicate, FateRefused, FateValid}},
			"case":     object{"type": "string", "format": "uuid", "description": "Pseudonyme du dossier."},
			"facts":    object{"type": "array", "items": object{"type": "string", "format": "uuid"}},
			"problems": object{"type": "array", "items": reference("Finding")},
			"warnings": object{"type": "array", "items": reference("Finding")},
		}},
		"Finding": finding,
		"Problem": object{"type": "object", "required": []any{"type", "title", "status", "detail"}, "properties": object{
			"type": object{"type": "string"}, "title": text, "status": object{"type": "integer", "minimum": http.StatusBadRequest}, "detail": text,
		}},
	}
}

// reportSchema describes a report of a shape. The words of a list are those
// published; other usual spellings are taken too, so they are told, not required.
func reportSchema(f form, description string, required ...any) object {
	properties := object{}
	for _, x := range f.Fields {
		properties[x.Name] = property(x)
	}
	return object{"type": "object", "description": description, "required": required, "additionalProperties": false, "properties": properties}
}

func property(x field) object {
	p := object{"type": []any{"string", "null"}, "maxLength": cellMost, "description": x.Description}
	if x.Name == proofField {
		p["maxLength"], p["contentEncoding"] = proofMost*4/3+4, "base64"
		p["description"] = "Pièce : image PNG, JPEG ou WebP, ou PDF, en base64. Elle est scellée avec la clé du dossier."
		return p
	}
	if len(x.Constraints.Enum) > 0 {
		words := make([]any, len(x.Constraints.Enum))
		for i, word := range x.Constraints.Enum {
			words[i] = word
		}
		p["examples"] = words
	} else if x.Example != "" {
		p["examples"] = []any{x.Example}
	}
	return p
}
