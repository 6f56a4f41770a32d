package engine

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// ClickHouse's own error codes (src/Common/ErrorCodes.cpp) for the faults that
// this package reports itself.
const (
	codeBadArguments       = 36
	codeUnknownTable       = 60
	codeSyntaxError        = 62
	codeUnknownCompression = 89
	codeUnknownSetting     = 115
	codeTooManyQueries     = 202
	codeNetworkError       = 210
	codeAborted            = 236
	codeCancelled          = 394
	codeUnknownException   = 1002
)

// exception is an error as ClickHouse tells it: "Code: 60. DB::Exception: ...".
type exception struct {
	code int
	text string
}

func (e *exception) Error() string { return e.text }

var exceptionCode = regexp.MustCompile(`^Code: (\d+)\.`)

// parseException reads libchdb's error text, which is ClickHouse's in nearly
// every case; other texts get the code of an unknown exception.
func parseException(text string) *exception {
	text = strings.TrimSpace(text)
	if m := exceptionCode.FindStringSubmatch(text); m != nil {
		if code, err := strconv.Atoi(m[1]); err == nil {
			return &exception{code: code, text: text}
		}
	}
	return newException(codeUnknownException, text)
}

func newException(code int, text string) *exception {
	return &exception{code: code, text: "Code: " + strconv.Itoa(code) + ". DB::Exception: " + text}
}

// asException gives any error of this package a ClickHouse form.
func asException(err error) *exception {
	if e, ok := errors.AsType[*exception](err); ok {
		return e
	}
	return newException(codeUnknownException, err.Error())
}

// status is the HTTP status that ClickHouse's interface gives the code: what
// the client asked wrongly is 4xx, the rest 500.
func (e *exception) status() int {
	switch e.code {
	case codeBadArguments, codeSyntaxError, codeUnknownCompression, 6, 26, 27, 33, 38, 41, 43, 53, 70, 72, 73, 74, 117, 456, 457:
		return http.StatusBadRequest
	case 16, 46, 47, 60, 81, codeUnknownSetting:
		return http.StatusNotFound
	case 159, 160:
		return http.StatusRequestTimeout
	case codeTooManyQueries, codeAborted:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
