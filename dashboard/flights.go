package dashboard

import "sync"

// flights are the requests with an idempotency key that are under way.
type flights struct {
	mu   sync.Mutex
	keys map[[2]string]bool
}

// begin reports false when one with the same key is under way.
func (f *flights) begin(association, key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := [2]string{association, key}
	if f.keys[id] {
		return false
	}
	if f.keys == nil {
		f.keys = map[[2]string]bool{}
	}
	f.keys[id] = true
	return true
}

func (f *flights) end(association, key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.keys, [2]string{association, key})
}
