package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/google/uuid"

	"vigie/internal/observatory"
)

// column is a ch-go column of values of type C that can be used again.
type column[C any] interface {
	proto.ColInput
	Append(value C)
	Reset()
}

// single makes a field of one column: encode takes the value out of a row,
// decode puts back what was scanned into a V.
func single[T any, C comparable, V any](name, expr string, newColumn func() column[C],
	encode func(*T) (C, error), decode func(*T, V) error,
) field[T] {
	f := field[T]{names: []string{name}, exprs: []string{expr}}
	f.writer = func() writer[T] { return singleWriter(newColumn(), encode) }
	if decode != nil {
		f.reader = func() reader[T] {
			value := new(V)
			return reader[T]{dest: []any{value}, set: func(row *T) error { return decode(row, *value) }}
		}
	}
	return f
}

// singleWriter fills a column. As long as every value is the default one the
// column only counts them: most columns of a block stay so, and are not sent.
func singleWriter[T any, C comparable](col column[C], encode func(*T) (C, error)) writer[T] {
	var zero C
	blank, defaults, expected := true, 0, 0
	dense := func() {
		reserve(col, max(defaults, expected))
		for ; defaults > 0; defaults-- {
			col.Append(zero)
		}
		blank = false
	}
	return writer[T]{
		data:   []proto.ColInput{col},
		blank:  func() bool { return blank },
		reset:  func() { col.Reset(); blank, defaults = true, 0 },
		skip:   func(rows int) { defaults += rows },
		dense:  dense,
		expect: func(rows int) { expected = rows },
		fill: func(rows []*T) error {
			for i, row := range rows {
				value, err := encode(row)
				if err != nil {
					return err
				}
				if blank {
					if value == zero {
						defaults++
						continue
					}
					dense()
					reserve(col, len(rows)-i)
				} else if i == 0 {
					reserve(col, len(rows))
				}
				col.Append(value)
			}
			return nil
		},
	}
}

// reserve makes room for n more values, at least doubling: a slice that grows
// by itself goes in steps of a quarter, and copies a large block four times.
func reserve(col any, n int) {
	switch c := col.(type) {
	case *proto.ColUUID:
		*c = room(*c, n)
	case *proto.ColInt64:
		*c = room(*c, n)
	case *proto.ColUInt64:
		*c = room(*c, n)
	case *proto.ColBool:
		*c = room(*c, n)
	case days:
		*c.ColDate = room(*c.ColDate, n)
	case instants:
		c.Data = room(c.Data, n)
	case *codes:
		c.rows = room(c.rows, n)
	}
}

func room[S ~[]E, E any](s S, n int) S {
	if cap(s)-len(s) >= n {
		return s
	}
	return slices.Grow(s, max(n, len(s)))
}

// text is a column of texts, sent as plain strings.
func text[T any, S ~string](name string, at func(*T) *S) field[T] {
	return single(name, name, func() column[string] { return new(proto.ColStr) },
		func(row *T) (string, error) { return string(*at(row)), nil },
		func(row *T, value string) error { *at(row) = S(value); return nil })
}

// whole is a column of whole numbers.
func whole[T any, I ~int | ~int32 | ~int64](name string, at func(*T) *I) field[T] {
	return single(name, name, func() column[int64] { return new(proto.ColInt64) },
		func(row *T) (int64, error) { return int64(*at(row)), nil },
		func(row *T, value int64) error { *at(row) = I(value); return nil }) //nolint:gosec // as it was written
}

// print64 is a column of 64-bit fingerprints.
func print64[T any](name string, at func(*T) *uint64) field[T] {
	return single(name, name, func() column[uint64] { return new(proto.ColUInt64) },
		func(row *T) (uint64, error) { return *at(row), nil },
		func(row *T, value uint64) error { *at(row) = value; return nil })
}

// micros is a column of durations in whole microseconds.
func micros[T any](name string, at func(*T) *time.Duration) field[T] {
	return single(name, name, func() column[int64] { return new(proto.ColInt64) },
		func(row *T) (int64, error) { return at(row).Microseconds(), nil },
		func(row *T, value int64) error { *at(row) = time.Duration(value) * time.Microsecond; return nil })
}

// flag is a column of booleans.
func flag[T any](name string, at func(*T) *bool) field[T] {
	return single(name, name, func() column[bool] { return new(proto.ColBool) },
		func(row *T) (bool, error) { return *at(row), nil },
		func(row *T, value bool) error { *at(row) = value; return nil })
}

// ident is a column of IDs; the zero UUID means none.
func ident[T any](name string, at func(*T) *observatory.ID) field[T] {
	return single(name, name, func() column[uuid.UUID] { return new(proto.ColUUID) },
		func(row *T) (uuid.UUID, error) { return uuid.UUID(*at(row)), nil },
		func(row *T, value uuid.UUID) error { *at(row) = observatory.ID(value); return nil })
}

// requiredIdent refuses rows without an ID.
func requiredIdent[T any](name string, at func(*T) *observatory.ID) field[T] {
	return single(name, name, func() column[uuid.UUID] { return new(proto.ColUUID) },
		func(row *T) (uuid.UUID, error) {
			if at(row).IsZero() {
				return uuid.UUID{}, errors.New("identifiant absent")
			}
			return uuid.UUID(*at(row)), nil
		},
		func(row *T, value uuid.UUID) error { *at(row) = observatory.ID(value); return nil })
}

// instants is a column of DateTime64(3) whose values come as milliseconds.
type instants struct{ *proto.ColDateTime64 }

func (c instants) Append(value proto.DateTime64) { c.AppendRaw(value) }

func newInstants() column[proto.DateTime64] {
	return instants{new(proto.ColDateTime64).WithPrecision(proto.PrecisionMilli).WithLocation(time.UTC)}
}

// instant is a column of UTC times in whole milliseconds; the zero time is
// stored as 1970-01-01, which no observation has.
func instant[T any](name string, at func(*T) *time.Time) field[T] {
	return instantField(name, at, false)
}

// requiredInstant refuses rows without a time.
func requiredInstant[T any](name string, at func(*T) *time.Time) field[T] {
	return instantField(name, at, true)
}

func instantField[T any](name string, at func(*T) *time.Time, required bool) field[T] {
	return single(name, name, newInstants,
		func(row *T) (proto.DateTime64, error) {
			t := *at(row)
			switch {
			case t.IsZero() && required:
				return 0, errors.New("instant absent")
			case t.IsZero():
				return 0, nil
			case t.Year() < 1971 || t.Year() > 2298:
				return 0, fmt.Errorf("instant hors des limites : année %d", t.Year())
			}
			return proto.DateTime64(t.UnixMilli()), nil
		},
		func(row *T, value time.Time) error {
			*at(row) = time.Time{}
			if value.UnixMilli() != 0 {
				*at(row) = value.UTC()
			}
			return nil
		})
}

// days is a column of Date whose values come as days since 1970-01-01.
type days struct{ *proto.ColDate }

func (c days) Append(value proto.Date) { *c.ColDate = append(*c.ColDate, value) }

func newDays() column[proto.Date] { return days{new(proto.ColDate)} }

// civil is a column of civil dates, 1970-01-01 = unknown.
func civil[T any](name string, at func(*T) *observatory.Date) field[T] {
	return single(name, "toUInt16("+name+")", newDays,
		func(row *T) (proto.Date, error) { return encodeDate(*at(row)) },
		func(row *T, value uint16) error { *at(row) = observatory.Date(value); return nil })
}

// derived is a column of civil dates that is computed when a row is written
// and never read back.
func derived[T any](name string, of func(*T) observatory.Date) field[T] {
	return single[T, proto.Date, uint16](name, name, newDays,
		func(row *T) (proto.Date, error) { return encodeDate(of(row)) }, nil)
}

func encodeDate(d observatory.Date) (proto.Date, error) {
	if d < 0 || d > math.MaxUint16 {
		return 0, observatory.InputErrorf("date %s hors des limites : attendu une date de 1970-01-02 à 2149-06-06", d)
	}
	return proto.Date(d), nil
}
