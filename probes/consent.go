package probes

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
)

//go:embed consent.fr.txt
var consentText string

// ConsentText is what a person agrees to before a journey opens her account,
// in French.
func ConsentText() string { return consentText }

// ConsentVersion names the wording: the beginning of its SHA-256.
func ConsentVersion() string {
	sum := sha256.Sum256([]byte(consentText))
	return hex.EncodeToString(sum[:])[:12]
}
