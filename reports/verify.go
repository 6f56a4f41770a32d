package reports

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// Alteration says that a dossier is not what was signed: which file is the
// first that does not hold, by its name inside the dossier, and why.
type Alteration struct {
	File   string
	Reason string
}

// Error names the file and says why, in French.
func (a *Alteration) Error() string {
	return fmt.Sprintf("dossier altéré : %s : %s", a.File, a.Reason)
}

// Unwrap makes errors.Is(err, evidence.ErrAltered) true.
func (a *Alteration) Unwrap() error { return evidence.ErrAltered }

func altered(file, format string, args ...any) error {
	return &Alteration{File: file, Reason: fmt.Sprintf(format, args...)}
}

// Report is what a verification found in a dossier that holds.
type Report struct {
	Simulation bool     `json:"simulation"`
	Target     string   `json:"target"`
	From       string   `json:"from"`
	To         string   `json:"to"`
	MadeAt     string   `json:"made_at"`
	Attempts   int      `json:"attempts"`
	Proofs     int      `json:"proofs"`   // attempts proved in the ledger one by one
	Deleted    int      `json:"deleted"`  // attempts whose captures a rule of retention deleted, as the ledger proves
	Declared   int      `json:"declared"` // attempts declared by a person, covered by the signature only
	Files      int      `json:"files"`    // files checked
	Bytes      int64    `json:"bytes"`    // bytes of the payload
	Lines      []string `json:"lines"`    // the lines of attempts, computed again from the rows
	Origin     string   `json:"origin"`   // name of the ledger
	Head       int64    `json:"head"`     // leaves in the signed ledger
	Root       string   `json:"root"`
	Key        string   `json:"key"`         // fingerprint of the key that verified
	KeyTrusted bool     `json:"key_trusted"` // the key was given, not taken from the dossier
}

// verification is one run over one dossier.
type verification struct {
	bag    *bagReader
	key    evidence.PublicKey
	report Report
	tags   map[string]string // hash by name, from the tagmanifest
	hashes map[string]string // hash by name, from the manifest
}

// VerifyDossier checks a dossier against key, from the signature down: the
// signature over the tagmanifest, the tag files, the payload, the key files,
// then each row against its leaf and each leaf against the signed head. With a
// nil key the dossier's own key serves, and Report.KeyTrusted is false: that
// proves that the dossier is whole, not who made it.
//
// The error is an *Alteration (evidence.ErrAltered) naming the first file that
// does not hold; or, for a file that is no dossier at all, an input error.
func VerifyDossier(ctx context.Context, path string, key *evidence.PublicKey) (Report, error) {
	opened, err := openBag(path)
	if err != nil {
		return Report{}, err
	}
	defer opened.close()
	v := &verification{bag: opened}
	for _, check := range []func(context.Context) error{
		func(context.Context) error { return v.chooseKey(key) },
		v.checkSignature, v.checkTags, v.checkPayload, v.checkInfo, v.checkKeyFiles, v.checkRows,
	} {
		if err := check(ctx); err != nil {
			return Report{}, err
		}
	}
	return v.report, nil
}

func (v *verification) chooseKey(given *evidence.PublicKey) error {
	if given != nil {
		v.key, v.report.KeyTrusted = *given, true
	} else {
		text, err := v.bag.read(publicKeyName)
		if err != nil {
			return err
		}
		if v.key, err = evidence.ParsePublicKey(string(text)); err != nil {
			return altered(publicKeyName, "la clé publique est illisible")
		}
	}
	v.report.Key, v.report.Origin = v.key.Fingerprint(), v.key.Name
	return nil
}

// checkSignature verifies the signature over the tagmanifest. When it does not
// hold, the tagmanifest is to blame if it is not what the tag files make, the
// signature otherwise.
func (v *verification) checkSignature(ctx context.Context) error {
	tags, err := v.bag.read(tagManifestName)
	if err != nil {
		return err
	}
	signature, err := v.bag.read(signatureName)
	if err != nil {
		return err
	}
	signer, err := evidence.SignerOf(signature)
	if err != nil {
		return altered(signatureName, "la signature est illisible")
	}
	if signer != v.report.Key {
		return altered(signatureName, "signé par une autre clé (%s) que celle attendue (%s)", signer, v.report.Key)
	}
	if v.key.Verify(tags, signature) == nil {
		v.tags, err = parseManifest(tags)
		if err != nil {
			return altered(tagManifestName, "%v", err)
		}
		return nil
	}
	expected, err := v.bag.tagManifest(ctx)
	if err != nil {
		return err
	}
	if !bytes.Equal(expected, tags) {
		return altered(tagManifestName, "ce n’est plus le fichier qui a été signé")
	}
	return altered(signatureName, "la signature ne correspond pas à ce dossier : elle a été changée, ou tout le reste a été refait sans la clé")
}

// checkTags checks the tag files, and that no file stands outside the lists.
func (v *verification) checkTags(ctx context.Context) error {
	for _, name := range []string{readmeName, infoName, declarationName, manifestName} {
		if v.tags[name] == "" {
			return altered(tagManifestName, "il ne couvre pas %s", name)
		}
	}
	if err := v.checkHashes(ctx, v.tags, tagManifestName); err != nil {
		return err
	}
	for _, name := range v.bag.names() {
		if inTagManifest(name) && v.tags[name] == "" {
			return altered(name, "fichier ajouté : il n’est pas dans %s", tagManifestName)
		}
	}
	text, err := v.bag.read(declarationName)
	if err != nil {
		return err
	}
	if string(text) != declaration {
		return altered(declarationName, "version de BagIt inconnue")
	}
	return nil
}

// checkPayload checks every payload file, and that there is none too many.
func (v *verification) checkPayload(ctx context.Context) error {
	text, err := v.bag.read(manifestName)
	if err != nil {
		return err
	}
	if v.hashes, err = parseManifest(text); err != nil {
		return altered(manifestName, "%v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(v.hashes)) {
		if !inPayload(name) {
			return altered(manifestName, "il couvre %s, hors de %s", name, payloadDir)
		}
	}
	if err := v.checkHashes(ctx, v.hashes, manifestName); err != nil {
		return err
	}
	for _, name := range v.bag.names() {
		if inPayload(name) && v.hashes[name] == "" {
			return altered(name, "fichier ajouté : il n’est pas dans %s", manifestName)
		}
	}
	return nil
}

// checkHashes checks the files of one manifest, in the order of their names.
func (v *verification) checkHashes(ctx context.Context, hashes map[string]string, manifest string) error {
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("vérifier le dossier : %w", err)
		}
		hash, size, err := v.bag.hash(name)
		if err != nil {
			return err
		}
		if hash != hashes[name] {
			return altered(name, "son contenu n’a plus l’empreinte inscrite dans %s", manifest)
		}
		v.report.Files++
		if inPayload(name) {
			v.report.Bytes += size
		}
	}
	return nil
}

// checkInfo checks the count of the payload and reads what the dossier is.
func (v *verification) checkInfo(context.Context) error {
	text, err := v.bag.read(infoName)
	if err != nil {
		return err
	}
	labels := map[string]string{}
	for line := range strings.Lines(string(text)) {
		label, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": ")
		labels[label] = value
	}
	if oxum := fmt.Sprintf("%d.%d", v.report.Bytes, len(v.hashes)); labels["Payload-Oxum"] != oxum {
		return altered(infoName, "Payload-Oxum annonce %s et le contenu fait %s", labels["Payload-Oxum"], oxum)
	}
	if labels["Vigie-Dossier"] != "1" {
		return observatory.InputErrorf("ce dossier est d’une version inconnue (%s) : il faut un Vigie plus récent", labels["Vigie-Dossier"])
	}
	v.report.Target, v.report.From, v.report.To = labels["Vigie-Target"], labels["Vigie-From"], labels["Vigie-To"]
	v.report.MadeAt = labels["Vigie-Made-At"]
	v.report.Simulation = labels["Vigie-Simulation"] != ""
	return nil
}

// checkKeyFiles checks that the dossier's copies of the key are the key: no
// signature covers them.
func (v *verification) checkKeyFiles(context.Context) error {
	for _, file := range []struct{ name, expected string }{
		{publicKeyName, v.key.Text()}, {signersName, v.key.AllowedSigners()},
	} {
		text, err := v.bag.read(file.name)
		if err != nil {
			return err
		}
		if string(text) != file.expected {
			return altered(file.name, "ce n’est pas la clé qui a signé")
		}
		v.report.Files++
	}
	v.report.Files += 2 // the tagmanifest and its signature
	return nil
}
