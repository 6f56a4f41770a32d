package probes

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// infoLoaded reads the catalogue once for all tests; it does not change.
var infoLoaded = sync.OnceValues(catalogue.Load)

func infoReference(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	reference, err := infoLoaded()
	if err != nil {
		t.Fatal(err)
	}
	return reference
}

func infoRead(t testing.TB, name string) Page {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	page, err := ReadPage(infoReference(t), name, raw)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// infoWhole makes a whole page of a text.
func infoWhole(text string) Page { return Page{Text: text} }

func infoByKey(items []InfoItem) map[string]InfoItem {
	byKey := map[string]InfoItem{}
	for _, item := range items {
		byKey[item.Key] = item
	}
	return byKey
}

// infoSays writes an item as "quote -> value", or its state.
func infoSays(item InfoItem) string {
	if item.State != observatory.Present {
		return string(item.State)
	}
	return item.Quote + " -> " + item.Value()
}

func TestAuditOfSyntheticPages(t *testing.T) {
	const absent, cannotTell = "absent", "cannot_tell"
	tests := []struct {
		file, department, canonical string
		cut                         bool
		want                        map[string]string
	}{
		{"complet.txt", "89", "https://yonne.gouv.fr/Demarches/Etrangers/Page-synthetique", false, map[string]string{
			ItemANEFNamed:   "administration numérique pour les étrangers en France -> ANEF",
			ItemPANNamed:    "point d’accompagnement numérique -> PAN",
			ItemCCCPhone:    "0.806.00.16.20 -> 0806001620",
			ItemPANBooking:  "Le point d’accompagnement numérique vous reçoit sans rendez-vous, le mardi matin. -> sans rendez-vous",
			ItemLastUpdated: "Dernière mise à jour : 1er mars 2024 -> 2024-03-01",
			ItemOnlineProcedures: "Doivent être demandés exclusivement en ligne :\n – le titre de voyage ;\n – le duplicata ;\n – la carte de résident. -> " +
				"titre de voyage ; duplicata ; carte de résident",
		}},
		{"permis.txt", "01", "https://ain.gouv.fr/Demarches/Permis/Page-synthetique", false, map[string]string{
			ItemANEFNamed: absent, ItemPANNamed: absent, ItemCCCPhone: absent, ItemPANBooking: absent,
			ItemLastUpdated: "Mise à jour le 12.06.2025 -> 2025-06-12", ItemOnlineProcedures: absent,
		}},
		{"ambigu.txt", "15", "https://rdv.cantal.gouv.fr/Page-synthetique", false, map[string]string{
			ItemANEFNamed: absent, ItemPANNamed: cannotTell, ItemCCCPhone: absent, ItemPANBooking: cannotTell,
			ItemLastUpdated: absent, ItemOnlineProcedures: absent,
		}},
		{"renvoi.txt", "2B", "https://haute-corse.gouv.fr/Page-synthetique", false, map[string]string{
			ItemANEFNamed:   "ANEF -> ANEF",
			ItemPANNamed:    "PAN -> PAN",
			ItemCCCPhone:    "+33 (0)806 001 620 -> 0806001620",
			ItemPANBooking:  "Pour prendre rendez-vous : -> téléphone ; courriel",
			ItemLastUpdated: "actualisée le lundi 5 février 2024 -> 2024-02-05",
			ItemOnlineProcedures: "• titre de séjour visiteur\n• autorisation de travail\n• changement d’adresse\n\nCes demandes sont à faire sur le téléservice ANEF. -> " +
				"visiteur ; autorisation de travail ; changement de situation",
		}},
		{"negatif.txt", "32", "https://gers.gouv.fr/Page-synthetique", false, map[string]string{
			ItemANEFNamed: "ANEF -> ANEF", ItemPANNamed: absent, ItemCCCPhone: absent, ItemPANBooking: absent,
			ItemLastUpdated: absent, ItemOnlineProcedures: absent,
		}},
		{"coupe.txt", "39", "https://jura.gouv.fr/Page-synthetique", true, map[string]string{
			ItemANEFNamed: cannotTell, ItemPANNamed: cannotTell, ItemCCCPhone: cannotTell, ItemPANBooking: cannotTell,
			ItemLastUpdated: cannotTell, ItemOnlineProcedures: cannotTell,
		}},
		{"windows-1252.txt", "46", "https://lot.gouv.fr/Page-synthetique", false, map[string]string{
			ItemANEFNamed: "ANEF -> ANEF", ItemPANNamed: absent, ItemCCCPhone: absent, ItemPANBooking: absent,
			ItemLastUpdated:      "Mis à jour le 19/04/2023 -> 2023-04-19",
			ItemOnlineProcedures: "Le titre « étudiant » doit être demandé sur l’ANEF. -> étudiant",
		}},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			page := infoRead(t, filepath.Join("testdata", "info", test.file))
			if page.Department != test.department || page.Canonical != test.canonical || page.Cut != test.cut {
				t.Errorf("got %s, %s, cut %v", page.Department, page.Canonical, page.Cut)
			}
			got := map[string]string{}
			for _, item := range AuditPage(infoReference(t), page) {
				if _, told := test.want[item.Key]; told {
					got[item.Key] = infoSays(item)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLastUpdatedForms(t *testing.T) {
	for text, want := range map[string]string{
		"Mis à jour le 19/04/2023":                                   "2023-04-19",
		"Mise à jour le 9/4/2023":                                    "2023-04-09",
		"Modifié le 5 mars 2024":                                     "2024-03-05",
		"Dernière mise à jour : 12 août 2025 à 10h":                  "2025-08-12",
		"Dernière mise à jour le : 02/01/2024":                       "2024-01-02",
		"Dernière modification : 02-01-2024":                         "2024-01-02",
		"Date de dernière mise à jour : 2024-01-02":                  "2024-01-02",
		"Page mise à jour le mardi 2 janvier 2024":                   "2024-01-02",
		"MàJ le 02.01.24":                                            "2024-01-02",
		"Actualisé le 1er déc. 2022":                                 "2022-12-01",
		"Publié le 12/12/2024 – Mis à jour le 12/06/2025":            "2025-06-12",
		"Mis\u00a0à\u00a0jour le\u00a019\u00a0avril\u00a02023":       "2023-04-19",
		"Mis a\u0300 jour le 19/04/2023":                             "2023-04-19", // accent written apart
		"Préfecture de l’Ain | Mis à jour le 19/04/2023":             "2023-04-19",
		"**Mis à jour le** 19/04/2023":                               "2023-04-19",
		"Mis à jour le :\n19/04/2023":                                "2023-04-19",
		"Publié le 12/12/2024":                                       "",
		"Mis à jour le 31/04/2023":                                   "", // no such day
		"Mis à jour le 19/04/1923":                                   "",
		"Mise à jour de vos coordonnées en ligne avant le 1/1/2024":  "",
		"Télécharger la notice (mise à jour le 01/02/2020) PDF":      "",
		"Mis à jour en 2023":                                         "",
		"Notice (mise à jour le 01/02/2020)\nMis à jour le 3/3/2021": "2021-03-03",
	} {
		item := infoByKey(AuditPage(infoReference(t), infoWhole(text)))[ItemLastUpdated]
		if item.Value() != want {
			t.Errorf("%q: got %q, want %q", text, item.Value(), want)
		}
	}
}

func TestCCCPhoneForms(t *testing.T) {
	for text, want := range map[string]bool{
		"0 806 001 620": true, "0806001620": true, "08 06 00 16 20": true, "0806 001 620": true, "0-806-001-620": true,
		"+33 806 001 620": true, "+33(0)806001620": true, "0\u00a0806\u202f001\u00a0620": true,
		"10 806 001 620": false, "34 00": false, "0 806 001 621": false, "0 806 001 6201": false, "00806001620": false,
	} {
		item := infoByKey(AuditPage(infoReference(t), infoWhole("Tél. : "+text+" (gratuit)")))[ItemCCCPhone]
		if (item.State == observatory.Present) != want {
			t.Errorf("%q: got %+v", text, item)
		}
	}
}

func TestNamesOfANEFAndPAN(t *testing.T) {
	const present, absent, cannotTell = observatory.Present, observatory.Absent, observatory.CannotTell
	tests := []struct {
		text      string
		anef, pan observatory.FactState
	}{
		{"Le site de l’ANEF.", present, absent},
		{"Administration des Étrangers en France", present, absent},
		{"https://administration-etrangers-en-france.interieur.gouv.fr/particuliers/#/", present, absent},
		{"La caféine et le canef", absent, absent},
		{"Bureau de l’administration des étrangers", absent, absent},
		{"Points d'accueil numériques e-MERAUDE", absent, present},
		{"Le PAN e-MÉRAUDE", absent, present},
		{"Le P.A.N. aide les étrangers.", absent, present},
		{"Un point d'accès numérique pour les titres de séjour", absent, present},
		{"Le point numérique : permis de conduire, cartes grises.", absent, absent},
		{"Le PAN de l’ANTS vous aide.", absent, absent},
		{"Un PAN ouvre à Vesoul.", absent, cannotTell},
		{"Le pan de mur des étrangers", absent, absent},
	}
	for _, test := range tests {
		items := infoByKey(AuditPage(infoReference(t), infoWhole(test.text)))
		if items[ItemANEFNamed].State != test.anef || items[ItemPANNamed].State != test.pan {
			t.Errorf("%q: got ANEF %s, PAN %s", test.text, items[ItemANEFNamed].State, items[ItemPANNamed].State)
		}
	}
}

func TestPANBooking(t *testing.T) {
	for text, want := range map[string]string{
		"Le PAN des étrangers est ouvert sur rendez-vous.":                                                                                    "sur rendez-vous",
		"Le PAN des étrangers reçoit sans rdv.":                                                                                               "sans rendez-vous",
		"Point d’accueil numérique pour étrangers\n\nPrenez rendez-vous au 04 00 00 00 00.":                                                   "téléphone",
		"Contactez le point d’accueil numérique des étrangers : pan@prefecture.example":                                                       "courriel",
		"Pour un RDV au PAN étrangers, prise de rendez-vous en ligne sur https://rdv.example":                                                 "en ligne",
		"Le PAN aide les étrangers.\nLa remise des titres se fait au guichet sur rendez-vous.":                                                "",
		"Si le recours au formulaire de contact n’aboutit pas, l’étranger prend rendez-vous au point d’accueil numérique de son département.": "sur rendez-vous",
		"Si la difficulté persiste après un appel au CCC, prenez rendez-vous au PAN des étrangers par courriel.":                              "courriel",
		"Si vous n’avez pas d’ordinateur, prenez rendez-vous au PAN des étrangers par téléphone.":                                             "téléphone",
		"Le PAN aide les étrangers du lundi au vendredi.":                                                                                     "",
		"Prenez rendez-vous pour votre titre de séjour.":                                                                                      "",
		"Le PAN des étrangers reçoit sur demande de rendez-vous avec le formulaire en ligne joint":                                            "formulaire ; en ligne",
	} {
		if item := infoByKey(AuditPage(infoReference(t), infoWhole(text)))[ItemPANBooking]; item.Value() != want {
			t.Errorf("%q: got %q (%q), want %q", text, item.Value(), item.Quote, want)
		}
	}
}

func TestOnlineProcedures(t *testing.T) {
	for text, want := range map[string]string{
		"Les étudiants et les visiteurs déposent leur demande sur l’ANEF.":                                              "étudiant ; visiteur",
		"Titre de voyage\n\nComment faire ?\nVous devez faire votre demande en ligne.":                                  "titre de voyage",
		"Vous devez déposer votre demande de titre de séjour sur l’ANEF.":                                               "titre de séjour",
		"Votre demande de titre de séjour est suivie sur l’ANEF.":                                                       "",
		"Il n’est pas nécessaire de venir : le duplicata se demande en ligne.":                                          "duplicata",
		"Les demandes de duplicata (sauf perte) se font en ligne, les autres au guichet.":                               "duplicata",
		"Vous êtes étudiant ou visiteur : rendez-vous sur https://administration-etrangers-en-france.interieur.gouv.fr": "étudiant ; visiteur",
		"Cette procédure dématérialisée ne s’applique ni au duplicata ni au DCEM.":                                      "",
		"Pour votre demande en ligne, vous devez fournir :\n- le récépissé\n- le titre de voyage":                       "",
		"En cas de difficulté pour une demande de duplicata sur l’ANEF, écrivez-nous.":                                  "",
		"L’ANEF existe.\nTitres concernés par ce rendez-vous :\n- salarié\n- étudiant":                                  "",
		"Le duplicata se demande au guichet.":                                                                           "",
		"Étudiant : la prise de rendez-vous se fait en ligne.":                                                          "",
		"La demande de carte grise se fait en ligne. Les étudiants viennent.":                                           "",
		"Le DCEM ne peut pas être demandé sur l’ANEF.":                                                                  "",
		"L’ANEF existe.\nQuelles démarches sont concernées ?\n- visiteur\n- duplicata\nLe reste non.":                   "visiteur ; duplicata",
		"Sont à demander sur l’ANEF :\n- étudiant\n- talent\n\nAu guichet :\n- salarié\n- carte de résident":            "étudiant ; talent",
		"Envoyez votre demande de duplicata par voie électronique à etrangers@prefecture.example":                       "",
	} {
		if item := infoByKey(AuditPage(infoReference(t), infoWhole(text)))[ItemOnlineProcedures]; item.Value() != want {
			t.Errorf("%q: got %q (%q), want %q", text, item.Value(), item.Quote, want)
		}
	}
}

func TestCutTexts(t *testing.T) {
	sentence := "Une phrase entière de la page, avec assez de mots pour faire une ligne. "
	for name, test := range map[string]struct {
		text string
		want bool
	}{
		"empty":                  {"", true},
		"short and whole":        {"Bonjour.\nContacts", false},
		"long and whole":         {strings.Repeat(sentence, 40), false},
		"at the cap":             {strings.Repeat("é", 1900) + ".", true},
		"under the cap":          {strings.Repeat("é", 1700) + ".", false},
		"ellipsis":               {"Bonjour…", true},
		"inside a sentence":      {sentence + sentence + "Puis la phrase s’arrête au mil", true},
		"ends with an address":   {strings.Repeat("x", 70) + " https://www.ain.gouv.fr/a/", false},
		"ends with a short line": {sentence + "\nRetour à l’accueil", false},
	} {
		if got := infoCut(test.text); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestCanonicalAddress(t *testing.T) {
	for address, want := range map[string]string{
		"http://www.ain.gouv.fr/index.php/Etrangers/":                                  "https://ain.gouv.fr/Etrangers",
		"https://ain.gouv.fr/layout/set/print/Etrangers":                               "https://ain.gouv.fr/Etrangers",
		"https://WWW.AIN.gouv.fr:443/index.php/layout/set/print/Etrangers#haut":        "https://ain.gouv.fr/Etrangers",
		"https://www.hautes-alpes.gouv.fr/spip.php?page=article_print&id_article=7247": "https://hautes-alpes.gouv.fr/spip.php?id_article=7247&page=article",
		"https://www.demarches-simplifiees.fr/commencer/x":                             "https://demarche.numerique.gouv.fr/commencer/x",
		"https://anef.example/usagers/#/contact":                                       "https://anef.example/usagers#/contact",
		"https://www.ain.gouv.fr/index.phpx?a=1&utm_source=b":                          "https://ain.gouv.fr/index.phpx?a=1",
	} {
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := infoCanonical(parsed); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

func TestDepartmentOfAPage(t *testing.T) {
	reference := infoReference(t)
	for _, test := range []struct{ file, text, want string }{
		{"x.txt", "https://www.rdv.aveyron.gouv.fr/booking/create/717\n", "12"},
		{"x.txt", "http://oise.gouv.fr/Outils/FAQ\n", "60"},
		{"x.txt", "https://www.prefecturedepolice.interieur.gouv.fr/x\n", "75"},
		{"dir/976_mayotte.txt", "https://tiers.example/x\n", "976"},
		{"2b_x.txt", "https://tiers.example/x\n", "2B"},
		{"99_x.txt", "https://tiers.example/x\n", ""},
		{"x.txt", "https://demarche.numerique.gouv.fr/commencer/x\nLa préfecture de Loire-Atlantique", "44"},
		{"x.txt", "https://demarche.numerique.gouv.fr/commencer/x\nPréfecture de la Loire et préfecture du Rhône", ""},
		{"x.txt", "https://www.saint-barth-saint-martin.gouv.fr/x\n", ""},
	} {
		page, err := ReadPage(reference, test.file, []byte(test.text))
		if err != nil || page.Department != test.want {
			t.Errorf("%s %q: got %q, %v, want %q", test.file, test.text, page.Department, err, test.want)
		}
	}
}

func TestBadPagesAreRefused(t *testing.T) {
	reference := infoReference(t)
	for name, raw := range map[string]string{
		"empty": "", "no address": "Bonjour\nle monde", "other scheme": "file:///etc/passwd\nx", "zip": "PK\x03\x04\x00\x00",
	} {
		if _, err := ReadPage(reference, name, []byte(raw)); !observatory.IsInput(err) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v, want an input error that names the file", name, err)
		}
	}
}

func TestFactsAndLine(t *testing.T) {
	page := infoRead(t, filepath.Join("testdata", "info", "complet.txt"))
	items := AuditPage(infoReference(t), page)
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	facts, again, later := page.Facts(items, at, "here"), page.Facts(items, at.Add(time.Hour), "here"), page.Facts(items, at.AddDate(0, 0, 1), "here")
	for i, fact := range facts {
		if fact.ID != again[i].ID || fact.ID == later[i].ID || fact.Source != "info-audit" || fact.PageHash != page.Hash || fact.Place != "here" {
			t.Errorf("fact %d: %+v", i, fact)
		}
		if fact.Quote != page.Text[fact.Start:fact.End] {
			t.Errorf("%s: quote %q is not the text at its place", fact.Item, fact.Quote)
		}
	}
	data, err := InfoLine(page, items, false)
	if err != nil || bytes.ContainsRune(data, '\n') {
		t.Fatalf("%s: %v", data, err)
	}
	var line struct {
		File, Department, Address string
		Items                     map[string]struct {
			State, Quote string
			Value        any
		}
	}
	if err := json.Unmarshal(data, &line); err != nil {
		t.Fatal(err)
	}
	procedures := line.Items[ItemOnlineProcedures].Value
	if diff := cmp.Diff(any([]any{"titre de voyage", "duplicata", "carte de résident"}), procedures); diff != "" {
		t.Errorf("procedures (-want +got):\n%s", diff)
	}
	if line.File != "complet.txt" || line.Department != "89" || !strings.HasPrefix(line.Address, "https://www.yonne.gouv.fr/index.php/") ||
		len(line.Items) != 15 || line.Items[ItemCCCPhone].Value != "0806001620" || line.Items[ItemLastUpdated].State != "present" {
		t.Errorf("got %s", data)
	}
}

func FuzzAuditPage(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "info", "*.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("https://a.fr\nPAN\u0301 étr\u0301anger : \xff rdv\nmis à jour le 1/1/2020"))
	f.Add([]byte("https://a.fr\nMis a\u0300\u0300 jour le 1er ma\u00adrs 2024. İPAN ANEF"))
	reference := infoReference(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		page, err := ReadPage(reference, "fuzz.txt", raw)
		if err != nil {
			if !observatory.IsInput(err) {
				t.Errorf("not an input error: %v", err)
			}
			return
		}
		for _, item := range AuditPage(infoReference(t), page) {
			if item.Start < 0 || item.End < item.Start || item.End > len(page.Text) || item.Quote != page.Text[item.Start:item.End] {
				t.Errorf("%s: quote %q at [%d, %d[", item.Key, item.Quote, item.Start, item.End)
			}
			if page.Cut && item.State == observatory.Absent {
				t.Errorf("%s: absent on a cut text", item.Key)
			}
			if item.State != observatory.Absent && item.State != observatory.CannotTell && item.Quote == "" {
				t.Errorf("%s: %s without a quote", item.Key, item.State)
			}
		}
		if _, err := InfoLine(page, AuditPage(infoReference(t), page), true); err != nil {
			t.Error(err)
		}
	})
}
