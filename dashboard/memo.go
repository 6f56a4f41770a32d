package dashboard

import "sync"

// memo is a value made when it is first asked for; what failed is made again.
type memo[T any] struct {
	mu    sync.Mutex
	made  bool
	value T
}

// peek gives the value when it was made, the zero value otherwise.
func (m *memo[T]) peek() T {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.value
}

// has reports whether the value was made.
func (m *memo[T]) has() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.made
}

func (m *memo[T]) get(build func() (T, error)) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made {
		return m.value, nil
	}
	value, err := build()
	if err != nil {
		var none T
		return none, err
	}
	m.value, m.made = value, true
	return value, nil
}
