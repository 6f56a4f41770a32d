package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestAccountsAndTokensFromTheCommandLine(t *testing.T) {
	unraced(t)
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	secret := write(t, "secret", "un mot de passe assez long\n")
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"a generated password is shown", []string{"account", "add", "claire@asso.example", "--role", "contributor", "--association", "asso"}, 0, "Mot de passe : "},
		{"a given one is not", []string{"account", "add", "admin", "--role", "administrator", "--password-file", secret}, 0, "Compte admin ajouté (administration)."},
		{"a name twice", []string{"account", "add", "Admin", "--role", "administrator"}, 2, "un compte porte déjà le nom"},
		{"a role that is none", []string{"account", "add", "b", "--role", "chef"}, 2, "contributor, reviewer"},
		{"no association", []string{"account", "add", "b", "--role", "reviewer"}, 2, "--association"},
		{"no such password file", []string{"account", "password", "admin", "--password-file", "absent"}, 2, "absent"},
		{"another password", []string{"account", "password", "claire@asso.example"}, 0, "Mot de passe : "},
		{"another role", []string{"account", "role", "claire@asso.example", "reviewer", "--association", "asso"}, 0, "relecteur"},
		{"disabled", []string{"account", "disable", "claire@asso.example"}, 0, "désactivé"},
		{"the list", []string{"account", "list"}, 0, "désactivé (simulation)"},
		{"enabled again", []string{"account", "enable", "claire@asso.example"}, 0, "réactivé"},
		{"nobody", []string{"account", "disable", "personne"}, 2, "aucun compte"},
		{"a token", []string{"token", "add", "asso", "--label", "essai"}, 0, "vigie_"},
		{"a token for ever", []string{"token", "add", "asso", "--days", "0"}, 0, "sans fin"},
		{"a token of too many days", []string{"token", "add", "asso", "--days", "9999"}, 2, "--days"},
		{"a token's id that is none", []string{"token", "revoke", "x"}, 2, "identifiant"},
	} {
		stdout, stderr, code := vigie(t, append(c.args, "--config", config)...)
		if code != c.code || !strings.Contains(stdout+stderr, c.want) {
			t.Errorf("%s: code %d, want %d with %q:\n%s%s", c.name, code, c.code, c.want, stdout, stderr)
		}
	}
	stdout, _, _ := vigie(t, "token", "list", "--config", config)
	id := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).FindString(stdout)
	if strings.Contains(stdout, "vigie_") || id == "" {
		t.Fatalf("the list of tokens: %s", stdout)
	}
	if stdout, stderr, code := vigie(t, "token", "revoke", id, "--config", config); code != 0 {
		t.Errorf("revoke: %s%s", stdout, stderr)
	}
	if stdout, _, _ = vigie(t, "token", "list", "--config", config); !strings.Contains(stdout, "révoqué") {
		t.Errorf("the list of tokens: %s", stdout)
	}
}
