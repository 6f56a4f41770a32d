package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// killMessages is how many messages an intake of messages takes, and killLot of how
// many its lots are multiples: a folder is kept in two.
const (
	killMessages = 300
	killLot      = 100
)

// messageIntakes are the intakes of what the administration writes. All messages
// are invented, no two say the same.
func messageIntakes() []killedIntake {
	return []killedIntake{
		{"mbox", func(t *testing.T, w *killWorld, name string) killTally {
			path := filepath.Join(w.folder, name, "boite.mbox")
			lines(t, path, "", killMessages, func(n int) string { return "From x Thu Jan  1 00:00:00 2026\n" + killedMail(n) + "\n" })
			return killCommand(t, w, name, messagesOf(path, killMessages))
		}},
		{"eml", func(t *testing.T, w *killWorld, name string) killTally {
			folder := filepath.Join(w.folder, name)
			layMails(t, folder)
			return killCommand(t, w, name, messagesOf(folder, killLot))
		}},
		{"pdf", func(t *testing.T, w *killWorld, name string) killTally {
			folder := filepath.Join(w.folder, name)
			for n := range killMessages {
				lines(t, filepath.Join(folder, strconv.Itoa(n)+".pdf"), onePagePDF(fmt.Sprintf("Votre demande numero %d est close le %d mars 2026.", n, 1+n%28)), 0, nil)
			}
			return killCommand(t, w, name, messagesOf(folder, killLot))
		}},
		{"dossier-surveille", killedFolder},
	}
}

var takenMessages = regexp.MustCompile(`(\d+) pris`)

func messagesOf(path string, unit int) doomed {
	return doomed{
		table: "notices", rows: killMessages, unit: unit,
		args: func(association string) []string {
			return []string{"collect", "mail", path, "--association", association, "--department", "93"}
		},
		acked: func(stdout string) int {
			taken := 0
			for _, found := range takenMessages.FindAllStringSubmatch(stdout, -1) {
				n, _ := strconv.Atoi(found[1]) // the expression gives digits
				taken += n
			}
			return taken
		},
	}
}

func killedMail(n int) string {
	return fmt.Sprintf("From: ne-pas-repondre@exemple.invalid\nSubject: Votre demande %d\nDate: Mon, 02 Mar 2026 10:%02d:00 +0100\n\n", n, n%60) +
		fmt.Sprintf("Bonjour, votre demande numéro %d est clôturée le %d mars car la pièce %d manque au dossier.\n", n, 1+n%28, n)
}

func layMails(t *testing.T, folder string) {
	t.Helper()
	for n := range killMessages {
		lines(t, filepath.Join(folder, strconv.Itoa(n)+".eml"), killedMail(n), 0, nil)
	}
}

// killedFolder watches a folder for each association: what was taken is put aside,
// and a message that a kill left between the two is known when it is seen again.
func killedFolder(t *testing.T, w *killWorld, name string) killTally {
	folder := func(association string) string { return filepath.Join(w.folder, name, association) }
	d := messagesOf("", killLot)
	d.args = func(association string) []string {
		return []string{"collect", "mail", folder(association), "--watch", "--every", "1ms", "--association", association, "--department", "93"}
	}
	laid := map[string]bool{}
	d.lay = func(t *testing.T, association string) {
		if !laid[association] {
			layMails(t, folder(association))
		}
		laid[association] = true
	}
	aside := func(association string) int {
		entries, err := os.ReadDir(filepath.Join(folder(association), "importes"))
		if err != nil { // not made yet
			return 0
		}
		return len(entries)
	}
	d.done = func(association string) bool { return aside(association) == killMessages }
	tally := killCommand(t, w, name, d)
	for association := range laid {
		if got := aside(association); got != killMessages {
			t.Errorf("%s: %d messages were put aside, want %d", association, got, killMessages)
		}
	}
	return tally
}

// onePagePDF is a synthetic PDF of one line.
func onePagePDF(line string) string {
	content := "BT /F1 11 Tf 60 780 Td (" + line + ") Tj ET\n"
	var out bytes.Buffer
	var offsets []int
	out.WriteString("%PDF-1.4\n")
	for i, body := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
	} {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return strings.TrimSpace(out.String())
}
