package main

import (
	"context"
	"fmt"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Renouvelle la clé des pseudonymes : tous sont refaits, l'ancienne clé est détruite. « vigie serve » doit être arrêté."`
	Show   keysShowCmd   `cmd:"" help:"Dit à quelle génération en sont les clés, sans rien montrer d'elles."`
}

type keysRotateCmd struct {
	configured

	Account string `help:"Compte d'administration de qui renouvelle." required:""`
	Reason  string `help:"Motif : periodic (échéance), leak (clé perdue ou copiée) ou departure (départ d'une personne qui l'avait)." enum:"periodic,leak,departure" required:""`
	JSON    bool   `help:"Résultat en JSON."`
}

// Run exchanges the key of pseudonyms. From the first note on, a rotation is only
// finished, by this command or at the next start.
func (cmd keysRotateCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(ctx context.Context, a *app) error {
		by, err := a.accountWith(ctx, cmd.Account, access.Administer)
		if err != nil {
			return err
		}
		a.tellSimulation(con)
		done, err := a.rotateKeys(ctx, by, cmd.Reason)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return writeJSON(con, done)
		}
		var rows int64
		for _, n := range done.Rows {
			rows += n
		}
		fmt.Fprintf(con.out, "Clé des pseudonymes renouvelée (génération %d) : %s refaites ; inscrit au registre et au journal des accès.\n", done.To, plural(rows, "ligne", "lignes"))
		fmt.Fprintf(con.out, "L'ancienne clé est détruite ici. Détruisez aussi ses copies, puis refaites la copie de %s et une sauvegarde de la base : une sauvegarde d'avant ne peut plus être lue avec ces clés.\n", a.cfg.path("keys"))
		return nil
	})
}

type keysShowCmd struct {
	configured
}

// Run tells the generation of the keys.
func (cmd keysShowCmd) Run(con *console) error {
	return withApp(con, cmd.Config, func(_ context.Context, a *app) error {
		a.tellSimulation(con)
		fmt.Fprintf(con.out, "Clé des pseudonymes : génération %d.\n", a.keys.Generation())
		return nil
	})
}

// accountWith gives the account of a person who may do something that concerns
// the whole instance.
func (a *app) accountWith(ctx context.Context, name string, action access.Action) (access.Account, error) {
	account, err := a.activeAccount(ctx, name)
	if err != nil || account.Role.May(action) {
		return account, err
	}
	return access.Account{}, observatory.InputErrorf("le compte « %s » (%s) n'y est pas autorisé : il faut un compte d'administration", name, account.Role.French())
}
