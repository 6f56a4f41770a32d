package reports

import (
	"fmt"
	"strings"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// entry is one attempt as the chronology shows it.
type entry struct {
	observatory.Attempt

	Number    int  // from 1, in the order of time
	Confirmed int  // number of the attempt that this one confirms, 0 if none
	Withdrawn bool // a later row withdrew it
	Proved    bool // has its own proof of inclusion
	Captures  []capture
	Deleted   *evidence.Leaf // tells the deletion of its captures, nil when they are there
}

// capture is one evidence file of an attempt, under its name in the dossier.
type capture struct {
	Role string
	Name string // inside the bag
	Hash observatory.Hash

	Stamped string // name of the stamped copy, empty when there is none
}

// newEntries numbers the attempts and names their captures.
func newEntries(attempts []observatory.Attempt) []entry {
	entries := make([]entry, len(attempts))
	numbers := make(map[observatory.ID]int, len(attempts))
	for i := range attempts {
		entries[i] = entry{Attempt: attempts[i], Number: i + 1, Captures: captures(&attempts[i], i+1)}
		numbers[attempts[i].ID] = i + 1
	}
	for i := range entries {
		entries[i].Confirmed = numbers[entries[i].Confirms]
		if number, found := numbers[entries[i].Withdraws]; found {
			entries[number-1].Withdrawn = true
		}
	}
	return entries
}

// captures names the evidence files of an attempt, each once: pieces, then the
// pictures of the steps.
func captures(a *observatory.Attempt, number int) []capture {
	var out []capture
	seen := map[observatory.Hash]bool{}
	mark := ""
	if a.Simulation {
		mark = "SIMULATION-"
	}
	add := func(role, extension string, hash observatory.Hash) {
		if hash == "" || seen[hash] {
			return
		}
		seen[hash] = true
		name := fmt.Sprintf("%s%s%04d-%02d-%s%s", captureDir, mark, number, len(out)+1, fileRole(role), extension)
		out = append(out, capture{Role: role, Name: name, Hash: hash})
	}
	for _, piece := range a.Evidence {
		add(piece.Role, extension(piece.Media), piece.Hash)
	}
	for _, step := range a.Steps {
		add("etape-"+step.Name, ".png", step.Screenshot)
	}
	return out
}

// extension chooses the end of a capture's name. The source of a page is named
// as a text: opened as a page it would run foreign scripts and load what it
// refers to.
func extension(media string) string {
	media, _, _ = strings.Cut(media, ";")
	switch strings.TrimSpace(strings.ToLower(media)) {
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "text/html":
		return ".html.txt"
	case "text/plain":
		return ".txt"
	case "application/gzip":
		return ".json.gz"
	case "application/json":
		return ".json"
	case "application/pdf":
		return ".pdf"
	}
	return ".bin"
}

// fileRole names what a capture is, in French, for its file.
func fileRole(role string) string {
	switch role {
	case "screenshot":
		return "ecran"
	case "html":
		return "source"
	case "text":
		return "texte"
	case "step":
		return "etape"
	}
	return plainName(role)
}

// plainName keeps letters a-z, digits and hyphens of a code, at most 40.
func plainName(code string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(code) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			out.WriteRune(r)
		default:
			out.WriteByte('-')
		}
		if out.Len() == 40 {
			break
		}
	}
	if out.Len() == 0 {
		return "piece"
	}
	return out.String()
}
