package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

// certificate is what the ledger's leaf of an erasure is an HMAC of.
type certificate struct {
	Erasure observatory.ID       `json:"erasure"`
	Asked   time.Time            `json:"asked"`
	Gone    time.Time            `json:"gone"` // when the database had removed the bytes
	Reason  string               `json:"reason"`
	Cases   []string             `json:"cases"` // HMAC of each case's id, under the certificate's key
	Events  int64                `json:"events"`
	Imports []store.ErasedImport `json:"imports"`
	Beside  int                  `json:"beside,omitempty"` // other sealed files of the association that were deleted
	Left    []string             `json:"left,omitempty"`   // folders beside Vigie that an erasure cannot reach
	Version string               `json:"version"`
}

// certifyErasure writes the certificate, the ledger's leaf, and last the note
// that all is done. The key of the leaf is in the certificate alone: the
// instance forgets it, and the leaf then says nothing of anybody.
func (a *app) certifyErasure(ctx context.Context, e *privacy.Erasure, plan store.ErasurePlan) (string, error) {
	if e.State == privacy.ErasurePlanned {
		if err := a.makeCertificate(e, plan); err != nil {
			return "", err
		}
	}
	var line bytes.Buffer // the list is written with indents, the leaf is of one line
	if err := json.Compact(&line, e.Certificate); err != nil {
		return "", fmt.Errorf("certificate of erasure %s: %w", e.ID, err)
	}
	e.Certificate = line.Bytes()
	var c certificate
	if err := json.Unmarshal(e.Certificate, &c); err != nil {
		return "", fmt.Errorf("certificate of erasure %s: %w", e.ID, err)
	}
	leaf, err := evidence.DeletionLeaf(e.LeafKey, e.ID, c.Gone, string(e.Certificate))
	if err != nil {
		return "", err
	}
	index, err := a.ledger.Append(ctx, leaf)
	if err != nil {
		return "", err
	}
	path, err := a.erasures.PutCertificate(e.ID, []byte(certificateText(e, c, index, string(leaf.ContentHash))))
	if err != nil {
		return "", err
	}
	e.State, e.Done, e.LeafKey, e.Persons, e.Plan = privacy.ErasureDone, a.recordedAt(), nil, nil, nil
	return path, a.erasures.Save(e)
}

func (a *app) makeCertificate(e *privacy.Erasure, plan store.ErasurePlan) error {
	cases, err := a.erasures.Cases(e)
	if err != nil {
		return err
	}
	e.LeafKey = make([]byte, sha256.Size)
	if _, err := rand.Read(e.LeafKey); err != nil {
		return fmt.Errorf("key of the certificate: %w", err)
	}
	c := certificate{
		Erasure: e.ID, Asked: e.Asked, Gone: a.recordedAt(), Reason: e.Reason, Imports: plan.Imports, Beside: len(plan.Beside),
		Left: a.leftBehind(), Version: version,
	}
	for _, id := range cases {
		mac := hmac.New(sha256.New, e.LeafKey)
		mac.Write(id[:])
		c.Cases = append(c.Cases, hex.EncodeToString(mac.Sum(nil)))
	}
	for _, group := range plan.Erasures {
		c.Events += group.Events
	}
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("certificate of erasure: %w", err)
	}
	e.Certificate, e.State = text, privacy.ErasureCertified
	return a.erasures.Save(e)
}

// certificateText is what the person gets: sentences, then what proves them.
func certificateText(e *privacy.Erasure, c certificate, index int64, hash string) string {
	const layout = "02/01/2006 15:04:05 MST"
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	say("CERTIFICAT D'EFFACEMENT")
	say("Effacement %s, demandé le %s (%s), achevé le %s.", e.ID, c.Asked.Format(layout), reasonText(c.Reason), c.Gone.Format(layout))
	say("")
	say("Ce qui a disparu : %s, %s, la clé, les textes et l'identité gardés au coffre.",
		plural(len(c.Cases), "cas", "cas"), plural(c.Events, "évènement", "évènements"))
	say("La base de données a retiré les octets du disque avant que ce certificat soit écrit : aucune partie inactive, aucune note de mutation ne restait.")
	for _, i := range c.Imports {
		rows, sealed := plural(i.Erased, "évènement effacé", "évènements effacés"), "le fichier scellé était déjà supprimé"
		if i.Messages > 0 {
			rows, sealed = plural(i.Messages, "message effacé", "messages effacés"), "le texte n'était gardé qu'au coffre"
		}
		if i.Sealed != "" {
			sealed = "fichier scellé " + string(i.Sealed) + " supprimé"
		}
		say("Import %s : %s ; %s. Sa racine au registre (%s) compte encore ces lignes et ne peut plus être recalculée depuis la base.",
			i.Import, rows, sealed, i.Root)
	}
	if c.Beside > 0 {
		say("Aussi supprimés : les autres fichiers que l'association a envoyés et qui étaient gardés scellés (%d), où le cas pouvait se trouver sans que la base le dise.", c.Beside)
	}
	if len(c.Left) > 0 {
		say("Ce que Vigie n'efface pas : les fichiers d'origine que l'association garde (dossiers %s de ses dépôts surveillés).", strings.Join(c.Left, ", "))
	}
	say("Les sauvegardes gardent le cas jusqu'à leur propre fin ; une sauvegarde restaurée l'efface de nouveau au démarrage.")
	say("")
	say("Preuve : ligne %d du registre, empreinte %s.", index+1, hash)
	say("Cette empreinte est le HMAC-SHA-256, sous la clé ci-dessous, de la ligne JSON ci-dessous. L'instance n'a pas gardé la clé.")
	say("clé : %s", hex.EncodeToString(e.LeafKey))
	say("%s", e.Certificate)
	return out.String()
}

func reasonText(reason string) string {
	switch reason {
	case reasonRequest:
		return "à la demande de la personne"
	case reasonConsent:
		return "consentement retiré"
	case reasonRetention:
		return "durée de conservation passée"
	}
	return reason
}
