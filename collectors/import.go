package collectors

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"vigie/internal/garbage"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// rejectBatch is how many rejects are written at once.
const rejectBatch = 10_000

// Import takes in the file at path: the very same file changes nothing; else
// the import is noted as started, the file is sealed, good rows are written,
// refused ones noted, the ledger gets its leaf, and the import is noted as
// committed. Until then nothing of it is read. A failure undoes it.
func Import(ctx context.Context, path string, o Options) (Summary, error) {
	return ImportSource(ctx, File(path), o)
}

// ImportSource is Import on any source.
func ImportSource(ctx context.Context, source Source, o Options) (Summary, error) {
	if err := o.checkImport(); err != nil {
		return newSummary(&o), err
	}
	summary := newSummary(&o)
	r, already, err := prepare(ctx, source, &o, &summary)
	if err != nil || already {
		return summary, err
	}
	if o.AllOrNothing {
		trial := summary
		if err := dryRun(ctx, &o, r, &trial); err != nil {
			return trial, err
		}
		if trial.RefusedRows > 0 {
			return trial, fileFault("import refusé : %d ligne(s) à corriger et le mode « tout ou rien » est demandé ; rien n'a été écrit", trial.RefusedRows)
		}
	}
	i := &importer{opts: &o, rules: r, summary: &summary, source: source}
	return summary, i.do(ctx)
}

func (o *Options) checkImport() error {
	if o.Known == nil || o.SealDir == "" || o.Sink.Events == nil || o.Sink.Append == nil || o.Sink.Leaf == nil {
		return errors.New("collectors: import needs Known, SealDir and Sink")
	}
	return nil
}

// importer is one import under way.
type importer struct {
	opts    *Options
	rules   *rules
	summary *Summary
	source  Source
	sealed  observatory.Hash
	rejects []observatory.Observation
	vaulted bool   // a text went into the vault
	closing bool   // the committed row is on its way
	release func() // ends what was asked of the collector
}

func (i *importer) do(ctx context.Context) error {
	i.rules.batch = i.newBatch()
	i.rules.keepText, i.rules.hinting = i.opts.Vault != nil, true
	i.release = garbage.Hold(importGarbage)
	defer func() { i.release() }()
	i.rules.hintRoom.Store(hintedNumbers)
	i.summary.Import = i.rules.batch.String()
	if i.opts.Vault != nil {
		i.opts.Vault.Begin(i.rules.batch)
	}
	if err := i.opts.Sink.Append(ctx, []observatory.Observation{i.row(observatory.ImportStarted)}); err != nil {
		return fmt.Errorf("note the start of the import: %w", err)
	}
	err := i.write(ctx)
	if err == nil {
		err = i.commit(ctx)
	}
	// When the last row itself failed, it may yet have arrived: the next start
	// sees which, and undoes the import only if it has not.
	if err == nil || i.closing {
		return err
	}
	return undo(ctx, i.row(observatory.ImportStarted), i.opts.Sink, i.opts.Vault, i.opts.now(), err)
}

// importGarbage is how much garbage may come to what an import holds, in hundredths:
// an import makes little and holds much, so that a quarter costs no time that could
// be measured (docs/decisions/2026-11-28-import-in-bounded-memory.md).
const importGarbage = 25

// textGarbage is that of an import from its first text on, which are redacted and
// sealed: an eighth less time than with a quarter.
const textGarbage = 100

// takesTexts says that the import's first text is about to be sealed.
func (i *importer) takesTexts() {
	i.release()
	i.release = garbage.Hold(textGarbage)
}

// newBatch gives the import its id: one file can be imported again after its
// import was withdrawn, so the moment counts.
func (i *importer) newBatch() observatory.ID {
	moment := binary.BigEndian.AppendUint64(nil, uint64(i.rules.now.UnixNano()))
	return observatory.DeriveID([]byte("import"), []byte(i.opts.Association), []byte(i.rules.survey.fingerprint), moment)
}

// row is the import's row in a state.
func (i *importer) row(state observatory.ImportState) *observatory.Import {
	r := i.rules
	row := &observatory.Import{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(r.batch[:], []byte(state)), At: r.now, RecordedAt: r.now,
			Source: r.source, SourceVersion: r.version, Simulation: r.simulation,
		},
		Batch: r.batch, State: state, Association: i.opts.Association,
		Shape: string(r.shape()), Fingerprint: r.survey.fingerprint, Sealed: i.sealed,
		Author: i.opts.Author,
	}
	if state == observatory.ImportCommitted {
		row.RecordedAt = i.opts.now()
		i.summary.record(row)
	}
	return row
}

// write seals the file while its rows are read and written.
func (i *importer) write(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return i.seal(ctx) })
	group.Go(func() error { return i.rows(ctx) })
	return group.Wait()
}

func (i *importer) rows(ctx context.Context) error {
	s := newSettler(i.opts, i.rules, i.summary)
	defer s.close()
	var err error
	if s.known, s.knownEvents, err = knownOf(ctx, i.opts); err != nil {
		return err
	}
	events := i.opts.Sink.Events(i.rules.expectedEvents())
	writer := startWriter(ctx, events.Write)
	hints := hintWriter{write: func(h []*observatory.PersonHints) error { return i.keepHints(ctx, h) }}
	s.emit, s.reject, s.vault, s.keepHints, s.firstText = writer.swap, i.reject, i.opts.Vault, hints.keep, i.takesTexts
	err = run(ctx, i.rules.rows, i.rules, i.opts.Keys, s.mayHold(), s.take)
	if err == nil {
		err = s.finish(ctx)
	}
	if err = errors.Join(err, writer.close(), hints.wait()); err != nil {
		ended, end := context.WithCancel(ctx)
		end()
		_ = events.Flush(ended) // nothing may arrive after the undoing
	} else {
		err = events.Flush(ctx)
	}
	if err != nil {
		return fmt.Errorf("import rows: %w", err)
	}
	i.summary.Root, i.vaulted = s.root.Sum(), s.sealed
	return i.flushRejects(ctx)
}

func (i *importer) keepHints(ctx context.Context, hints []*observatory.PersonHints) error {
	rows := make([]observatory.Observation, len(hints))
	for n, hint := range hints {
		rows[n] = hint
	}
	if err := i.opts.Sink.Append(ctx, rows); err != nil {
		return fmt.Errorf("note the hints of persons: %w", err)
	}
	return nil
}

// seal keeps the file as it came, encrypted, and makes sure that it is the
// file that was surveyed.
func (i *importer) seal(ctx context.Context) error {
	file, err := i.source()
	if err != nil {
		return err
	}
	defer file.Close()
	summed := newSumReader(&watched{ctx: ctx.Err, source: file}, i.rules.survey.seed)
	i.sealed, err = i.opts.Keys.SealFile(i.opts.SealDir, summed, i.opts.Recipients...)
	if err != nil {
		return err
	}
	return same(summed, i.rules.survey.rawSum)
}

// same refuses a reading that gave other bytes than the survey.
func same(reading *sumReader, sum uint64) error {
	if reading.sum.Sum64() != sum {
		return fileFault("le fichier a changé pendant l'import : rien n'a été pris ; recommencez quand il est enregistré")
	}
	return nil
}

// watched reads a source, and stops when the import does.
type watched struct {
	ctx    func() error
	source io.Reader
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx(); err != nil {
		return 0, err
	}
	return w.source.Read(p)
}

// reject notes the problems of refused rows: where and what, never a cell.
func (i *importer) reject(ctx context.Context, findings []Finding) error {
	for _, f := range findings {
		if f.warning {
			continue
		}
		i.rejects = append(i.rejects, i.rejected(f))
		if len(i.rejects) >= rejectBatch {
			if err := i.flushRejects(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (i *importer) rejected(f Finding) *observatory.Reject {
	r := i.rules
	row := binary.BigEndian.AppendUint64(nil, uint64(f.kept))
	return &observatory.Reject{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(r.batch[:], row, []byte(f.Column), []byte(f.Problem)),
			At: r.now, RecordedAt: r.now, Source: r.source, SourceVersion: r.version, Simulation: r.simulation,
		},
		Import: r.batch, Row: int64(f.kept), Column: f.Column, Problem: f.Problem, Remedy: explain(f.Problem).remedy,
	}
}

func (i *importer) flushRejects(ctx context.Context) error {
	if len(i.rejects) == 0 {
		return nil
	}
	if err := i.opts.Sink.Append(ctx, i.rejects); err != nil {
		return fmt.Errorf("note the refused rows: %w", err)
	}
	i.rejects = nil
	return nil
}

// commit makes the import count: what it refers to is on disk, the ledger has
// its leaf, and only then the row that makes its events readable.
func (i *importer) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit the import: %w", err)
	}
	if i.vaulted { // not otherwise: it waits for all that is written on the disk, by anybody
		if err := i.opts.Vault.Sync(); err != nil {
			return err
		}
	}
	row := i.row(observatory.ImportCommitted)
	if err := privacy.MarkCommitted(i.opts.SealDir, i.sealed, row.RecordedAt); err != nil {
		return err
	}
	if err := i.opts.Sink.Leaf(ctx, row); err != nil {
		return fmt.Errorf("write the ledger's leaf of the import: %w", err)
	}
	i.closing = true
	if err := i.opts.Sink.Append(ctx, []observatory.Observation{row}); err != nil {
		return fmt.Errorf("note the import as committed: %w", err)
	}
	return nil
}
