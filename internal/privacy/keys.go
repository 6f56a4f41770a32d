package privacy

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"filippo.io/age"

	"vigie/internal/observatory"
)

const (
	masterSize    = 32
	masterPrefix  = "VIGIE-MASTER-1:"
	agePrefix     = "AGE-SECRET-KEY-1"
	veilPrefix    = "VIGIE-VEIL-1:"
	keysMode      = 0o600
	forbiddenMode = 0o027 // write for the group, anything for others
)

const keysPreamble = `# Clés de l'instance Vigie. À garder secret, hors de la base de données,
# avec une copie en lieu sûr : sans ce fichier, ni les pseudonymes ni les
# fichiers scellés ne peuvent être retrouvés.
`

// Keys are the secrets of one instance: a master secret from which every HMAC
// key is derived, the veil over the pseudonyms, which a rotation exchanges, and
// the age identity to which files are sealed.
type Keys struct {
	master   [masterSize]byte
	veil     veil
	identity *age.X25519Identity
}

// CreateKeys makes new keys and writes them to path with mode 0600. It refuses
// to overwrite a file: losing keys loses every pseudonym.
func CreateKeys(path string) (*Keys, error) {
	keys, err := newKeys()
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, keysMode)
	if errors.Is(err, fs.ErrExist) {
		return nil, observatory.InputErrorf("le fichier de clés existe déjà : il n'est pas remplacé ; déplacez-le d'abord si vous voulez vraiment de nouvelles clés")
	}
	if err != nil {
		return nil, fmt.Errorf("create key file: %w", err)
	}
	_, err = file.WriteString(keys.text())
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write key file: %w", err), os.Remove(path))
	}
	return keys, nil
}

// LoadKeys reads the keys that CreateKeys wrote. A missing, unreadable or
// damaged file, or one that others may read, is an input error.
func LoadKeys(path string) (*Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, observatory.InputErrorf("fichier de clés introuvable : créez-le avec « vigie init », ou corrigez le chemin dans la configuration")
	}
	if err != nil {
		return nil, fmt.Errorf("stat key file: %w", err)
	}
	if info.IsDir() {
		return nil, observatory.InputErrorf("le chemin du fichier de clés désigne un dossier : indiquez le fichier lui-même")
	}
	if mode := info.Mode().Perm(); mode&forbiddenMode != 0 {
		return nil, observatory.InputErrorf("le fichier de clés est accessible à d'autres (droits %04o) : lancez « chmod 600 » sur ce fichier", mode)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, observatory.InputErrorf("fichier de clés illisible : %w", err)
	}
	return parseKeys(content)
}

func newKeys() (*Keys, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("generate age identity: %w", err)
	}
	keys := &Keys{identity: identity}
	if _, err := rand.Read(keys.master[:]); err != nil {
		return nil, fmt.Errorf("generate master secret: %w", err)
	}
	keys.veil, err = newVeil(1)
	return keys, err
}

func (k *Keys) text() string {
	return keysPreamble + masterPrefix + base64.StdEncoding.EncodeToString(k.master[:]) + "\n" + k.veil.text() + k.identity.String() + "\n"
}

// parseKeys never quotes the file: its text is secret.
func parseKeys(content []byte) (*Keys, error) {
	keys := &Keys{}
	hasMaster := false
	lines := bufio.NewScanner(bytes.NewReader(content))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, masterPrefix) && !hasMaster:
			raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(line, masterPrefix))
			if err != nil || len(raw) != masterSize {
				return nil, damaged(number)
			}
			copy(keys.master[:], raw)
			hasMaster = true
		case strings.HasPrefix(line, veilPrefix) && keys.veil.generation == 0:
			var ok bool
			if keys.veil, ok = parseVeil(strings.TrimPrefix(line, veilPrefix)); !ok {
				return nil, damaged(number)
			}
		case strings.HasPrefix(line, agePrefix) && keys.identity == nil:
			identity, err := age.ParseX25519Identity(line)
			if err != nil {
				return nil, damaged(number)
			}
			keys.identity = identity
		default:
			return nil, damaged(number)
		}
	}
	if lines.Err() != nil || !hasMaster || keys.identity == nil {
		return nil, observatory.InputErrorf("fichier de clés incomplet : il doit contenir le secret principal et l'identité age ; reprenez votre copie de sauvegarde")
	}
	return keys, nil
}

func damaged(line int) error {
	return observatory.InputErrorf("fichier de clés abîmé à la ligne %d : reprenez votre copie de sauvegarde", line)
}
