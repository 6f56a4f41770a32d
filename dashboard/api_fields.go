package dashboard

import (
	"bytes"
	"encoding/json"
	"slices"

	"golang.org/x/text/unicode/norm"
)

// rawReport is the fields of a report as they came. A map would keep the last of two
// fields of one name, and lose the first without a word.
type rawReport []rawField

type rawField struct {
	name  string // in normal form
	value json.RawMessage
}

// fieldsMost bounds the fields of a report: the published format has fewer columns.
const fieldsMost = 1000

// UnmarshalJSON reads the fields in their order.
func (r *rawReport) UnmarshalJSON(data []byte) error {
	*r = nil
	if string(data) == "null" {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return &json.UnmarshalTypeError{Value: "no object"}
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		field := rawField{name: norm.NFC.String(name)}
		if err := decoder.Decode(&field.value); err != nil {
			return err
		}
		if *r = append(*r, field); len(*r) > fieldsMost {
			return &json.UnmarshalTypeError{Value: "too many fields"}
		}
	}
	return nil
}

func (r rawReport) shape() string {
	if slices.ContainsFunc(r, func(f rawField) bool { return f.name == "évènement" }) {
		return ShapeEvents
	}
	return ShapeCases
}

// contradicts reports whether a field is told already, with another value.
func (r rawReport) contradicts(field rawField) bool {
	return slices.ContainsFunc(r, func(f rawField) bool { return f.name == field.name && !bytes.Equal(f.value, field.value) })
}
