// Package access keeps the state that changes in place and is no fact: accounts,
// roles, sessions, the tokens of associations, drafts, files on their way in;
// and what the hosts that the probes visit have been given and may still be
// given today, the hosts that a person has stopped, and the maintenance that was
// announced. It lives in one SQLite file, state.db, which several processes may
// open at once.
package access
