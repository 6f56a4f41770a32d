// Package collectors takes in what associations report: case files in CSV,
// XLSX, ODS or JSON and surveys of KoboToolbox, in the two published shapes (one
// row a case, one row an event) or by a mapping. It reads,
// checks, pseudonymises and tells duplicates from corrections, and hands on
// observatory facts; it writes to no database itself (Sink and Known are wired
// by cmd). What does not belong here: how facts are stored, what they mean,
// and any identity, which never leaves this package but as a pseudonym.
package collectors
