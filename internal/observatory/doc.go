// Package observatory is the domain of Vigie: what is observed (attempts of a
// journey, facts read on a page, dated events of a person's case), the words
// for it, and the tables of figures made from it. It imports the standard
// library only. What it does not hold: how things are observed (probes,
// collectors), kept (store, evidence), computed (indicators) or shown
// (dashboard, reports).
package observatory
