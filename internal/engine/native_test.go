package engine

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shape prints a type as the walk sees it.
func shape(t *nativeType) string {
	if t == nil {
		return "none"
	}
	var inner []string
	for _, e := range t.elems {
		inner = append(inner, shape(e))
	}
	name := [...]string{"fixed", "text", "null", "list", "tuple", "dict"}[t.kind]
	if t.kind == kindFixed {
		name += string(rune('0'+t.width/10%10)) + string(rune('0'+t.width%10))
	}
	if len(inner) > 0 {
		name += "(" + strings.Join(inner, ",") + ")"
	}
	return name
}

func TestParseNativeType(t *testing.T) {
	for name, want := range map[string]string{
		"UInt8":                           "fixed01",
		"Int256":                          "fixed32",
		"Decimal(9, 2)":                   "fixed04",
		"Decimal(10, 2)":                  "fixed08",
		"Decimal(38, 0)":                  "fixed16",
		"Decimal(39, 0)":                  "fixed32",
		"FixedString(20)":                 "fixed20",
		"DateTime('Europe/Paris')":        "fixed04",
		"DateTime64(3, 'UTC')":            "fixed08",
		"IntervalDay":                     "fixed08",
		"Enum8('a (b)' = 1, 'c\\',' = 2)": "fixed01",
		"Nullable(Nothing)":               "null(fixed01)",
		"Array(LowCardinality(Nullable(String)))":                        "list(dict(null(text)))",
		"Map(LowCardinality(String), Array(Nullable(Int32)))":            "list(tuple(dict(text),list(null(fixed04))))",
		"Tuple(a UInt8, `b, (c` Array(Tuple(x String, y Enum8('z'=1))))": "tuple(fixed01,list(tuple(text,fixed01)))",
		"Tuple(DateTime('UTC'), Decimal(18, 3))":                         "tuple(fixed04,fixed08)",
		"Tuple()":                                                        "fixed01",
		"Nested(a UInt8, b String)":                                      "list(tuple(fixed01,text))",
		"SimpleAggregateFunction(max, UInt64)":                           "fixed08",
		"SimpleAggregateFunction(anyLast, String)":                       "text",
		"AggregateFunction(sum, UInt8)":                                  "none",
		"Dynamic":                                                        "none",
		"JSON":                                                           "none",
		"Variant(String, UInt8)":                                         "none",
		"Array(":                                                         "none",
		"Array(String":                                                   "none",
		"Array()":                                                        "none",
		"Map(String)":                                                    "none",
		"FixedString(0)":                                                 "none",
		"FixedString(x)":                                                 "none",
		"Decimal(77, 1)":                                                 "none",
		"":                                                               "none",
		strings.Repeat("Array(", 100) + "UInt8" + strings.Repeat(")", 100): "none",
	} {
		t.Run(name[:min(len(name), 60)], func(t *testing.T) {
			got, err := parseNativeType(name)
			if err != nil {
				got = nil
			}
			if shape(got) != want {
				t.Errorf("got %s, %v, want %s", shape(got), err, want)
			}
		})
	}
}

func text(s string) []byte { return append(binary.AppendUvarint(nil, uint64(len(s))), s...) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// oneColumn is a block of revision 0 with one column.
func oneColumn(rows int, name, kind string, data ...byte) []byte {
	return join([]byte{1, byte(rows)}, text(name), text(kind), data)
}

func TestNativeWriter(t *testing.T) {
	info := []byte{1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0}
	for name, c := range map[string]struct {
		revision  int
		in, want  []byte
		wantFault bool
	}{
		"old client":   {54060, oneColumn(2, "a", "UInt8", 1, 2), join(info, oneColumn(2, "a", "UInt8", 1, 2)), false},
		"new client":   {54460, oneColumn(2, "a", "UInt8", 1, 2), join(info, []byte{1, 2}, text("a"), text("UInt8"), []byte{0, 1, 2}), false},
		"no row":       {54460, oneColumn(0, "a", "JSON"), join(info, []byte{1, 0}, text("a"), text("JSON"), []byte{0}), false},
		"two blocks":   {54060, join(oneColumn(1, "a", "Int8", 5), oneColumn(1, "a", "Int8", 6)), join(info, oneColumn(1, "a", "Int8", 5), info, oneColumn(1, "a", "Int8", 6)), false},
		"texts":        {54060, oneColumn(2, "a", "String", 2, 'x', 'y', 0), join(info, oneColumn(2, "a", "String", 2, 'x', 'y', 0)), false},
		"unknown type": {54060, oneColumn(1, "a", "Dynamic", 1), nil, true},
		"cut data":     {54060, oneColumn(2, "a", "UInt32", 1, 2, 3), nil, true},
		"cut text":     {54060, oneColumn(1, "a", "String", 200, 1, 'x'), nil, true},
		"cut name":     {54060, []byte{1, 1, 9, 'a'}, nil, true},
		"endless rows": {54060, join([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, text("a"), text("UInt64")), nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			_, err := newNativeWriter(&got, c.revision).Write(c.in)
			if (err != nil) != c.wantFault {
				t.Fatalf("got error %v, want one: %v", err, c.wantFault)
			}
			if diff := cmp.Diff(c.want, got.Bytes()); diff != "" && !c.wantFault {
				t.Errorf("bytes differ (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzNativeWriter: no input panics, and what is passed on at an old revision is
// the input with preambles alone added.
func FuzzNativeWriter(f *testing.F) {
	f.Add(oneColumn(2, "a", "LowCardinality(Nullable(String))", 1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'b', 2, 0, 0, 0, 0, 0, 0, 0, 0, 1))
	f.Add(oneColumn(1, "a", "Array(Array(String))", 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 'x'))
	f.Add(oneColumn(1, "a", "Map(String, Tuple(UInt8, Enum8('a' = 1)))", 0, 0, 0, 0, 0, 0, 0, 0))
	f.Add(oneColumn(3, "a", "Nullable(FixedString(2))", 0, 0, 1, 'a', 'b', 'c', 'd', 0, 0))
	f.Fuzz(func(t *testing.T, in []byte) {
		var old, plain bytes.Buffer
		if _, err := newNativeWriter(&old, 54060).Write(in); err != nil {
			return
		}
		if _, err := newNativeWriter(&plain, 0).Write(in); err != nil {
			t.Fatalf("revision 0 refused what revision 54060 took: %v", err)
		}
		if !bytes.Equal(plain.Bytes(), in) {
			t.Fatalf("revision 0 changed the bytes")
		}
		if extra := old.Len() - len(in); extra < 0 || extra%8 != 0 {
			t.Fatalf("%d bytes added, want a number of preambles", extra)
		}
	})
}

func TestReadStatement(t *testing.T) {
	for sql, want := range map[string]statement{
		"SELECT 1":                                              {verb: "SELECT"},
		" -- FORMAT CSV\n select 1":                             {verb: "SELECT"},
		"SELECT 1 FORMAT CSV":                                   {verb: "SELECT", format: "CSV"},
		"SELECT 1 format CSV ;":                                 {verb: "SELECT", format: "CSV"},
		"SELECT 1 FORMAT CSV SETTINGS a=1":                      {verb: "SELECT", format: "CSV"},
		"SELECT 1 SETTINGS a=1 FORMAT CSV":                      {verb: "SELECT", format: "CSV"},
		"SELECT format FROM t":                                  {verb: "SELECT"},
		"SELECT 1 AS format":                                    {verb: "SELECT"},
		"SELECT 'x FORMAT CSV'":                                 {verb: "SELECT"},
		"SELECT (SELECT 1 FORMAT CSV)":                          {verb: "SELECT"},
		"SELECT format, a FROM t":                               {verb: "SELECT"},
		"(SELECT 1)":                                            {},
		"/* INSERT */ WITH 1 AS x SELECT x":                     {verb: "WITH"},
		"SET a = 1":                                             {verb: "SET", session: true},
		"CREATE TEMPORARY TABLE t (a Int8)":                     {verb: "CREATE", session: true},
		"CREATE TABLE t (a Int8)":                               {verb: "CREATE"},
		"INSERT INTO t FORMAT Native":                           {verb: "INSERT", text: "INSERT INTO t ", format: "Native", streamed: true},
		"INSERT INTO t (`a)`, b) SETTINGS x=1 FORMAT  CSV\n1,2": {verb: "INSERT", text: "INSERT INTO t (`a)`, b) SETTINGS x=1 ", format: "CSV", streamed: true, data: 49},
		"insert into t VALUES (1)":                              {verb: "INSERT", text: "insert into t ", format: "Values", streamed: true, data: 20},
		"INSERT INTO t (a)":                                     {verb: "INSERT", format: "Values", streamed: true},
		"INSERT INTO `VALUES` FORMAT TSV\n1":                    {verb: "INSERT", text: "INSERT INTO `VALUES` ", format: "TSV", streamed: true, data: 32},
		"INSERT INTO t SELECT 1 FORMAT CSV":                     {verb: "INSERT"},
		"INSERT INTO t WITH 1 AS x SELECT x":                    {verb: "INSERT"},
		"INSERT INTO FUNCTION file('FORMAT CSV') SELECT 1":      {verb: "INSERT"},
		"INSERT INTO t FROM INFILE 'x.csv' FORMAT CSV":          {verb: "INSERT"},
		"INSERT INTO t /* VALUES */ -- FORMAT\n FORMAT TSV":     {verb: "INSERT", text: "INSERT INTO t /* VALUES */ -- FORMAT\n ", format: "TSV", streamed: true},
		"":       {},
		"'":      {},
		"((":     {},
		"INSERT": {verb: "INSERT", format: "Values", streamed: true},
	} {
		t.Run(sql, func(t *testing.T) {
			if want.text == "" {
				want.text = sql
			}
			if want.data == 0 {
				want.data = len(sql)
			}
			if diff := cmp.Diff(want, readStatement(sql), cmp.AllowUnexported(statement{})); diff != "" {
				t.Errorf("statement differs (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzReadStatement(f *testing.F) {
	for _, sql := range []string{"INSERT INTO t (a) VALUES (1, 'x\\'')", "SELECT 1 FORMAT CSV", "INSERT INTO t FORMAT TSV\n\n", "((--\n)'", "/*", "`a``b`", "#! x\nSELECT"} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		s := readStatement(sql)
		if s.data < 0 || s.data > len(sql) || !strings.HasPrefix(sql, s.text) {
			t.Fatalf("statement %+v does not lie in %q", s, sql)
		}
		if !s.streamed && s.text != sql {
			t.Fatalf("a statement without data was shortened to %q", s.text)
		}
	})
}

func TestException(t *testing.T) {
	for text, want := range map[string]struct{ code, status int }{
		"Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)": {60, 404},
		"Code: 62. DB::Exception: Syntax error":                   {62, 400},
		"Code: 241. DB::Exception: Memory limit":                  {241, 500},
		" Code: 159. DB::Exception: Timeout":                      {159, 408},
		"Invalid insert stream":                                   {1002, 500},
		"":                                                        {1002, 500},
	} {
		t.Run(text, func(t *testing.T) {
			got := parseException(text)
			if got.code != want.code || got.status() != want.status || !strings.HasPrefix(got.Error(), "Code: ") {
				t.Errorf("got %d, %d, %q, want %+v", got.code, got.status(), got, want)
			}
		})
	}
}
