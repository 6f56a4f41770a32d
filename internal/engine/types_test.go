package engine_test

import (
	"fmt"
	"math"
	"math/big"
	"net"
	"reflect"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

func bigInt(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("not a number: " + s)
	}
	return n
}

type typeCase struct {
	name, sql string
	values    []any  // three, to see that columns keep their step
	literal   string // what the engine must find equal to the first value
}

func typeCases() []typeCase {
	day := time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)
	at := time.Date(2026, 11, 23, 22, 5, 59, 0, time.UTC)
	return []typeCase{
		{"Int8", "Int8", []any{int8(math.MinInt8), int8(0), int8(7)}, "-128"},
		{"Int16", "Int16", []any{int16(math.MinInt16), int16(0), int16(7)}, "-32768"},
		{"Int32", "Int32", []any{int32(math.MinInt32), int32(0), int32(7)}, "-2147483648"},
		{"Int64", "Int64", []any{int64(math.MinInt64), int64(0), int64(7)}, "-9223372036854775808"},
		{"Int128", "Int128", []any{bigInt("-170141183460469231731687303715884105728"), big.NewInt(0), big.NewInt(5)}, "toInt128('-170141183460469231731687303715884105728')"},
		{"Int256", "Int256", []any{bigInt("-578960446186580977117854925043439539266"), big.NewInt(0), big.NewInt(5)}, "toInt256('-578960446186580977117854925043439539266')"},
		{"UInt8", "UInt8", []any{uint8(255), uint8(0), uint8(7)}, "255"},
		{"UInt16", "UInt16", []any{uint16(65535), uint16(0), uint16(7)}, "65535"},
		{"UInt32", "UInt32", []any{uint32(math.MaxUint32), uint32(0), uint32(7)}, "4294967295"},
		{"UInt64", "UInt64", []any{uint64(math.MaxUint64), uint64(0), uint64(7)}, "18446744073709551615"},
		{"UInt128", "UInt128", []any{bigInt("340282366920938463463374607431768211455"), big.NewInt(0), big.NewInt(5)}, "toUInt128('340282366920938463463374607431768211455')"},
		{"UInt256", "UInt256", []any{bigInt("1157920892373161954235709850086879078532"), big.NewInt(0), big.NewInt(5)}, "toUInt256('1157920892373161954235709850086879078532')"},
		{"Float32", "Float32", []any{float32(1.5), float32(-0.25), float32(math.MaxFloat32)}, "1.5"},
		{"Float64", "Float64", []any{0.1, -0.25, math.MaxFloat64}, "0.1"},
		{"Decimal32", "Decimal(9, 2)", []any{decimal.RequireFromString("-12.34"), decimal.Zero, decimal.RequireFromString("9999999.99")}, "toDecimal32('-12.34', 2)"},
		{"Decimal64", "Decimal(18, 4)", []any{decimal.RequireFromString("12345678901234.5678"), decimal.Zero, decimal.RequireFromString("-1")}, "toDecimal64('12345678901234.5678', 4)"},
		{"Decimal128", "Decimal(38, 10)", []any{decimal.RequireFromString("1234567890123456789012345678.0123456789"), decimal.Zero, decimal.RequireFromString("-1")}, "toDecimal128('1234567890123456789012345678.0123456789', 10)"},
		{"Decimal256", "Decimal(76, 20)", []any{decimal.RequireFromString("12345678901234567890123456789012345678901234567890.5"), decimal.Zero, decimal.RequireFromString("-1")}, "toDecimal256('12345678901234567890123456789012345678901234567890.5', 20)"},
		{"String", "String", []any{"préfecture d’Évry\x00\n'\\", "", "a"}, `'préfecture d’Évry\0\n\'\\'`},
		{"FixedString", "FixedString(4)", []any{"abcd", "\x00\x00\x00\x00", "a\x00\x00\x00"}, "'abcd'"},
		{"Date", "Date", []any{day, day.AddDate(0, 0, 1), time.Unix(0, 0).UTC()}, "toDate('2026-02-28')"},
		{"Date32", "Date32", []any{time.Date(1925, 1, 1, 0, 0, 0, 0, time.UTC), day, day}, "toDate32('1925-01-01')"},
		{"DateTime", "DateTime", []any{at, at.Add(time.Second), time.Unix(0, 0).UTC()}, "toDateTime('2026-11-23 22:05:59', 'UTC')"},
		{"DateTime Paris", "DateTime('Europe/Paris')", []any{at, at.Add(time.Second), time.Unix(0, 0).UTC()}, "toDateTime('2026-11-23 23:05:59', 'Europe/Paris')"},
		{"DateTime64", "DateTime64(3, 'UTC')", []any{at.Add(123 * time.Millisecond), at, time.Unix(0, 0).UTC()}, "toDateTime64('2026-11-23 22:05:59.123', 3, 'UTC')"},
		{"DateTime64 ns", "DateTime64(9)", []any{at.Add(123456789), at, time.Unix(0, 0).UTC()}, "toDateTime64('2026-11-23 22:05:59.123456789', 9, 'UTC')"},
		{"UUID", "UUID", []any{uuid.MustParse("01234567-89ab-cdef-0123-456789abcdef"), uuid.Nil, uuid.Nil}, "toUUID('01234567-89ab-cdef-0123-456789abcdef')"},
		{"Enum8", "Enum8('à (jour)' = -1, 'b' = 2)", []any{"à (jour)", "b", "b"}, "'à (jour)'"},
		{"Enum16", "Enum16('met' = 1, 'unmet, down' = 1000)", []any{"unmet, down", "met", "met"}, "'unmet, down'"},
		{"Bool", "Bool", []any{true, false, true}, "true"},
		{"IPv4", "IPv4", []any{net.IPv4(192, 0, 2, 1).To4(), net.IPv4(0, 0, 0, 0).To4(), net.IPv4(1, 2, 3, 4).To4()}, "toIPv4('192.0.2.1')"},
		{"IPv6", "IPv6", []any{net.ParseIP("2001:db8::1"), net.ParseIP("::1"), net.ParseIP("2001:db8::2")}, "toIPv6('2001:db8::1')"},
		{"Array", "Array(String)", []any{[]string{"a", ""}, []string{}, []string{"b"}}, "['a', '']"},
		{"Array of Array", "Array(Array(UInt16))", []any{[][]uint16{{1}, {}, {2, 3}}, [][]uint16{}, [][]uint16{{}}}, "[[1], [], [2, 3]]"},
		{"Map", "Map(String, UInt32)", []any{map[string]uint32{"a": 1}, map[string]uint32{}, map[string]uint32{"b": 2, "c": 3}}, "map('a', 1)"},
		{"Map of lists", "Map(LowCardinality(String), Array(Int64))", []any{map[string][]int64{"a": {1, 2}}, map[string][]int64{}, map[string][]int64{"b": {}}}, "map('a', [1, 2])"},
		{"Tuple", "Tuple(UInt8, String)", []any{[]any{uint8(1), "x"}, []any{uint8(0), ""}, []any{uint8(2), "y"}}, "tuple(1, 'x')"},
		{"Tuple with names", "Tuple(a UInt8, b_c Array(LowCardinality(String)))", []any{
			map[string]any{"a": uint8(1), "b_c": []string{"x", "y"}}, map[string]any{"a": uint8(0), "b_c": []string{}}, map[string]any{"a": uint8(2), "b_c": []string{"x"}},
		}, "tuple(1, ['x', 'y'])"},
		{"Nullable", "Nullable(String)", []any{new("x"), (*string)(nil), new("")}, "'x'"},
		{"Nullable Int256", "Nullable(Int256)", []any{bigInt("-1"), (*big.Int)(nil), big.NewInt(3)}, "toInt256(-1)"},
		{"Nullable DateTime64", "Nullable(DateTime64(6))", []any{new(at), (*time.Time)(nil), new(at)}, "toDateTime64('2026-11-23 22:05:59', 6)"},
		{"Array of Nullable", "Array(Nullable(Int32))", []any{[]*int32{new(int32(1)), nil}, []*int32{}, []*int32{nil}}, "[1, NULL]"},
		{"LowCardinality", "LowCardinality(String)", []any{"a", "", "a"}, "'a'"},
		{"LowCardinality Nullable", "LowCardinality(Nullable(String))", []any{new("a"), (*string)(nil), new("")}, "'a'"},
		{"LowCardinality FixedString", "LowCardinality(FixedString(2))", []any{"75", "2A", "75"}, "'75'"},
		{"Array of LowCardinality", "Array(LowCardinality(String))", []any{[]string{"a", "b", "a"}, []string{}, []string{"c"}}, "['a', 'b', 'a']"},
		{"Array of LowCardinality Nullable", "Array(LowCardinality(Nullable(String)))", []any{[]*string{new("a"), nil}, []*string{}, []*string{nil}}, "['a', NULL]"},
		{"SimpleAggregateFunction", "SimpleAggregateFunction(max, UInt64)", []any{uint64(3), uint64(0), uint64(1)}, "3"},
	}
}

var equalities = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b big.Int) bool { return a.Cmp(&b) == 0 }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b net.IP) bool { return a.Equal(b) }),
}

// TestTypes sends three values of each type and reads them back: the engine
// must hold the value that the SQL literal names, and give the same values.
func TestTypes(t *testing.T) {
	e := open(t, t.TempDir())
	for _, compression := range []clickhouse.CompressionMethod{clickhouse.CompressionNone, clickhouse.CompressionLZ4} {
		conn := connect(t, e, func(o *clickhouse.Options) { o.Compression = &clickhouse.Compression{Method: compression} })
		for i, c := range typeCases() {
			t.Run(fmt.Sprintf("%s %s", compression, c.name), func(t *testing.T) {
				table := fmt.Sprintf("types_%s_%d", compression, i)
				exec(t, conn, "CREATE TABLE "+table+" (i UInt8, v "+c.sql+", z String) ENGINE = MergeTree ORDER BY i")
				batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO "+table)
				if err != nil {
					t.Fatalf("prepare: %v", err)
				}
				for i, v := range c.values {
					if err := batch.Append(uint8(i), v, "fin"); err != nil {
						t.Fatalf("append %v: %v", v, err)
					}
				}
				if err := batch.Send(); err != nil {
					t.Fatalf("send: %v", err)
				}
				if n := number(t, conn, "SELECT count() FROM "+table+" WHERE i = 0 AND v = "+c.literal); n != 1 {
					t.Errorf("the engine holds another value than %s", c.literal)
				}
				rows, err := conn.Query(t.Context(), "SELECT v, z FROM "+table+" ORDER BY i")
				if err != nil {
					t.Fatalf("query: %v", err)
				}
				defer func() { _ = rows.Close() }()
				var got []any
				for rows.Next() {
					v := reflect.New(reflect.TypeOf(c.values[0]))
					var end string
					if err := rows.Scan(v.Interface(), &end); err != nil || end != "fin" {
						t.Fatalf("scan: %v, end %q", err, end)
					}
					got = append(got, v.Elem().Interface())
				}
				if err := rows.Err(); err != nil {
					t.Fatalf("rows: %v", err)
				}
				if diff := cmp.Diff(c.values, got, equalities); diff != "" {
					t.Errorf("values differ (-sent +read):\n%s", diff)
				}
			})
		}
	}
}

// TestLowCardinalityWidths reads dictionaries with indexes of one, two and four
// bytes, over several blocks.
func TestLowCardinalityWidths(t *testing.T) {
	conn := connect(t, open(t, t.TempDir()))
	for _, distinct := range []uint64{200, 60_000, 100_000} {
		t.Run(fmt.Sprint(distinct), func(t *testing.T) {
			rows, err := conn.Query(t.Context(), "SELECT number, toLowCardinality(toString(number % {d:UInt64})) FROM numbers(250000) SETTINGS max_block_size = 200000, preferred_block_size_bytes = 0",
				clickhouse.Named("d", distinct))
			if err != nil {
				t.Fatalf("query: %v", err)
			}
			defer func() { _ = rows.Close() }()
			var seen uint64
			for rows.Next() {
				var n uint64
				var s string
				if err := rows.Scan(&n, &s); err != nil {
					t.Fatalf("scan: %v", err)
				}
				if want := fmt.Sprint(n % distinct); s != want {
					t.Fatalf("row %d: got %q, want %q", n, s, want)
				}
				seen++
			}
			if err := rows.Err(); err != nil || seen != 250_000 {
				t.Errorf("got %d rows, error %v", seen, err)
			}
		})
	}
}
