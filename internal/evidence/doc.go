// Package evidence keeps what was seen in a form that can be proved later:
// evidence files, written once and named by their SHA-256 (Files); the ledger,
// an append-only Merkle log with one leaf per attempt, import, dossier and
// deletion (Ledger, Leaf); the instance's Ed25519 key, the signed tree head
// (C2SP checkpoint) and detached SSH signatures (Key, PublicKey); and the
// inclusion proofs that a dossier carries (Proof). What it does not hold: the
// observations themselves (store), the layout of a dossier (reports), case
// texts and identities (privacy).
package evidence
