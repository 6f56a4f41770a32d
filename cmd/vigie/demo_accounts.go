package main

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/access"
)

// demoAssociation is the association of the demonstration's cases.
const demoAssociation = "association-simulee"

// accounts makes one account of each role, marked as simulation, with a
// password drawn for this run, and a token; it tells how to sign in with them.
func (d *demo) accounts(ctx context.Context) (string, error) {
	var told strings.Builder
	for _, g := range access.Roles() {
		if g.Role == access.Public {
			continue
		}
		n := access.NewAccount{Name: string(g.Role) + "-simulation", Role: g.Role, Password: access.GeneratePassword(), Simulation: true}
		if g.NeedsAssociated {
			n.Association = demoAssociation
		}
		if _, err := d.app.state.AddAccount(ctx, n, d.app.now()); err != nil {
			return "", err
		}
		fmt.Fprintf(&told, "      %-26s %s   (%s)\n", n.Name, n.Password, g.Name)
	}
	_, secret, err := d.app.state.AddToken(ctx, demoAssociation, "démonstration", 0, true, d.app.now())
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&told, "      jeton de l'API             %s\n", secret)
	return told.String(), nil
}
