package dashboard

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// BenchmarkOverview measures the answer of the overview as visitors get it
// while no row is added: version asked, kept answer sent.
func BenchmarkOverview(b *testing.B) {
	handler := handlerOver(b, world())
	request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/", http.NoBody)
	request.Header.Set("Accept-Encoding", "gzip")
	handler.ServeHTTP(httptest.NewRecorder(), request)
	for b.Loop() {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			b.Fatal(answer.Code)
		}
	}
}

// BenchmarkFigures measures the computing of all figures of all pages from the
// rows of 400 targets over a year (292,000 rows: 146,000 target-days in each
// query of probes) and 19,800 cases, the database left aside. It runs in the background of the pages.
func BenchmarkFigures(b *testing.B) {
	m := bigWorld()
	s := siteOver(b, m)
	for b.Loop() {
		if _, err := s.compute(b.Context(), "1"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDrawOverview measures the rendering of the overview from figures.
func BenchmarkDrawOverview(b *testing.B) {
	s := siteOver(b, world())
	shot, err := s.compute(b.Context(), "1")
	if err != nil {
		b.Fatal(err)
	}
	d, _ := indicators.ByID("pan.availability")
	for b.Loop() {
		if _, err := s.drawOverview(b.Context(), shot, d); err != nil {
			b.Fatal(err)
		}
	}
}

// bigWorld is as much as five years of 80 targets, or a year of 400.
func bigWorld() *memory {
	random := rand.New(rand.NewPCG(3, 5))
	m := &memory{rows: map[string][]observatory.CountRow{}}
	today := observatory.DateOf(now(), time.UTC)
	departments := []string{"01", "13", "2A", "33", "59", "67", "69", "75", "92", "93", "94", "974"}
	for i := range 400 {
		target := observatory.Target{ID: fmt.Sprintf("t%d", i), Department: departments[i%len(departments)]}
		for day := today - 364; day <= today; day++ {
			m.addDay(random, target, day, 0.4)
		}
	}
	for range 90 {
		m.addCases(random, today)
	}
	return m
}
