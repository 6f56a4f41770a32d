// Package testbed is the double of the portal and of the booking systems that Vigie probes, for
// tests and for the demo. Its pages are written by us from the facts noted in
// the design's portals file: no page of a real portal is copied, and each says
// « double de test — simulation ». Faults are switched on by an address
// (/_fault/NAME/...), by the test, or over time by a seed. It must never be in
// the path of a real measure.
package testbed
