package indicators

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// The coverage study (issue 5, section 3): samples whose truth is known, drawn
// for each estimator and interval that is published, n = 11, 30, 100, 1000,
// rates small, middle and large, independent and clustered. VIGIE_FULL=1 (make
// prove) draws 2,000 samples a setting; make test draws fewer, with room for
// their own chance.

// trial is one sample: what was estimated, and the interval, when the rules
// publish one.
type trial struct {
	value, low, high float64
	ok               bool
	unshown          bool // the estimate is not published either
}

// study is an estimator with the truth of a setting and a way to draw.
type study struct {
	name  string
	exact bool // covers 95 % or more in every setting
	slow  bool // is resampled
	truth func(rate float64, clustered bool) float64
	draw  func(random *rand.Rand, n int, rate float64, clustered bool) trial
	value func(random *rand.Rand, n int, rate float64, clustered bool) (value float64, shown bool) // the estimate alone; nil: that of draw
}

var coverageRates = []float64{0.05, 0.5, 0.95}

func full() bool { return os.Getenv("VIGIE_FULL") != "" }

// coverageLine is one setting of the printed table.
type coverageLine struct {
	study              string
	n                  int
	rate               float64
	clustered, exact   bool
	samples, published int
	coverage, bias     float64
	truth, error       float64
}

func (s study) run(n int, rate float64, clustered bool, samples int) coverageLine {
	truth := s.truth(rate, clustered)
	// Seeded by the setting alone, so that each line can be drawn again by itself.
	random := rand.New(rand.NewPCG(uint64(n)*1000+uint64(rate*100), uint64(len(s.name))))
	line := coverageLine{study: s.name, n: n, rate: rate, clustered: clustered, exact: s.exact, samples: samples, truth: truth}
	hits, values := 0, make([]float64, 0, samples)
	for range samples {
		t := s.draw(random, n, rate, clustered)
		if !t.unshown {
			values = append(values, t.value)
		}
		if !t.ok {
			continue
		}
		line.published++
		if t.low <= truth+1e-9 && truth <= t.high+1e-9 {
			hits++
		}
	}
	line.lean(values)
	if line.published > 0 {
		line.coverage = float64(hits) / float64(line.published)
	}
	if line.leans() && full() {
		s.drawAgain(random, &line)
	}
	return line
}

// again is how many times as many samples are drawn where an estimate seems to
// lean: of 180 settings some nine lie beyond two standard errors by chance.
const again = 20

// drawAgain measures the bias of a line anew, on more samples and without
// intervals.
func (s study) drawAgain(random *rand.Rand, line *coverageLine) {
	value := s.value
	if value == nil {
		value = func(random *rand.Rand, n int, rate float64, clustered bool) (float64, bool) {
			t := s.draw(random, n, rate, clustered)
			return t.value, !t.unshown
		}
	}
	line.samples *= again
	values := make([]float64, 0, line.samples)
	for range line.samples {
		if v, shown := value(random, line.n, line.rate, line.clustered); shown {
			values = append(values, v)
		}
	}
	line.lean(values)
}

// lean notes the bias of some values, and its Monte Carlo error.
func (l *coverageLine) lean(values []float64) {
	m := mean(values)
	squares := 0.0
	for _, v := range values {
		squares += (v - m) * (v - m)
	}
	n := float64(len(values))
	l.bias, l.error = m-l.truth, math.Sqrt(squares/n/n)
}

// leans reports a bias over one in a hundred of the truth and over two Monte Carlo
// errors, or four where few samples are drawn once.
func (l *coverageLine) leans() bool {
	errors := 2.0
	if !full() {
		errors = 4
	}
	return math.Abs(l.bias) > max(0.01*math.Abs(l.truth), errors*l.error)
}

func TestCoverage(t *testing.T) {
	sizes, samples := []int{11, 30, 100}, 400
	if testing.Short() { // under the race detector: the same draws, side by side, of few persons
		sizes = []int{11, 30}
	}
	if full() {
		sizes, samples = []int{11, 30, 100, 1000}, 2000
	}
	var lines []*coverageLine
	var draws errgroup.Group
	draws.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range studies() {
		for _, n := range sizes {
			for _, rate := range coverageRates {
				for _, clustered := range []bool{false, true} {
					if s.exact && clustered {
						continue // exact is said of independent persons only
					}
					samples := samples
					if s.slow && !full() {
						samples = 60
					}
					if s.slow && !full() && n > 30 {
						continue
					}
					line := &coverageLine{}
					lines = append(lines, line)
					draws.Go(func() error {
						*line = s.run(n, rate, clustered, samples)
						return nil
					})
				}
			}
		}
	}
	if err := draws.Wait(); err != nil {
		t.Fatal(err)
	}
	printCoverage(t, lines)
	checkCoverage(t, lines)
}

func printCoverage(t *testing.T, lines []*coverageLine) {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "\n| interval | n | rate | clustered | samples | published | coverage | truth | bias | Monte Carlo s.e. |\n|---|--:|--:|---|--:|--:|--:|--:|--:|--:|\n")
	for _, l := range lines {
		fmt.Fprintf(&text, "| %s | %d | %.2f | %t | %d | %d | %.4f | %.4f | %+.5f | %.5f |\n",
			l.study, l.n, l.rate, l.clustered, l.samples, l.published, l.coverage, l.truth, l.bias, l.error)
	}
	sum, settings := 0.0, 0
	for _, l := range lines {
		if l.published > 0 {
			sum += l.coverage
			settings++
		}
	}
	fmt.Fprintf(&text, "\nmean coverage over %d settings: %.4f\n", settings, sum/float64(settings))
	if full() {
		fmt.Print(text.String()) // read by make prove
		return
	}
	t.Log(text.String())
}

func checkCoverage(t *testing.T, lines []*coverageLine) {
	t.Helper()
	sum, settings := 0.0, 0
	for _, l := range lines {
		name := fmt.Sprintf("%s, n = %d, rate %.2f, clustered %t", l.study, l.n, l.rate, l.clustered)
		if l.leans() {
			t.Errorf("%s: bias %+.5f, Monte Carlo error %.5f", name, l.bias, l.error)
		}
		if l.published == 0 {
			if l.n >= curveMedianPersons {
				t.Errorf("%s: no interval was ever published", name)
			}
			continue
		}
		sum += l.coverage
		settings++
		least := 0.88
		if l.exact {
			least = 0.95
		}
		room := 2 * math.Sqrt(least*(1-least)/float64(l.published))
		if l.exact || !full() {
			// The share of samples has its own chance: two standard errors; with few samples, three.
			least -= room
			if !full() {
				least -= room / 2
			}
		}
		if l.coverage < least {
			t.Errorf("%s: coverage %.4f, least %.4f", name, l.coverage, least)
		}
	}
	if m := sum / float64(settings); m < 0.94 {
		t.Errorf("mean coverage %.4f, least 0.94", m)
	}
}
