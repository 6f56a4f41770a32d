package probes

import (
	"errors"
	"fmt"

	"vigie/internal/observatory"
)

// Problem is one fault of a journey's file, told to its author.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`   // from 1; 0 when the place is unknown
	Column  int    `json:"column"` // from 1
	Path    string `json:"path"`   // where in the structure, such as steps[2].click
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

// String writes the problem on one line, in French.
func (p Problem) String() string {
	where := fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	if p.Path != "" {
		where += " (" + p.Path + ")"
	}
	return fmt.Sprintf("%s : %s. %s", where, p.Message, p.Remedy)
}

// problemsError joins problems into one input error, one a line.
func problemsError(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	lines := make([]error, len(problems))
	for i, problem := range problems {
		lines[i] = errors.New(problem.String())
	}
	return observatory.InputErrorf("%w", errors.Join(lines...))
}
