package collectors

// memoLimit bounds the words remembered for a column.
const memoLimit = 1024

// memo remembers what the cells of a column were found to mean: a file repeats
// few words, and often the word of the row before.
type memo struct {
	last  meaning
	codes map[string]meaning
}

type meaning struct{ word, code string }

func (m *memo) find(b []byte) (string, bool) {
	if string(b) == m.last.word {
		return m.last.code, true
	}
	found, ok := m.codes[string(b)]
	if ok {
		m.last = found
	}
	return found.code, ok
}

func (m *memo) keep(b []byte, code string) {
	m.last = meaning{string(b), code}
	if len(m.codes) < memoLimit {
		m.codes[m.last.word] = m.last
	}
}
