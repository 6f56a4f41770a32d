// Package privacy keeps persons out of the facts: the instance's keys,
// pseudonyms (HMAC-SHA-256 under keys derived by HKDF per purpose and per
// association), sealing with age, the vault that holds one key per case, and
// the redaction of free text. It does not hold what a case says (observatory),
// how files are read (collectors) or who may read (access).
package privacy
