package probes

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"slices"
	"strings"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"

	"vigie/internal/lazyregexp"
)

// ReadPage reads a page: a stored text (its address on the first line, UTF-8 or
// Windows-1252) or a saved HTML page. The reference tells the department from
// the address; failing that the file name (89_yonne.txt), then the text does.
func ReadPage(reference *catalogue.Catalogue, name string, raw []byte) (Page, error) {
	file := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if bytes.IndexByte(raw, 0) >= 0 && !infoWide(raw) {
		return Page{}, observatory.InputErrorf("%s : ce n’est pas un texte (octet nul) ; donnez le texte de la page, l’adresse en première ligne, ou la page HTML", file)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return Page{}, observatory.InputErrorf("%s : fichier vide", file)
	}
	if infoIsHTML(raw) {
		return readHTML(reference, file, raw)
	}
	return infoReadText(reference, file, raw)
}

// infoReadText reads a stored text: its address on the first line.
func infoReadText(reference *catalogue.Catalogue, file string, raw []byte) (Page, error) {
	text, err := infoDecodeText(raw)
	if err != nil {
		return Page{}, observatory.InputErrorf("%s : codage inconnu, attendu UTF-8 ou Windows-1252 : %w", file, err)
	}
	first, body, _ := strings.Cut(strings.TrimLeft(text, " \t\r\n"), "\n")
	first = infoAddressLine(first)
	address, err := url.Parse(first)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return Page{}, observatory.InputErrorf("%s, ligne 1 : l’adresse de la page est attendue, en http ou https", file)
	}
	body, _, long := infoBounded(body, nil)
	page := Page{
		File: file, Address: first, Canonical: infoCanonical(address), Text: body,
		Hash: infoHash(raw), Cut: long || infoCut(body),
	}
	page.Department = infoDepartment(reference, address, file, body)
	return page, nil
}

var (
	infoAddressLabel = lazyregexp.New(`(?i)^(?:adresse|address|url|lien|source) ?: *`)
	infoBareAddress  = lazyregexp.New(`(?i)^(?:www\.[a-z0-9.-]+|[a-z0-9.-]+\.gouv\.fr)(?:[/?#]\S*)?$`)
)

// infoAddressLine gives the address of a first line, which a person may have
// labelled or written without its scheme.
func infoAddressLine(first string) string {
	first = strings.TrimSpace(infoAddressLabel.ReplaceAllString(strings.TrimSpace(first), ""))
	if infoBareAddress.MatchString(first) {
		return "https://" + first
	}
	return first
}

// infoMost is how much of a page's text is read, in bytes: far more than a page
// for people holds. What is beyond is not read, and the page counts as cut.
const infoMost = 100_000

// infoNamings is how often one thing is looked at on a page.
const infoNamings = 60

// infoBounded cuts a text that is too long at the end of a rune.
func infoBounded(text string, links []PageLink) (string, []PageLink, bool) {
	if len(text) <= infoMost {
		return text, links, false
	}
	text = strings.ToValidUTF8(text[:infoMost], "")
	return text, slices.DeleteFunc(links, func(l PageLink) bool { return l.End > len(text) }), true
}

func infoHash(data []byte) observatory.Hash {
	sum := sha256.Sum256(data)
	return observatory.Hash(hex.EncodeToString(sum[:]))
}
