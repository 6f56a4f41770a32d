package letters

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"vigie/internal/lazyregexp"
)

// decodeText gives the text of bytes whose encoding nobody states: by their
// mark, else UTF-8 when they are, else Windows-1252. Valid UTF-8 is left as it
// is, so that offsets are those of the file.
func decodeText(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return decode(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), raw)
	case utf8.Valid(raw):
		return string(raw)
	}
	return decode(charmap.Windows1252, raw)
}

func decode(e encoding.Encoding, raw []byte) string {
	text, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	return string(text)
}

// decodeAs gives the text of bytes of a stated charset. A statement that the
// bytes contradict is not believed: mails of Windows programs say ISO-8859-1
// for Windows-1252 (WHATWG Encoding reads it so), others say US-ASCII for it.
func decodeAs(label string, raw []byte) string {
	known, name := charset.Lookup(strings.TrimSpace(label))
	switch {
	case known == nil || name == "replacement", name == "utf-8" && !utf8.Valid(raw):
		return decodeText(raw)
	case name == "utf-8":
		return string(raw)
	case name == "windows-1252" && utf8.Valid(raw) && !ascii(raw):
		return string(raw) // UTF-8 under a wrong label
	}
	return decode(known, raw)
}

func ascii(raw []byte) bool {
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// binary reports whether bytes are no text: a NUL outside UTF-16, or many
// control characters.
func binary(raw []byte) bool {
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		return false
	}
	head := raw[:min(len(raw), 8<<10)]
	odd := 0
	for _, c := range head {
		switch {
		case c == 0:
			return true
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v':
			odd++
		}
	}
	return odd*50 > len(head)
}

var (
	mailHeader = lazyregexp.New(`(?i)^(?:return-path|received|delivered-to|mime-version|message-id|dkim-signature|x-[a-z-]+|from|to|subject|date|content-type|reply-to|authentication-results|arc-[a-z-]+)[ \t]*:`)
	mailBody   = lazyregexp.New(`(?im)^(?:mime-version|content-type|message-id|received|content-transfer-encoding)[ \t]*:`)
	htmlStart  = lazyregexp.New(`(?i)^\s*(?:<!doctype html|<html|<body|<div|<table|<head|<meta|<p[ >])`)
)

// looksLikeMail reports whether a text is the source of a mail, saved under
// another name.
func looksLikeMail(raw []byte) bool {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	head, _, _ := bytes.Cut(raw[:min(len(raw), 32<<10)], []byte("\n\n"))
	head, _, _ = bytes.Cut(head, []byte("\r\n\r\n"))
	return mailHeader.Match(raw) && mailBody.Match(head)
}

func looksLikeHTML(text string) bool {
	return htmlStart.MatchString(strings.TrimPrefix(text[:min(len(text), 512)], "\ufeff"))
}
