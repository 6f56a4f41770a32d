package engine

import (
	"fmt"
	"strconv"
	"strings"
)

type nativeKind int

const (
	kindFixed nativeKind = iota
	kindString
	kindNullable
	kindArray
	kindTuple
	kindLowCardinality
)

// nativeType is how a ClickHouse type lies in a Native block: its kind, the
// width in bytes of a value when that is fixed, and the types inside.
type nativeType struct {
	kind  nativeKind
	width uint64
	elems []*nativeType
}

// maxTypeDepth bounds the nesting that is read, so that a hostile type name
// cannot exhaust the stack.
const maxTypeDepth = 64

// parseNativeType reads a type's name as ClickHouse prints it. Types whose
// bytes cannot be stepped over (AggregateFunction, Dynamic, JSON, Variant) are
// refused by name.
func parseNativeType(name string) (*nativeType, error) {
	return parseTypeAt(name, 0)
}

func parseTypeAt(name string, depth int) (*nativeType, error) {
	if depth > maxTypeDepth {
		return nil, fmt.Errorf("type nested deeper than %d", maxTypeDepth)
	}
	head, inner, hasInner := strings.Cut(strings.TrimSpace(name), "(")
	var args []string
	if hasInner {
		if !strings.HasSuffix(inner, ")") {
			return nil, fmt.Errorf("type %q is not closed", name)
		}
		args = splitArgs(strings.TrimSuffix(inner, ")"))
	}
	if width, ok := fixedWidth(head, args); ok {
		return &nativeType{kind: kindFixed, width: width}, nil
	}
	switch head {
	case "String":
		return &nativeType{kind: kindString}, nil
	case "Nullable", "Array", "LowCardinality":
		if len(args) != 1 {
			return nil, fmt.Errorf("type %q wants one type inside", name)
		}
		kind := map[string]nativeKind{"Nullable": kindNullable, "Array": kindArray, "LowCardinality": kindLowCardinality}[head]
		return wrapType(kind, args, depth)
	case "SimpleAggregateFunction":
		if len(args) < 2 {
			return nil, fmt.Errorf("type %q wants a function and a type", name)
		}
		return parseTypeAt(args[len(args)-1], depth+1)
	case "Tuple":
		if len(args) == 0 {
			return &nativeType{kind: kindFixed, width: 1}, nil
		}
		return wrapType(kindTuple, args, depth)
	case "Map", "Nested":
		if len(args) == 0 || head == "Map" && len(args) != 2 {
			return nil, fmt.Errorf("type %q lacks its types", name)
		}
		tuple, err := wrapType(kindTuple, args, depth)
		return &nativeType{kind: kindArray, elems: []*nativeType{tuple}}, err
	}
	return nil, fmt.Errorf("type %q is not carried by the engine", name)
}

func wrapType(kind nativeKind, args []string, depth int) (*nativeType, error) {
	t := &nativeType{kind: kind}
	for _, arg := range args {
		if kind == kindTuple {
			arg = withoutName(arg)
		}
		e, err := parseTypeAt(arg, depth+1)
		if err != nil {
			return nil, err
		}
		t.elems = append(t.elems, e)
	}
	return t, nil
}

// fixedWidth gives the bytes a value of a fixed-width type takes.
func fixedWidth(head string, args []string) (uint64, bool) {
	switch head {
	case "Int8", "UInt8", "Bool", "Enum8", "Nothing":
		return 1, true
	case "Int16", "UInt16", "Date", "Enum16", "BFloat16":
		return 2, true
	case "Int32", "UInt32", "Float32", "Date32", "DateTime", "Time", "IPv4", "Decimal32":
		return 4, true
	case "Int64", "UInt64", "Float64", "DateTime64", "Time64", "Decimal64":
		return 8, true
	case "Int128", "UInt128", "UUID", "IPv6", "Decimal128":
		return 16, true
	case "Int256", "UInt256", "Decimal256":
		return 32, true
	case "FixedString":
		if len(args) == 1 {
			n, err := strconv.ParseUint(strings.TrimSpace(args[0]), 10, 32)
			return n, err == nil && n > 0
		}
	case "Decimal":
		if len(args) > 0 {
			return decimalWidth(strings.TrimSpace(args[0]))
		}
	}
	return 8, strings.HasPrefix(head, "Interval")
}

func decimalWidth(precision string) (uint64, bool) {
	p, err := strconv.Atoi(precision)
	switch {
	case err != nil || p < 1 || p > 76:
		return 0, false
	case p <= 9:
		return 4, true
	case p <= 18:
		return 8, true
	case p <= 38:
		return 16, true
	}
	return 32, true
}

// splitArgs cuts at the commas that stand outside brackets and quotes.
func splitArgs(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	var args []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '\'', '`', '"':
			i = quoteEnd(s, i) - 1
		case ',':
			if depth == 0 {
				args, start = append(args, strings.TrimSpace(s[start:i])), i+1
			}
		}
	}
	return append(args, strings.TrimSpace(s[start:]))
}

// withoutName drops the name of a tuple's element: "a UInt8", "`b c` String".
func withoutName(arg string) string {
	if arg != "" && (arg[0] == '`' || arg[0] == '"') {
		return strings.TrimSpace(arg[quoteEnd(arg, 0):])
	}
	if space := strings.IndexByte(arg, ' '); space > 0 && !strings.Contains(arg[:space], "(") {
		return strings.TrimSpace(arg[space:])
	}
	return arg
}

// quoteEnd gives the index just after the quoted text that opens at s[i]:
// backslash and doubled quotes escape. The end of s when it never closes.
func quoteEnd(s string, i int) int {
	quote := s[i]
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case quote:
			if i+1 < len(s) && s[i+1] == quote {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(s)
}
