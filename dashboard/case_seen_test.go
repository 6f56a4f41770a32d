package dashboard

import (
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// All but a probe that failed too is explained: why it does not contradict the report.
func TestWhatProbesSawIsExplained(t *testing.T) {
	s := &site{words: texts.In(texts.French)}
	for verdict, explained := range map[observatory.Seen]bool{
		observatory.SeenFailing: false, observatory.SeenWorking: true, observatory.SeenNothing: true, observatory.SeenNever: true,
	} {
		v := s.seen(observatory.Concordance{Verdict: verdict})
		if v.Word == "" || (v.Note != "") != explained {
			t.Errorf("%s: %+v", verdict, v)
		}
	}
}
