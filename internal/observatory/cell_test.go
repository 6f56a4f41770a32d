package observatory

import "testing"

func TestSafeCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "=1+1": "'=1+1", "+33": "'+33", "-": "'-", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "1=1": "1=1",
		"-1": "-1", "-12.5": "-12.5", "-12,5": "-12,5", "-1e-07": "-1e-07", "-1+1": "'-1+1", "-1e": "'-1e", "-1\n=1": "'-1\n=1", "-A1": "'-A1",
	} {
		if got := SafeCell(in); got != want {
			t.Errorf("SafeCell(%q) = %q, want %q", in, got, want)
		}
	}
}
