package engine

import "strings"

// statement is a query as the engine must run it.
type statement struct {
	// verb is the first keyword in capitals: SELECT, INSERT, SET...
	verb string
	// text is the statement; for an insert whose data follow, without the
	// FORMAT or VALUES clause.
	text string
	// format is the FORMAT clause's, empty without one.
	format string
	// streamed tells an insert whose data come after the statement.
	streamed bool
	// data is where the data start in the text that was read.
	data int
	// session tells a statement that changes the connection it runs on (SET,
	// USE, a temporary table): the connection is not used again.
	session bool
}

// readStatement reads as much of ClickHouse's SQL as the choice of the call
// needs: the verb, an insert's format and where its data start, a query's
// output format. It never refuses anything: that is the engine's task.
func readStatement(sql string) statement {
	s := statement{text: sql, data: len(sql)}
	lex := lexer{src: sql}
	word, _ := lex.next()
	s.verb = strings.ToUpper(word)
	switch s.verb {
	case "INSERT":
		s.insert(&lex)
		return s
	case "SET", "USE", "BEGIN", "COMMIT", "ROLLBACK":
		s.session = true
	case "CREATE":
		word, _ = lex.next()
		s.session = strings.EqualFold(word, "TEMPORARY")
	}
	s.format = outputFormat(&lex)
	return s
}

func (s *statement) insert(lex *lexer) {
	for {
		start := lex.skipBlanks()
		word, ok := lex.next()
		if !ok {
			s.streamed, s.format = true, "Values"
			return
		}
		switch strings.ToUpper(word) {
		case "SELECT", "WITH", "INFILE":
			return
		case "VALUES":
			s.text, s.data = lex.src[:start], lex.at
			s.streamed, s.format = true, "Values"
			return
		case "FORMAT":
			name, _ := lex.next()
			if name == "" {
				return
			}
			s.text, s.format, s.data = lex.src[:start], name, afterLine(lex.src, lex.at)
			s.streamed = true
			return
		}
	}
}

// outputFormat finds FORMAT name at the end of a query, or before SETTINGS.
func outputFormat(lex *lexer) string {
	previous, format := "", ""
	for {
		word, ok := lex.next()
		switch {
		case !ok:
			return format
		case word == ";":
		case strings.EqualFold(previous, "FORMAT") && word != "":
			format = word
		case format != "" && strings.EqualFold(word, "SETTINGS"):
			return format
		default:
			format = ""
		}
		previous = word
	}
}

// afterLine skips blanks and one line end.
func afterLine(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == ';') {
		i++
	}
	if i < len(s) && s[i] == '\n' {
		i++
	}
	return i
}

// lexer gives the words of a query that stand outside quotes, comments and
// brackets.
type lexer struct {
	src string
	at  int
}

// next gives the next word. A semicolon is a word; any other sign, a quoted
// text or a whole bracket is an empty word. It is false at the end.
func (l *lexer) next() (string, bool) {
	start := l.skipBlanks()
	if start >= len(l.src) {
		return "", false
	}
	switch c := l.src[start]; {
	case c == '(':
		l.bracket()
		return "", true
	case c == '\'' || c == '"' || c == '`':
		l.at = quoteEnd(l.src, start)
		return "", true
	case isWordByte(c):
		for l.at < len(l.src) && isWordByte(l.src[l.at]) {
			l.at++
		}
		return l.src[start:l.at], true
	default:
		l.at++
		if c == ';' {
			return ";", true
		}
		return "", true
	}
}

// bracket steps over a bracket and what is in it, which must open here.
func (l *lexer) bracket() {
	for depth := 0; ; {
		l.skipBlanks()
		if l.at >= len(l.src) {
			return
		}
		switch c := l.src[l.at]; c {
		case '\'', '"', '`':
			l.at = quoteEnd(l.src, l.at)
			continue
		case '(':
			depth++
		case ')':
			depth--
		}
		l.at++
		if depth == 0 {
			return
		}
	}
}

// skipBlanks moves over blanks and comments and gives where it stands.
func (l *lexer) skipBlanks() int {
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		switch {
		case strings.IndexByte(" \t\r\n\f\v", rest[0]) >= 0:
			l.at++
		case strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, "# "), strings.HasPrefix(rest, "#!"):
			l.until("\n")
		case strings.HasPrefix(rest, "/*"):
			l.until("*/")
		default:
			return l.at
		}
	}
	return l.at
}

func (l *lexer) until(end string) {
	if i := strings.Index(l.src[l.at:], end); i >= 0 {
		l.at += i + len(end)
		return
	}
	l.at = len(l.src)
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
