package collectors

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"vigie/internal/observatory"
)

const smallHeader = "référence;département;procédure;date de dépôt;date de fin du titre"

// check reads a text as the file of an association of which nothing is known.
func check(t *testing.T, file string) (Summary, error) {
	t.Helper()
	o := options(t, &memory{}, testKeys(t))
	o.Known = nil
	return CheckSource(context.Background(), text(file), o)
}

func TestDialects(t *testing.T) {
	table := [][]string{
		{"référence", "département", "procédure", "date de dépôt", "date de fin du titre"},
		{"É-1", "93", "première demande", "01/02/2026", "15/03/2026"},
		{"É-2", "Seine-Saint-Denis", "renouvellement", "2026-02-01", "2026-03-15"},
	}
	write := func(separator, lineEnd string) string {
		var lines []string
		for _, row := range table {
			lines = append(lines, strings.Join(row, separator))
		}
		return strings.Join(lines, lineEnd) + lineEnd
	}
	windows, err := charmap.Windows1252.NewEncoder().String(write(";", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, file, encoding, separator string }{
		{"semicolon", write(";", "\n"), "UTF-8", "point-virgule"},
		{"comma", write(",", "\r\n"), "UTF-8", "virgule"},
		{"tabulation", write("\t", "\n"), "UTF-8", "tabulation"},
		{"bar", write("|", "\n"), "UTF-8", "barre verticale"},
		{"Mac OS Roman", encoded(t, charmap.Macintosh, write(";", "\r")), "Mac OS Roman", "point-virgule"},
		{"CP850", encoded(t, charmap.CodePage850, write(";", "\r\n")), "CP850", "point-virgule"},
		{"UTF-16 with a mark", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), write("\t", "\r\n")), "UTF-16", "tabulation"},
		{"UTF-16 big-endian with a mark", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), write("\t", "\r\n")), "UTF-16", "tabulation"},
		{"UTF-16 without a mark", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), write(";", "\n")), "UTF-16", "point-virgule"},
		{"byte order mark", "\ufeff" + write(";", "\r\n"), "UTF-8 avec BOM", "point-virgule"},
		{"Windows-1252", windows, "Windows-1252", "point-virgule"},
		{"old Mac line ends", write(";", "\r"), "UTF-8", "point-virgule"},
		{"declared separator", "sep=,\r\n" + write(",", "\r\n"), "UTF-8", "virgule"},
		{"separators within quotes", strings.Replace(write(";", "\n"), "référence", `"référence"`, 1), "UTF-8", "point-virgule"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := check(t, test.file)
			if err != nil {
				t.Fatal(err)
			}
			if s.Encoding != test.encoding || s.Separator != test.separator {
				t.Errorf("got %s, %s; want %s, %s", s.Encoding, s.Separator, test.encoding, test.separator)
			}
			if s.Rows != 2 || s.Cases != 2 || s.Events != 4 || len(s.Refused) != 0 || len(s.Warnings) != 0 {
				t.Errorf("summary: %+v", s)
			}
		})
	}
}

// encoded gives a text in another encoding.
func encoded(t *testing.T, in encoding.Encoding, text string) string {
	t.Helper()
	out, err := in.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFileFaults(t *testing.T) {
	wide := strings.Repeat("x;", 299) + "x"
	tests := []struct {
		name, file string
		want       []string
	}{
		{"empty", "", []string{"fichier vide"}},
		{"only spaces", " \n \n", []string{"fichier vide"}},
		{"XLSX", "PK\x03\x04\x14\x00\x06\x00[Content_Types].xml xl/workbook.xml", []string{"archive ZIP abîmée ou tronquée", "enregistrez-le de nouveau", "CSV"}},
		{"ODS", "PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheet", []string{"archive ZIP abîmée ou tronquée"}},
		{"ZIP", "PK\x03\x04\x14\x00dossier/photo.jpg", []string{"archive ZIP"}},
		{"XLS", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", []string{"XLS", "enregistrez-le de nouveau"}},
		{"PDF", "%PDF-1.7\n", []string{"PDF"}},
		{"gzip", "\x1f\x8b\x08", []string{"gzip"}},
		{"UTF-16 of one word", "\xff\xfer\x00e\x00f\x00", []string{"aucun séparateur"}},
		{"HTML", "<!DOCTYPE html><table>", []string{"page web"}},
		{"no separator", "bonjour\nle monde\n", []string{"aucun séparateur"}},
		{"header alone", smallHeader + "\n", []string{"aucune ligne"}},
		{"a column of two lines", "référence;\"Département\n(préfecture)\";date de dépôt\nA;93;01/02/2026\n", []string{"colonne 2 « Département (préfecture) »"}},
		{"columns missing", "référence;departemant;commentaire\nA;93;x\n", []string{"colonnes manquantes", "« département »", "« date de dépôt »", "colonne 2", "vouliez-vous dire « département »"}},
		{"neither reference nor number", "département;date de dépôt\n93;01/02/2026\n", []string{"« référence » (ou « numéro étranger »)"}},
		{"column twice", smallHeader + ";Dépt;dept\nA;93;;01/02/2026;;;\n", []string{"deux fois", "« département »"}},
		{"300 columns in the header", wide + "\n" + wide + "\n", []string{"colonnes manquantes", "et 280 autres"}},
		{"NUL", smallHeader + "\nA;93;;01/02/2026;\nB;9\x003;;01/02/2026;\n", []string{"ligne 3", "octet nul"}},
		{"unclosed quote", smallHeader + "\nA;93;;01/02/2026;\n\"B;93;;01/02/2026;\nC;93;;;\n", []string{"ligne 3", "guillemet"}},
		{"two encodings", smallHeader + "\nA;93;première demande;01/02/2026;\nB;93;premi\xe8re demande;01/02/2026;\n", []string{"ligne 3", "deux encodages"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := check(t, test.file)
			if err == nil || !observatory.IsInput(err) {
				t.Fatalf("error: got %v, want an input error", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

// TestCertificatesBeyondThoseOfARow: what to do with a seventh certificate is no other
// name for its columns.
func TestCertificatesBeyondThoseOfARow(t *testing.T) {
	s, err := check(t, "référence;département;date de dépôt;API 6 fin;API 7 début;API 12 jusqu'au;API 7\nA;93;01/02/2026;;;;\n")
	if err != nil || len(s.Warnings) != 3 {
		t.Fatalf("%+v, %v", s.Warnings, err)
	}
	for i, f := range s.Warnings {
		if !strings.Contains(f.Remedy, "une ligne par évènement") || f.Problem != WarningColumn || f.Column != fmt.Sprintf("colonne %d", i+5) {
			t.Errorf("warning %+v", f)
		}
	}
}

func TestUnknownFile(t *testing.T) {
	o := options(t, &memory{}, testKeys(t))
	_, err := Check(context.Background(), "/nulle/part/Dupont.csv", o)
	if err == nil || !observatory.IsInput(err) || err.Error() != "fichier introuvable : vérifiez le chemin" {
		t.Errorf("error: got %v, want an input error in French, without the file's name", err)
	}
	if _, err := Check(context.Background(), t.TempDir(), o); err == nil || !observatory.IsInput(err) || err.Error() != "c'est un dossier, pas un fichier : choisissez un fichier qu'il contient" {
		t.Errorf("a folder: got %v, want an input error in French", err)
	}
}

// TestRowProblems gives one row of each fault and wants that fault alone.
func TestRowProblems(t *testing.T) {
	cases := "référence;association;n° étranger;département;procédure;date de fin du titre;date de dépôt;date de confirmation;API début;API fin;date de clôture;date de nouveau dépôt;date de décision;décision;demande de pièces;pièces envoyées;motif indiqué"
	events := "référence;n° étranger;département;évènement;date;début;fin;issue;date de dépôt"
	tests := []struct {
		name, header, row, column, problem, value string
	}{
		{"department", cases, "A;;;96;;;01/02/2026;;;;;;;;;;", "département", ProblemDepartment, "9… (2 caractères)"},
		{"no department", cases, "A;;;;;;01/02/2026;;;;;;;;;;", "département", ProblemEmpty, ""},
		{"month of two digits without its century", cases, "A;;;93;;;02/26;;;;;;;;;;", "date de dépôt", ProblemDateTwoDigits, "99/99"},
		{"two-digit year that is none", cases, "A;;;93;;;31/02/26;;;;;;;;;;", "date de dépôt", ProblemDateImpossible, "99/99/99"},
		{"impossible date", cases, "A;;;93;;;31/02/2026;;;;;;;;;;", "date de dépôt", ProblemDateImpossible, "99/99/9999"},
		{"serial", cases, "A;;;93;;;46023;;;;;;;;;;", "date de dépôt", ProblemDateSerial, "9… (5 caractères)"},
		{"unreadable date", cases, "A;;;93;;;bientôt;;;;;;;;;;", "date de dépôt", ProblemDateUnreadable, "b… (7 caractères)"},
		{"too early", cases, "A;;;93;;;01/02/1999;;;;;;;;;;", "date de dépôt", ProblemDateRange, "99/99/9999"},
		{"too late", cases, "A;;;93;;;24/11/2028;;;;;;;;;;", "date de dépôt", ProblemDateRange, "99/99/9999"},
		{"title too late", cases, "A;;;93;;01/01/2040;;;;;;;;;;;", "date de fin du titre", ProblemDateRange, "99/99/9999"},
		{"unknown procedure", cases, "A;;;93;renouveler;;01/02/2026;;;;;;;;;;", "procédure", ProblemWord, "r… (10 caractères)"},
		{"closure before filing", cases, "A;;;93;;;01/02/2026;;;;31/01/2026;;;;;;", "date de clôture", ProblemClosureOrder, "99/99/9999"},
		{"decision before filing", cases, "A;;;93;;;01/02/2026;;;;;;31/01/2026;accord;;;", "date de décision", ProblemDecisionOrder, "99/99/9999"},
		{"decision without a date", cases, "A;;;93;;;01/02/2026;;;;;;;accord;;;", "date de décision", ProblemDateMissing, ""},
		{"decision that has no day yet", cases, "A;;;93;;;01/02/2026;;;;;;en attente;accord;;;", "date de décision", ProblemDateMissing, "e… (10 caractères)"},
		{"decision on no day", cases, "A;;;93;;;01/02/2026;;;;;;-;accord;;;", "date de décision", ProblemDateMissing, "-"},
		{"confirmation before filing", cases, "A;;;93;;;01/02/2026;31/01/2026;;;;;;;;;", "date de confirmation", ProblemConfirmOrder, "99/99/9999"},
		{"refiling before closure", cases, "A;;;93;;;01/02/2026;;;;01/03/2026;28/02/2026;;;;;", "date de nouveau dépôt", ProblemRefilingOrder, "99/99/9999"},
		{"answer before request", cases, "A;;;93;;;01/02/2026;;;;;;;;05/03/2026;04/03/2026;", "date de réponse aux pièces", ProblemAnswerOrder, "99/99/9999"},
		{"certificate ends before it starts", cases, "A;;;93;;;01/02/2026;;01/05/2026;30/04/2026;;;;;;;", "API fin", ProblemEndBeforeStart, "99/99/9999"},
		{"certificate's end to the month", cases, "A;;;93;;;01/02/2026;;01/03/2026;05/2026;;;;;;;", "API fin", ProblemMonthOnly, "99/9999"},
		{"yes or no", cases, "A;;;93;;;01/02/2026;;;;01/03/2026;;;;;;peut-être", "motif indiqué", ProblemWord, "p… (9 caractères)"},
		{"short number", cases, "A;;12345678;93;;;01/02/2026;;;;;;;;;;", "numéro étranger", ProblemNumber, "9… (8 caractères)"},
		{"number damaged", cases, "A;;9,9E+09;93;;;01/02/2026;;;;;;;;;;", "numéro étranger", ProblemNumberDamaged, "9… (7 caractères)"},
		{"letters in the number", cases, "A;;99000X0001;93;;;01/02/2026;;;;;;;;;;", "numéro étranger", ProblemNumber, "9… (10 caractères)"},
		{"no identity", cases, ";;;93;;;01/02/2026;;;;;;;;;;", "référence", ProblemCase, ""},
		{"number without a filing date", cases, ";;9900000001;93;;01/03/2026;;;;;;;;;;;", "référence", ProblemCase, ""},
		{"other association", cases, "A;autre;;93;;;01/02/2026;;;;;;;;;;", "association", ProblemAssociation, "a… (5 caractères)"},
		{"no date at all", cases, "A;;;93;;;;;;;;;;;;;", "", ProblemNoEvent, ""},
		{"cells missing", cases, "A;;;93;;;01/02/2026", "", ProblemCellsMissing, ""},
		{"300 cells", cases, "A;;;93" + strings.Repeat(";x", 296), "", ProblemCellsExtra, ""},
		{"text after a quote", cases, "\"A\"x;;;93;;;01/02/2026;;;;;;;;;;", "", ProblemQuote, ""},
		{"unknown event", events, "A;;93;mariage;01/02/2026;;;;", "évènement", ProblemWord, "m… (7 caractères)"},
		{"no event", events, "A;;93;;01/02/2026;;;;", "évènement", ProblemEmpty, ""},
		{"event without a date", events, "A;;93;dépôt;;;;;", "date", ProblemDateMissing, ""},
		{"event ends before it starts", events, "A;;93;API;;01/05/2026;30/04/2026;;", "fin", ProblemEndBeforeStart, "99/99/9999"},
		{"answer due before it was asked", events, "A;;93;demande de pièces;05/03/2026;;01/03/2026;;", "fin", ProblemEndBeforeStart, "99/99/9999"},
		{"appointment before it was asked for", events, "A;;93;contact PAN;05/03/2026;;01/03/2026;;", "fin", ProblemEndBeforeStart, "99/99/9999"},
		{"document that ends before it was given", events, "A;;93;API;05/03/2026;;01/03/2026;;", "fin", ProblemEndBeforeStart, "99/99/9999"},
		{"implicit decision", events, "A;;93;décision;01/02/2026;;;refus implicite;", "issue", ProblemImplicitDecision, "r… (15 caractères)"},
		{"event without a case", events, ";;93;dépôt;01/02/2026;;;;", "référence", ProblemCase, ""},
		{"start to the month beside a day", events, "A;;93;API;05/05/2026;05/2026;31/07/2026;;", "début", ProblemMonthOnly, "99/9999"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := check(t, test.header+"\n"+test.row+"\n")
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Refused) != 1 || s.RefusedRows != 1 || s.Rows != 1 || s.Events != 0 {
				t.Fatalf("summary: %+v", s)
			}
			got := s.Refused[0]
			if got.Row != 2 || got.Column != test.column || got.Problem != test.problem || got.Value != test.value {
				t.Errorf("got row %d, %q, %q, %q; want row 2, %q, %q, %q", got.Row, got.Column, got.Problem, got.Value, test.column, test.problem, test.value)
			}
			if got.Message == got.Problem || got.Remedy == "" {
				t.Errorf("no words for %s: %+v", got.Problem, got)
			}
		})
	}
}

// TestEveryFaultOfARow: who corrects a row learns of all that is wrong in it, not
// of one thing a time.
func TestEveryFaultOfARow(t *testing.T) {
	s, err := check(t, "référence;n° étranger;département;date de dépôt;API début;API fin;contact CCC;date de clôture;date de décision;décision\n"+
		"A;99X;93;01/02/2026;01/05/2026;30/04/2026;un jour;32/01/2026;bientôt;accord\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Refused {
		got = append(got, f.Column+" "+f.Problem)
	}
	want := []string{
		"numéro étranger " + ProblemNumber, "API fin " + ProblemEndBeforeStart, "date de clôture " + ProblemDateImpossible,
		"date de décision " + ProblemDateUnreadable, "date de contact CCC " + ProblemDateUnreadable,
	}
	if diff := cmp.Diff(want, got); diff != "" || s.RefusedRows != 1 || s.Events != 0 || len(s.Warnings) != 0 {
		t.Errorf("refused (-want +got):\n%s\n%+v", diff, s)
	}
}

func TestWarnings(t *testing.T) {
	cases := "référence;département;fondement;date de fin du titre;date de dépôt;API début;API fin;décision;date de décision;commentaire;couleur;demande de pièces;date de désistement"
	tests := []struct {
		name, row, problem string
		events             int
	}{
		{"over three months", "A;93;;;01/02/2026;01/03/2026;02/06/2026;;;;;;", WarningCertificateLong, 2},
		{"in the future", "A;93;;;01/02/2027;;;;;;;;", WarningFuture, 1},
		{"certificate without an end", "A;93;;;01/02/2026;01/03/2026;;;;;;;", WarningEndUnknown, 2},
		{"certificate known by its end alone", "A;93;;;01/02/2026;;12/03/2026;;;;;;", WarningStartUnknown, 2},
		{"the same, as people write it", "A;93;;;01/02/2026;;API jusqu'au 12/03/2026;;;;;;", WarningStartUnknown, 2},
		{"certificate before filing", "A;93;;;01/02/2026;01/01/2026;01/03/2026;;;;;;", WarningCertificateDate, 2},
		{"documents asked before filing", "A;93;;;01/02/2026;;;;;;;30/01/2026;", WarningBeforeFiling, 2},
		{"given up before filing", "A;93;;;01/02/2026;;;;;;;;30/01/2026", WarningBeforeFiling, 2},
		{"unknown ground", "A;93;article 12 ter;;01/02/2026;;;;;;;;", WarningGround, 1},
		{"implicit refusal", "A;93;;;01/02/2026;;;silence;01/06/2026;;;;", WarningImplicit, 1},
		{"unknown column alone", "A;93;;;01/02/2026;;;;;;bleu;;", "", 1},
		{"exactly three months", "A;93;;;01/02/2026;01/03/2026;01/06/2026;;;;;;", "", 2},
		{"year of two digits", "A;93;;15/03/26;01/02/2026;;;;;;;;", WarningTwoDigits, 2},
		{"nothing noted is blank", "A;93;NR;à compléter;01/02/2026;Non renseigné;N/R;;;;;;", "", 1},
		{"no such date", "A;93;;;01/02/2026;non;Pas encore;;en cours;;;;;", "", 1},
		{"unknown is blank", "A;93;inconnu;néant;01/02/2026;-;?;;;;;;", "", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := check(t, cases+"\n"+test.row+"\n")
			if err != nil {
				t.Fatal(err)
			}
			if s.RefusedRows != 0 || s.Events != test.events {
				t.Fatalf("summary: %+v", s)
			}
			if s.Warnings[0].Problem != WarningColumn || s.Warnings[0].Column != "colonne 11" {
				t.Errorf("first warning: %+v", s.Warnings[0])
			}
			var got strings.Builder
			for _, f := range s.Warnings[1:] {
				got.WriteString(f.Problem)
			}
			if got.String() != test.problem {
				t.Errorf("warnings: got %q, want %q", got.String(), test.problem)
			}
		})
	}
}

// TestEndlessFindings counts all and lists a thousand.
func TestEndlessFindings(t *testing.T) {
	var file strings.Builder
	file.WriteString(smallHeader + "\n")
	for i := range 2500 {
		fmt.Fprintf(&file, "A%d;96;;01/02/2026;\n", i)
	}
	s, err := check(t, file.String())
	if err != nil {
		t.Fatal(err)
	}
	if s.RefusedRows != 2500 || len(s.Refused) != 1000 || s.RefusedBeyond != 1500 {
		t.Errorf("got %d rows, %d listed, %d beyond", s.RefusedRows, len(s.Refused), s.RefusedBeyond)
	}
}

func TestGenerateEvents(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []io.Writer{&a, &b} {
		if err := GenerateEvents(w, 5000, 7); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same seed gave two files")
	}
	// No row breaks a rule of the catalogue either: a bench or a load test that
	// imports the file measures rows taken, not rows refused.
	o := ruled(t, &memory{})
	o.Known = nil
	s, err := CheckSource(t.Context(), text(a.String()), o)
	if err != nil {
		t.Fatal(err)
	}
	if s.Rows != 5000 || s.Events != 5000 || s.RefusedRows != 0 || s.Duplicates != 0 || len(s.Warnings) != 0 {
		t.Errorf("summary: %+v", s)
	}
	perRow := float64(a.Len()) / 5000
	if perRow < 270 || perRow > 310 {
		t.Errorf("%.0f bytes a row, want about 288", perRow)
	}
}

// FuzzCheck reads anything as a file: it never panics, and its counts add up.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"exemple_cas.csv", "exemple_evenements.csv"} {
		seed, err := Samples.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed[:min(len(seed), 3000)])
	}
	f.Add([]byte("r\xe9f\xe9rence;d\xe9partement;date de d\xe9p\xf4t\nA;93;1/1/2026\n"))
	f.Add([]byte("sep=,\nref,dept,evenement,date\n1,2a,API,\n"))
	keys := testKeys(f)
	o := Options{Association: "a", Departments: testDepartments(), Keys: keys, Now: func() time.Time { return testNow }}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := CheckSource(context.Background(), text(string(data)), o)
		if err != nil {
			if !observatory.IsInput(err) {
				t.Errorf("%q: not an input error: %v", data, err)
			}
			return
		}
		good := s.Rows - s.RefusedRows
		if good < s.Duplicates || s.Cases > good || s.Persons > good || s.RefusedRows > 0 && len(s.Refused) == 0 || s.Events < good-s.Duplicates {
			t.Errorf("%q: %+v", data, s)
		}
	})
}
