package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"vigie/internal/observatory"
)

// Dossiers makes and verifies evidence dossiers of attempts.
type Dossiers interface {
	// Write writes the dossier of a target's attempts over a span of days and
	// enters it in the ledger. A target or span without attempts is an input error.
	Write(ctx context.Context, target string, span observatory.Span, to io.Writer) error
	// Verify checks a dossier. A file that is no dossier is an input error.
	Verify(ctx context.Context, file io.Reader) (Verified, error)
}

// Verified is what a verification found.
type Verified struct {
	Altered    string // what does not hold, empty in a dossier that is whole
	Target     string
	From, To   string
	Files      int
	Attempts   int
	Proofs     int // attempts proved in the ledger one by one
	Deleted    int // attempts whose captures a rule of retention deleted
	Lines      []string
	Origin     string // name of the ledger
	Key        string // fingerprint of the key that verified
	Own        bool   // that key is this instance's
	Simulation bool
}

// dossierMost is the largest dossier that is verified from the page.
const dossierMost = 2 << 30

type dossiersPage struct {
	deskPage

	Targets  []option
	From, To string
	Fault    string
	Found    *Verified
	Summary  string
}

func (s *site) dossiersPage(r *http.Request) dossiersPage {
	today := observatory.DateOf(s.Now(), s.zone)
	data := dossiersPage{deskPage: s.deskPage(r, "Dossiers de preuve"), From: (today - figuresDays).String(), To: today.String()}
	for _, t := range s.Targets {
		data.Targets = append(data.Targets, option{t.ID, s.words.Typeset(t.Name) + " – " + t.ID, false})
	}
	return data
}

// dossiers serves the page to make and to verify evidence dossiers.
func (s *site) dossiers(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, http.StatusOK, "dossiers", s.dossiersPage(r))
}

// dossier sends the dossier of a target over some days.
func (s *site) dossier(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	from, err := observatory.ParseDate(query.Get("du"))
	to, err2 := observatory.ParseDate(query.Get("au"))
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if !from.Known() || !to.Known() || to < from {
		return observatory.InputErrorf("donnez un premier et un dernier jour, le dernier après le premier")
	}
	file(w, "vigie-dossier-"+shortDays(from, to)+".zip")
	w.Header().Set("Content-Type", "application/zip")
	return s.desk.Dossiers.Write(r.Context(), query.Get("cible"), observatory.Span{Start: from, End: to}, w)
}

func shortDays(from, to observatory.Date) string { return from.String() + "-" + to.String() }

// verifyDossier checks a dossier that a person sends. It is not kept.
func (s *site) verifyDossier(w http.ResponseWriter, r *http.Request) error {
	data, status := s.dossiersPage(r), http.StatusOK
	part, err := s.sentFile(w, r, dossierMost)
	if err != nil {
		return err
	}
	found, err := s.desk.Dossiers.Verify(r.Context(), part)
	var told pageError
	switch {
	case errors.As(err, &told) || errors.Is(err, io.ErrUnexpectedEOF):
		return refusedBody(err)
	case observatory.IsInput(err):
		status, data.Fault = http.StatusUnprocessableEntity, s.words.Typeset(err.Error())
	case err != nil:
		return err
	default:
		for i := range found.Lines {
			found.Lines[i] = s.words.Typeset(found.Lines[i])
		}
		found.Altered = s.words.Typeset(found.Altered)
		data.Found = &found
		data.Summary = s.words.Typeset(fmt.Sprintf("%d fichiers, %d tentatives, dont %d prouvées une à une au registre « %s » ; cible %s, du %s au %s",
			found.Files, found.Attempts, found.Proofs, found.Origin, found.Target, found.From, found.To))
	}
	return s.show(w, status, "dossiers", data)
}

// sentFile finds the file of a form.
func (s *site) sentFile(w http.ResponseWriter, r *http.Request, most int64) (io.Reader, error) {
	if err := s.pace(w, r, most); err != nil {
		return nil, err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, refusedBody(err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, pageError{http.StatusBadRequest, "Fichier manquant", "Choisissez un fichier avant d’envoyer."}
		}
		if err != nil {
			return nil, refusedBody(err)
		}
		if part.FormName() == "fichier" && part.FileName() != "" {
			return part, nil
		}
	}
}
