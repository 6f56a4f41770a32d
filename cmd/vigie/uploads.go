package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// Bounds of the files that persons send.
const (
	sentTime = 6 * time.Hour  // for a dry run or an import
	sentKept = 24 * time.Hour // of a file that nobody imports
)

// sentFiles takes in the files that persons send from the page. Each is sealed
// as it comes; dry runs and imports go on when the person has left.
type sentFiles struct {
	app *app

	mu sync.Mutex // one dry run or import of a sent file at a time: they share the machine with the probes
}

// Receive seals what is read and begins its dry run.
func (f *sentFiles) Receive(ctx context.Context, by access.Account, file io.Reader) (access.Upload, error) {
	a := f.app
	counted := &countedReader{source: file}
	sealed, err := a.keys.SealFile(a.cfg.path("sealed"), counted)
	if err != nil {
		return access.Upload{}, err
	}
	u, err := a.state.AddUpload(ctx, by, sealed, counted.n, a.now())
	if err != nil {
		return u, err
	}
	f.begin(func(ctx context.Context) error { return f.check(ctx, u) })
	return u, nil
}

type countedReader struct {
	source io.Reader
	n      int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.source.Read(p)
	c.n += int64(n)
	return n, err
}

// begin runs work in the background, one at a time.
func (f *sentFiles) begin(work func(context.Context) error) {
	go func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), sentTime)
		defer cancel()
		if err := work(ctx); err != nil {
			f.app.log.Error("sent file", slog.Any("error", err))
		}
	}()
}

// source opens a sent file; that of an import, once there is one, is kept for
// longer.
func (f *sentFiles) source(ctx context.Context, u access.Upload) collectors.Source {
	if !u.Import.IsZero() && u.State == access.UploadCommitted {
		if _, imported, err := f.app.sealedFile(ctx, u.Import.String()); err == nil {
			return imported
		}
	}
	return func() (io.ReadCloser, error) {
		file, err := f.app.keys.OpenFile(f.app.cfg.path("sealed"), u.Sealed)
		if errors.Is(err, observatory.ErrNotFound) {
			return nil, observatory.InputErrorf("le fichier envoyé n'est plus gardé : envoyez-le de nouveau")
		}
		return file, err
	}
}

func (f *sentFiles) options(ctx context.Context, u access.Upload) (collectors.Options, error) {
	return f.app.mappedOptions(ctx, u.Association, u.Mapping)
}

// check makes the dry run and keeps its report.
func (f *sentFiles) check(ctx context.Context, u access.Upload) error {
	o, err := f.options(ctx, u)
	if err != nil {
		return f.settle(ctx, access.UploadChecking, u, access.UploadChecked, collectors.Summary{}, err)
	}
	summary, err := collectors.CheckSource(ctx, f.source(ctx, u), o)
	return f.settle(ctx, access.UploadChecking, u, access.UploadChecked, summary, err)
}

// settle keeps how a dry run or an import ended. A fault of the file refuses
// it; one of ours lets it be tried again.
func (f *sentFiles) settle(ctx context.Context, from access.UploadState, u access.Upload, good access.UploadState, summary collectors.Summary, fault error) error {
	u.State, u.Fault = good, ""
	var err error
	if fault == nil || summary.Rows > 0 {
		if u.Report, err = json.Marshal(summary); err != nil {
			return err
		}
	}
	switch {
	case observatory.IsInput(fault) && from == access.UploadChecking:
		u.State, u.Fault = access.UploadRefused, fault.Error()
	case observatory.IsInput(fault):
		u.State, u.Fault = access.UploadChecked, fault.Error()
	case fault != nil && from == access.UploadChecking:
		u.State, u.Fault = access.UploadRefused, "La vérification a échoué de notre côté ; l'incident est consigné. Envoyez le fichier de nouveau."
	case fault != nil:
		u.State, u.Fault = access.UploadChecked, "L'import a échoué de notre côté ; rien n'a été pris et l'incident est consigné. Vous pouvez recommencer."
	}
	if good == access.UploadCommitted && fault == nil {
		if err := u.Import.UnmarshalText([]byte(summary.Import)); err != nil {
			return err
		}
	}
	_, err = f.app.state.MoveUpload(context.WithoutCancel(ctx), from, u)
	if fault != nil && !observatory.IsInput(fault) {
		err = errors.Join(err, fault)
	}
	return err
}

// Commit begins the import of a checked file. A second click changes nothing.
func (f *sentFiles) Commit(ctx context.Context, by access.Account, u access.Upload, allOrNothing bool) error {
	u.State = access.UploadCommitting
	moved, err := f.app.state.MoveUpload(ctx, access.UploadChecked, u)
	if err != nil || !moved {
		return err
	}
	f.begin(func(ctx context.Context) error {
		o, err := f.options(ctx, u)
		if err != nil {
			return f.settle(ctx, access.UploadCommitting, u, access.UploadCommitted, collectors.Summary{}, err)
		}
		o.AllOrNothing, o.Author = allOrNothing, by.ID.String()
		summary, err := f.app.importSource(ctx, f.source(ctx, u), o)
		return f.settle(ctx, access.UploadCommitting, u, access.UploadCommitted, summary, err)
	})
	return nil
}

// Withdraw begins to take an import back: it may have to wait for another
// import of the association.
func (f *sentFiles) Withdraw(ctx context.Context, by access.Account, u access.Upload) error {
	if u.State != access.UploadCommitted {
		return observatory.InputErrorf("ce fichier n'est pas importé : il n'y a rien à retirer")
	}
	u.State, u.Fault = access.UploadRetiring, ""
	moved, err := f.app.state.MoveUpload(ctx, access.UploadCommitted, u)
	if err != nil || !moved {
		return err
	}
	f.begin(func(ctx context.Context) error { return f.takeBack(ctx, by.ID, u) })
	return nil
}

// takeBack withdraws an import as the command line does. One that is withdrawn
// already, or never was, is no more there to be withdrawn.
func (f *sentFiles) takeBack(ctx context.Context, by observatory.ID, u access.Upload) error {
	_, err := f.app.withdrawImport(ctx, u.Import.String(), by.String())
	u.State = access.UploadWithdrawn
	if err != nil && !observatory.IsInput(err) {
		u.State, u.Fault = access.UploadCommitted, "Le retrait a échoué de notre côté ; l'import est toujours lu et l'incident est consigné. Recommencez."
	} else {
		err = f.app.state.WithdrawUploads(ctx, u.Import)
	}
	_, moved := f.app.state.MoveUpload(context.WithoutCancel(ctx), access.UploadRetiring, u)
	return errors.Join(err, moved)
}

// Forget drops a file that was not imported.
func (f *sentFiles) Forget(ctx context.Context, u access.Upload) error {
	if u.State != access.UploadChecked && u.State != access.UploadRefused {
		return observatory.InputErrorf("ce fichier est importé ou en cours : retirez l'import plutôt")
	}
	if err := privacy.RemoveSealed(f.app.cfg.path("sealed"), u.Sealed); err != nil {
		return err
	}
	return f.app.state.DropUpload(ctx, u.ID)
}

// Problems writes the file again with a column that says what is wrong.
func (f *sentFiles) Problems(ctx context.Context, u access.Upload, w io.Writer) error {
	o, err := f.options(ctx, u)
	if err != nil {
		return err
	}
	return collectors.ProblemSheet(ctx, f.source(ctx, u), o, w)
}

// resume takes up the files whose dry run, import or withdrawal a stop cut off:
// the import is asked for again, the others are made again.
func (f *sentFiles) resume(ctx context.Context) error {
	all, err := f.app.state.Uploads(ctx, "")
	if err != nil {
		return err
	}
	for _, u := range all {
		switch u.State {
		case access.UploadChecking:
			f.begin(func(ctx context.Context) error { return f.check(ctx, u) })
		case access.UploadCommitting:
			u.State, u.Fault = access.UploadChecked, "L'import a été interrompu par un arrêt du programme. S'il n'était pas fini, rien n'en reste : recommencez."
			if _, err := f.app.state.MoveUpload(ctx, access.UploadCommitting, u); err != nil {
				return err
			}
		case access.UploadRetiring:
			f.begin(func(ctx context.Context) error { return f.takeBack(ctx, u.Account, u) })
		}
	}
	return nil
}

// purgeSent forgets the files that nobody imported in time.
func (a *app) purgeSent(ctx context.Context) error {
	all, err := a.state.Uploads(ctx, "")
	if err != nil {
		return err
	}
	f := &sentFiles{app: a}
	var errs []error
	for _, u := range all {
		waits := u.State == access.UploadChecked || u.State == access.UploadRefused
		if waits && a.now().Sub(u.At) > sentKept {
			errs = append(errs, f.Forget(ctx, u))
		}
	}
	return errors.Join(errs...)
}
