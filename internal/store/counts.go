package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/internal/observatory"
)

// Named queries are read column by column from ClickHouse's Native form: the
// driver would put together each list by reflection, which took longer than the
// query (measured: 3.6 of 5 seconds for the figures of a million events).

// counts runs a named query and yields its rows.
func (s *Store) counts(ctx context.Context, query string, params clickhouse.Parameters, yield func(observatory.CountRow) bool) error {
	return s.askAhead(ctx, query, params).read(yield)
}

// answer is that of a query that may be asked before it is read: until then the
// engine makes it, and at most fills what lies between.
type answer struct {
	ctx    context.Context
	cancel context.CancelFunc
	come   chan struct{} // closed when res or err is there
	res    *http.Response
	err    error
}

// askAhead asks a query whose answer is then read, or left.
func (s *Store) askAhead(ctx context.Context, query string, params clickhouse.Parameters) *answer {
	a := &answer{come: make(chan struct{})}
	a.ctx, a.cancel = context.WithCancel(ctx)
	params = maps.Clone(params)
	go func() {
		defer close(a.come)
		a.res, a.err = s.ask(a.ctx, query, params) //nolint:bodyclose // leave does
	}()
	return a
}

// leave ends an answer, read or not.
func (a *answer) leave() {
	a.cancel() // first, so that the rest of a long answer is not read
	<-a.come
	if a.res != nil {
		_ = a.res.Body.Close()
	}
}

// read yields the rows and leaves the answer.
func (a *answer) read(yield func(observatory.CountRow) bool) error {
	return readBlocks(a, (*countColumns).rows, func(rows []observatory.CountRow) bool {
		for _, row := range rows {
			if !yield(row) {
				return false
			}
		}
		return true
	})
}

// readBlocks makes something of each block of an answer, which is used, and leaves the
// answer. Two blocks are in memory, and those that are used for longer: the next is
// made while one is used.
func readBlocks[T any](a *answer, made func(c *countColumns, rows int) T, use func(T) bool) error {
	defer a.leave()
	<-a.come
	if a.err != nil {
		return a.err
	}
	if a.res.StatusCode != http.StatusOK {
		return refusal(a.res)
	}
	blocks := make(chan T)
	failed := make(chan error, 1)
	go func() {
		defer close(blocks)
		failed <- sendBlocks(a, made, blocks)
	}()
	defer func() {
		a.cancel()
		for range blocks { // until nobody reads the answer any more
		}
	}()
	for block := range blocks {
		if !use(block) {
			return nil
		}
		if err := a.ctx.Err(); err != nil {
			return err // a read that was cut off must not look complete
		}
	}
	return <-failed
}

// sendBlocks reads the answer to its end.
func sendBlocks[T any](a *answer, made func(c *countColumns, rows int) T, to chan<- T) error {
	recent := &recentReader{source: a.res.Body}
	r := proto.NewReader(recent)
	for {
		c, rows, err := readCounts(r)
		switch {
		case err == nil:
		case errors.Is(err, errNoMore):
			return nil
		case a.ctx.Err() != nil:
			return a.ctx.Err()
		default:
			return recent.explain(err)
		}
		select {
		case to <- made(c, rows):
		case <-a.ctx.Done():
			return a.ctx.Err()
		}
	}
}

// ask sends a SELECT whose answer comes in Native form.
func (s *Store) ask(ctx context.Context, query string, params clickhouse.Parameters) (*http.Response, error) {
	values := url.Values{
		"default_format": {"Native"},
		"database":       {s.options.Auth.Database},
	}
	for name, value := range s.options.Settings {
		values.Set(name, fmt.Sprint(value))
	}
	for name, value := range params {
		values.Set("param_"+name, value)
	}
	address := s.insert
	address.RawQuery = values.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(query))
	if err != nil {
		return nil, fmt.Errorf("requête de lecture : %w", err)
	}
	s.authorize(req)
	res, err := s.client.Do(req)
	if err != nil {
		return nil, withoutQuery(err)
	}
	return res, nil
}

// errNoMore ends an answer that came whole.
var errNoMore = errors.New("fin de la réponse")

// readCounts reads one block by the types of its columns: String is a key,
// with a dictionary or not, and so is UUID, Int64 a value, Array(Int64) a list.
func readCounts(r *proto.Reader) (c *countColumns, rows int, err error) {
	columns, err := r.Int()
	if errors.Is(err, io.EOF) {
		return nil, 0, errNoMore
	}
	if err != nil {
		return nil, 0, fmt.Errorf("nombre de colonnes : %w", err)
	}
	rows, err = r.Int()
	if err != nil {
		return nil, 0, fmt.Errorf("nombre de lignes : %w", err)
	}
	if columns < 0 || columns > maxCountColumns || rows < 0 || rows > maxCountRows {
		return nil, 0, fmt.Errorf("bloc de %d colonnes et %d lignes", columns, rows)
	}
	c = &countColumns{}
	for i := range columns {
		if err := c.read(r, i, rows); err != nil {
			return nil, 0, err
		}
	}
	return c, rows, nil
}

// Limits of what can be a block of a named query.
const (
	maxCountColumns = 1000
	maxCountRows    = 100_000_000
)

// countColumns are the columns of one block.
type countColumns struct {
	keys   [][]string
	values []proto.ColInt64
	lists  []*proto.ColArr[int64]
}

func (c *countColumns) read(r *proto.Reader, i, rows int) error {
	if _, err := r.Str(); err != nil {
		return fmt.Errorf("nom de la colonne %d : %w", i+1, err)
	}
	kind, err := r.Str()
	if err != nil {
		return fmt.Errorf("type de la colonne %d : %w", i+1, err)
	}
	switch kind {
	case "String", "LowCardinality(String)":
		var words []string
		words, err = readKeys(r, kind != "String", rows)
		c.keys = append(c.keys, words)
	case "UUID":
		var ids proto.ColUUID
		err = ids.DecodeColumn(r, rows)
		c.keys = append(c.keys, textsOfIDs(ids))
	case "Int64":
		var numbers proto.ColInt64
		err = numbers.DecodeColumn(r, rows)
		c.values = append(c.values, numbers)
	case "Array(Int64)":
		list := proto.NewArrInt64()
		err = list.DecodeColumn(r, rows)
		c.lists = append(c.lists, list)
	default:
		return fmt.Errorf("colonne %d de type %q : attendu String, UUID, Int64 ou Array(Int64)", i+1, kind)
	}
	if err != nil {
		return fmt.Errorf("colonne %d : %w", i+1, err)
	}
	return nil
}

// readKeys reads a column of keys, each word of a dictionary once.
func readKeys(r *proto.Reader, dictionary bool, rows int) ([]string, error) {
	if rows == 0 {
		return nil, nil
	}
	var words proto.ColStr
	if !dictionary {
		err := words.DecodeColumn(r, rows)
		return textsOf(&words), err
	}
	column := proto.ColLowCardinalityRaw{Index: &words}
	if err := column.DecodeState(r); err != nil {
		return nil, err
	}
	if err := column.DecodeColumn(r, rows); err != nil {
		return nil, err
	}
	texts := textsOf(&words)
	switch column.Key {
	case proto.KeyUInt8:
		return inDictionary(texts, column.Keys8)
	case proto.KeyUInt16:
		return inDictionary(texts, column.Keys16)
	case proto.KeyUInt32:
		return inDictionary(texts, column.Keys32)
	}
	return inDictionary(texts, column.Keys64)
}

func inDictionary[K uint8 | uint16 | uint32 | uint64](texts []string, rows []K) ([]string, error) {
	keys := make([]string, len(rows))
	for i, at := range rows {
		if uint64(at) >= uint64(len(texts)) {
			return nil, fmt.Errorf("mot %d d'un dictionnaire de %d", at, len(texts))
		}
		keys[i] = texts[at]
	}
	return keys, nil
}

// textsOf gives the texts of a column, which share one memory.
func textsOf(c *proto.ColStr) []string {
	all, texts := string(c.Buf), make([]string, len(c.Pos))
	for i, at := range c.Pos {
		texts[i] = all[at.Start:at.End]
	}
	return texts
}

// textsOfIDs gives the texts of ids, nothing for none; they share one memory. The
// engine takes a hundred times longer to write them.
func textsOfIDs(ids proto.ColUUID) []string {
	const length = 36
	written := make([]byte, 0, length*len(ids))
	for _, id := range ids {
		written = append(written, observatory.ID(id).String()...)
	}
	all, texts := string(written), make([]string, len(ids))
	for i, id := range ids {
		if !observatory.ID(id).IsZero() {
			texts[i] = all[length*i : length*(i+1)]
		}
	}
	return texts
}

// rows puts the columns together. The rows share the memory of their block,
// which no other block uses.
func (c *countColumns) rows(n int) []observatory.CountRow {
	keys := make([]string, 0, n*len(c.keys))
	values := make([]int64, 0, n*len(c.values))
	lists := make([][]int64, 0, n*len(c.lists))
	rows := make([]observatory.CountRow, n)
	for i := range rows {
		for k := range c.keys {
			keys = append(keys, c.keys[k][i])
		}
		for k := range c.values {
			values = append(values, c.values[k][i])
		}
		for _, list := range c.lists {
			lists = append(lists, listOf(list, i))
		}
		rows[i] = observatory.CountRow{
			Keys: last(keys, len(c.keys)), Values: last(values, len(c.values)), Lists: last(lists, len(c.lists)),
		}
	}
	return rows
}

func listOf(c *proto.ColArr[int64], row int) []int64 {
	start, end := uint64(0), c.Offsets[row]
	if row > 0 {
		start = c.Offsets[row-1]
	}
	data := *c.Data.(*proto.ColInt64) // NewArrInt64 makes no other
	return data[start:end:end]
}

// last gives the last n elements, nil for none.
func last[T any](all []T, n int) []T {
	if n == 0 {
		return nil
	}
	return all[len(all)-n : len(all) : len(all)]
}

// refusal is the error of an answer that is not one.
func refusal(res *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(res.Body, 16<<10))
	if err != nil {
		return fmt.Errorf("réponse de ClickHouse : %w", err)
	}
	return fmt.Errorf("refusé par ClickHouse (HTTP %d) : %s", res.StatusCode, bytes.TrimSpace(text))
}

// recentReader remembers the last bytes that were read: an error in the middle
// of an answer stands there, where a block should begin.
type recentReader struct {
	source io.Reader
	recent []byte
}

// recentBytes is more than ClickHouse sends of an error (16 KiB).
const recentBytes = 64 << 10

func (r *recentReader) Read(p []byte) (int, error) {
	n, err := r.source.Read(p)
	if n >= recentBytes {
		r.recent = append(r.recent[:0], p[n-recentBytes:n]...)
		return n, err
	}
	if over := len(r.recent) + n - recentBytes; over > 0 {
		r.recent = append(r.recent[:0], r.recent[over:]...)
	}
	r.recent = append(r.recent, p[:n]...)
	return n, err
}

// explain gives ClickHouse's own error in the place of that of the decoding,
// when one stands in the answer.
func (r *recentReader) explain(decoding error) error {
	_, reading := io.Copy(io.Discard, io.LimitReader(r, recentBytes))
	if _, text, found := bytes.Cut(r.recent, []byte("\r\n__exception__\r\n")); found {
		_, text, _ = bytes.Cut(text, []byte("\r\n")) // a tag of the answer
		text, _, _ = bytes.Cut(text, []byte("\r\n__exception__"))
		if end := bytes.LastIndexByte(text, '\n'); end > 0 {
			text = text[:end] // its length and the tag again
		}
		return fmt.Errorf("refusé par ClickHouse en cours de lecture : %s", bytes.TrimSpace(text))
	}
	return errors.Join(fmt.Errorf("réponse de ClickHouse illisible : %w", decoding), reading)
}
