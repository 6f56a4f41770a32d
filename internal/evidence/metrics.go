package evidence

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Register registers the metrics of the evidence files and of the ledger: what
// this process wrote, and the size of the ledger.
func Register(r prometheus.Registerer, files *Files, ledger *Ledger) {
	factory := promauto.With(r)
	factory.NewCounterFunc(prometheus.CounterOpts{
		Name: "vigie_evidence_files_total", Help: "Evidence files written, those that were there already left out.",
	}, func() float64 { return float64(files.written.Load()) })
	factory.NewCounterFunc(prometheus.CounterOpts{
		Name: "vigie_evidence_written_bytes_total", Help: "Bytes of the evidence files written.",
	}, func() float64 { return float64(files.bytes.Load()) })
	factory.NewCounterFunc(prometheus.CounterOpts{
		Name: "vigie_evidence_known_files_total", Help: "Evidence files given that were there already.",
	}, func() float64 { return float64(files.known.Load()) })
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "vigie_ledger_leaves", Help: "Leaves of the ledger that this process knows.",
	}, func() float64 {
		ledger.mu.Lock()
		defer ledger.mu.Unlock()
		return float64(ledger.size())
	})
}
