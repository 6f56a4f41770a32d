package probes

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func medianOf(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}

// medianBy is NaN where nothing was measured.
func medianBy(measures []benchMeasure, part func(benchMeasure) float64) float64 {
	if len(measures) == 0 {
		return math.NaN()
	}
	var values []float64
	for _, m := range measures {
		values = append(values, part(m))
	}
	return medianOf(values)
}

func perMinute(m benchMeasure) float64  { return m.perMinute }
func cpuOf(m benchMeasure) float64      { return m.cpu }
func memoryPeak(m benchMeasure) float64 { return m.memory }

// benchReport is the table of a run, then the goals of issue 3.
func benchReport(measures map[benchCell][]benchMeasure, plan benchSettings, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## Journeys in a browser\n\nThe runner, playwright-core and chromedp alone, in turn, on the same pages of the double, in the same "+
		"chromium-headless-shell, a fresh context a journey. CPU is of the whole tree of processes, ended ones included; "+
		"ceiling = cores / CPU a journey; PSS is the peak of driver and browser. Full capture: for the runner, what it seals of every attempt; "+
		"for Playwright, a HAR with bodies, and a picture and the document of every page. Medians of %d runs at 4 at once (fewer at 1 and 2); %s in all.\n",
		plan.rounds, took.Round(time.Second))
	for _, journey := range []string{"five", "door"} {
		title := "Five pages: a link, a sign-in, a list and a number, a file, a confirmation"
		if journey == "door" {
			title = "`pan.door` on RDV-Préfecture: two pages, checks included"
		}
		fmt.Fprintf(&b, "\n### %s\n\n| driver | at once | journeys/min | one, ms | CPU s a journey | of the ceiling | peak PSS, MiB |\n|---|--:|--:|--:|--:|--:|--:|\n", title)
		for _, concurrency := range []int{1, 2, 4} {
			for _, side := range benchSides() {
				runs := measures[benchCell{side, journey, concurrency}]
				if len(runs) == 0 {
					continue
				}
				rate, cpu := medianBy(runs, perMinute), medianBy(runs, cpuOf)
				fmt.Fprintf(&b, "| %v | %d | %.0f | %.0f | %.3f | %.0f %% | %.0f |\n", side, concurrency, rate,
					medianBy(runs, func(m benchMeasure) float64 { return m.each }), cpu, 100*rate/ceiling(cpu), medianBy(runs, memoryPeak))
			}
		}
	}
	b.WriteString("\n### Goals, at 4 at once\n\n| goal | five pages | pan.door |\n|---|--:|--:|\n")
	for _, goal := range benchGoals() {
		fmt.Fprintf(&b, "| %s |", goal.text)
		for _, journey := range []string{"five", "door"} {
			value := goal.value(func(side benchSide) []benchMeasure { return measures[benchCell{side, journey, 4}] })
			mark := "held"
			if math.IsNaN(value) {
				b.WriteString(" not measured |")
				continue
			}
			if value < goal.least || (goal.most > 0 && value > goal.most) {
				mark = "**not held**"
			}
			fmt.Fprintf(&b, " %.2f, %s |", value, mark)
		}
		b.WriteString("\n")
	}
	b.WriteString("\nThe floor of full capture: chromedp alone that takes the pictures the runner takes, and keeps nothing, costs")
	for _, journey := range []string{"five", "door"} {
		with, without := measures[benchCell{benchFloor(), journey, 4}], measures[benchCell{benchSide{"bare", false}, journey, 4}]
		fmt.Fprintf(&b, " %.2f (%s)", medianBy(with, cpuOf)/medianBy(without, cpuOf), journey)
	}
	b.WriteString(" times its CPU without.\n")
	return b.String()
}

// benchGoal is one goal of issue 3.
type benchGoal struct {
	text        string
	least, most float64 // most 0: no upper bound
	value       func(runs func(benchSide) []benchMeasure) float64
}

func benchGoals() []benchGoal {
	runner, bare, full := benchSide{"runner", false}, benchSide{"bare", false}, benchSide{"runner", true}
	playwright, playwrightFull := benchSide{"playwright", false}, benchSide{"playwright", true}
	ratio := func(a, b benchSide, part func(benchMeasure) float64) func(func(benchSide) []benchMeasure) float64 {
		return func(runs func(benchSide) []benchMeasure) float64 {
			return medianBy(runs(a), part) / medianBy(runs(b), part)
		}
	}
	return []benchGoal{
		{"journeys/min beside Playwright, at least 1.5", 1.5, 0, ratio(runner, playwright, perMinute)},
		{"the same, both with full capture", 1.5, 0, ratio(full, playwrightFull, perMinute)},
		{"journeys/min beside the ceiling, at least 0.85", .85, 0, func(runs func(benchSide) []benchMeasure) float64 {
			return medianBy(runs(runner), perMinute) / ceiling(medianBy(runs(runner), cpuOf))
		}},
		{"CPU beside bare chromedp, at most 1.10", 0, 1.10, ratio(runner, bare, cpuOf)},
		{"CPU of full capture beside none, at most 1.25", 0, 1.25, ratio(full, runner, cpuOf)},
		{"journeys/min without capture beside full capture, at most 1.25", 0, 1.25, ratio(runner, full, perMinute)},
		{"peak PSS of browser and runner with full capture, at most 350 MiB", 0, 350, func(runs func(benchSide) []benchMeasure) float64 {
			return medianBy(runs(full), memoryPeak)
		}},
	}
}

func TestBenchReportSaysWhichGoalsHold(t *testing.T) {
	measures := map[benchCell][]benchMeasure{}
	for _, journey := range []string{"five", "door"} {
		for side, m := range map[benchSide]benchMeasure{
			{"runner", false}: {100, 1, 500, 200}, {"runner", true}: {90, 1.1, 600, 300}, {"bare", false}: {120, .95, 400, 180}, {"bare", true}: {110, 1.14, 450, 190},
			{"playwright", false}: {50, 2, 900, 400}, {"playwright", true}: {80, 3, 1200, 500},
		} {
			measures[benchCell{side, journey, 4}] = []benchMeasure{m, m}
		}
	}
	report := benchReport(measures, benchSettings{rounds: 2}, time.Minute)
	for _, want := range []string{
		"| runner | 4 | 100 | 500 | 1.000 |", "at least 1.5 | 2.00, held | 2.00, held |", "both with full capture | 1.12, **not held** |",
		"at most 1.10 | 1.05, held |", "at most 1.25 | 1.10, held |", "350 MiB | 300.00, held |",
		"costs 1.20 (five) 1.20 (door) times",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
	delete(measures, benchCell{benchSide{"playwright", false}, "door", 4})
	if report = benchReport(measures, benchSettings{rounds: 2}, time.Minute); !strings.Contains(report, "at least 1.5 | 2.00, held | not measured |") {
		t.Errorf("a goal without its peer:\n%s", report)
	}
}
