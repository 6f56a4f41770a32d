package evidence

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
	"golang.org/x/mod/sumdb/note"
)

// Namespace is the namespace of the detached signatures, in the sense of
// ssh-keygen -Y (PROTOCOL.sshsig of OpenSSH).
const Namespace = "dossier@vigie"

const (
	algorithmEd25519 = 1 // of a note key
	defaultOrigin    = "vigie/"
)

// ErrSignature says that a signature does not verify under the key given.
var ErrSignature = errors.New("signature non valable")

// Key is the instance's Ed25519 key: it signs tree heads and dossiers. Its name
// is the ledger's origin, as in C2SP checkpoints.
type Key struct {
	name    string
	private ed25519.PrivateKey
}

// PublicKey is what a verifier needs: the origin of the ledger and the key.
type PublicKey struct {
	Name string
	Key  ed25519.PublicKey
}

// CreateKey makes a key and writes it to path, readable by its owner only. It
// never overwrites a file. origin is the name of the ledger, such as
// "vigie.example.org/registre"; when empty, one is made from the key.
func CreateKey(path, origin string) (*Key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("créer la clé de signature : %w", err)
	}
	if origin == "" {
		sum := sha256.Sum256(public)
		origin = defaultOrigin + hex.EncodeToString(sum[:4])
	}
	if !validOrigin(origin) {
		return nil, fmt.Errorf("créer la clé de signature : nom « %s » refusé : ni blanc ni « + »", origin)
	}
	key := &Key{name: origin, private: private}
	if err := writeSecret(path, key.text()); err != nil {
		return nil, fmt.Errorf("créer la clé de signature : %w", err)
	}
	return key, nil
}

// LoadKey reads a key that CreateKey wrote. The error is fs.ErrNotExist when
// there is no such file, and an error about its rights when others may read it.
func LoadKey(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("lire la clé de signature : %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("lire la clé de signature : %s est lisible par d’autres : chmod 600", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("lire la clé de signature : %w", err)
	}
	return parseKey(strings.TrimSpace(string(text)))
}

// LoadOrCreateKey loads the key at path, or makes it when there is none.
func LoadOrCreateKey(path, origin string) (*Key, error) {
	key, err := LoadKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		return CreateKey(path, origin)
	}
	return key, err
}

// Public gives the public half.
func (k *Key) Public() PublicKey {
	return PublicKey{Name: k.name, Key: k.private.Public().(ed25519.PublicKey)}
}

// Checkpoint signs a tree head as a C2SP checkpoint (tlog-checkpoint): origin,
// size, root, blank line, signature.
func (k *Key) Checkpoint(head Head) ([]byte, error) {
	signer, err := note.NewSigner(k.text())
	if err != nil {
		return nil, fmt.Errorf("signer la tête du registre : %w", err)
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", k.name, head.Size, head.Root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return nil, fmt.Errorf("signer la tête du registre : %w", err)
	}
	return signed, nil
}

// Sign makes an armoured SSH signature of data in Namespace, which
// "ssh-keygen -Y verify" checks. The same data and key give the same bytes.
func (k *Key) Sign(data []byte) ([]byte, error) {
	signer, err := ssh.NewSignerFromKey(k.private)
	if err != nil {
		return nil, fmt.Errorf("signer : %w", err)
	}
	signature, err := sshsig.Sign(bytes.NewReader(data), signer, sshsig.HashSHA512, Namespace)
	if err != nil {
		return nil, fmt.Errorf("signer : %w", err)
	}
	return sshsig.Armor(signature), nil
}

// Verify checks an armoured SSH signature of data in Namespace, in the very form
// that Sign writes, so that no byte of it can change; the error is ErrSignature.
func (p PublicKey) Verify(data, armoured []byte) error {
	signature, err := sshsig.Unarmor(armoured)
	if err != nil {
		return fmt.Errorf("%w : %w", ErrSignature, err)
	}
	if !bytes.Equal(sshsig.Armor(signature), armoured) {
		return fmt.Errorf("%w : ce n’est plus le texte qui a été écrit", ErrSignature)
	}
	public, err := ssh.NewPublicKey(p.Key)
	if err != nil {
		return fmt.Errorf("%w : %w", ErrSignature, err)
	}
	if signature.Namespace != Namespace {
		return fmt.Errorf("%w : usage « %s » au lieu de « %s »", ErrSignature, signature.Namespace, Namespace)
	}
	if err := sshsig.Verify(bytes.NewReader(data), signature, public, signature.HashAlgorithm, Namespace); err != nil {
		return fmt.Errorf("%w : %w", ErrSignature, err)
	}
	return nil
}

// SignerOf gives the fingerprint of the key that an armoured SSH signature says
// it was made with. It does not verify the signature.
func SignerOf(armoured []byte) (string, error) {
	signature, err := sshsig.Unarmor(armoured)
	if err != nil {
		return "", fmt.Errorf("%w : %w", ErrSignature, err)
	}
	return ssh.FingerprintSHA256(signature.PublicKey), nil
}

// OpenCheckpoint reads a signed tree head and checks its signature and its
// origin; the error is ErrSignature.
func (p PublicKey) OpenCheckpoint(signed []byte) (Head, error) {
	verifier, err := note.NewVerifier(p.noteKey())
	if err != nil {
		return Head{}, fmt.Errorf("%w : %w", ErrSignature, err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return Head{}, fmt.Errorf("%w : tête du registre : %w", ErrSignature, err)
	}
	origin, head, err := parseCheckpoint(opened.Text)
	if err != nil {
		return Head{}, fmt.Errorf("%w : %w", ErrSignature, err)
	}
	if origin != p.Name {
		return Head{}, fmt.Errorf("%w : tête du registre « %s » au lieu de « %s »", ErrSignature, origin, p.Name)
	}
	return head, nil
}

// Text writes the key for a file: one line in the form of a C2SP signed note,
// one in the form of OpenSSH. ParsePublicKey reads either.
func (p PublicKey) Text() string { return p.noteKey() + "\n" + p.sshKey() + "\n" }

// AllowedSigners writes the line that ssh-keygen -Y verify wants in its
// allowed_signers file; the principal is the name.
func (p PublicKey) AllowedSigners() string {
	fields := strings.Fields(p.sshKey())
	return fmt.Sprintf("%s namespaces=\"%s\" %s %s\n", p.Name, Namespace, fields[0], fields[1])
}

// Fingerprint is the key's fingerprint as OpenSSH prints it (SHA256:...), to be
// read out and compared.
func (p PublicKey) Fingerprint() string {
	public, err := ssh.NewPublicKey(p.Key)
	if err != nil {
		return ""
	}
	return ssh.FingerprintSHA256(public)
}

func (p PublicKey) noteKey() string {
	text, err := note.NewEd25519VerifierKey(p.Name, p.Key)
	if err != nil {
		return "" // a key of the wrong length, which no constructor lets through
	}
	return text
}

func (p PublicKey) sshKey() string {
	public, err := ssh.NewPublicKey(p.Key)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public))) + " " + p.Name
}

// text is the private key in the form of golang.org/x/mod/sumdb/note.
func (k *Key) text() string {
	public := k.Public().noteKey()
	hash, _, _ := strings.Cut(strings.TrimPrefix(public, k.name+"+"), "+")
	seed := append([]byte{algorithmEd25519}, k.private.Seed()...)
	return "PRIVATE+KEY+" + k.name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(seed)
}

func parseKey(text string) (*Key, error) {
	if _, err := note.NewSigner(text); err != nil {
		return nil, errors.New("lire la clé de signature : le fichier n’est pas une clé de Vigie")
	}
	fields := strings.SplitN(text, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(fields[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, errors.New("lire la clé de signature : le fichier n’est pas une clé de Vigie")
	}
	return &Key{name: fields[2], private: ed25519.NewKeyFromSeed(seed[1:])}, nil
}

func validOrigin(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' || r == '"' || r == ',' || r == '*' || r == '?' || r == '!' || r > unicode.MaxASCII
	})
}

// writeSecret writes a new file for its owner only, whole or not at all.
func writeSecret(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text + "\n")
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
