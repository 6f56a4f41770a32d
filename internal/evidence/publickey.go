package evidence

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/mod/sumdb/note"

	"vigie/internal/observatory"
)

// ParsePublicKey reads a public key from a text: a line in the form of a C2SP
// note ("name+hash+key"), or an OpenSSH line ("ssh-ed25519 AAAA... name") or an
// allowed_signers line. The first line that is a key counts. Any other text is
// an input error.
func ParsePublicKey(text string) (PublicKey, error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if key, ok := parseNoteKey(line); ok {
			return key, nil
		}
		if key, ok := parseSSHKey(line); ok {
			return key, nil
		}
	}
	return PublicKey{}, observatory.InputErrorf("clé publique illisible : attendu une ligne « nom+empreinte+clé » ou « ssh-ed25519 … nom »")
}

func parseNoteKey(line string) (PublicKey, bool) {
	if _, err := note.NewVerifier(line); err != nil {
		return PublicKey{}, false
	}
	fields := strings.SplitN(line, "+", 3)
	data, err := base64.StdEncoding.DecodeString(fields[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || !validOrigin(fields[0]) {
		return PublicKey{}, false
	}
	return PublicKey{Name: fields[0], Key: ed25519.PublicKey(data[1:])}, true
}

func parseSSHKey(line string) (PublicKey, bool) {
	principal, _, signers := strings.Cut(line, " namespaces=")
	if signers {
		_, line, _ = strings.Cut(line, "\" ")
	}
	parsed, comment, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return PublicKey{}, false
	}
	if signers {
		comment = principal
	}
	crypto, ok := parsed.(ssh.CryptoPublicKey)
	if !ok || !validOrigin(comment) {
		return PublicKey{}, false
	}
	key, ok := crypto.CryptoPublicKey().(ed25519.PublicKey)
	return PublicKey{Name: comment, Key: key}, ok
}
