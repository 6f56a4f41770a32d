package collectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"

	"filippo.io/age"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// formatVersion is the version of the published format and of its rules.
const formatVersion = "csv-1"

// sourceVersion is the version of the rules by which a format is read.
func sourceVersion(format string) string { return format + "-1" }

// defaultBatch is the number of events that are settled, and looked up, at once.
const defaultBatch = 50_000

// Known tells what is already kept. It reads committed imports only, and may be
// asked while the Sink is being written to.
type Known interface {
	// EventCount is how many rows of events the association has.
	EventCount(ctx context.Context, association string, simulation bool) (int, error)
	// Known gives what is kept of the facts asked for; unknown ones are left out.
	Known(ctx context.Context, association string, facts []observatory.ID, simulation bool) (map[observatory.ID]observatory.KnownFact, error)
	// KnownPrints streams what tells the kept facts of the association apart. A
	// fact may come more than once.
	KnownPrints(ctx context.Context, association string, simulation bool) iter.Seq2[observatory.KnownPrint, error]
	// KnownCases gives what is kept of the cases asked for; unknown ones are left out.
	KnownCases(ctx context.Context, association string, cases []observatory.ID, simulation bool) (map[observatory.ID]observatory.KnownCase, error)
	// ImportByFingerprint gives the committed import of a file with this keyed
	// fingerprint, or observatory.ErrNotFound, if none of the association was withdrawn since.
	ImportByFingerprint(ctx context.Context, association, fingerprint string, simulation bool) (observatory.Import, error)
}

// EventWriter takes the case events of one import.
type EventWriter interface {
	// Write takes a batch; it must keep neither the slice nor the events.
	Write(ctx context.Context, events []*observatory.CaseEvent) error
	// Flush returns once all that was taken is written. When ctx has ended it
	// writes no more, and returns once nothing is under way.
	Flush(ctx context.Context) error
}

// Sink is where an import writes. cmd wires it to the store and the ledger.
// Events and Append may be called at the same time.
type Sink struct {
	// Events begins the case events of one import, about that many.
	Events func(expected int) EventWriter
	// Append writes imports and rejects.
	Append func(ctx context.Context, observations []observatory.Observation) error
	// Leaf writes the ledger's leaf of an import, just before its committed row.
	Leaf func(ctx context.Context, committed *observatory.Import) error
	// Drop undoes an import that failed. Without it, the next start does (Recover).
	Drop func(ctx context.Context, batch observatory.ID) error
}

// Options says whose file it is and how to take it.
type Options struct {
	Association  string                   // code of the association
	Departments  []observatory.Department // those of the catalogue
	Catalogue    *catalogue.Catalogue     // dated rules and prefectures; nil = those rules are not applied
	Pieces       fs.FS                    // files that the table names, such as pictures; nil = none
	Keys         *privacy.Keys
	Vault        *privacy.Vault  // where comments go; without it they are dropped, with a warning
	SealDir      string          // folder of the sealed files
	Recipients   []age.Recipient // who, beside the instance, can open a sealed file
	Simulation   bool
	Mapping      *Mapping         // how the file is read; nil = it is in the published format
	AllOrNothing bool             // refuse the whole file when a row is refused
	Batch        int              // events of a batch; 0 = 50,000
	Now          func() time.Time // nil = time.Now
	Origin       string           // what took it in, as events and imports tell it; empty = csv
	Author       string           // pseudonymous id of the account that takes it in; empty: the instance
	Anew         bool             // take the very same bytes in again, fact by fact
	Beside       bool             // a value that is not known is one more fact, never a correction
	Listener     *Listener        // hears what becomes of each row; may be nil
	Known        Known            // nil in a check = nothing is known
	Sink         Sink             // unused by a check

	// Erased are the cases that were erased: no file brings them back.
	Erased map[observatory.ID]bool

	setRoom int // keys that a growing set holds in memory; 0 = setRoom
}

func (o *Options) batchSize() int {
	if o.Batch > 0 {
		return o.Batch
	}
	return defaultBatch
}

func (o *Options) now() time.Time {
	now := time.Now
	if o.Now != nil {
		now = o.Now
	}
	return now().UTC().Truncate(time.Millisecond)
}

func (o *Options) check() error {
	switch {
	case o.Association == "":
		return observatory.InputErrorf("association manquante : indiquez le code de l'association (--association)")
	case o.Keys == nil:
		return observatory.InputErrorf("clés manquantes : préparez le dossier de données avec « vigie init » avant tout import")
	case len(o.Departments) == 0:
		return errors.New("collectors: no departments given")
	}
	return nil
}

// domain is the pseudonymisation domain: simulated data never share a
// pseudonym with real ones.
func (r *rules) domain() string { return privacy.Domain(r.association, r.simulation) }

// File is the source of a file's bytes.
func File(path string) Source {
	return func() (io.ReadCloser, error) {
		file, err := os.Open(path)
		switch at, ok := errors.AsType[*os.PathError](err); { // a file's name can name a person: it goes into no error
		case errors.Is(err, fs.ErrNotExist):
			return nil, fileFault("fichier introuvable : vérifiez le chemin")
		case errors.Is(err, fs.ErrPermission):
			return nil, fileFault("fichier interdit de lecture : demandez-en le droit, ou copiez-le ailleurs")
		case ok:
			return nil, fileFault("fichier impossible à ouvrir (%w) : vérifiez le chemin et les droits", at.Err)
		case err != nil:
			return nil, err
		}
		if about, err := file.Stat(); err == nil && about.IsDir() {
			return nil, errors.Join(fileFault("c'est un dossier, pas un fichier : choisissez un fichier qu'il contient"), file.Close())
		}
		return file, nil
	}
}

// Check reads the file at path whole, writes nothing, and tells what an import
// would do. Faults of the file as a whole are input errors; faults of rows are
// in the summary.
func Check(ctx context.Context, path string, o Options) (Summary, error) {
	return CheckSource(ctx, File(path), o)
}

// CheckSource is Check on any source.
func CheckSource(ctx context.Context, source Source, o Options) (Summary, error) {
	summary := newSummary(&o)
	r, already, err := prepare(ctx, source, &o, &summary)
	if err != nil || already {
		return summary, err
	}
	r.hasVault = r.hasVault || o.Known == nil // on its own, a check knows of no vault and misses none
	return summary, dryRun(ctx, &o, r, &summary)
}

func dryRun(ctx context.Context, o *Options, r *rules, summary *Summary) error {
	s := newSettler(o, r, summary)
	defer s.close()
	var err error
	if s.known, s.knownEvents, err = knownOf(ctx, o); err != nil {
		return err
	}
	if err := run(ctx, r.rows, r, o.Keys, s.mayHold(), s.take); err != nil {
		return err
	}
	return s.finish(ctx)
}

// prepare surveys the file, reads its header, and says whether the very same
// file was imported before.
func prepare(ctx context.Context, source Source, o *Options, summary *Summary) (r *rules, already bool, err error) {
	if err := o.check(); err != nil {
		return nil, false, err
	}
	var mac hash.Hash
	if o.Known != nil {
		if mac, err = o.Keys.FileFingerprint(privacy.Domain(o.Association, o.Simulation)); err != nil {
			return nil, false, err
		}
	}
	in, err := recognise(source)
	if err != nil {
		return nil, false, err
	}
	v, err := in.survey(ctx, mac)
	if err != nil {
		return nil, false, err
	}
	r, err = newRules(in, &v, o)
	if err != nil {
		return nil, false, err
	}
	summary.describe(r)
	if o.Known == nil || o.Anew {
		return r, false, nil
	}
	done, err := o.Known.ImportByFingerprint(ctx, o.Association, v.fingerprint, o.Simulation)
	if errors.Is(err, observatory.ErrNotFound) {
		return r, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("look up the file's import: %w", err)
	}
	summary.alreadyImported(done)
	return r, true, nil
}

func newRules(in *intake, v *survey, o *Options) (*rules, error) {
	layouts, err := findLayouts(v, o.Mapping)
	if err != nil {
		return nil, err
	}
	now := o.now()
	today := observatory.DateOf(now, time.UTC)
	r := &rules{
		survey: v, layouts: layouts, rows: in.source, from: in.from,
		association: o.Association, departments: departmentIndex(o.Departments),
		today: today, now: now, source: cmp.Or(o.Origin, in.format), version: sourceVersion(in.format),
		simulation: o.Simulation, hasVault: o.Vault != nil, reference: newReference(o.Catalogue), pieces: o.Pieces,
		erased: o.Erased,
	}
	for _, l := range layouts {
		if l != nil {
			if in.format == formatJSON || in.format == formatNDJSON {
				l.mixed()
			}
			l.group()
		}
	}
	for i, years := range yearsAhead {
		r.latest[i] = observatory.DateOf(now.AddDate(years, 0, 0), time.UTC)
	}
	for _, c := range columns() {
		if c.words != nil && r.has(c.id) {
			r.words[c.id] = c.words().index()
		}
	}
	return r, nil
}

// knownOf gives the reader of what is known, nil when there is nothing to find:
// a first import then asks nothing. events is how many there are.
func knownOf(ctx context.Context, o *Options) (known Known, events int, err error) {
	if o.Known == nil {
		return nil, 0, nil
	}
	events, err = o.Known.EventCount(ctx, o.Association, o.Simulation)
	if err != nil {
		return nil, 0, fmt.Errorf("look up known events: %w", err)
	}
	if events == 0 {
		return nil, 0, nil
	}
	return o.Known, events, nil
}
