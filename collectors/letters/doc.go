// Package letters gets the text out of what arrives as a letter: an e-mail
// (.eml), a mailbox (.mbox), a plain text, a web page, a PDF. It bounds what a
// hostile file may cost, says when a file cannot be read, and checks the DKIM
// signature of a mail. It does not judge what a letter says (package notice),
// and keeps nothing: what it returns names persons, and is sealed or dropped
// by who asked for it.
package letters
