package probes

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

// good is a journey without a problem; tests spoil it.
const good = `id: essai.un
title: {fr: Essai, en: Trial}
duty: essai
family: E
system: rdv-prefecture
budget: 8s
timeout: 30s
met: {cause: door_open, detail: Tout tient.}
steps:
  - name: ouvrir
    open: target
  - name: identité
    identify: {path: "{target}", prefecture: true}
`

// parseJourney reads one journey that uses no group but its own files'.
func parseJourney(name string, data []byte) (Journey, []Problem) {
	journeys, _, problems := readFiles([]File{{name, data}}, nil)
	if len(journeys) == 0 {
		return Journey{}, problems
	}
	return journeys[0], problems
}

func TestShippedJourneys(t *testing.T) {
	journeys, err := Journeys()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, j := range journeys {
		if j.Way != "" {
			continue // of another journey, which is here
		}
		got = append(got, j.ID+" "+j.System+" "+string(j.Mode))
		if len(j.Version) != 64 {
			t.Errorf("%s: version %q", j.ID, j.Version)
		}
		if j.Planned == (j.Mode == observatory.Assisted || j.Testbed) {
			t.Errorf("%s (%s): planned %v in mode %s", j.ID, j.System, j.Planned, j.Mode)
		}
		if j.Status != observatory.Unverified {
			t.Errorf("%s: status %s, and nobody has checked it on the live site", j.ID, j.Status)
		}
	}
	want := []string{
		"anef.account_creation anef unattended", "anef.application.add_document anef assisted",
		"anef.application.report_error anef assisted", "anef.certificate.renewal anef assisted",
		"anef.filing.during_asylum anef assisted", "anef.filing.multi_year_card anef assisted",
		"anef.filing.resident_card anef assisted", "anef.filing.several_grounds anef assisted",
		"anef.filing.title_not_returned anef assisted", "anef.france_connect anef unattended", "anef.home anef unattended",
		"anef.password_forgotten anef unattended", "anef.personal_data.address_while_open anef assisted",
		"anef.personal_data.correct anef assisted", "anef.second.change_of_situation anef assisted",
		"anef.second.travel_document anef assisted", "anef.shell anef unattended", "anef.sign_on anef unattended",
		"anef.upload.10_0_mb anef assisted", "anef.upload.10_1_mb anef assisted", "anef.upload.9_9_mb anef assisted",
		"anef.upload.two_files anef assisted", "anef.way.adult_child_protected anef unattended",
		"anef.way.eu_national anef unattended", "anef.way.former_asylum_parent anef unattended",
		"anef.way.no_number anef unattended", "api.explained prefecture-site unattended", "captcha.service captcha unattended",
		"ccc.form ccc-form unattended", "ccc.phone anef unattended", "ccc.phone ccc-form unattended", "demarche.delays demarches-simplifiees unattended",
		"demarche.open demarches-simplifiees unattended", "pan.door rdv-prefecture unattended",
		"pan.old_module ancien-module unattended", "pan.slots rdv-prefecture assisted", "pan.slots rdv-service-public unattended",
		"site.foreigners prefecture-site unattended",
		"substitution.described anef unattended", "substitution.described prefecture-site unattended",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("journeys (-want +got):\n%s", diff)
	}
}

func TestCheckFilesTellsEveryProblem(t *testing.T) {
	type place struct {
		line, column int
		path, says   string
	}
	change := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in the good journey", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	head, _, _ := strings.Cut(good, "steps:")
	tests := map[string]struct {
		yaml string
		want []place
	}{
		"none":                {good, nil},
		"empty":               {"", []place{{1, 1, "", "vide"}}},
		"not YAML":            {"id: [", []place{{2, 1, "", "YAML illisible"}}},
		"a list":              {"- id", []place{{1, 1, "", "attendu des clés"}}},
		"unknown key":         {change("duty: essai", "duty: essai\nplaned: true"), []place{{4, 1, "", "clé inconnue « planed »"}}},
		"key twice":           {change("duty: essai", "duty: essai\nduty: autre"), []place{{4, 1, "duty", "donnée deux fois"}}},
		"wrong type":          {change("duty: essai", "duty: [essai]"), []place{{3, 7, "duty", "attendu un texte"}}},
		"missing id":          {change("id: essai.un\n", ""), []place{{1, 1, "id", "clé « id » manquante"}}},
		"id of one part":      {change("essai.un", "Essai"), []place{{1, 5, "id", "mal formé"}}},
		"unknown family":      {change("family: E", "family: Z"), []place{{4, 9, "family", "valeur inconnue « Z »"}}},
		"unknown system":      {change("system: rdv-prefecture", "system: anef2"), []place{{5, 9, "system", "valeur inconnue"}}},
		"duration":            {change("8s", "huit"), []place{{6, 9, "budget", "durée illisible"}}},
		"negative duration":   {change("30s", "-1s"), []place{{7, 10, "timeout", "durée illisible"}}},
		"budget over timeout": {change("8s", "40s"), []place{{6, 9, "budget", "dépasse"}}},
		"boolean":             {change("duty: essai", "duty: essai\nplanned: oui"), []place{{4, 10, "planned", "true ou false"}}},
		"department number":   {change("duty: essai", "duty: essai\ndepartments: [01, 2A]"), []place{{4, 15, "departments[0]", "attendu un texte"}}},
		"department unknown":  {change("duty: essai", `duty: essai`+"\n"+`departments: ["1"]`), []place{{4, 15, "departments[0]", "inconnu « 1 »"}}},
		"department nowhere":  {change("duty: essai", `duty: essai`+"\n"+`departments: ["2A", "96", "971"]`), []place{{4, 21, "departments[1]", "inconnu « 96 »"}}},
		"two documents":       {good + "---\nid: a\n", []place{{1, 1, "", "YAML illisible (plusieurs documents"}}},
		"tabulator":           {change("duty: essai", "duty: essai\n\tx: 1"), []place{{4, 1, "", "YAML illisible (une tabulation"}}},
		"alias":               {change("duty: essai", "duty: &x essai\nsystem2: 1") + "x: *x\n", []place{{4, 1, "", "« system2 »"}, {15, 1, "", "« x »"}}},
		"title half":          {change("{fr: Essai, en: Trial}", "{fr: Essai}"), []place{{2, 8, "title", "manquant"}}},
		"two actions":         {change("open: target", "open: target\n    capture: true"), []place{{12, 14, "steps[0].capture", "deux actions"}}},
		"open elsewhere":      {change("open: target", "open: /cgu/"), []place{{11, 11, "steps[0].open", "impossible"}}},
		"no action":           {change("    open: target\n", ""), []place{{10, 5, "steps[0]", "étape sans action"}}},
		"no name":             {change("name: ouvrir\n    ", ""), []place{{10, 5, "steps[0]", "étape sans nom"}}},
		"no steps":            {head, []place{{1, 1, "steps", "aucune étape"}}},
		"unknown role":        {good + "  - name: clic\n    click: {role: lien}\n  - name: fin\n    identify: {path: x}\n", []place{{15, 19, "steps[2].click.role", "valeur inconnue « lien »"}}},
		"empty click":         {good + "  - name: clic\n    click: {}\n  - name: fin\n    identify: {path: x}\n", []place{{15, 12, "steps[2].click", "rien à chercher"}}},
		"read before identity": {
			change("identify: {path: \"{target}\", prefecture: true}", "read: {what: release}"),
			[]place{{10, 3, "steps", "sans identité"}, {13, 11, "steps[1].read", "lecture avant l'identité"}},
		},
		"slots from an absence": {
			good + "  - name: choix\n    branch:\n      - when: {not: {text: \"Aucun créneau\"}}\n        end: {outcome: met, cause: slots, detail: x}\n",
			[]place{{17, 14, "steps[2].branch[0].end", "une absence ne prouve rien"}},
		},
		"slots from half an absence": {
			good + "  - name: choix\n    branch:\n      - when: {any: [{text: oui}, {not: {text: non}}]}\n        end: {outcome: met, cause: slots, detail: x}\n",
			[]place{{17, 14, "steps[2].branch[0].end", "une absence ne prouve rien"}},
		},
		"slots from as many as none": {
			good + "  - name: choix\n    branch:\n      - when: {css: p, count: {max: 3}}\n        end: {outcome: met, cause: slots, detail: x}\n",
			[]place{{17, 14, "steps[2].branch[0].end", "une absence ne prouve rien"}},
		},
		"conclusion after a click": {
			good + "  - name: clic\n    click: {text: a}\n  - name: choix\n    branch:\n      - when: {text: non}\n        end: {outcome: unmet, cause: no_slot, detail: x}\n  - name: fin\n    identify: {path: x}\n",
			[]place{{19, 14, "steps[3].branch[0].end", "conclusion avant l'identité"}},
		},
		"a value from nowhere": {good + "  - name: valeur\n    read: {what: value}\n", []place{{15, 11, "steps[2].read", "lecture sans endroit"}}},
		"fault as an ending": {
			good + "  - name: choix\n    branch:\n      - when: {text: non}\n        end: {outcome: fault, cause: x, detail: x}\n",
			[]place{{17, 24, "steps[2].branch[0].end.outcome", "valeur inconnue « fault »"}},
		},
		"post unattended":      {change("duty: essai", "duty: essai\npost: [/x]"), []place{{4, 7, "post", "ne peut rien envoyer"}}},
		"assisted and planned": {change("duty: essai", "duty: essai\nmode: assisted\nplanned: true"), []place{{4, 7, "mode", "sans étape human"}, {5, 10, "planned", "ne se planifie pas"}}},
		"a person unattended": {
			good + "  - name: aide\n    human: {prompt: {fr: a, en: b}, until: {path: x}}\n  - name: fin\n    identify: {path: x}\n",
			[]place{{15, 12, "steps[2].human", "sans personne"}},
		},
		"a form on a portal": {
			good + "  - name: saisie\n    fill: {css: input, value: x}\n",
			[]place{{15, 11, "steps[2].fill", "ne remplit rien sur un portail"}},
		},
		"half a fill":          {change("duty: essai", "duty: essai\ntestbed: true") + "  - name: saisie\n    fill: {css: input}\n", []place{{16, 11, "steps[2].fill", "saisie incomplète"}}},
		"a choice of nothing":  {change("duty: essai", "duty: essai\ntestbed: true") + "  - name: choix\n    choose: {option: x}\n", []place{{16, 13, "steps[2].choose", "rien à choisir"}}},
		"a file out of bounds": {change("duty: essai", "duty: essai\ntestbed: true") + "  - name: dépôt\n    upload: {css: input, name: ../x, bytes: 0}\n", []place{{16, 45, "steps[2].upload.bytes", "nombre impossible « 0 »"}}},
		"a file of bad name":   {change("duty: essai", "duty: essai\ntestbed: true") + "  - name: dépôt\n    upload: {css: input, name: ../x, bytes: 1}\n", []place{{16, 13, "steps[2].upload", "dépôt incomplet"}}},
		"a status that ends":   {good + "  - name: état\n    wait_for: {status: [502]}\n", []place{{15, 25, "steps[2].wait_for.status[0]", "nombre impossible « 502 »"}}},
		"a count of nothing":   {good + "  - name: compte\n    wait_for: {text: x, count: {min: 2}}\n", []place{{15, 15, "steps[2].wait_for", "rien à compter"}}},
		"a count upside down":  {good + "  - name: compte\n    wait_for: {css: p, count: {min: 2, max: 1}}\n", []place{{15, 31, "steps[2].wait_for.count", "compte impossible"}}},
		"an unknown group":     {good + "  - use: essai.absent\n", []place{{14, 10, "steps[2].use", "groupe inconnu « essai.absent »"}}},
		"an unknown group hides nothing else": {
			good + "  - use: essai.absent\n  - name: b\n    open: http://x\n  - name: c\n    branch: []\n",
			[]place{{14, 10, "steps[2].use", "groupe inconnu"}, {16, 11, "steps[3].open", "impossible"}, {18, 13, "steps[4].branch", "aucun cas"}},
		},
		"a capture that is none": {good + "  - name: image\n    capture: false\n", []place{{15, 14, "steps[2].capture", "attendu true"}}},
		"an account unattended": {
			change("duty: essai", "duty: essai\nneeds: account"),
			[]place{{4, 8, "needs", "pas de quoi fournir « account »"}},
		},
		"an expectation met by absence": {
			good + "  - name: attente\n    expect: {that: {text: a}, otherwise: {outcome: met, cause: x, detail: x}}\n",
			[]place{{15, 42, "steps[2].expect.otherwise", "une absence ne prouve rien"}},
		},
		"an expectation before identity": {
			good + "  - name: clic\n    click: {text: a}\n  - name: attente\n    expect: {that: {text: a}, otherwise: {outcome: unmet, cause: x, detail: x}}\n  - name: fin\n    identify: {path: x}\n",
			[]place{{17, 42, "steps[3].expect.otherwise", "conclusion avant l'identité"}},
		},
		"the portal identified by its path alone": {
			strings.Replace(change("rdv-prefecture", "anef"), ", prefecture: true", "", 1),
			[]place{{10, 3, "steps", "sans identité de la page"}},
		},
		"two problems at once": {
			change("duty: essai\nfamily: E", "duty: 3\nfamilly: E"),
			[]place{{1, 1, "family", "clé « family » manquante"}, {3, 7, "duty", "attendu un texte"}, {4, 1, "", "clé inconnue « familly »"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			problems, err := CheckFiles([]File{{"essai.yaml", []byte(test.yaml)}})
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) != len(test.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(problems), len(test.want), problems)
			}
			for i, want := range test.want {
				got := problems[i]
				if diff := cmp.Diff([]any{want.line, want.column, want.path}, []any{got.Line, got.Column, got.Path}); diff != "" {
					t.Errorf("%s (-want +got):\n%s", got, diff)
				}
				if !strings.Contains(got.Message, want.says) || got.Remedy == "" || got.File != "essai.yaml" {
					t.Errorf("got %+v, want it to say %q", got, want.says)
				}
			}
		})
	}
}

func TestLoadJourneysTellsTheProblemsOfEveryFile(t *testing.T) {
	_, err := LoadJourneys(fstest.MapFS{
		"a.yaml": {Data: []byte(strings.Replace(good, "family: E", "family: Z", 1))},
		"b.yaml": {Data: []byte("id: [")},
		"c.yaml": {Data: []byte(good)},
		"d.yaml": {Data: []byte(good)},
	})
	if !observatory.IsInput(err) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"a.yaml:4:9", "b.yaml:2:1", "d.yaml:1:1", "déjà défini dans a.yaml"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing from:\n%v", want, err)
		}
	}
}

func TestMergeOverridesNothing(t *testing.T) {
	shippedOnes, err := Journeys()
	if err != nil {
		t.Fatal(err)
	}
	added, err := LoadJourneys(fstest.MapFS{"x.yaml": {Data: []byte(good)}})
	if err != nil {
		t.Fatal(err)
	}
	merged, err := Merge(shippedOnes, added)
	if err != nil || len(merged) != len(shippedOnes)+1 {
		t.Errorf("%d journeys, %v", len(merged), err)
	}
	if _, err := Find(merged, "essai.un", SystemRDVPrefecture); err != nil {
		t.Error(err)
	}
	if _, err := Merge(shippedOnes, shippedOnes[:1]); !observatory.IsInput(err) {
		t.Errorf("a journey was overridden: %v", err)
	}
}

func TestFindListsWhatExists(t *testing.T) {
	journeys, err := Journeys()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][3]string{
		"unknown id":     {"pan.fenetre", SystemRDVPrefecture, "pan.old_module, pan.slots"},
		"unknown system": {"pan.slots", SystemOldModule, "rdv-prefecture, rdv-service-public"},
	}
	for name, test := range tests {
		if _, err := Find(journeys, test[0], test[1]); !observatory.IsInput(err) || !strings.Contains(err.Error(), test[2]) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestSystemOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/1/": SystemRDVPrefecture,
		"https://rdv.anct.gouv.fr/prendre_rdv?departement=35":                          SystemRDVServicePublic,
		"https://www.aveyron.gouv.fr/index.php/booking/create/717":                     SystemOldModule,
		"https://www.aveyron.gouv.fr/":                                                 "",
		"://":                                                                          "",
	} {
		if got := SystemOf(address); got != want {
			t.Errorf("%s: got %q", address, got)
		}
	}
}

func FuzzReadFiles(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("id: &a [*a]\nsteps: *a"))
	f.Add([]byte("? {a: b}\n: c"))
	f.Add([]byte("steps: [{branch: [{when: {all: [{not: {any: [{}]}}]}}]}]"))
	f.Add([]byte("---\n---\n"))
	f.Add([]byte("<<: {id: 1}"))
	f.Add([]byte(grouped))
	f.Add([]byte("group: g.a\nsteps:\n  - use: g.a\n"))
	f.Add([]byte(formJourney))
	f.Fuzz(func(t *testing.T, data []byte) {
		journeys, _, problems := readFiles([]File{{"x.yaml", data}}, nil)
		for _, p := range problems {
			if p.Message == "" || p.Remedy == "" || p.Line < 0 || p.Column < 0 {
				t.Errorf("%+v", p)
			}
		}
		if len(problems) > 0 || len(journeys) == 0 {
			return
		}
		journey := journeys[0]
		// A journey without a problem begins by opening a page and names itself.
		if journey.ID == "" || journey.Steps[0].Open == "" || journey.Timeout <= 0 {
			t.Errorf("accepted: %+v", journey)
		}
		var again map[string]any
		if err := yaml.Load(data, &again); err != nil {
			t.Errorf("accepted and unreadable: %v", err)
		}
	})
}
