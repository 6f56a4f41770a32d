package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

type accountCmd struct {
	Add      accountAddCmd      `cmd:"" help:"Ajoute un compte et affiche son mot de passe, une fois."`
	List     accountListCmd     `cmd:"" help:"Liste les comptes."`
	Disable  accountDisableCmd  `cmd:"" help:"Désactive un compte ; ses sessions finissent."`
	Enable   accountEnableCmd   `cmd:"" help:"Réactive un compte."`
	Role     accountRoleCmd     `cmd:"" help:"Change le rôle d'un compte ; ses sessions finissent."`
	Password accountPasswordCmd `cmd:"" help:"Donne un autre mot de passe à un compte ; ses sessions finissent."`
}

// secret is where a password comes from: a file, the input, or chance.
type secret struct {
	PasswordFile string `help:"Fichier dont la première ligne est le mot de passe ; « - » : l'entrée. Sans lui, il est tiré au hasard et affiché." placeholder:"FICHIER"`
}

func (s secret) read() (password string, drawn bool, err error) {
	if s.PasswordFile == "" {
		return access.GeneratePassword(), true, nil
	}
	var input io.Reader = os.Stdin
	if s.PasswordFile != "-" {
		file, err := os.Open(s.PasswordFile)
		if err != nil {
			return "", false, observatory.InputErrorf("mot de passe : %w", err)
		}
		defer file.Close()
		input = file
	}
	text, err := io.ReadAll(io.LimitReader(input, 4096))
	if err != nil {
		return "", false, observatory.InputErrorf("mot de passe : %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), false, nil
}

type accountAddCmd struct {
	configured
	secret
	Name        string      `arg:"" help:"Nom pour se connecter : une adresse électronique ou un mot."`
	Role        access.Role `help:"contributor, reviewer, analyst, ddd, litigator ou administrator." required:""`
	Association string      `help:"Code de l'association (contributor, reviewer)."`
}

// Run makes the account.
func (cmd accountAddCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, cfg config, state *access.State) error {
		password, drawn, err := cmd.read()
		if err != nil {
			return err
		}
		made, err := state.AddAccount(ctx, access.NewAccount{
			Name: cmd.Name, Role: cmd.Role, Association: cmd.Association, Password: password, Simulation: cfg.Simulation,
		}, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "Compte %s ajouté (%s%s).\n", made.Name, made.Role.French(), wrapped(", association ", made.Association, ""))
		showPassword(con, password, drawn)
		return nil
	})
}

func showPassword(con *console, password string, drawn bool) {
	if drawn {
		fmt.Fprintf(con.out, "Mot de passe : %s\nIl n'est gardé nulle part : transmettez-le maintenant, autrement que par le nom du compte.\n", password)
	}
}

type accountListCmd struct{ configured }

// Run lists the accounts.
func (cmd accountListCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		all, err := state.Accounts(ctx)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "NOM\tRÔLE\tASSOCIATION\tÉTAT\tDERNIÈRE CONNEXION\tIDENTIFIANT")
		for _, a := range all {
			state := "actif"
			if a.Disabled {
				state = "désactivé"
			}
			if a.Simulation {
				state += " (simulation)"
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Name, a.Role, a.Association, state, day(a.SignedIn, "jamais"), a.ID)
		}
		return out.Flush()
	})
}

// day writes the civil day of Paris of an instant, or another word for none.
func day(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return observatory.DateOf(t, paris()).String()
}

type accountDisableCmd struct {
	configured
	Name string `arg:"" help:"Nom du compte."`
}

// Run disables the account.
func (cmd accountDisableCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		if err := state.SetDisabled(ctx, cmd.Name, true); err != nil {
			return err
		}
		_, err := fmt.Fprintln(con.out, "Compte désactivé ; ses sessions sont finies.")
		return err
	})
}

type accountEnableCmd struct {
	configured
	Name string `arg:"" help:"Nom du compte."`
}

// Run enables the account again.
func (cmd accountEnableCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		if err := state.SetDisabled(ctx, cmd.Name, false); err != nil {
			return err
		}
		_, err := fmt.Fprintln(con.out, "Compte réactivé.")
		return err
	})
}

type accountRoleCmd struct {
	configured
	Name        string      `arg:"" help:"Nom du compte."`
	Role        access.Role `arg:"" help:"contributor, reviewer, analyst, ddd, litigator ou administrator."`
	Association string      `help:"Code de l'association (contributor, reviewer)."`
}

// Run changes the role.
func (cmd accountRoleCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		if err := state.SetRole(ctx, cmd.Name, cmd.Role, cmd.Association); err != nil {
			return err
		}
		_, err := fmt.Fprintf(con.out, "Rôle changé : %s. Les sessions du compte sont finies.\n", cmd.Role.French())
		return err
	})
}

type accountPasswordCmd struct {
	configured
	secret
	Name string `arg:"" help:"Nom du compte."`
}

// Run gives the account another password.
func (cmd accountPasswordCmd) Run(con *console) error {
	return cmd.state(con, func(ctx context.Context, _ config, state *access.State) error {
		password, drawn, err := cmd.read()
		if err != nil {
			return err
		}
		if err := state.SetPassword(ctx, cmd.Name, password); err != nil {
			return err
		}
		fmt.Fprintln(con.out, "Mot de passe changé ; les sessions du compte sont finies.")
		showPassword(con, password, drawn)
		return nil
	})
}
