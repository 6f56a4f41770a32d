package store

import (
	"errors"
	"sync"

	"vigie/internal/catalogue"
)

// ruleMustAsk is the dated rule by which the administration must ask for what
// is missing (R. 431-11).
const ruleMustAsk = "missing_documents_request"

// mustAsk is the SQL of the day from which that rule holds: the law's dates stand
// in the catalogue, with source and status, and in no query.
var mustAsk = sync.OnceValues(func() (string, error) {
	known, err := catalogue.Load()
	if err != nil {
		return "", err
	}
	rule, found := known.Rule(ruleMustAsk)
	if !found || !rule.From.Known() {
		return "", errors.New("catalogue : la règle « " + ruleMustAsk + " » n’a pas de date d’entrée en vigueur ; donnez-la dans rules.yaml")
	}
	return "toDate('" + rule.From.String() + "')", nil
})
