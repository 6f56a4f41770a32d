package dashboard

import (
	"log/slog"

	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// deletion says when the captures of an attempt were deleted and by which rule;
// empty when they are there.
func (s *site) deletion(a *observatory.Attempt) string {
	if s.Deleted == nil {
		return ""
	}
	at, rule, err := s.Deleted(a.ID)
	if err != nil {
		s.Logger.Error("read deletion of captures", slog.String("attempt", a.ID.String()), slog.Any("error", err))
		return "On n’a pas pu lire au registre si les captures de cette tentative ont été supprimées."
	}
	if rule == "" {
		return ""
	}
	return s.words.Typeset("Captures supprimées le " + s.words.Date(observatory.DateOf(at, s.zone)) + " (règle : " + rule + "). " +
		"La tentative et ses empreintes restent" + texts.Thin + "; la suppression est inscrite au registre.")
}
