// Package catalogue is the reference data of Vigie, embedded in the program:
// departments and prefectures, the letter's failure families and measures,
// procedures, kinds of document, organisations, dated rules of law,
// obligations, targets to probe, and the drawing of the departments for maps.
// Every row carries a source and a verification status. Codes are strings.
//
// What does not belong here: facts that were observed (package store),
// figures made from them (package indicators), and any address that nobody
// confirmed.
package catalogue
