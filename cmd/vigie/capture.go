package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

type evidenceCaptureCmd struct {
	configured

	Attempt string `arg:"" help:"Identifiant de la tentative."`
	Format  string `help:"Forme de l'archive : wacz (pages à rejouer), warc (archive du web), har (échanges) ou header (en-tête : machine, réseau, horloge, chemin suivi) ; picture (image de la fin) ou stamped (sa copie tamponnée : adresse, heure, empreinte)." enum:"wacz,warc,har,header,picture,stamped" default:"wacz"`
	Out     string `help:"Fichier à écrire (.wacz, .warc.gz, .har, .json ou .png)." required:"" type:"path"`
	Replace bool   `help:"Remplace le fichier s'il existe."`
}

// Run writes an archive of one attempt, made from its sealed journal: the same
// attempt gives the same bytes.
func (cmd evidenceCaptureCmd) Run(con *console) error {
	id, err := observatory.ParseID(cmd.Attempt)
	if err != nil {
		return observatory.InputErrorf("tentative « %s » : identifiant illisible, copiez celui de la page de la tentative", cmd.Attempt)
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		attempt, err := a.store.Attempt(ctx, id)
		if errors.Is(err, observatory.ErrNotFound) {
			return observatory.InputErrorf("tentative %s : inconnue de cette base", id)
		}
		if err != nil {
			return err
		}
		switch leaf, _, deleted, err := a.ledger.CaptureDeletion(id); {
		case err != nil:
			return err
		case deleted:
			return observatory.InputErrorf("tentative %s : captures supprimées le %s (règle : %s)", id, observatory.DateOf(leaf.At, time.UTC), leaf.Reason)
		}
		if cmd.Format == "picture" || cmd.Format == "stamped" {
			return cmd.picture(con, a, &attempt)
		}
		capture, err := evidence.OpenCapture(a.files, &attempt)
		if err != nil {
			return err
		}
		if err := cmd.write(cmd.writer(capture)); err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Archive écrite : %s (%s, %d échanges, %d pages).\n",
			cmd.Out, cmd.Format, len(capture.Journal.Exchanges), len(capture.Journal.Pages))
		if attempt.Simulation {
			fmt.Fprintln(con.out, "SIMULATION : ces échanges sont fictifs.")
		}
		return nil
	})
}

// write makes the archive in a file that takes its name when it is whole.
func (cmd evidenceCaptureCmd) write(archive func(io.Writer) error) error {
	if _, err := os.Stat(cmd.Out); err == nil && !cmd.Replace {
		return observatory.InputErrorf("%s existe déjà : donnez un autre nom, ou --replace", cmd.Out)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return observatory.InputErrorf("%s : %w", cmd.Out, err)
	}
	file, err := os.CreateTemp(filepath.Dir(cmd.Out), ".vigie-*")
	if err != nil {
		return observatory.InputErrorf("écrire %s : %w", cmd.Out, err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already once renamed
	err = archive(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), cmd.Out)
	}
	if err != nil {
		return fmt.Errorf("écrire %s : %w", cmd.Out, err)
	}
	return nil
}

func (cmd evidenceCaptureCmd) writer(capture *evidence.Capture) func(io.Writer) error {
	switch cmd.Format {
	case "warc":
		return capture.WriteWARC
	case "har":
		return capture.WriteHAR
	case "header":
		return capture.WriteHeader
	}
	return capture.WriteWACZ
}

// picture writes the picture of the end of an attempt, or its stamped copy.
func (cmd evidenceCaptureCmd) picture(con *console, a *app, attempt *observatory.Attempt) error {
	piece, found := attempt.PieceByRole("screenshot")
	if !found {
		return observatory.InputErrorf("tentative %s : elle n'a pas d'image de la fin", attempt.ID)
	}
	content, err := a.files.Read(piece.Hash)
	if err != nil {
		return err
	}
	if cmd.Format == "stamped" {
		if content, err = evidence.StampOf(attempt, piece.Hash).Draw(content); err != nil {
			return err
		}
	}
	err = cmd.write(func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "Image écrite : %s. SHA-256 de l'image sans tampon : %s.\n", cmd.Out, piece.Hash)
	if attempt.Simulation {
		fmt.Fprintln(con.out, "SIMULATION : cette image est celle d'un double de test.")
	}
	return nil
}
