package reports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// Reader is what a dossier reads: the attempts of a filter, oldest first, with
// their steps when the filter asks for them.
type Reader interface {
	Attempts(ctx context.Context, filter observatory.AttemptFilter) iter.Seq2[observatory.Attempt, error]
}

// Fact is one line of the environment: what made the dossier and what made the
// attempts, such as {"chromium", "154.0.1"}. Names are codes, values are free.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Dossier says what to export. All fields but Environment, Instance and Replace
// are required.
type Dossier struct {
	Reader Reader
	Files  *evidence.Files
	Ledger *evidence.Ledger
	Key    *evidence.Key

	Target      observatory.Target
	Window      observatory.Window // days both included; Simulation chooses simulated or real rows
	At          time.Time          // instant of the export
	Instance    string             // who runs this Vigie, as printed on the first page
	Environment []Fact             // versions, in the order to print
	Replace     bool               // an existing file may be overwritten
}

// Summary says what was exported.
type Summary struct {
	Path     string           `json:"path"`
	ID       observatory.ID   `json:"id"`       // id of the dossier's leaf in the ledger
	Attempts int              `json:"attempts"` // rows, confirmations included
	Captures int              `json:"captures"`
	Proofs   int              `json:"proofs"`
	Bytes    int64            `json:"bytes"` // size of the zip
	Lines    []string         `json:"lines"` // the lines of attempts, one a series
	Head     int64            `json:"head"`  // leaves in the signed ledger
	Manifest observatory.Hash `json:"manifest"`
	Series   []Series         `json:"series"`
	Key      string           `json:"key"` // fingerprint of the signing key
	Target   string           `json:"target"`
	Span     [2]string        `json:"span"`
}

// Write exports the dossier to path, whole or not at all, then enters it in the
// ledger. The same inputs give the same bytes. It refuses, with an input error,
// an empty selection and a file that exists; and it fails, with
// evidence.ErrAltered, on a row that is not what the ledger says or a capture
// that is not what its hash says.
func (d Dossier) Write(ctx context.Context, path string) (Summary, error) {
	if _, err := os.Lstat(path); err == nil && !d.Replace {
		return Summary{}, observatory.InputErrorf("le fichier %s existe déjà : choisissez un autre nom", path)
	}
	content, err := d.gather(ctx)
	if err != nil {
		return Summary{}, fmt.Errorf("dossier de preuves : %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".dossier-*")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return Summary{}, observatory.InputErrorf("dossier de preuves : impossible d’écrire dans %s : %w", filepath.Dir(path), err)
	}
	if err != nil {
		return Summary{}, fmt.Errorf("dossier de preuves : %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already when all went well
	summary, err := d.fill(ctx, content, temp)
	if err != nil {
		return Summary{}, fmt.Errorf("dossier de preuves : %w", errors.Join(err, temp.Close()))
	}
	if err := d.publish(ctx, temp, path, summary); err != nil {
		return Summary{}, fmt.Errorf("dossier de preuves : %w", err)
	}
	summary.Path = path
	return summary, nil
}

// publish flushes the file, enters it in the ledger and gives it its name, in
// this order: a dossier that can be read is always in the ledger.
func (d Dossier) publish(ctx context.Context, temp *os.File, path string, summary Summary) error {
	err := errors.Join(temp.Chmod(0o644), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	if _, err := d.Ledger.Append(ctx, evidence.DossierLeaf(summary.ID, d.At, summary.Manifest)); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// fill writes the zip.
func (d Dossier) fill(ctx context.Context, c *content, out io.Writer) (Summary, error) {
	counted := &countingWriter{w: out}
	bag := newBag(counted, bagName(d.Window.Simulation), d.At)
	if err := d.writeReadme(bag, c); err != nil {
		return Summary{}, err
	}
	captures, err := d.writePayload(ctx, bag, c)
	if err != nil {
		return Summary{}, err
	}
	manifest, err := d.seal(bag, c)
	if err != nil {
		return Summary{}, err
	}
	return Summary{
		ID:       observatory.DeriveID([]byte("dossier"), []byte(manifest)),
		Attempts: len(c.entries), Captures: captures, Proofs: len(c.proofs), Bytes: counted.n,
		Lines: lines(c.series), Head: c.head.Size, Manifest: manifest, Series: c.series,
		Key: d.Key.Public().Fingerprint(), Target: d.Target.ID,
		Span: [2]string{d.Window.From.String(), d.Window.To.String()},
	}, nil
}

func bagName(simulation bool) string {
	if simulation {
		return "dossier-vigie-SIMULATION"
	}
	return "dossier-vigie"
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
