package main

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

type eraseCmd struct {
	configured

	Case        string `arg:"" help:"Identifiant du cas (UUID), ou référence du dossier dans l'association (avec --association)."`
	Association string `help:"Code de l'association, si le dossier est donné par sa référence."`
	Reason      string `help:"Motif : request (demande de la personne) ou consent (consentement retiré)." enum:"request,consent" default:"request"`
	Account     string `help:"Nécessaire : compte de qui efface, d'administration, ou de relecture de l'association du cas."`
}

// Run erases a case, waits until the database has removed its bytes, and says
// where the certificate is.
func (cmd eraseCmd) Run(con *console) error {
	if strings.TrimSpace(cmd.Account) == "" {
		return observatory.InputErrorf("dites qui efface : --account COMPTE, un compte d'administration ou de relecture de l'association du cas (« vigie account list » les montre). Rien n'a été effacé")
	}
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		id, err := a.caseID(cmd.Case, cmd.Association)
		if err != nil {
			return err
		}
		if _, err := observatory.ParseID(cmd.Case); err == nil {
			cmd.Association = "" // it says nothing of an id
		}
		by, err := a.mayErase(ctx, cmd.Account, id, cmd.Association)
		if err != nil {
			return err
		}
		path, err := a.eraseCases(ctx, cmd.Reason, by.ID.String(), []observatory.ID{id})
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Cas effacé, et avec lui tous les fichiers de son association qui étaient gardés scellés : ce qui n'en était pas encore importé est à envoyer de nouveau.\nCertificat : %s\nRemettez-le à la personne ou à l'association, puis supprimez-le d'ici : il porte la clé qui relie l'effacement au registre, et Vigie ne la garde pas ailleurs.\n", path)
		return nil
	})
}

// mayErase gives the account of a person who may erase a case: who runs the
// instance, or a reviewer of the association that told of the case, which is given
// when the case's id was made of its reference there.
func (a *app) mayErase(ctx context.Context, name string, id observatory.ID, association string) (access.Account, error) {
	by, err := a.activeAccount(ctx, name)
	if err != nil || by.Role.May(access.Administer) {
		return by, err
	}
	if by.Role.May(access.Review) {
		known, err := a.store.KnownCases(ctx, by.Association, []observatory.ID{id}, a.cfg.Simulation)
		if err != nil || len(known) > 0 || by.Association == association {
			return by, err
		}
	}
	return access.Account{}, observatory.InputErrorf("le compte « %s » (%s) ne peut pas effacer ce cas : il faut un compte d'administration, ou de relecture de l'association du cas. Rien n'a été effacé", by.Name, by.Role.French())
}
