package collectors

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

func mapped(t testing.TB, mapping, file string) (Summary, *memory, error) {
	t.Helper()
	m, err := ParseMapping([]byte(mapping))
	must(t, err)
	store := &memory{}
	o := options(t, store, testKeys(t))
	o.Mapping = m
	s, err := ImportSource(context.Background(), text(file), o)
	return s, store, err
}

func factsOf(m *memory) string {
	var list []string
	for i := range m.events {
		e := &m.events[i]
		list = append(list, strings.TrimSpace(strings.Join([]string{string(e.Event), e.Date.String(), e.Procedure, e.Answer, e.Department}, " ")))
	}
	return strings.Join(list, ", ")
}

const caseMapping = `
correspondance: "1"
nom: permanence
forme: dossiers
seulement:
  - {colonne: Etat, sauf: [brouillon]}
colonnes:
  référence: {joint: [{colonne: Année}, {colonne: "N°"}]}
  département: {constante: "93"}
  procédure:
    colonne: Type
    valeurs: {RNV: renouvellement, "1er": première demande}
    sinon: autre
  date de dépôt: {colonne: Déposé le, dates: [jj/mm/aa]}
  numéro étranger: {colonne: Identité, motif: '(\d{10})'}
  nom: {colonne: Identité, découpe: {séparateur: " ", partie: 1}}
  date de clôture: {position: F, dates: [mm/jj/aaaa]}
ignorées: [Divers]
`

func TestMapping(t *testing.T) {
	file := "Permanence du lundi (inventé)\n\nAnnée;N°;Type;Déposé le;Identité;Fermé;Etat;Divers;Autre chose\n" +
		"2025;12;RNV;05/01/26;MARTIN 9900000001;02/28/2026;;x;y\n" +
		"2025;13;1er;06/01/26;DUBOIS;;brouillon;;\n" +
		"2025;14;AES;31/02/26;DURAND;;;;\n"
	s, store, err := mapped(t, caseMapping, file)
	must(t, err)
	if s.Rows != 2 || s.LeftOut != 1 || s.RefusedRows != 1 || factsOf(store) != "filing 2026-01-05 renewal  93, closure 2026-02-28 renewal  93" {
		t.Fatalf("summary: %+v\nfacts: %s", s, factsOf(store))
	}
	if r := s.Refused[0]; r.Row != 6 || r.Column != "date de dépôt (colonne D)" || r.Problem != ProblemDateImpossible {
		t.Errorf("refusal: %+v", r)
	}
	if len(s.Warnings) != 1 || s.Warnings[0].Problem != WarningColumn || s.Warnings[0].Column != "colonne 9" {
		t.Errorf("warnings: %+v", s.Warnings)
	}
	if store.events[0].Person == store.events[0].Case {
		t.Error("the foreigner number was not found within the cell")
	}
}

func TestMappingManyEvents(t *testing.T) {
	mapping := `
correspondance: "1"
nom: relances
forme: évènements
en-tête: {aucun: true}
colonnes:
  référence: {position: "1"}
  département: {position: "2"}
lignes:
  - colonnes:
      évènement: {constante: dépôt}
      date: {position: "3"}
  - si: [{position: "4", remplie: true}]
    pour chaque: {position: "4", séparateur: ","}
    colonnes:
      évènement: {constante: contact CCC}
      date: {élément: true, découpe: {séparateur: ":", partie: 1}, dates: [jjmmaaaa]}
      réponse: {élément: true, découpe: {séparateur: ":", partie: -1}, valeurs: {rien: sans réponse}}
`
	file := "A;93;05/01/2026;\"06012026:rien, 09012026:résolu\"\nB;75;06/01/2026;\nC;75;;\nD;75;07/01/2026;06012026:peut-être\n"
	s, store, err := mapped(t, mapping, file)
	must(t, err)
	want := "filing 2026-01-05   93, ccc_contact 2026-01-06  silent 93, ccc_contact 2026-01-09  solved 93, filing 2026-01-06   75"
	if got := factsOf(store); got != want || s.RefusedRows != 2 || s.Rows != 4 {
		t.Errorf("facts:\n got %s\nwant %s\n%+v", got, want, s)
	}
	if s.Refused[0].Row != 3 || s.Refused[0].Problem != ProblemNoEvent || s.Refused[1].Row != 4 || s.Refused[1].Problem != ProblemWord {
		t.Errorf("refusals: %+v", s.Refused)
	}
}

func TestMappingFaults(t *testing.T) {
	head := "correspondance: \"1\"\nnom: x\nforme: dossiers\ncolonnes:\n  référence: {colonne: A}\n  département: {constante: \"93\"}\n  date de dépôt: {colonne: D}\n"
	tests := []struct{ name, mapping, want string }{
		{"empty", " ", "vide"},
		{"no YAML", "{", "illisible"},
		{"unknown key", head + "couleur: bleu\n", "couleur"},
		{"version", strings.Replace(head, `"1"`, `"9"`, 1), "version"},
		{"shape", strings.Replace(head, "dossiers", "fiches", 1), "forme"},
		{"unknown column", head + "  departemant: {colonne: X}\n", "vouliez-vous dire « département »"},
		{"missing", strings.Replace(head, "  date de dépôt: {colonne: D}\n", "", 1), "« date de dépôt » manque"},
		{"two sources", head + "  procédure: {colonne: X, constante: y}\n", "un seul"},
		{"no source", head + "  procédure: {facultative: true}\n", "un seul"},
		{"pattern", head + "  procédure: {colonne: X, motif: \"(\"}\n", "motif"},
		{"dates of a word", head + "  procédure: {colonne: X, dates: [jj/mm/aaaa]}\n", "pas une colonne de date"},
		{"format", head + "  date de clôture: {colonne: X, dates: [dd/mm/yyyy]}\n", "j, m et a"},
		{"format without a month", head + "  date de clôture: {colonne: X, dates: [jj/aaaa]}\n", "le mois et l'année"},
		{"position", head + "  procédure: {position: \"é\"}\n", "position"},
		{"rows of cases", head + "lignes:\n  - colonnes: {}\n", "lignes"},
		{"element", head + "  procédure: {élément: true}\n", "pour chaque"},
		{"keep", head + "  procédure: {colonne: X, garde: fin}\n", "« date » ou « mots »"},
		{"year of two digits", eachYear("{constante: \"26\"}"), "quatre chiffres"},
		{"year of nothing", eachYear("{}"), "quatre chiffres"},
		{"two years", eachYear("{constante: \"2026\", colonne: A}"), "pas les deux"},
		{"test of nothing", head + "seulement:\n  - {colonne: A}\n", "vaut, sauf ou remplie"},
		{"aliases without end", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e]\n", "illisible"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseMapping([]byte(test.mapping))
			if err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want an input error that says %q", err, test.want)
			}
		})
	}
	if _, _, err := mapped(t, head, "A;X\n1;2\n"); err == nil || !strings.Contains(err.Error(), "« D »") {
		t.Errorf("a column that the file has not: %v", err)
	}
}

// eachYear is a mapping of chronologies that take their year so.
func eachYear(year string) string {
	return "correspondance: \"1\"\nnom: x\nforme: évènements\ncolonnes:\n  référence: {colonne: A}\n  département: {constante: \"93\"}\n" +
		"lignes:\n  - pour chaque: {colonne: S, séparateur: avant chaque date, année: " + year + "}\n" +
		"    colonnes:\n      date: {élément: true, garde: date}\n      évènement: {élément: true, garde: mots, valeurs: {vu: \"\"}}\n"
}

// TestMappingOfChronicles takes the year from a constant, leaves out what a person
// said to tell nothing, and refuses the row of what it cannot tell.
func TestMappingOfChronicles(t *testing.T) {
	must(t, validate(t, "schema/correspondance.schema.json", []byte(eachYear("{constante: \"2025\"}"))))
	file := "A;S\n1;12/01 dépôt - 03/02 vu - 15/03 clôture\n2;20/12 dépôt - 12/01 API\n3;12/01 dépôt - bientôt\n4;vu hier - 12/01 dépôt\n5;20/11 dépôt, 20/12 demande de pièces et le 12/01 clôture\n"
	s, store, err := mapped(t, eachYear("{constante: \"2025\"}"), file)
	must(t, err)
	want := "filing 2025-01-12   93, closure 2025-03-15   93, filing 2025-11-20   93, document_request 2025-12-20   93, closure 2026-01-12   93"
	if got := factsOf(store); got != want || s.RefusedRows != 3 {
		t.Errorf("facts:\n got %s\nwant %s\n%+v", got, want, s)
	}
	for i, want := range []string{"date (colonne B) " + ProblemDateTwoDigits, "évènement (colonne B) " + ProblemWord, "évènement (colonne B) " + ProblemWord} {
		if r := s.Refused[i]; r.Column+" "+r.Problem != want {
			t.Errorf("refusal %+v, want %s", r, want)
		}
	}
}

func TestDateFormats(t *testing.T) {
	tests := []struct{ format, text, want string }{
		{"jj/mm/aa", "31/01/26", "2026-01-31"},
		{"jj/mm/aa", "1/2/26", "2026-02-01"},
		{"jj/mm/aa", "31/01/2026", ""},
		{"mm/jj/aaaa", "02/28/2026", "2026-02-28"},
		{"aaaammjj", "20260131", "2026-01-31"},
		{"aaaammjj", "20261331", ""},
		{"jj mmmm aaaa", "12 février 2026", "2026-02-12"},
		{"mm/aaaa", "02/2026", "2026-02"},
		{"jj/mm/aaaa", "31/01/2026 10:20", "2026-01-31"},
		{"jj/mm/aaaa", "31/01/2026x", ""},
		{"série 1900", "46053", "2026-01-31"},
		{"série 1904", "44591", "2026-01-31"},
	}
	for _, test := range tests {
		f, err := compileDate(test.format)
		must(t, err)
		if got, _ := f.read(test.text); got != test.want && (test.want != "" || got != "") {
			t.Errorf("%s of %q: got %q, want %q", test.format, test.text, got, test.want)
		}
	}
}

// foreignTable is as an association may keep it, without a thought for us. All
// of it is invented.
const foreignTable = "Suivi 2026\n\nN° interne;Dpt;Type de démarche;Déposé le;Début attestation;Fin attestation;N° AGDREF;Clôturé le;Couleur\n" +
	"A1;93;Renouvellement titre;05/01/26;01/02/26;30/04/26;9900000001;;bleu\n" +
	"A2;Paris;1ère demande;06/01/26;;;9900000002;02/03/26;vert\n" +
	"A3;75;RNV;07/01/26;;;;;\n"

func TestProposeMapping(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	p, err := ProposeMapping(context.Background(), text(foreignTable), o)
	must(t, err)
	got := map[string]string{}
	for _, c := range p.Columns {
		got[c.Name] = c.Column
	}
	for name, want := range map[string]string{
		"N° interne": "référence", "Dpt": "département", "Type de démarche": "procédure", "Déposé le": "date de dépôt",
		"N° AGDREF": "numéro étranger", "Clôturé le": "date de clôture", "Couleur": "",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
	data, err := p.Mapping.YAML()
	must(t, err)
	m, err := ParseMapping(data)
	if err != nil {
		t.Fatalf("the proposal is no mapping: %v\n%s", err, data)
	}
	must(t, validate(t, "schema/correspondance.schema.json", data))
	o.Mapping = m
	s, err := CheckSource(context.Background(), text(foreignTable), o)
	must(t, err)
	if s.Rows != 3 || s.RefusedRows != 0 || s.Cases != 3 {
		t.Errorf("summary with the proposal: %+v\n%s", s, data)
	}
	rows, err := Preview(context.Background(), text(foreignTable), o, 2)
	must(t, err)
	if len(rows) != 2 || rows[0].Row != 4 || !strings.Contains(strings.Join(inWords(rows[0]), ";"), "dépôt le 5 janvier 2026 (93)") {
		t.Errorf("preview: %+v", rows)
	}
}

// TestProposalOfOurOwn proposes for the published samples exactly what they are.
func TestProposalOfOurOwn(t *testing.T) {
	for _, name := range []string{"exemple_cas.csv", "exemple_evenements.csv"} {
		p, err := ProposeMapping(context.Background(), sample(t, name), options(t, &memory{}, testKeys(t)))
		must(t, err)
		for _, c := range p.Columns {
			if c.Column == "" || c.Certainty < 75 || c.Certainty > 100 {
				t.Errorf("%s: %+v", name, c)
			}
		}
		if !p.Ready {
			t.Errorf("%s: missing %v", name, p.Missing)
		}
	}
}

// validate holds YAML or JSON against a published schema.
func validate(t testing.TB, schema string, data []byte) error {
	t.Helper()
	content, err := os.ReadFile(schema)
	must(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	must(t, err)
	compiler := jsonschema.NewCompiler()
	must(t, compiler.AddResource(schema, document))
	compiled, err := compiler.Compile(schema)
	must(t, err)
	var value any
	must(t, yaml.Load(data, &value))
	return compiled.Validate(value)
}

// surveyMapping makes the mapping for the CSV export of a survey tool, from the
// table of columns: each question is found by its code, its published name, or
// the text that the tool puts after the code.
func surveyMapping(name, description string, shape Shape, filter []MappingTest) *Mapping {
	m := &Mapping{Version: mappingVersion, Name: name, Description: description, Shape: mappingCases, Filter: filter, Columns: map[string]MappingCell{}}
	if shape == ShapeEvents {
		m.Shape = mappingEvents
	}
	for _, c := range columns() {
		if !c.in(shape) {
			continue
		}
		code := strings.ReplaceAll(formName(c.name), "_", "")
		or := []string{code + ". " + title(c.name)}
		if code != fold(c.name) {
			or = append([]string{code}, or...)
		}
		m.Columns[c.name] = MappingCell{MappingSource: MappingSource{Column: c.name, Or: append(or, c.also...)}, Optional: !c.requiredIn(shape)}
	}
	return m
}

// TestShippedMappings holds the shipped mappings against the table of columns,
// and against the published schema of mappings.
func TestShippedMappings(t *testing.T) {
	tools := []struct {
		name, description string
		filter            []MappingTest
	}{
		{"limesurvey", "Export CSV de LimeSurvey : codes de questions, textes, ou les deux. Les réponses inachevées sont laissées.", []MappingTest{
			{MappingSource: MappingSource{Column: "submitdate", Or: []string{"submitdate. Date de soumission", "Date de soumission"}}, Filled: true, Optional: true},
		}},
		{"framaforms", "Export CSV de Framaforms (Yakforms). Les brouillons sont laissés.", []MappingTest{
			{MappingSource: MappingSource{Column: "Brouillon", Or: []string{"Draft"}}, IsNot: []string{"oui", "yes", "1", "vrai"}, Optional: true},
		}},
		{"odk", "Export CSV d'ODK Central. Les réponses rejetées sont laissées.", []MappingTest{
			{MappingSource: MappingSource{Column: "ReviewState"}, IsNot: []string{"rejected"}, Optional: true},
		}},
	}
	for _, tool := range tools {
		for suffix, shape := range map[string]Shape{"": ShapeCases, "-evenements": ShapeEvents} {
			data, err := surveyMapping(tool.name+suffix, tool.description, shape, tool.filter).YAML()
			must(t, err)
			golden(t, filepath.Join("mappings", tool.name+suffix+".yaml"), data)
			shipped, err := ShippedMapping(tool.name + suffix)
			must(t, err)
			if _, err := ParseMapping(shipped); err != nil {
				t.Error(err)
			}
			if err := validate(t, "schema/correspondance.schema.json", shipped); err != nil {
				t.Errorf("%s: %v", tool.name, err)
			}
		}
	}
	if got := len(ShippedMappings()); got != 6 {
		t.Errorf("%d mappings are shipped", got)
	}
}

// TestSurveyExports reads invented exports as the tools write them.
func TestSurveyExports(t *testing.T) {
	tests := []struct{ name, file string }{
		{"limesurvey", "\ufeff\"id. ID de la réponse\",\"submitdate. Date de soumission\",\"lastpage. Dernière page\",\"startlanguage. Langue de départ\",\"reference. Référence\",\"departement. Département\",\"datededepot. Date de dépôt\",\"procedure. Procédure\"\n" +
			"\"1\",\"2026-02-01 10:00:00\",\"3\",\"fr\",\"L-1\",\"93\",\"2026-01-05 00:00:00\",\"renouvellement\"\n\"2\",\"\",\"1\",\"fr\",\"L-2\",\"93\",\"2026-01-06 00:00:00\",\"\"\n"},
		{"framaforms", "Informations sur la soumission\t\t\t\t\t\t\t\n\"Numéro de série\"\tSID\tBrouillon\t\"Adresse IP\"\tRéférence\tDépartement\t\"Date de dépôt\"\tProcédure\n1\t12\tNon\t192.0.2.1\tF-1\t93\t05/01/2026\trenouvellement\n2\t13\tOui\t192.0.2.1\tF-2\t93\t06/01/2026\t\n"},
		{"odk", "SubmissionDate,dossier-reference,dossier-departement,dossier-date_de_depot,dossier-procedure,meta-instanceID,KEY,SubmitterID,ReviewState,DeviceID\n" +
			"2026-02-01T10:00:00.000Z,O-1,93,2026-01-05,renewal,uuid:1,uuid:1,1,approved,\n2026-02-01T10:00:00.000Z,O-2,93,2026-01-06,renewal,uuid:2,uuid:2,1,rejected,\n"},
		{"", "reference;departement;date_de_depot;procedure;_id;_uuid;_submission_time;_validation_status;_notes;_status;_index\n" + // Kobo, as is
			"K-1;93;2026-01-05;renewal;1;u1;2026-02-01T10:00:00;validation_status_approved;;submitted_via_web;1\nK-2;93;2026-01-06;renewal;2;u2;2026-02-01T10:00:00;validation_status_not_approved;;submitted_via_web;2\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := options(t, &memory{}, testKeys(t))
			if test.name != "" {
				shipped, err := ShippedMapping(test.name)
				must(t, err)
				o.Mapping, err = ParseMapping(shipped)
				must(t, err)
			}
			s, err := CheckSource(context.Background(), text(test.file), o)
			must(t, err)
			if s.Rows != 1 || s.LeftOut != 1 || s.Events != 1 || s.RefusedRows != 0 || len(s.Warnings) != 0 {
				t.Errorf("summary: %+v", s)
			}
		})
	}
}

// inWords is what a row was understood to say, its words held together or not.
func inWords(row PreviewRow) (facts []string) {
	for _, fact := range row.Facts {
		facts = append(facts, strings.ReplaceAll(fact, texts.NoWrap, " "))
	}
	return facts
}
