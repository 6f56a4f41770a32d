package main

import (
	"testing"
	"time"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// TestFiguresOfOneStateOfReview: --where keeps figures to a state of review and a
// level of evidence, and refuses a state that there is none of.
func TestFiguresOfOneStateOfReview(t *testing.T) {
	t.Parallel()
	reference, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	a := &app{catalogue: reference, now: time.Now}
	q, err := indicatorComputeCmd{Where: map[string]string{"review": "verified", "level": "document", "department": "93"}}.request(a)
	if err != nil || q.Window.Review != observatory.ReviewVerified || q.Where[indicators.Level] != "document" || q.Department != "93" || len(q.Where) != 1 {
		t.Errorf("%+v, %v", q, err)
	}
	if _, err := (indicatorComputeCmd{Where: map[string]string{"review": "parfait"}}).request(a); !observatory.IsInput(err) {
		t.Errorf("a state that there is none of: %v", err)
	}
}
