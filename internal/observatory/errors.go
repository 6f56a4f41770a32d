package observatory

import (
	"errors"
	"fmt"
)

// ErrNotFound says that the thing asked for does not exist.
var ErrNotFound = errors.New("introuvable")

// inputError is a fault of the input (a file, an option, a request), told to
// the user as it is. Commands end with code 2 on it.
type inputError struct{ err error }

func (e inputError) Error() string { return e.err.Error() }
func (e inputError) Unwrap() error { return e.err }

// InputErrorf makes an error that tells the user, in French, what is wrong
// with the input, where, and what to do. IsInput is true for it.
func InputErrorf(format string, args ...any) error {
	return inputError{fmt.Errorf(format, args...)}
}

// IsInput reports whether err, or an error it wraps, is a fault of the input.
func IsInput(err error) bool {
	var input inputError
	return errors.As(err, &input)
}
