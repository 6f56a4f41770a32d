// Package indicators says what the figures mean and computes them from the
// whole numbers that named queries count: definition, legal basis, rule,
// interval. One file an indicator. It is pure: the same rows, horizon and rules
// give the same figures whatever the order of the rows.
//
// Reading the database, drawing, wording of pages and disclosure control do not
// belong here.
package indicators
