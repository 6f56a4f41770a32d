package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"vigie/collectors/letters"
	"vigie/internal/access"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/texts"
)

type vaultCmd struct {
	Show vaultShowCmd `cmd:"" help:"Ouvre ce que le coffre garde d'un cas ; l'accès est inscrit au journal, avec son motif."`
}

type vaultShowCmd struct {
	configured

	Case        string `arg:"" help:"Identifiant du cas (UUID), ou sa référence dans l'association ; ou identifiant d'un message qui n'est d'aucun cas."`
	Association string `help:"Code de l'association du cas." required:""`
	Account     string `help:"Compte de qui ouvre : contribution ou relecture de cette association." required:""`
	Reason      string `help:"Motif : follow_up (suivi du dossier), review (relecture), court (recours), request (demande de la personne) ou incident." enum:"follow_up,review,court,request,incident" required:""`
	Out         string `help:"Dossier où écrire les courriels entiers, les images et les autres fichiers, en clair ; sans lui, seuls les textes sont montrés." type:"path"`
}

// Run opens the vault for a person who has a role for it and says why: the row
// of the access is written before anything is shown.
func (cmd vaultShowCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		id, err := a.caseID(cmd.Case, cmd.Association)
		if err != nil {
			return err
		}
		by, err := a.accountFor(ctx, cmd.Account, cmd.Association, access.ReadCases)
		if err != nil {
			return err
		}
		known, err := a.tells(ctx, cmd.Association, id)
		if err != nil {
			return err
		}
		if !known {
			return observatory.InputErrorf("aucun dossier « %s » dans l'association « %s » : vérifiez l'identifiant ou la référence", cmd.Case, cmd.Association)
		}
		if err := a.noteOpening(ctx, by, id, cmd.Reason); err != nil {
			return err
		}
		a.tellSimulation(con)
		pieces, err := a.vault.Pieces(id)
		if err != nil {
			return err
		}
		for n, piece := range pieces {
			if err := cmd.show(con, n+1, piece); err != nil {
				return err
			}
		}
		fmt.Fprintf(con.out, "%s au coffre ; accès inscrit au journal (%s, motif : %s).\n", plural(len(pieces), "pièce", "pièces"), by.Name, vaultReason(cmd.Reason))
		return nil
	})
}

// tells reports whether an association has told of a case, in events or in messages,
// or whether the id is that of a message of its own.
func (a *app) tells(ctx context.Context, association string, id observatory.ID) (bool, error) {
	known, err := a.store.KnownCases(ctx, association, []observatory.ID{id}, a.cfg.Simulation)
	if err != nil || len(known) > 0 || id.IsZero() {
		return len(known) > 0, err
	}
	window := observatory.Window{Simulation: a.cfg.Simulation}
	for _, filter := range []observatory.NoticeFilter{
		{Window: window, Association: association, Case: id, Newest: 1}, {Window: window, Association: association, ID: id, Newest: 1},
	} {
		for _, err := range a.store.Notices(ctx, filter) {
			return err == nil, err
		}
	}
	return false, nil
}

// vaultReason words the code of a reason.
func vaultReason(code string) string {
	return map[string]string{
		"follow_up": "suivi du dossier", "review": "relecture", "court": "recours", "request": "demande de la personne", "incident": "incident",
	}[code]
}

// noteOpening writes who opened the vault of a case, and why.
func (a *app) noteOpening(ctx context.Context, by access.Account, id observatory.ID, reason string) error {
	now := a.recordedAt()
	return a.logReading(ctx, observatory.Access{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(by.ID[:], []byte("vault"), id[:], []byte(now.Format(time.RFC3339Nano))),
			At: now, RecordedAt: now, Source: "vault", SourceVersion: version, Simulation: a.cfg.Simulation,
		},
		Account: by.ID.String(), Role: string(by.Role), Action: "vault", Object: id.String() + " " + reason,
	})
}

func (cmd vaultShowCmd) show(con *console, n int, piece privacy.Piece) error {
	if mail, ok := letters.Mail(piece.Data); ok {
		return cmd.showMail(con, n, piece, mail)
	}
	media := http.DetectContentType(piece.Data)
	if strings.HasPrefix(media, "text/") {
		fmt.Fprintf(con.out, "--- pièce %d\n%s\n", n, strings.TrimSpace(string(piece.Data)))
		return nil
	}
	if cmd.Out == "" {
		fmt.Fprintf(con.out, "--- pièce %d : %s, %d octets (--out DOSSIER l'écrit)\n", n, media, len(piece.Data))
		return nil
	}
	path, err := cmd.write(fmt.Sprintf("piece-%d", n), piece)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "--- pièce %d : %s, écrite dans %s\n", n, media, path)
	return nil
}

// showMail shows a mail as a person reads it: its texts decoded, without what would
// steer the terminal. The whole of it is written as it came.
func (cmd vaultShowCmd) showMail(con *console, n int, piece privacy.Piece, mail letters.Letter) error {
	fmt.Fprintf(con.out, "--- pièce %d : courriel\nDe : %s\nDate : %s\nObjet : %s\n\n%s\n", n, visible(mail.From),
		cmp.Or(texts.In(texts.French).Moment(mail.Sent, paris()), "inconnue"), visible(mail.Subject), strings.TrimSpace(visible(mail.Text)))
	for _, note := range mail.Notes {
		fmt.Fprintf(con.out, "%s\n", sentence(note))
	}
	if cmd.Out != "" {
		path, err := cmd.write(fmt.Sprintf("piece-%d.eml", n), piece)
		if err == nil {
			fmt.Fprintf(con.out, "--- pièce %d : courriel entier écrit dans %s\n", n, path)
		}
		return err
	}
	for _, part := range mail.Parts {
		if media := visible(part.Media); !strings.HasPrefix(media, "text/plain") && media != "message/rfc822" { // these are in the text
			fmt.Fprintf(con.out, "Pièce jointe : %s, %d octets (--out DOSSIER écrit le courriel entier)\n", media, part.Bytes)
		}
	}
	return nil
}

// visible is a text without the characters that steer a terminal.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}

// write writes a piece as it came into the folder that was asked for.
func (cmd vaultShowCmd) write(name string, piece privacy.Piece) (path string, err error) {
	if err := os.MkdirAll(cmd.Out, 0o700); err != nil {
		return "", fmt.Errorf("dossier de sortie : %w", err)
	}
	path = filepath.Join(cmd.Out, name)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", observatory.InputErrorf("%s n'est pas écrit : %w", path, err)
	}
	_, err = file.Write(piece.Data)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return path, nil
}
