package collectors

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

// png is the beginning of a picture.
const png = "\x89PNG\r\n\x1a\n"

// ruled are options with the catalogue's rules and a folder of pieces.
func ruled(t *testing.T, m *memory) Options {
	t.Helper()
	o := options(t, m, testKeys(t))
	reference, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	o.Catalogue, o.Departments = reference, reference.Departments()
	o.Pieces = fstest.MapFS{"ecran.png": {Data: []byte(png)}, "note.txt": {Data: []byte("texte")}}
	return o
}

// describe writes the values of an event that a reader of the test can check.
func describe(e observatory.CaseEvent) string {
	var parts []string
	for _, d := range e.Details {
		value := d.Value
		if _, err := observatory.ParseID(value); err == nil {
			value = "pseudonyme"
		}
		parts = append(parts, string(d.Name)+"="+value)
	}
	for _, piece := range e.Evidence {
		parts = append(parts, piece.Role)
	}
	fields := []string{string(e.Event), e.Date.String(), e.Start.String(), e.End.String(), e.Channel, e.Rank, e.Ending, e.Organisation, e.Answer, e.Code, string(e.Level)}
	return strings.Trim(strings.Join(slices.DeleteFunc(fields, func(s string) bool { return s == "" }), " ")+" "+strings.Join(parts, " "), " ")
}

// table writes a file of one row from pairs of a column and its cell.
func table(pairs ...string) string {
	var header, row []string
	for i := 0; i < len(pairs); i += 2 {
		header, row = append(header, pairs[i]), append(row, pairs[i+1])
	}
	return strings.Join(header, ";") + "\n" + strings.Join(row, ";") + "\n"
}

// padded gives a row as many cells as its header.
func padded(row, header string) string {
	return row + strings.Repeat(";", strings.Count(header, ";")-strings.Count(row, ";"))
}

// TestCaseRowTellsEveryKind gives a row of a case every group of columns and
// wants every kind of event with every value.
func TestCaseRowTellsEveryKind(t *testing.T) {
	m := &memory{}
	s := take(t, ruled(t, m), table(
		"référence", "K-1", "département", "93", "préfecture", "sous-préfecture du Raincy", "procédure", "renouvellement", "fondement", "salarié",
		"numéro étranger connu", "oui", "ancien demandeur d'asile", "oui", "enfant d'une personne protégée", "non",
		"vulnérabilités", "langue + sans équipement | détenu", "empêché de se déplacer par une mesure de contrainte", "oui", "consentement mesure de contrainte", "02/02/2026",
		"date de fin du titre", "15/03/2026", "canal de dépôt", "ANEF", "canal prescrit par", "préfecture", "confirmation détenue", "oui",
		"date de dépôt", "20/12/2025", "délai du dépôt", "R. 431-5 3°", "date de premier contact", "07/02/2026", "date de confirmation", "20/12/2025",
		"date de demande de pièces", "05/01/2026", "pièces demandées", "photo + domicile", "date limite pour les pièces", "05/02/2026", "date de réponse aux pièces", "20/01/2026",
		"API début", "16/03/2026", "API fin", "15/06/2026", "API mise à disposition", "18/03/2026", "API rang", "première", "API mention des droits", "non",
		"API 2 début", "01/07/2026", "API 2 fin", "30/09/2026", "API 2 rang", "renouvellement",
		"date de demande d'API", "10/03/2026", "date de demande de renouvellement d'API", "10/06/2026", "destinataire de la demande d'API", "préfecture", "réponse à la demande d'API", "sans réponse",
		"date de clôture", "02/10/2026", "canal de la clôture", "e-mail", "expéditeur de la clôture", "adresse fonctionnelle", "motif de clôture", "incomplet",
		"motif indiqué", "oui", "source du motif", "capture d'écran", "voies de recours indiquées", "non", "texte de la clôture", "Votre dossier est clos.",
		"date de nouveau dépôt", "10/10/2026",
		"date de contact CCC", "03/10/2026", "canal du contact CCC", "téléphone", "ticket CCC", "T-77", "réponse du CCC", "réponse type", "impossibilité écrite par le CCC", "non", "texte de la réponse du CCC", "Patientez.",
		"date de contact PAN", "05/10/2026", "créneaux affichés par le PAN", "non", "date de rendez-vous PAN", "20/10/2026", "suite du PAN", "non résolu",
		"date de demande de substitution", "21/10/2026", "réponse à la demande de substitution", "invitée", "date de réponse à la demande de substitution", "25/10/2026", "date de rendez-vous de substitution", "02/11/2026", "suite de la substitution", "dépôt enregistré",
		"date de tentative échouée", "01/10/2026", "heure de la tentative", "14h05", "page de la tentative", "connexion", "message de la tentative", "erreur technique", "capture", "ecran.png",
		"date de refus d'API", "20/06/2026", "organisme du refus d'API", "CAF", "forme du refus d'API", "oral", "conséquence du refus d'API", "prestations coupées",
		"date de présentation d'API", "21/06/2026", "organisme de présentation d'API", "employeur", "réponse de l'organisme", "acceptée",
		"début de la conséquence", "16/06/2026", "fin de la conséquence", "30/06/2026", "conséquence", "emploi suspendu", "preuve de la conséquence", "document vu",
		"date du recours", "15/10/2026", "genre de recours", "référé-suspension", "juridiction", "tribunal administratif", "numéro de recours", "2600001", "date de décision du juge", "29/10/2026", "issue du recours", "ordonné", "exécution", "non exécutée",
		"date de demande de correction", "11/04/2026", "objet de la correction", "adresse", "réponse à la demande de correction", "sans réponse",
		"date de demande d'alternative", "12/04/2026", "alternative demandée par", "avocat", "réponse à la demande d'alternative", "proposée",
		"date de divulgation", "13/04/2026", "divulgation par", "CCC", "divulgation reçue par", "autre usager",
		"date de dernier contact", "12/11/2026", "document valide au dernier contact", "non", "état constaté par", "association",
		"consentement statistiques", "01/02/2026", "consentement DDD", "01/02/2026", "consentement justice", "01/02/2026", "fin du consentement", "31/12/2026", "date de retrait du consentement", "20/11/2026",
	))
	if s.RefusedRows != 0 {
		t.Fatalf("refused: %+v", s.Refused)
	}
	var got []string
	for _, e := range m.events {
		got = append(got, describe(e))
	}
	want := strings.Split(strings.TrimSpace(everyKind), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	i := slices.IndexFunc(m.events, func(e observatory.CaseEvent) bool { return e.Event == observatory.EventFailedAttempt })
	if at := m.events[i].At.Format("2006-01-02T15:04Z"); at != "2026-10-01T12:05Z" {
		t.Errorf("the attempt of 14:05 in Paris happened at %s", at)
	}
}

const everyKind = `
title_held 2026-03-15 told
filing 2025-12-20 anef r431_5_3 told prescribed_by=prefecture deposit_held=yes
deposit_confirmation 2025-12-20 told
document_request 2026-01-05 2026-02-05 told documents=domicile+photo
document_answer 2026-01-20 told
certificate 2026-03-18 2026-03-16 2026-06-15 first told
certificate 2026-07-01 2026-07-01 2026-09-30 renewal told
closure 2026-10-02 mail adverse screenshot sender=functional reason=incomplete remedy_shown=no message
refiling 2026-10-10 2025-12-20 told
certificate_request 2026-03-10 silent told addressee=prefecture
certificate_request 2026-06-10 renewal silent told addressee=prefecture
ccc_contact 2026-10-03 phone stereotyped told ticket=pseudonyme written_statement=no message
pan_contact 2026-10-05 2026-10-20 told slots_shown=no outcome=unsolved
substitution 2026-10-21 2026-11-02 invited told outcome=filed answered_on=2026-10-25
failed_attempt 2026-10-01 told hour=14:05 page=login message=technical_error screenshot
certificate_refused 2026-06-20 oral caf benefit_cut told
certificate_presented 2026-06-21 employer accepted told
consequence 2026-06-16 2026-06-16 2026-06-30 job_suspended document
proceedings 2026-10-15 2026-10-29 granted l521_1 told court=administrative_court docket=pseudonyme execution=not_done
correction_asked 2026-04-11 silent address told
alternative_asked 2026-04-12 offered told by=lawyer
disclosure 2026-04-13 told by=ccc to=other_user
state_attested 2026-02-07 first_contact told
state_attested 2026-11-12 without_document told by=association
situation told prefecture=SP932 has_number=yes asylum_past=yes protected_child=no vulnerability=language+no_equipment constrained=yes
consent 2026-02-02 constraint told
consent 2026-02-01 2026-12-31 statistics told
consent 2026-02-01 2026-12-31 ddd told
consent 2026-02-01 2026-12-31 court told
consent_withdrawn 2026-11-20 told
`

// TestFirstContactKeepsItsRank sends a case again after a later contact: the
// first contact is the same fact, and the comment stays with the last one.
func TestFirstContactKeepsItsRank(t *testing.T) {
	m := &memory{}
	o := ruled(t, m)
	header := "référence;département;date de dépôt;date de premier contact;date de dernier contact;document valide au dernier contact;commentaire\n"
	take(t, o, header+"A;93;01/02/2026;01/03/2026;01/03/2026;oui;Vu.\n")
	s := take(t, o, header+"A;93;01/02/2026;01/03/2026;01/06/2026;non;Revu.\n")
	if s.Corrections != 0 || s.Events != 1 || s.DuplicateEvents != 2 {
		t.Errorf("sent again: %+v", s)
	}
	want := []string{
		"filing 2026-02-01 told", "state_attested 2026-03-01 first_contact told",
		"state_attested 2026-03-01 with_document told text", "state_attested 2026-06-01 without_document told text",
	}
	var got []string
	for _, e := range m.events {
		got = append(got, describe(e))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestConstraintNeedsItsConsent drops the code of a measure of constraint that
// nobody agreed to have noted, and keeps it out of every row that is written out.
func TestConstraintNeedsItsConsent(t *testing.T) {
	for _, row := range []string{
		"A;93;20/12/2025;oui;;",
		"A;93;20/12/2025;;hospitalisé + langue;",
	} {
		m := &memory{}
		s := take(t, options(t, m, testKeys(t)), "référence;département;date de dépôt;mesure de contrainte;vulnérabilités;consentement mesure de contrainte\n"+row+"\n")
		if len(s.Warnings) != 1 || s.Warnings[0].Problem != WarningConstraint || s.Warnings[0].Value != "" {
			t.Errorf("%s: warnings %+v", row, s.Warnings)
		}
		for _, e := range m.events {
			if e.Details.Get(observatory.DetailConstrained) != "" {
				t.Errorf("%s: the code was kept: %+v", row, e)
			}
		}
	}
	kept := observatory.Details{{Name: observatory.DetailConstrained, Value: "yes"}, {Name: observatory.DetailVulnerability, Value: "language"}}
	data, err := kept.MarshalJSON()
	if err != nil || string(data) != `{"vulnerability":"language"}` {
		t.Errorf("written out: %s, %v", data, err)
	}
}

// TestRulesBeyondTypes gives one row of each fault, with the catalogue's rules.
func TestRulesBeyondTypes(t *testing.T) {
	cases := "référence;département;procédure;fondement;date de dépôt;canal de dépôt;API début;API fin;API 2 début;API 2 fin;date de demande de renouvellement d'API;heure;date de tentative échouée;capture;préfecture;consentement DDD;fin du consentement;délai du dépôt;date de retrait du consentement;date de demande de substitution;date de réponse à la demande de substitution"
	tests := []struct {
		name, row, column, problem string
		refused                    bool
	}{
		{"a renewal before the first certificate", "A;93;;;01/02/2026;;01/05/2026;31/07/2026;01/04/2026;30/04/2026;;;;;;;", "API 2 début", ProblemRenewalOrder, true},
		{"a renewal asked before any certificate", "A;93;;;01/02/2026;;01/05/2026;31/07/2026;;;20/04/2026;;;;;;", "date de demande de renouvellement d'API", ProblemRenewalOrder, true},
		{"Mayotte before it was a department", "A;976;;;30/03/2011;;;;;;;;;;;;", "date de dépôt", ProblemDepartmentDate, true},
		{"Saint-Martin before its code", "A;978;;;31/12/2007;;;;;;;;;;;;", "date de dépôt", ProblemDepartmentDate, true},
		{"Mayotte since", "A;976;;;31/03/2011;;;;;;;;;;;;", "", "", false},
		{"a regularisation as a visitor", "A;93;AES;visiteur;01/02/2026;;;;;;;;;;;;", "fondement", ProblemPair, true},
		{"a regularisation as an employee", "A;93;AES;salarié;01/02/2026;;;;;;;;;;;;", "", "", false},
		{"a travel document of a student", "A;93;titre de voyage;étudiant;01/02/2026;;;;;;;;;;;;", "fondement", WarningPair, false},
		{"a renewal as a student", "A;93;renouvellement;étudiant;01/02/2026;;;;;;;;;;;;", "", "", false},
		{"on the ANEF before its opening", "A;93;;conjoint de Français;04/04/2023;ANEF;;;;;;;;;;;", "canal de dépôt", WarningNotOpen, false},
		{"on the ANEF since", "A;93;;conjoint de Français;05/04/2023;ANEF;;;;;;;;;;;", "", "", false},
		{"an hour that is none", "A;93;;;01/02/2026;;;;;;;25h10;01/03/2026;;;;", "heure de la tentative", ProblemHour, true},
		{"an hour without its date", "A;93;;;01/02/2026;;;;;;;10h10;;;;;", "date de tentative échouée", WarningDateless, false},
		{"a kept time limit of no filing", "A;93;;;;;01/05/2026;31/07/2026;;;;;;;;;;R. 431-5, 2°", "date de dépôt", WarningDateless, false},
		{"a picture that is not there", "A;93;;;01/02/2026;;;;;;;;01/03/2026;absent.png;;;", "capture", ProblemPictureMissing, true},
		{"a picture outside the folder", "A;93;;;01/02/2026;;;;;;;;01/03/2026;../cles/instance.key;;;", "capture", ProblemPictureMissing, true},
		{"a picture that is a text", "A;93;;;01/02/2026;;;;;;;;01/03/2026;note.txt;;;", "capture", ProblemPicture, true},
		{"an office of another department", "A;93;;;01/02/2026;;;;;;;;;;Antony;;", "préfecture", WarningPrefecture, false},
		{"a consent that ends before it is given", "A;93;;;01/02/2026;;;;;;;;;;;01/02/2026;01/01/2026", "fin du consentement", ProblemEndBeforeStart, true},
		{"a consent withdrawn before it is given", "A;93;;;01/02/2026;;;;;;;;;;;01/02/2026;;;31/01/2026", "date de retrait du consentement", ProblemConsentOrder, true},
		{"a consent withdrawn on its day", "A;93;;;01/02/2026;;;;;;;;;;;01/02/2026;;;01/02/2026", "", "", false},
		{"an answer before the demand", "A;93;;;01/02/2026;;;;;;;;;;;;;;;01/03/2026;28/02/2026", "date de réponse à la demande de substitution", ProblemAnsweredOrder, true},
		{"an answer in the month of the demand", "A;93;;;01/02/2026;;;;;;;;;;;;;;;03/2026;01/03/2026", "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := CheckSource(context.Background(), text(cases+"\n"+padded(test.row, cases)+"\n"), ruled(t, &memory{}))
			if err != nil {
				t.Fatal(err)
			}
			got := append(slices.Clone(s.Refused), s.Warnings...)
			var found []string
			for _, f := range got {
				found = append(found, fmt.Sprint(f.Column, " ", f.Problem, " ", !f.warning))
				if strings.Contains(f.Value, "Antony") || f.Remedy == "" {
					t.Errorf("finding: %+v", f)
				}
			}
			var want []string
			if test.problem != "" {
				want = []string{fmt.Sprint(test.column, " ", test.problem, " ", test.refused)}
			}
			if diff := cmp.Diff(want, found); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEventRowDetails reads the same details from a file of one row an event.
func TestEventRowDetails(t *testing.T) {
	header := "référence;département;évènement;date;fin;finalité;heure;page;message;par qui;reçu par;motif de clôture;pièces demandées;vulnérabilités;date de la réponse;réponse;précision\n"
	rows := []struct{ row, want string }{
		{"A;93;tentative échouée;2026-03-29;;;1:30;prise de rendez-vous;aucun créneau;;;;;;;", "failed_attempt 2026-03-29 told hour=01:30 page=appointment message=no_slot"},
		{"A;93;divulgation;2026-03-02;;;;;;CCC;autre usager;;;;;", "disclosure 2026-03-02 told by=ccc to=other_user"},
		{"A;93;clôture;2026-03-03;;;;;;;;erreur de saisie;;;;", "closure 2026-03-03 adverse told reason=identity_mismatch"},
		{"A;93;demande de pièces;2026-03-04;;;;;;;;;\"photo\n+ passeport\";;;", "document_request 2026-03-04 told documents=identity+photo"},
		{"A;93;situation;;;;;;;;;;;langue;;", "situation told vulnerability=language"},
		{"A;93;substitution;2026-03-05;;;;;;;;;;;2026-03-20;refusée", "substitution 2026-03-05 refused told answered_on=2026-03-20"},
		{"A;93;consentement;2026-03-06;2026-12-31;DDD;;;;;;;;;;", "consent 2026-03-06 2026-12-31 ddd told"},
		{"A;93;dépôt;2026-02-08;;;;;;;;;;;;;R.431-5, 2°", "filing 2026-02-08 r431_5_2 told"},
		{"A;93;nouveau dépôt;2026-03-09;;;;;;;;;;;;;délai de l'article R. 431-5, 4°, tenu", "refiling 2026-03-09 r431_5_4 told"},
		{"A;93;état constaté;2026-03-10;;;;;;;;;;;;;premier contact", "state_attested 2026-03-10 first_contact told"},
		{"A;93;retrait du consentement;2026-03-07;;;;;;;;;;;;", "consent_withdrawn 2026-03-07 told"},
	}
	m := &memory{}
	var file strings.Builder
	file.WriteString(header)
	for _, row := range rows {
		file.WriteString(padded(row.row, header) + "\n")
	}
	if s := take(t, ruled(t, m), file.String()); s.RefusedRows != 0 || s.Events != len(rows) {
		t.Fatalf("summary: %+v", s)
	}
	for i, row := range rows {
		if got := describe(m.events[i]); got != row.want {
			t.Errorf("%s\n got %s\nwant %s", row.row, got, row.want)
		}
	}
	s, err := CheckSource(context.Background(), text(header+padded("A;93;consentement;2026-03-06", header)+"\n"), ruled(t, &memory{}))
	if err != nil || len(s.Refused) != 1 || s.Refused[0].Column != "finalité" {
		t.Errorf("a consent to nothing: %+v, %v", s.Refused, err)
	}
	s, err = CheckSource(context.Background(), text(header+padded("A;93;recours;2026-03-05;;;;;;;;;;;2026-03-04;ordonné", header)+"\n"), ruled(t, &memory{}))
	if err != nil || len(s.Refused) != 1 || s.Refused[0].Column != "date de la réponse" || s.Refused[0].Problem != ProblemAnsweredOrder {
		t.Errorf("an answer before the demand: %+v, %v", s.Refused, err)
	}
}

func FuzzParseHour(f *testing.F) {
	for _, seed := range []string{"14:30", "14h30", "9 h 05", "14h", "24:00", "h", "1:2:3:4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hour, minute, ok := parseHour(text)
		if ok && (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
			t.Errorf("%q: %d:%d", text, hour, minute)
		}
	})
}

// TestHourOfAnAttempt: the hour of an attempt is that of its cell, or else what
// stands behind its date; midnight is what programs write for none.
func TestHourOfAnAttempt(t *testing.T) {
	for cells, want := range map[string]string{
		"06/10/2026;14h30": "14:30", "06/10/2026 14:30;": "14:30", "06/10/2026 à 9h;": "09:00", "2026-10-06T14:30:00;": "14:30",
		"2026-10-06 00:00:00;": "", "2026-10-06T14:30;16:00": "16:00", "06/10/2026;1899-12-30T14:30": "14:30", "mardi 6 octobre 2026;": "", "10/2026;": "",
	} {
		m := &memory{}
		s := take(t, options(t, m, testKeys(t)), "référence;département;évènement;date;heure de la tentative;page de la tentative\nT;93;tentative échouée;"+cells+";accueil\n")
		if len(m.events) != 1 || m.events[0].Details.Get(observatory.DetailHour) != want {
			t.Errorf("%q: %+v, %v", cells, m.events, s.Refused)
		}
		m = &memory{}
		date, hour, _ := strings.Cut(cells, ";")
		s = take(t, options(t, m, testKeys(t)), "référence;département;date de dépôt;date de tentative échouée;heure de la tentative\nT;93;;"+date+";"+hour+"\n")
		if len(m.events) != 1 || m.events[0].Details.Get(observatory.DetailHour) != want {
			t.Errorf("in a row of its case, %q: %+v, %v", cells, m.events, s.Refused)
		}
	}
}
