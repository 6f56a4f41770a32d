package collectors

import (
	"context"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

func TestJSON(t *testing.T) {
	const one = `{"référence":"A-1","département":93,"date de dépôt":"2026-01-05","procédure":"renouvellement","API":{"début":"2026-02-01","fin":"2026-04-30"}}`
	tests := []struct {
		name, file     string
		format         string
		rows, events   int
		refused, first int
	}{
		{"a list", "[" + one + `, {"référence":"A-2","département":"96","date de dépôt":"05/01/2026"}]`, "json", 2, 2, 1, 2},
		{"an envelope", `{"version":"1","lignes":[` + one + "]}", "json", 1, 2, 0, 0},
		{"Kobo's envelope", `{"count":1,"next":null,"previous":null,"results":[{"_id":12,"groupe/reference":"A-1","groupe/departement":"93","groupe/date_de_depot":"2026-01-05","_validation_status":{}}]}`, "json", 1, 1, 0, 0},
		{"an envelope that speaks of itself", `{"meta":{"page":1,"date":"2026-11-01"},"links":[{"rel":"self"}],"data":[` + one + `],"next":null}`, "json", 1, 2, 0, 0},
		{"one object", "\ufeff\n" + one, "json", 1, 2, 0, 0},
		{"a case with its events", `[{"référence":"A-1","département":"93","évènements":[{"évènement":"dépôt","date":"2026-01-05"},{"évènement":"clôture","date":"2026-03-05"}]}]`, "json", 2, 2, 0, 0},
		{"lines", one + "\n\n" + `{"référence":"A-2","département":"96","date de dépôt":"05/01/2026"}` + "\n", "ndjson", 2, 2, 1, 3},
		{"lines of old Macs' ends", one + "\r\n" + strings.Replace(one, "A-1", "A-2", 1), "ndjson", 2, 4, 0, 0},
		{"cases beside events", `[` + one + `,{"référence":"A-2","département":"93","évènement":"clôture","date":"2026-03-05"},{"référence":"A-3","département":"93","date de dépôt":"2026-01-05"}]`, "json", 3, 4, 0, 0},
		{"an event without its kind beside a case", `[` + one + `,{"référence":"A-2","département":"93","évènement":"clôture","date":"2026-03-05"},{"référence":"A-2","département":"93","date":"2026-03-05"}]`, "json", 3, 3, 1, 3},
		{"a case with its events beside a case", `[{"référence":"A-1","département":"93","évènements":[{"évènement":"dépôt","date":"2026-01-05"}]},{"référence":"A-2","département":"93","date de dépôt":"2026-01-05","API":{"fin":"2026-04-30"}}]`, "json", 2, 3, 0, 0},
		{"lines of both shapes", `{"référence":"A-2","département":"93","évènement":"clôture","date":"2026-03-05"}` + "\n" + one, "ndjson", 2, 3, 0, 0},
		{"a field twice with one value", `[{"référence":"A-1","département":"93","date de dépôt":"2026-01-05","référence":"A-1"}]`, "json", 1, 1, 0, 0},
		{"truths", `[{"référence":"A-1","département":"93","date de dépôt":"2026-01-05","date de clôture":"2026-02-05","motif indiqué":false,"commentaire":null}]`, "json", 1, 2, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := CheckSource(context.Background(), text(test.file), options(t, &memory{}, testKeys(t)))
			must(t, err)
			if s.Format != test.format || s.Rows != test.rows || s.Events != test.events || s.RefusedRows != test.refused {
				t.Fatalf("summary: %+v", s)
			}
			if test.first > 0 && s.Refused[0].Row != test.first {
				t.Errorf("refusal: %+v", s.Refused[0])
			}
		})
	}
}

func TestJSONFaults(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"truncated list", `[{"référence":"A","département":"93"},`, "tronqué après l'objet 1"},
		{"truncated object", `[{"référence":"A","départ`, "tronqué après l'objet 0"},
		{"no JSON", `[{"référence":"A" "B"}]`, "illisible"},
		{"not objects", `["A","B"]`, "objet 1"},
		{"empty list", `[]`, "sans aucun objet"},
		{"no columns of ours", `[{"x":1}]`, "champs du fichier"},
		{"depth", `[{"a":` + strings.Repeat(`{"a":`, 30) + "1" + strings.Repeat("}", 30) + "}]", "emboîtent"},
		{"lists in lists", `[{"a":[{"b":[{"c":1}]}]}]`, "en contient une autre"},
		{"an object without end", `[{"référence":"` + strings.Repeat("x", 9<<20), "dépasse"},
		{"a second list", `{"dossiers":[{"référence":"A","département":"93","date de dépôt":"2026-01-05"}],"faits":[{"référence":"A","département":"93","évènement":"clôture","date":"2026-01-05"}]}`, "« faits » est à côté de la liste « dossiers »"},
		{"a second list of that name", `{"faits":[{"référence":"A"},{"référence":"B"}],"dossiers":[{"référence":"A","département":"93","date de dépôt":"2026-01-05"}]}`, "« faits » est à côté de la liste « dossiers »"},
		{"a field of all", `{"département":"93","dossiers":[{"référence":"A","date de dépôt":"2026-01-05"}]}`, "dans chaque objet"},
		{"a field of all, behind", `{"dossiers":[{"référence":"A","date de dépôt":"2026-01-05"}],"département":"93"}`, "dans chaque objet"},
		{"an envelope cut off", `{"dossiers":[{"référence":"A","date de dépôt":"2026-01-05"}],"x`, "tronqué"},
		{"a field twice", `[{"référence":"A","département":"93","date de dépôt":"2026-01-05"},{"référence":"B","département":"93","date de dépôt":"2026-01-05","référence":"C"}]`, "objet 2 : le champ « référence » y est deux fois, avec deux valeurs ; gardez-en une"},
		{"lists in lists beside the list", `{"meta":[[1]],"dossiers":[{"référence":"A","département":"93","date de dépôt":"2026-01-05"}]}`, "à côté de la liste « dossiers », une liste en contient une autre"},
		{"lists in lists behind the list", `{"dossiers":[{"référence":"A","département":"93","date de dépôt":"2026-01-05"}],"meta":[[1]]}`, "à côté de la liste « dossiers », une liste en contient une autre"},
		{"UTF-16", "\xff\xfe[\x00{\x00}\x00]\x00", "enregistrez-le en UTF-8"},
		{"UTF-16 without a mark", "\x00[\x00{\x00\"\x00a\x00\"\x00:\x001\x00}\x00]", "enregistrez-le en UTF-8"},
		{"a wrong envelope", `{"lignes":3}`, "doit être une liste"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := CheckSource(context.Background(), text(test.file), options(t, &memory{}, testKeys(t)))
			if err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want an input error that says %q", err, test.want)
			}
		})
	}
}

// TestJSONOtherShape tells of each field of a case in an object that is an event.
func TestJSONOtherShape(t *testing.T) {
	file := `[{"référence":"A-1","département":"93","date de dépôt":"2026-01-05"},
		{"référence":"A-2","département":"93","évènement":"clôture","date":"2026-03-05","date de décision":"2026-04-05"}]`
	s, err := CheckSource(context.Background(), text(file), options(t, &memory{}, testKeys(t)))
	must(t, err)
	if s.Events != 2 || len(s.Warnings) != 1 || s.Warnings[0].Problem != WarningOtherShape || s.Warnings[0].Row != 2 || s.Warnings[0].Column != "date de décision" {
		t.Errorf("summary: %+v", s)
	}
}
