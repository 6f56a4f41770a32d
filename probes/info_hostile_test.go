package probes

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// infoHostile are texts made to be slow to read: one endless line, names without end, nested
// blocks, lists of links.
func infoHostile() map[string]string {
	const size = 300 << 10
	fill := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	return map[string]string{
		"one line of names":     "<main><p>" + fill("PAN étrangers ANEF rendez-vous "),
		"sentences of the PAN":  "<main><p>" + fill("Le PAN des étrangers reçoit sur rendez-vous le lundi de 9h à 12h. "),
		"certificates":          "<main><p>" + fill("renouveler votre attestation de prolongation d’instruction, "),
		"lines of names":        "<main>" + fill("<p>PAN étrangers, ANEF, substitution, centre de contact, 0 806 001 62</p>\n"),
		"procedures":            "<main>" + fill("<li>étudiant en ligne sur l’ANEF, demande de duplicata</li>"),
		"nested":                fill("<div class=menu><section>"),
		"links":                 "<main>" + fill("<a href=/etrangers>PAN étrangers</a>"),
		"dates":                 "<main><p>" + fill("mis à jour le 31/02/2024 "),
		"blanks":                "<main><p>PAN" + fill(" \n\t"),
		"numbers":               "<main><p>étrangers centre de contact " + fill("0 8 0 6 0 0 1 6 2 1 "),
		"an attribute":          "<main><p title='" + fill("x"),
		"addresses of no town":  "<main><p>" + fill("PAN étrangers 3 rue de la rue de la rue, "),
		"questions without end": "<main><p>" + fill("rendez-vous PAN étrangers ? "),
	}
}

func TestHostilePagesAreBounded(t *testing.T) {
	if raced {
		t.Skip("time and memory say nothing under the race detector")
	}
	const most, memory = 60 * time.Second, 600 << 20 // on a busy machine; alone each takes about a second
	usual := []string{"procedures", "certificates", "nested"}
	for name, body := range infoHostile() {
		if os.Getenv("VIGIE_FULL") == "" && !slices.Contains(usual, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			started := time.Now()
			page, err := ReadPage(infoReference(t), "p.html", []byte("<!-- address: https://www.ain.gouv.fr/a -->"+body))
			if err != nil {
				t.Skip(err) // refused with a clear word is as good
			}
			AuditPage(infoReference(t), page)
			took := time.Since(started)
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; took > most || used > memory {
				t.Errorf("%s and %d MiB", took, used>>20)
			} else {
				t.Logf("%s, %d MiB", took.Round(time.Millisecond), used>>20)
			}
		})
	}
}
