package letters

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"vigie/internal/observatory"
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
	return pdfFile(objects...)
}

// pdfFile is a PDF of these objects, numbered from 1; the first is its catalog.
func pdfFile(objects ...string) []byte {
	var out bytes.Buffer
	var offsets []int
	out.WriteString("%PDF-1.4\n")
	for i, body := range objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
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

func FuzzPDF(f *testing.F) {
	f.Add(pdfOf([]string{"Attestation de prolongation d'instruction", "valable du 01/06/2025 au 31/08/2025"}))
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<< /Length 5 >>\nstream\nabc\nendstream\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := ReadDocument(raw); err != nil && !observatory.IsInput(err) {
			t.Fatal(err)
		}
	})
}
