package access

import (
	"slices"

	"vigie/internal/observatory"
)

// Role says what a person may do.
type Role string

// The seven roles.
const (
	Public        Role = "public"        // nobody signed in
	Contributor   Role = "contributor"   // caseworker of an association
	Reviewer      Role = "reviewer"      // verifies what an association's contributors sent
	Analyst       Role = "analyst"       // analysis and oversight: figures, no case
	Defender      Role = "ddd"           // Défenseur des droits
	Litigator     Role = "litigator"     // lawyer
	Administrator Role = "administrator" // runs the instance; reads no case
)

// Action is something that a route lets do.
type Action string

// The actions. A route needs exactly one.
const (
	ReadPublic Action = "read_public" // pages for everyone
	OwnAccount Action = "own_account" // one's own space: password, signing out
	Contribute Action = "contribute"  // send cases, events, proofs and files; drafts
	ReadCases  Action = "read_cases"  // cases of one's own association, each reading logged
	Withdraw   Action = "withdraw"    // withdraw an import of one's own association
	Review     Action = "review"      // say how far the verification of a case is, and read who changed what in it
	ReadLog    Action = "read_log"    // the log of readings
	// ReadFigures is reading exact figures of all cases by free filters, each reading logged.
	ReadFigures Action = "read_figures"
	// ReadConsented is reading, row by row, the cases whose consent for the role's purpose holds, each reading logged.
	ReadConsented Action = "read_consented"
	// ExportEvidence is making evidence dossiers of attempts, and verifying them.
	ExportEvidence Action = "export_evidence"
	// Administer is looking at accounts, imports, quarantine and jobs; changes are made on the command line.
	Administer Action = "administer"
)

// Grant is one row of the table of roles.
type Grant struct {
	Role            Role
	Name            string // in French
	NeedsAssociated bool   // an account of this role belongs to an association
	May             []Action
	Purpose         observatory.Purpose // of the consent that ReadConsented needs
}

// Roles is the one table of what each role may do.
func Roles() []Grant {
	return []Grant{
		{Role: Public, Name: "public", May: []Action{ReadPublic}},
		{Role: Contributor, Name: "contributeur ou contributrice", NeedsAssociated: true, May: []Action{ReadPublic, OwnAccount, Contribute, ReadCases, Withdraw}},
		{Role: Reviewer, Name: "relecteur ou relectrice", NeedsAssociated: true, May: []Action{ReadPublic, OwnAccount, Contribute, ReadCases, Withdraw, Review}},
		{Role: Analyst, Name: "analyse et contrôle", May: []Action{ReadPublic, OwnAccount, ReadFigures}},
		{Role: Defender, Name: "Défenseur des droits", May: []Action{ReadPublic, OwnAccount, ReadConsented, ExportEvidence}, Purpose: observatory.PurposeDDD},
		{Role: Litigator, Name: "avocat ou avocate", May: []Action{ReadPublic, OwnAccount, ReadConsented, ExportEvidence}, Purpose: observatory.PurposeCourt},
		{Role: Administrator, Name: "administration", May: []Action{ReadPublic, OwnAccount, ReadLog, Administer}},
	}
}

// May reports whether a role may do an action. An unknown role may do nothing.
func (r Role) May(a Action) bool { return slices.Contains(r.grant().May, a) }

// Purpose is what the cases that the role reads row by row are agreed to serve.
func (r Role) Purpose() observatory.Purpose { return r.grant().Purpose }

// French is the role's name.
func (r Role) French() string { return r.grant().Name }

func (r Role) grant() Grant {
	for _, g := range Roles() {
		if g.Role == r {
			return g
		}
	}
	return Grant{}
}

// check refuses a role that no account can have, and an association that does
// not go with it.
func (r Role) check(association string) error {
	g := r.grant()
	switch {
	case g.Role == "" || g.Role == Public:
		return observatory.InputErrorf("rôle « %s » inconnu : choisissez contributor, reviewer, analyst, ddd, litigator ou administrator", r)
	case g.NeedsAssociated && association == "":
		return observatory.InputErrorf("le rôle %s est celui d'une association : donnez son code (--association)", r)
	case !g.NeedsAssociated && association != "":
		return observatory.InputErrorf("le rôle %s n'est d'aucune association : retirez --association", r)
	}
	return nil
}
