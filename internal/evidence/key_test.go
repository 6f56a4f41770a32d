package evidence_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/transparency-dev/formats/log"
	formats "github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

func newKey(t *testing.T, origin string) *evidence.Key {
	t.Helper()
	key, err := evidence.CreateKey(filepath.Join(t.TempDir(), "key"), origin)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := evidence.LoadKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("LoadKey of nothing = %v; want ErrNotExist", err)
	}
	made, err := evidence.LoadOrCreateKey(path, "vigie.example.org/registre")
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := evidence.LoadOrCreateKey(path, "another")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made.Public(), loaded.Public()); diff != "" {
		t.Errorf("loaded key (-made +loaded):\n%s", diff)
	}
	if _, err := evidence.CreateKey(path, ""); !errors.Is(err, fs.ErrExist) {
		t.Errorf("CreateKey over a key = %v; want ErrExist", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.LoadKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("LoadKey of a readable key = %v; want a refusal", err)
	}
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("nothing"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.LoadKey(path); err == nil {
		t.Error("LoadKey of a text = nil error")
	}
	for _, bad := range []string{"with blank", "with+plus", "accentué", "a,b"} {
		if _, err := evidence.CreateKey(filepath.Join(t.TempDir(), "key"), bad); err == nil {
			t.Errorf("CreateKey with origin %q = nil error", bad)
		}
	}
}

func TestPublicKeyForms(t *testing.T) {
	public := newKey(t, "").Public()
	if !strings.HasPrefix(public.Name, "vigie/") {
		t.Errorf("default origin = %q; want vigie/...", public.Name)
	}
	for _, tc := range []struct{ name, text string }{
		{"whole file", public.Text()},
		{"note line", strings.Split(public.Text(), "\n")[0]},
		{"ssh line", strings.Split(public.Text(), "\n")[1]},
		{"allowed_signers", public.AllowedSigners()},
		{"after a comment", "# key of the instance\r\n\r\n" + public.Text()},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := evidence.ParsePublicKey(tc.text)
			if diff := cmp.Diff(public, got); diff != "" || err != nil {
				t.Errorf("ParsePublicKey: %v (-want +got):\n%s", err, diff)
			}
		})
	}
	for _, bad := range []string{"", "x", "ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQA= x", "a+b+c"} {
		if _, err := evidence.ParsePublicKey(bad); !observatory.IsInput(err) {
			t.Errorf("ParsePublicKey(%q) = %v; want an input error", bad, err)
		}
	}
}

func TestSignature(t *testing.T) {
	key, other := newKey(t, "a"), newKey(t, "b")
	signature, err := key.Sign([]byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := key.Sign([]byte("text"))
	if err != nil || !bytes.Equal(signature, again) {
		t.Errorf("a second signature differs (%v)", err)
	}
	if err := key.Public().Verify([]byte("text"), signature); err != nil {
		t.Errorf("Verify: %v", err)
	}
	for _, tc := range []struct {
		name      string
		key       evidence.PublicKey
		data      string
		signature []byte
	}{
		{"other text", key.Public(), "texT", signature},
		{"other key", other.Public(), "text", signature},
		{"no signature", key.Public(), "text", nil},
	} {
		if err := tc.key.Verify([]byte(tc.data), tc.signature); !errors.Is(err, evidence.ErrSignature) {
			t.Errorf("%s: Verify = %v; want ErrSignature", tc.name, err)
		}
	}
	if signer, err := evidence.SignerOf(signature); err != nil || signer != key.Public().Fingerprint() {
		t.Errorf("SignerOf = %s, %v; want %s", signer, err, key.Public().Fingerprint())
	}
}

// TestSignatureByOpenSSH has the stock tool verify our signature and refuse a
// changed text, and print our fingerprint.
func TestSignatureByOpenSSH(t *testing.T) {
	tool, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not here")
	}
	key := newKey(t, "vigie.example.org/registre")
	dir := t.TempDir()
	signature, err := key.Sign([]byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	signers, sig, public := filepath.Join(dir, "allowed_signers"), filepath.Join(dir, "sig"), filepath.Join(dir, "key.pub")
	err = errors.Join(os.WriteFile(signers, []byte(key.Public().AllowedSigners()), 0o600),
		os.WriteFile(sig, signature, 0o600),
		os.WriteFile(public, []byte(strings.Split(key.Public().Text(), "\n")[1]), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		text string
		good bool
	}{{"text", true}, {"texT", false}} {
		verify := exec.CommandContext(t.Context(), tool, "-Y", "verify", "-f", signers, "-I", key.Public().Name, "-n", evidence.Namespace, "-s", sig)
		verify.Stdin = strings.NewReader(tc.text)
		if out, err := verify.CombinedOutput(); (err == nil) != tc.good {
			t.Errorf("ssh-keygen on %q: %v\n%s", tc.text, err, out)
		}
	}
	out, err := exec.CommandContext(t.Context(), tool, "-l", "-f", public).Output()
	if err != nil || !strings.Contains(string(out), key.Public().Fingerprint()) {
		t.Errorf("ssh-keygen -l = %q, %v; want %s", out, err, key.Public().Fingerprint())
	}
}

// TestCheckpointAndProofByTheirLibrary reads our files with the C2SP formats
// library, which is not the code that wrote them.
func TestCheckpointAndProofByTheirLibrary(t *testing.T) {
	key := newKey(t, "vigie.example.org/registre")
	ledger := openLedger(t, t.TempDir())
	appendLeaves(t, ledger, 0, 7)
	head, err := ledger.Head()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Checkpoint(head)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(strings.Split(key.Public().Text(), "\n")[0])
	if err != nil {
		t.Fatal(err)
	}
	theirs, _, _, err := log.ParseCheckpoint(signed, key.Public().Name, verifier)
	if err != nil || theirs.Size != 7 || !bytes.Equal(theirs.Hash, head.Root[:]) {
		t.Errorf("ParseCheckpoint = %+v, %v; want 7 leaves, root %s", theirs, err, head.Root)
	}
	made := proofOf(t, ledger, 4, signed)
	var read formats.TLogProof
	if err := read.Unmarshal(made.Bytes()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(made.Bytes()), string(read.Marshal())); diff != "" {
		t.Errorf("proof written by their library (-ours +theirs):\n%s", diff)
	}
}

func proofOf(t *testing.T, ledger *evidence.Ledger, index int64, checkpoint []byte) evidence.Proof {
	t.Helper()
	head, err := ledger.Head()
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := ledger.Leaf(index)
	if err != nil {
		t.Fatal(err)
	}
	path, err := ledger.Inclusion(index, head.Size)
	if err != nil {
		t.Fatal(err)
	}
	return evidence.Proof{Leaf: leaf, Index: index, Path: path, Checkpoint: checkpoint}
}

func TestProofRoundTripAndForgeries(t *testing.T) {
	key, other := newKey(t, "vigie/1"), newKey(t, "vigie/1")
	ledger := openLedger(t, t.TempDir())
	appendLeaves(t, ledger, 0, 7)
	head, err := ledger.Head()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Checkpoint(head)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Checkpoint(head)
	if err != nil {
		t.Fatal(err)
	}
	made := proofOf(t, ledger, 4, signed)
	read, err := evidence.ParseProof(made.Bytes())
	if diff := cmp.Diff(made, read); diff != "" || err != nil {
		t.Fatalf("ParseProof: %v (-want +got):\n%s", err, diff)
	}
	if got, err := read.Verify(key.Public()); err != nil || got != head {
		t.Errorf("Verify = %v, %v; want %v", got, err, head)
	}
	for _, tc := range []struct {
		name  string
		forge func(p *evidence.Proof)
		want  error
	}{
		{"other leaf", func(p *evidence.Proof) { p.Leaf = append([]byte{}, p.Leaf...); p.Leaf[20] ^= 1 }, evidence.ErrProof},
		{"other index", func(p *evidence.Proof) { p.Index = 3 }, evidence.ErrProof},
		{"index beyond", func(p *evidence.Proof) { p.Index = 7 }, evidence.ErrProof},
		{"short path", func(p *evidence.Proof) { p.Path = p.Path[1:] }, evidence.ErrProof},
		{"other size", func(p *evidence.Proof) {
			p.Checkpoint = bytes.Replace(p.Checkpoint, []byte("\n7\n"), []byte("\n8\n"), 1)
		}, evidence.ErrSignature},
		{"other key of the same name", func(p *evidence.Proof) { p.Checkpoint = foreign }, evidence.ErrSignature},
		{"no checkpoint", func(p *evidence.Proof) { p.Checkpoint = nil }, evidence.ErrSignature},
	} {
		t.Run(tc.name, func(t *testing.T) {
			forged := made
			tc.forge(&forged)
			if _, err := forged.Verify(key.Public()); !errors.Is(err, tc.want) {
				t.Errorf("Verify = %v; want %v", err, tc.want)
			}
		})
	}
}
