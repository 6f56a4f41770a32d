package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"vigie/collectors"
	"vigie/collectors/letters"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

type collectMailCmd struct {
	configured

	Path        string        `arg:"" help:"Message (.eml, .txt, .pdf), boîte (.mbox) ou dossier." type:"path"`
	Association string        `help:"Code de l'association." default:"essai"`
	Department  string        `help:"Département dont l'administration a écrit ; sans lui, il est cherché dans le texte."`
	Case        string        `help:"Référence du dossier chez l'association, quand tous les messages sont du même."`
	Watch       bool          `help:"Surveille le dossier : chaque message pris passe dans « importes », chaque fichier illisible ou d'une autre sorte dans « refuses », avec le motif."`
	Every       time.Duration `help:"Avec --watch : temps entre deux regards." default:"10s"`
	JSON        bool          `help:"Résumé en JSON."`
}

// Run takes messages in: what they say is recorded, their bytes are sealed.
func (cmd collectMailCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		if !cmd.JSON {
			a.tellSimulation(con)
		}
		if cmd.Watch {
			return cmd.watch(ctx, con, a)
		}
		files, err := noticeFiles(cmd.Path)
		if err != nil {
			return err
		}
		return a.withInbox(ctx, cmd, a.sink(), func(inbox *collectors.Inbox) error {
			refused := 0
			err := takeFiles(ctx, inbox, files, func(file string, summary collectors.InboxSummary) error {
				refused += summary.Refused
				return cmd.print(con, file, summary)
			})
			if err == nil {
				err = cmd.tellOthers(con, &refused)
			}
			if err == nil && refused > 0 {
				return silent{observatory.InputErrorf("%d fichier(s) illisible(s)", refused)}
			}
			return err
		})
	})
}

// tellOthers tells of the files of a folder that can hold no message, as a watched
// folder does: somebody put them there to be read.
func (cmd collectMailCmd) tellOthers(con *console, refused *int) error {
	if info, err := os.Stat(cmd.Path); err != nil || !info.IsDir() {
		return nil // a single file, read already
	}
	_, others, err := filesUnder(cmd.Path)
	for _, file := range others {
		*refused++
		_, told := strangeFile(file, true)
		if err := cmd.print(con, file, strangeSummary(told)); err != nil {
			return err
		}
	}
	return err
}

func strangeSummary(told string) collectors.InboxSummary {
	return collectors.InboxSummary{Refused: 1, Problems: []string{told}, Kinds: map[observatory.NoticeKind]int{}}
}

// withInbox opens the inbox of an association: meanwhile no other process takes
// messages, and no case is erased.
func (a *app) withInbox(ctx context.Context, cmd collectMailCmd, sink collectors.Sink, work func(*collectors.Inbox) error) error {
	lock, err := a.shareImportLock()
	if err != nil {
		return err
	}
	if err := a.notErased(cmd.Association, cmd.Case); err != nil {
		return errors.Join(err, lock.release())
	}
	alone, err := a.associationLock(observatory.ShapeNotices) // clusters are those of all associations
	if err != nil {
		return errors.Join(err, lock.release())
	}
	err = a.messages.use(ctx, func(taken *collectors.Taken) error {
		inbox, err := collectors.NewInbox(collectors.InboxOptions{
			Association: cmd.Association, Department: cmd.Department, Case: cmd.Case, WhereOf: placesOf(a.catalogue.Departments()).of,
			Keys: a.keys, Vault: a.vaultOf(cmd.Association), Lookup: keyLookup(ctx), Simulation: a.cfg.Simulation, Now: a.now, Sink: sink,
		}, taken)
		if err != nil {
			return err
		}
		return inbox.End(ctx, work(inbox))
	})
	return errors.Join(err, alone.release(), lock.release())
}

// notErased refuses messages of a case that was erased.
func (a *app) notErased(association, reference string) error {
	if reference == "" {
		return nil
	}
	erased, err := a.erasedCases()
	if err != nil || len(erased) == 0 {
		return err
	}
	id, err := collectors.CaseID(a.keys, association, a.cfg.Simulation, reference)
	if err == nil && erased[id] {
		err = observatory.InputErrorf("ce dossier a été effacé à la demande de la personne : ses messages ne sont plus pris ; gardez-les hors de Vigie ou supprimez-les")
	}
	return err
}

// keyTimeout bounds one question to the DNS.
const keyTimeout = 10 * time.Second

// keyLookup asks the DNS for DKIM keys.
func keyLookup(ctx context.Context) letters.Lookup {
	return func(name string) ([]string, error) {
		ctx, cancel := context.WithTimeout(ctx, keyTimeout)
		defer cancel()
		return net.DefaultResolver.LookupTXT(ctx, name)
	}
}

// inboxLot is how many messages are kept at once: each time waits for the disk.
const inboxLot = 200

// takenFile is a file whose messages are read.
type takenFile struct {
	path    string
	summary collectors.InboxSummary
}

// takeFiles takes files in, some at a time, and tells of each once its messages
// are kept. It ends at a file that cannot be opened, after those before it.
func takeFiles(ctx context.Context, inbox *collectors.Inbox, files []string, told func(string, collectors.InboxSummary) error) error {
	var lot []takenFile
	messages := 0
	for n, file := range files {
		summary, failed := takeMessages(ctx, inbox, file)
		switch {
		case failed == nil:
			lot = append(lot, takenFile{file, summary})
			messages += summary.Messages
		case !observatory.IsInput(failed):
			return failed
		}
		if failed == nil && messages < inboxLot && n+1 < len(files) {
			continue
		}
		if err := keepLot(ctx, inbox, lot, told); err != nil || failed != nil {
			return errors.Join(failed, err)
		}
		lot, messages = nil, 0
	}
	return nil
}

func keepLot(ctx context.Context, inbox *collectors.Inbox, lot []takenFile, told func(string, collectors.InboxSummary) error) error {
	kept, err := inbox.Commit(ctx)
	if err != nil {
		return err
	}
	for _, file := range lot {
		if file.summary.Taken > 0 {
			file.summary.Import = kept
		}
		if err := told(file.path, file.summary); err != nil {
			return err
		}
	}
	return nil
}

func takeMessages(ctx context.Context, inbox *collectors.Inbox, file string) (collectors.InboxSummary, error) {
	source, err := os.Open(file)
	if err != nil {
		return collectors.InboxSummary{}, observatory.InputErrorf("message impossible à ouvrir : vérifiez le chemin et les droits")
	}
	defer source.Close()
	return inbox.Take(ctx, filepath.Base(file), io.Reader(source))
}

// watch takes what comes into a folder until the program is stopped. A file is
// taken once its size has stayed the same from one look to the next.
func (cmd collectMailCmd) watch(ctx context.Context, con *console, a *app) error {
	if info, err := os.Stat(cmd.Path); err != nil || !info.IsDir() {
		return observatory.InputErrorf("%s : --watch demande un dossier", cmd.Path)
	}
	ticker := time.NewTicker(max(cmd.Every, time.Millisecond))
	defer ticker.Stop()
	sizes := steadyFiles{}
	for {
		if err := cmd.look(ctx, con, a, sizes); err != nil && ctx.Err() == nil {
			return err
		} else if err != nil { // asked to end within the look: what was not kept is taken again at the next start
			a.log.Info("stopped within a look", slog.Any("cause", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// messageFolder takes, in serve, what comes into a folder of messages: a file once
// its size is the same at two looks.
func (a *app) messageFolder(intake intakeConfig) func(context.Context) error {
	cmd := collectMailCmd{Path: intake.Folder, Association: intake.Association, Department: intake.Department}
	quiet := &console{out: io.Discard, err: io.Discard, log: a.log}
	sizes := steadyFiles{}
	return func(ctx context.Context) error { return cmd.look(ctx, quiet, a, sizes) }
}

func (cmd collectMailCmd) look(ctx context.Context, con *console, a *app, sizes steadyFiles) error {
	ready, others, err := sizes.watched(cmd.Path, noticeExtensions())
	if err != nil {
		return err
	}
	if len(ready) > 0 {
		err = a.withInbox(ctx, cmd, a.sink(), func(inbox *collectors.Inbox) error {
			return takeFiles(ctx, inbox, ready, func(file string, summary collectors.InboxSummary) error { return cmd.settle(con, a, file, summary) })
		})
	}
	if err != nil {
		return err
	}
	for _, file := range others {
		told, err := a.refuseStrange(file, true)
		if err != nil {
			return err
		}
		if err := cmd.print(con, file, strangeSummary(told)); err != nil {
			return err
		}
	}
	return nil
}

// settle puts a file aside whose messages are kept, or one that cannot be read, and
// tells of it.
func (cmd collectMailCmd) settle(con *console, a *app, file string, s collectors.InboxSummary) error {
	folder := "importes"
	if s.Refused > 0 && s.Taken == 0 && s.Duplicates == 0 {
		folder = "refuses"
	}
	if err := a.putAside(file, folder, s.Problems); err != nil {
		return err
	}
	return cmd.print(con, file, s)
}

func (cmd collectMailCmd) print(con *console, file string, s collectors.InboxSummary) error {
	if cmd.JSON {
		return writeJSON(con, struct {
			File string `json:"file"`
			collectors.InboxSummary
		}{file, s})
	}
	words := texts.In(texts.French)
	fmt.Fprintf(con.out, "%s : %s, %d pris, %s, %s, %s, %s la même chose qu'un autre%s.\n",
		file, plural(s.Messages, "message", "messages"), s.Taken, plural(s.Duplicates, "déjà connu", "déjà connus"),
		plural(s.Refused, "illisible", "illisibles"), plural(s.Signed, "signature vérifiée", "signatures vérifiées"), plural(s.Same, "dit", "disent"),
		wrapped(" (import ", s.Import, ")"))
	for _, kind := range observatory.NoticeKinds() {
		if s.Kinds[kind] > 0 {
			fmt.Fprintf(con.out, "  %s : %d\n", words.T("notice."+string(kind)), s.Kinds[kind])
		}
	}
	for _, problem := range s.Problems {
		fmt.Fprintf(con.out, "  %s\n", sentence(problem))
	}
	return nil
}

type collectPDFCmd struct {
	File string `arg:"" help:"PDF d'une attestation, d'une confirmation de dépôt ou d'une décision." type:"path"`
	JSON bool   `help:"Résultat en JSON."`
}

// Run reads a document and keeps nothing.
func (cmd collectPDFCmd) Run(con *console) error {
	raw, err := os.ReadFile(cmd.File)
	if err != nil {
		return observatory.InputErrorf("PDF impossible à ouvrir : vérifiez le chemin et les droits")
	}
	if !bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")) {
		return observatory.InputErrorf("ce fichier n'est pas un PDF : choisissez le PDF d'une attestation, d'une confirmation de dépôt ou d'une décision")
	}
	document, err := letters.ReadDocument(raw)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeJSON(con, document)
	}
	words := texts.In(texts.French)
	fmt.Fprintf(con.out, "%s, %s\n", words.T("document."+string(document.Kind)), plural(document.Pages, "page", "pages"))
	if document.Scan {
		fmt.Fprintln(con.out, "Image numérisée sans texte : lisez-la et saisissez les dates, ou faites reconnaître le texte (OCR).")
	}
	for _, f := range document.Facts {
		fmt.Fprintf(con.out, "  %s : %s (page %d, ligne %d) « %s »\n", words.T("document."+f.What), documentValue(words, f.Value), f.Page, f.Line, f.Text)
	}
	return nil
}

// documentValue words what a document says: a day, or a word.
func documentValue(words texts.Printer, value string) string {
	if day, err := observatory.ParseDate(value); err == nil {
		return words.Date(day)
	}
	return words.T("document.is." + value)
}
