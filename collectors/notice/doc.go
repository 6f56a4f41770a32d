// Package notice reads the messages that the administration sends about a
// file: what a message does (kind), why a file was closed (reason), and which
// of the criteria of closure.quality its text meets, each with the words that
// show it. Readable rules over the text reduced to plain lower case: word
// families, negation, modality (a closure that is threatened is no closure),
// boilerplate set aside. It also finds the messages that say the same.
// What does not belong here: how a text comes out of a mail or a PDF (package
// letters), what is kept of a reading, and what the figures make of it.
package notice

// Version dates the rules; it stands on every reading and every stored row.
const Version = "notice-2026-11-30b"
