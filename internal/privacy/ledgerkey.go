package privacy

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

// purposeLedger is the purpose of the keys under which the ledger's leaves
// about cases are hashed.
const purposeLedger = "registre/v1/"

// LedgerKey derives the key of an association's leaves in the ledger, 32 bytes.
// A leaf is worthless once the instance's keys are destroyed.
func (k *Keys) LedgerKey(association string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, k.master[:], nil, purposeLedger+association, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the ledger's key: %w", err)
	}
	return key, nil
}
