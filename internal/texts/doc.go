// Package texts holds the words of every face of Vigie, in French (the default)
// and in English, and the forms of numbers, dates and durations in each.
// Wording that belongs to one indicator stands in its definition, and law in
// the catalogue; neither belongs here.
package texts
