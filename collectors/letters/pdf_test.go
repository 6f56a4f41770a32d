package letters

import (
	"fmt"
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/testbed"
)

// pdfOf makes a synthetic PDF: one text line below the other, in Helvetica with
// WinAnsi codes, one page for each list of lines. Its only reader is the test.
func pdfOf(pages ...[]string) []byte {
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages)),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	for i, lines := range pages {
		var content strings.Builder
		for n, line := range lines {
			fmt.Fprintf(&content, "BT /F1 11 Tf 60 %d Td (%s) Tj ET\n", 780-18*n, winAnsi(line))
		}
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*i),
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()))
	}
	return testbed.PDF(objects...)
}

func winAnsi(line string) string {
	var out strings.Builder
	for _, r := range line {
		switch {
		case r == '(' || r == ')' || r == '\\':
			out.WriteByte('\\')
			out.WriteByte(byte(r))
		case r == '’':
			out.WriteString(`\222`)
		case r < 0x80:
			out.WriteByte(byte(r))
		default:
			fmt.Fprintf(&out, `\%03o`, r)
		}
	}
	return out.String()
}

// TestDocuments: kind, dates and mentions of the documents of a file, with the
// page and the line they come from.
func TestDocuments(t *testing.T) {
	for _, test := range []struct {
		name  string
		pages [][]string
		kind  DocumentKind
		facts []string // what=value@page:line
	}{
		{
			"certificate, renewal, work",
			[][]string{{"ATTESTATION DE PROLONGATION D’INSTRUCTION", "Demande de renouvellement de titre de séjour déposée le 12/03/2025", "Cette attestation est valable du 1er juin 2025 au 31/08/2025.", "Elle autorise son titulaire à travailler."}},
			DocumentCertificate,
			[]string{"filed=2025-03-12@1:2", "start=2025-06-01@1:3", "end=2025-08-31@1:3", "rights=yes@1:4"},
		},
		{
			"certificate, first, no work, second page",
			[][]string{{"Attestation de prolongation de l'instruction", "Première demande"}, {"Valable jusqu'au 2 janvier 2026", "La présente attestation n'autorise pas son titulaire à travailler."}},
			DocumentCertificate,
			[]string{"rank=first@1:2", "end=2026-01-02@2:1", "rights=no@2:2"},
		},
		{
			"deposit confirmation",
			[][]string{{"CONFIRMATION DE DÉPÔT", "Votre demande a été enregistrée le 7 octobre 2025.", "Cette confirmation ne constitue pas un document de séjour."}},
			DocumentDeposit,
			[]string{"filed=2025-10-07@1:2", "no_stay_proof=yes@1:3"},
		},
		{
			"decision",
			[][]string{{"Arrêté portant refus de titre de séjour", "Fait à Lille, le 3 février 2025"}},
			DocumentDecision,
			[]string{"issued=2025-02-03@1:2"},
		},
		{
			"no day of the calendar",
			[][]string{{"Attestation de prolongation d'instruction", "valable du 31/02/2025 au 12/13/2025"}},
			DocumentCertificate, nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := ReadDocument(pdfOf(test.pages...))
			if err != nil {
				t.Fatal(err)
			}
			if d.Kind != test.kind || d.Scan || d.Pages != len(test.pages) {
				t.Errorf("kind %s, scan %v, %d pages", d.Kind, d.Scan, d.Pages)
			}
			got := map[string]bool{}
			for _, f := range d.Facts {
				got[fmt.Sprintf("%s=%s@%d:%d", f.What, f.Value, f.Page, f.Line)] = true
			}
			for _, want := range test.facts {
				if !got[want] {
					t.Errorf("%s is not among %v", want, got)
				}
			}
			if test.facts == nil && len(got) > 0 {
				t.Errorf("facts %v, want none", got)
			}
		})
	}
}

// TestScan: a PDF without text says so.
func TestScan(t *testing.T) {
	d, err := ReadDocument(pdfOf([]string{}))
	if err != nil || !d.Scan || len(d.Facts) != 0 {
		t.Errorf("%+v, %v", d, err)
	}
	_, err = readAll(t, "scan.pdf", pdfOf([]string{}))
	if !observatory.IsInput(err) || !strings.Contains(err.Error(), "OCR") {
		t.Errorf("error %v, want one that says what to do with a scan", err)
	}
}

func FuzzDocument(f *testing.F) {
	f.Add("Attestation de prolongation d'instruction\nvalable du 01/06/2025 au\n31/08/2025\fElle autorise son titulaire à travailler.")
	f.Add("Arrêté portant refus de titre de séjour\nFait à Lille, le 3 février 2025")
	f.Fuzz(func(t *testing.T, text string) {
		var pages [][]string
		for page := range strings.SplitSeq(text, "\f") {
			pages = append(pages, strings.Split(page, "\n"))
		}
		d := documentOf(pages)
		for _, fact := range d.Facts {
			if fact.Page < 1 || fact.Page > len(pages) || fact.Line < 1 || fact.Line > len(pages[fact.Page-1]) {
				t.Fatalf("%s at page %d, line %d of what has %d pages", fact.What, fact.Page, fact.Line, len(pages))
			}
		}
	})
}
