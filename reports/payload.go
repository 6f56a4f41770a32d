package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// Names of the payload files.
const (
	pageName        = payloadDir + "chronologie.html"
	sheetName       = payloadDir + "chronologie.csv"
	rowsName        = payloadDir + "attempts.jsonl"
	environmentName = payloadDir + "environnement.json"
	captureDir      = payloadDir + "captures/"
)

const (
	checkpointName = proofDir + "checkpoint.txt"
	signatureName  = signatureDir + tagManifestName + ".sig"
	signersName    = signatureDir + "allowed_signers"
	publicKeyName  = signatureDir + "cle-publique.txt"
)

// writePayload writes the payload and gives the number of captures.
func (d Dossier) writePayload(ctx context.Context, b *bag, c *content) (int, error) {
	page, err := d.page(c)
	if err != nil {
		return 0, err
	}
	sheet, err := chronologySheet(c.entries)
	if err != nil {
		return 0, err
	}
	environment, err := json.MarshalIndent(d.environment(), "", "  ")
	if err != nil {
		return 0, err
	}
	rows := append(bytes.Join(c.rows, []byte("\n")), '\n')
	for _, file := range []struct {
		name string
		data []byte
	}{{pageName, page}, {sheetName, sheet}, {rowsName, rows}, {environmentName, append(environment, '\n')}} {
		if err := b.add(file.name, file.data); err != nil {
			return 0, err
		}
	}
	captures := 0
	for i := range c.entries {
		for _, capture := range c.entries[i].Captures {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			if err := d.copyCapture(b, capture); err != nil {
				return 0, err
			}
			if err := d.addStamped(b, &c.entries[i].Attempt, capture); err != nil {
				return 0, err
			}
			captures++
		}
	}
	return captures, nil
}

// copyCapture adds one evidence file, reading it against its hash.
func (d Dossier) copyCapture(b *bag, capture capture) error {
	file, err := d.Files.Open(capture.Hash)
	if err != nil {
		return err
	}
	defer file.Close()
	digest := sha256.New()
	if err := b.copy(capture.Name, io.TeeReader(file, digest)); err != nil {
		return err
	}
	if hex.EncodeToString(digest.Sum(nil)) != string(capture.Hash) {
		return fmt.Errorf("%w : le contenu de la pièce %s a changé", evidence.ErrAltered, capture.Hash)
	}
	return nil
}

// environment is the content of environnement.json.
func (d Dossier) environment() map[string]any {
	return map[string]any{
		"simulation":  d.Window.Simulation,
		"made_at":     d.At.UTC().Truncate(time.Millisecond),
		"horizon":     d.Window.Horizon.UTC(),
		"from":        d.Window.From,
		"to":          d.Window.To,
		"instance":    d.Instance,
		"target":      d.Target,
		"environment": append([]Fact{}, d.Environment...),
	}
}

// seal writes the tag files, the signature over the tagmanifest and the proofs,
// and gives the hash of the tagmanifest.
func (d Dossier) seal(b *bag, c *content) (observatory.Hash, error) {
	if err := b.add(declarationName, []byte(declaration)); err != nil {
		return "", err
	}
	if err := b.add(infoName, d.bagInfo(b)); err != nil {
		return "", err
	}
	if err := b.add(manifestName, b.manifest(inPayload)); err != nil {
		return "", err
	}
	tags := b.manifest(inTagManifest)
	if err := b.add(tagManifestName, tags); err != nil {
		return "", err
	}
	signature, err := d.Key.Sign(tags)
	if err != nil {
		return "", err
	}
	public := d.Key.Public()
	err = b.add(signatureName, signature)
	if err == nil {
		err = b.add(signersName, []byte(public.AllowedSigners()))
	}
	if err == nil {
		err = b.add(publicKeyName, []byte(public.Text()))
	}
	if err == nil {
		err = b.add(checkpointName, c.checkpoint)
	}
	if err != nil {
		return "", err
	}
	for i := range c.entries {
		if err := addProof(b, proofName(i), c.proofs, i); err != nil {
			return "", err
		}
		if err := addProof(b, deletionName(i), c.deletions, i); err != nil {
			return "", err
		}
	}
	return observatory.Hash(sha256Hex(tags)), b.zip.Close()
}

func addProof(b *bag, name string, proofs map[int]evidence.Proof, i int) error {
	proof, found := proofs[i]
	if !found {
		return nil
	}
	return b.add(name, proof.Bytes())
}

// proofName is the file of the proof of the i-th attempt, counted from 0.
func proofName(i int) string { return fmt.Sprintf("%s%04d.tlog-proof", proofDir, i+1) }

// bagInfo writes bag-info.txt (RFC 8493, 2.2.2).
func (d Dossier) bagInfo(b *bag) []byte {
	var out bytes.Buffer
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&out, "%s: %s\n", label, oneLine(value))
		}
	}
	line("Bagging-Date", observatory.DateOf(d.At, time.UTC).String())
	line("Payload-Oxum", fmt.Sprintf("%d.%d", b.payload.bytes, b.payload.files))
	line("Source-Organization", d.Instance)
	line("External-Description", fmt.Sprintf("Dossier de preuves, cible %s (%s), du %s au %s",
		d.Target.ID, d.Target.Name, d.Window.From, d.Window.To))
	line("Vigie-Dossier", "1")
	line("Vigie-Target", d.Target.ID)
	line("Vigie-From", d.Window.From.String())
	line("Vigie-To", d.Window.To.String())
	line("Vigie-Made-At", d.At.UTC().Format(time.RFC3339Nano))
	if d.Window.Simulation {
		line("Vigie-Simulation", "SIMULATION : ces relevés ne viennent pas du portail réel")
	}
	return out.Bytes()
}

// oneLine makes a text fit on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
