// Package dashboard serves the public pages of Vigie: overview, department,
// attempt, evidence file, method, and the machine faces /metrics and /healthz.
// Pages show figures that package indicators computed and facts as they were
// recorded; no page computes a figure, words a law or reads the database
// otherwise than through the readers declared here.
package dashboard
