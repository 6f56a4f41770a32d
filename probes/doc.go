// Package probes observes portals with a real browser. It holds the journey
// language (YAML read strictly), the journeys themselves, the runner with its
// pool of browsers, the boundary that keeps a journey from sending or holding
// anything, the politeness rules, and the reading of outcomes and causes.
//
// A failing portal is data: it is an attempt with an outcome and a cause. A
// function of this package returns an error only when it could not observe at
// all. What does not belong here: storing attempts, scheduling them, and any
// judgement on what they mean.
package probes
