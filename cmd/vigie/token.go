package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Ajoute un jeton et l'affiche, une fois."`
	List   tokenListCmd   `cmd:"" help:"Liste les jetons."`
	Revoke tokenRevokeCmd `cmd:"" help:"Révoque un jeton, tout de suite."`
}

type tokenAddCmd struct {
	configured
	Association string `arg:"" help:"Code de l'association."`
	Label       string `help:"À quoi il sert."`
	Days        int    `help:"Jours de validité ; 0 : sans fin." default:"365"`
}

// Run makes the token.
func (cmd tokenAddCmd) Run(con *console) error {
	if cmd.Days < 0 || cmd.Days > 3650 {
		return observatory.InputErrorf("--days : de 0 à 3650")
	}
	return cmd.state(con, func(ctx context.Context, cfg config, state *access.State) error {
		made, text, err := state.AddToken(ctx, cmd.Association, cmd.Label, time.Duration(cmd.Days)*24*time.Hour, cfg.Simulation, time.Now())
		if err != nil {
			return err
		}
		until := "sans fin"
		if !made.Expires.IsZero() {
			until = "jusqu'au " + day(made.Expires, "")
		}
		fmt.Fprintf(con.out, "Jeton de l'association %s, valable %s :\n%s\nIl n'est gardé nulle part : copiez-le maintenant. Pour le révoquer : vigie token revoke %s\n",
			made.Association, until, text, made.ID)
		return nil
	})
}

type tokenListCmd struct{ configured }

// Run lists the tokens.
func (cmd tokenListCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		all, err := state.Tokens(ctx)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "ASSOCIATION\tLIBELLÉ\tÉTAT\tCRÉÉ\tFIN\tDERNIER USAGE\tIDENTIFIANT")
		for _, t := range all {
			state := "en vigueur"
			switch {
			case !t.Revoked.IsZero():
				state = "révoqué"
			case !t.Expires.IsZero() && time.Now().After(t.Expires):
				state = "expiré"
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.Association, t.Label, state, day(t.Created, ""), day(t.Expires, "aucune"), day(t.Used, "jamais"), t.ID)
		}
		return out.Flush()
	})
}

type tokenRevokeCmd struct {
	configured
	ID string `arg:"" help:"Identifiant du jeton (vigie token list)."`
}

// Run revokes the token.
func (cmd tokenRevokeCmd) Run(con *console) error {
	id, err := observatory.ParseID(cmd.ID)
	if err != nil {
		return err
	}
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		if err := state.RevokeToken(ctx, id, time.Now()); err != nil {
			return err
		}
		_, err := fmt.Fprintln(con.out, "Jeton révoqué.")
		return err
	})
}
