// Package reports writes what leaves the house as a file: here the evidence
// dossier (Dossier) and its verification (VerifyDossier). A dossier is a BagIt
// bag (RFC 8493) in a zip: a chronology, the captures, the canonical rows, a
// manifest, a signature and one proof of inclusion in the ledger per attempt;
// docs/evidence.md describes it. What does not belong here: how figures are
// computed (indicators), how pages are served (dashboard), where rows and files
// are kept (store, evidence).
package reports
