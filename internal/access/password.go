package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"vigie/internal/observatory"
)

// Parameters of argon2id, fixed: the least that OWASP's Password Storage Cheat
// Sheet recommends (m=19456 KiB, t=2, p=1), so that the time of a sign-in does
// not depend on the machine's number of processors.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonSalt    = 16 // bytes
	argonKey     = 32 // bytes
)

// Bounds of a password. The least length goes with throttled sign-ins (CNIL,
// délibération 2022-100); the greatest bounds the work of a hash.
const (
	passwordLeast = 12  // signs
	passwordMost  = 256 // bytes
)

// hashers bounds how many hashes are computed at once: each holds 19 MiB.
type hashers chan struct{}

func newHashers() hashers { return make(hashers, 2) }

// do runs one hash when its turn comes.
func (h hashers) do(ctx context.Context, work func()) error {
	select {
	case h <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("attente du calcul d'un mot de passe : %w", ctx.Err())
	}
	defer func() { <-h }()
	work()
	return nil
}

// GeneratePassword makes a password of 100 bits that can be read aloud.
func GeneratePassword() string {
	text := strings.ToLower(rand.Text())[:20]
	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:]
}

// CheckPassword refuses a password that is too short, too long, or that holds
// the name it goes with.
func CheckPassword(name, password string) error {
	switch {
	case utf8.RuneCountInString(password) < passwordLeast:
		return observatory.InputErrorf("mot de passe trop court : au moins %d caractères", passwordLeast)
	case len(password) > passwordMost:
		return observatory.InputErrorf("mot de passe trop long : au plus %d octets", passwordMost)
	case name != "" && strings.Contains(strings.ToLower(password), strings.ToLower(name)):
		return observatory.InputErrorf("le mot de passe contient le nom du compte : choisissez-en un autre")
	}
	return nil
}

// hashPassword gives the PHC form of a password's hash.
func (h hashers) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	var key []byte
	if err := h.do(ctx, func() { key = derive(password, salt) }); err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
}

// errHash says that a stored hash is not one that this program wrote.
var errHash = errors.New("empreinte de mot de passe illisible dans state.db")

// matches reports whether a password is the one of a stored hash, in constant
// time. Only the fixed parameters are taken.
func (h hashers) matches(ctx context.Context, stored, password string) (bool, error) {
	prefix := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, argonMemory, argonTime, argonThreads)
	rest, ok := strings.CutPrefix(stored, prefix)
	left, right, found := strings.Cut(rest, "$")
	if !ok || !found {
		return false, errHash
	}
	salt, err := base64.RawStdEncoding.DecodeString(left)
	key, keyErr := base64.RawStdEncoding.DecodeString(right)
	if err != nil || keyErr != nil || len(key) != argonKey {
		return false, errHash
	}
	var got []byte
	if err := h.do(ctx, func() { got = derive(password, salt) }); err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}
