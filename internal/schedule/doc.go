// Package schedule says when jobs run: starts spread over the period by the
// name of the job, a jitter, caps on how many run at once in all and per host,
// a panic taken as a failed result, and a mode that runs each job once. It
// knows nothing of what the jobs do, and records nothing: it tells Options.Done
// of every run.
package schedule
