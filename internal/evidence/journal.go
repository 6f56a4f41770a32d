package evidence

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"

	"vigie/internal/observatory"
)

// journalLimit bounds a journal read back from a file.
const journalLimit = 64 << 20

// CanonicalJournal writes a journal as it is sealed: one line of JSON, fields
// in the order of the type, no blank, no escaped HTML, instants in UTC cut to
// the millisecond.
func CanonicalJournal(j *observatory.Journal) ([]byte, error) {
	c := *j
	c.StartedAt, c.EndedAt = canonicalTime(j.StartedAt), canonicalTime(j.EndedAt)
	line, err := canonicalJSON(c)
	if err != nil {
		return nil, fmt.Errorf("journal de la tentative %s : %w", j.Attempt, err)
	}
	return line, nil
}

// JournalMedia is the media type of a sealed journal: canonical JSON, in gzip
// because the journals of equal attempts differ by their times only.
const JournalMedia = "application/gzip"

// SealJournal writes a journal as it is kept: its canonical form, in gzip.
func SealJournal(j *observatory.Journal) ([]byte, error) {
	line, err := CanonicalJournal(j)
	if err != nil {
		return nil, err
	}
	return gzipped(line)
}

// gzipped writes one gzip member, without name or time.
func gzipped(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// UnsealJournal gives the canonical JSON of a sealed journal.
func UnsealJournal(sealed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(sealed))
	if err != nil {
		return nil, fmt.Errorf("journal illisible : %w", err)
	}
	line, err := io.ReadAll(io.LimitReader(r, journalLimit+1))
	if err != nil {
		return nil, fmt.Errorf("journal illisible : %w", err)
	}
	if len(line) > journalLimit {
		return nil, fmt.Errorf("journal illisible : plus de %d octets", journalLimit)
	}
	return line, nil
}

// Capture is the journal of one attempt with the files that it names. Archives
// of the attempt are made from it: the same journal gives the same bytes.
type Capture struct {
	Journal *observatory.Journal
	hash    observatory.Hash // of the sealed journal
	line    []byte           // its canonical JSON
	files   *Files
}

// OpenCapture reads the sealed journal of an attempt. The error is an input
// error when the attempt has none, ErrAltered when the journal is not the one
// that was sealed, observatory.ErrNotFound when its file is missing.
func OpenCapture(files *Files, a *observatory.Attempt) (*Capture, error) {
	piece, found := a.PieceByRole(observatory.RoleJournal)
	if !found {
		return nil, observatory.InputErrorf("tentative %s : elle n'a pas de journal des échanges (relevée avant qu'il existe, ou aucun onglet n'a été ouvert)", a.ID)
	}
	sealed, err := files.read(piece.Hash, journalLimit)
	if err != nil {
		return nil, fmt.Errorf("journal de la tentative %s : %w", a.ID, err)
	}
	line, err := UnsealJournal(sealed)
	if err != nil {
		return nil, fmt.Errorf("tentative %s : %w", a.ID, err)
	}
	journal, err := ParseJournal(line)
	if err != nil {
		return nil, fmt.Errorf("tentative %s : %w", a.ID, err)
	}
	if journal.Attempt != a.ID {
		return nil, fmt.Errorf("%w : le journal %s est celui de la tentative %s", ErrAltered, piece.Hash, journal.Attempt)
	}
	return &Capture{Journal: journal, hash: piece.Hash, line: line, files: files}, nil
}

// ParseJournal reads a journal. It refuses another version, an unknown field,
// and a page or an exchange that does not exist.
func ParseJournal(content []byte) (*observatory.Journal, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	var journal observatory.Journal
	if err := decoder.Decode(&journal); err != nil {
		return nil, fmt.Errorf("journal illisible : %w", err)
	}
	if journal.Version != observatory.JournalVersion {
		return nil, fmt.Errorf("journal de version %d : cette version de Vigie lit la version %d", journal.Version, observatory.JournalVersion)
	}
	for i, page := range journal.Pages {
		if page.Exchange < 0 || page.Exchange >= len(journal.Exchanges) {
			return nil, fmt.Errorf("journal illisible : la page %d renvoie à l'échange %d, qui n'existe pas", i, page.Exchange)
		}
	}
	for i, x := range journal.Exchanges {
		if x.Page < -1 || x.Page >= len(journal.Pages) {
			return nil, fmt.Errorf("journal illisible : l'échange %d renvoie à la page %d, qui n'existe pas", i, x.Page)
		}
	}
	return &journal, nil
}

// exportable refuses what must not leave: an assisted attempt keeps facts only.
func (c *Capture) exportable() error {
	if c.Journal.Mode == observatory.Assisted {
		return observatory.InputErrorf("tentative %s : une tentative assistée ne garde que les faits et l'image ; aucune archive n'en est faite", c.Journal.Attempt)
	}
	return nil
}

// body reads the content of an exchange, empty when it was not obtained.
func (c *Capture) body(b *observatory.Body) ([]byte, error) {
	if b == nil || b.State != observatory.Obtained {
		return nil, nil
	}
	return c.files.read(b.Hash, b.Size)
}

// notice is what an archive says of itself, in French.
func (c *Capture) notice() string {
	text := fmt.Sprintf("Relevé automatique %s, cible %s, tentative %s. Fait à partir du journal scellé %s. Les en-têtes de session (cookies, autorisations) ne sont pas conservés.",
		c.Journal.Journey, c.Journal.Target, c.Journal.Attempt, c.hash)
	if c.Journal.Simulation {
		return "SIMULATION : ces échanges sont fictifs. " + text
	}
	return text
}

// read gives a stored file whole and checks it against its hash.
// Read gives a whole file, checked against its hash.
func (f *Files) Read(hash observatory.Hash) ([]byte, error) { return f.read(hash, fileLimit) }

func (f *Files) read(hash observatory.Hash, limit int64) ([]byte, error) {
	file, err := f.Open(hash)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("pièce %s : %w", hash, err)
	}
	if int64(len(content)) > limit || contentHash(content) != hash {
		return nil, fmt.Errorf("%w : le contenu de la pièce %s a changé", ErrAltered, hash)
	}
	return content, nil
}
