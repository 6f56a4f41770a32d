package privacy

import "testing"

// What a stranger's texts showed on 30 November 2026. Persons and numbers are
// made up.
func TestRedactAsStrangersWrite(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"birth, then a word for a street", "née 17.08.1991, mail perdu", "née ⟦date de naissance⟧, mail perdu"},
		{"year of a date, then a street", "logée depuis le 3 mai 2019 place Carnot", "logée depuis le 3 mai 2019 ⟦adresse⟧"},
		{"birth with blanks around its signs", "Née le : 06 / 06 / 1966", "Née le : ⟦date de naissance⟧"},
		{"birth, month in Roman digits", "né le 3/V/1980", "né le ⟦date de naissance⟧"},
		{"birth, day in words", "Elle est née le dix-sept mai 1992.", "Elle est née le ⟦date de naissance⟧."},
		{"birth in words alone", "né le premier avril mille neuf cent quatre-vingt-huit à la campagne", "né le ⟦date de naissance⟧ à la campagne"},
		{"birth in English", "date of birth: 12 Feb 1993, DOB March 5, 1990", "date of birth: ⟦date de naissance⟧, DOB ⟦date de naissance⟧"},
		{"a thousand is no birth", "le dossier a coûté mille euros", "le dossier a coûté mille euros"},
		{"street without a number", "elle demeure quai de la Loire", "elle demeure ⟦adresse⟧"},
		{"street without a number, in small letters", "habite rue des lilas", "habite ⟦adresse⟧"},
		{"street named after a day", "il vit avenue du 8 mai 1945", "il vit ⟦adresse⟧"},
		{"residence and building", "logé résidence Les Tilleuls, bât. C, appt 204, 93430 Villetaneuse", "logé ⟦adresse⟧, ⟦adresse⟧, ⟦adresse⟧"},
		{"building before a housing estate", "Bâtiment B4, cité des Fleurs, 13014 Marseille", "⟦adresse⟧, ⟦adresse⟧"},
		{"no street", "elle est à la rue, place aux mineurs, en cours de séjour, adresse mail refusée, tour de table", "elle est à la rue, place aux mineurs, en cours de séjour, adresse mail refusée, tour de table"},
		{"box, then a postal code", "BP 1234 67000 Strasbourg", "⟦adresse⟧ ⟦adresse⟧"},
		{"postal code behind a street", "vit à Marseille, 22 boulevard National, 13003.", "vit à Marseille, ⟦adresse⟧, ⟦adresse⟧."},
		{"postal code by its word", "code postal : 93200", "code postal : ⟦adresse⟧"},
		{"postal code, town in small letters", "habite 93200 saint-denis", "habite ⟦adresse⟧"},
		{"an amount is no postal code", "soit 12000 euros en 2025", "soit 12000 euros en 2025"},
		{"digicode", "digicode 45B12", "⟦adresse⟧"},
		{"visa with gaps", "Visa FRA 02 345 678 expiré", "Visa ⟦passeport⟧ expiré"},
		{"consular card with strokes", "carte consulaire n° 0012345/CC/2021", "carte consulaire n° ⟦passeport⟧"},
		{"old passport, far from its word", "passeport (ancien modèle, périmé) 1234567", "passeport (ancien modèle, périmé) ⟦passeport⟧"},
		{"dates of a document stay", "titre valable du 12/03/2025 au 11/03/2026, visa 2025-2026, récépissé du 12032026, permis 120000 euros", "titre valable du 12/03/2025 au 11/03/2026, visa 2025-2026, récépissé du 12032026, permis 120000 euros"},
		{"month within a name", "Vu Nguyen Thi Mai Anh hier", "Vu ⟦nom⟧ hier"},
		{"place behind a first name", "appel de Leïla Ferrand ce matin", "appel de ⟦nom⟧ ce matin"},
		{"particle that opens", "Ould Mohamed Salem : mauritanien", "⟦nom⟧ : mauritanien"},
		{"word that opens, then does", "Espérance attend sa carte. Clément n'a rien reçu.", "⟦nom⟧ attend sa carte. ⟦nom⟧ n'a rien reçu."},
		{"word that opens, then a state", "Prudence, arrivée en 2015, a trois enfants", "⟦nom⟧, arrivée en 2015, a trois enfants"},
		{"words that open stay", "Victoire en référé. Espérance de délai : six mois. La patience est longue. Merveille !", "Victoire en référé. Espérance de délai : six mois. La patience est longue. Merveille !"},
		{"place behind a greeting", "slt Val, tu as vu Ryad", "slt ⟦nom⟧, tu as vu ⟦nom⟧"},
		{"first name behind c", "slt c ousm pas de nouvelles", "slt c ⟦nom⟧ pas de nouvelles"},
		{"words of the trade", "le téléservice est injoignable depuis mon smartphone, captcha et biométrie refusés", "le téléservice est injoignable depuis mon smartphone, captcha et biométrie refusés"},
		{"number behind an accent is no IBAN", "Ton numéro 7800000000112255889 est le bon.", "Ton numéro ⟦numéro⟧ est le bon."},
		{"street cut short to ch.", "vit 64 ch. de la Côte 06200 nice", "vit ⟦adresse⟧"},
		{"title, then a particle", "Sa marraine, Mme de La Tour, rappelle", "Sa marraine, Mme de ⟦nom⟧, rappelle"},
		{"article, then a word for a street", "La cité administrative ouvre à 8h30, elle est à la rue depuis le 12 mars", "La cité administrative ouvre à 8h30, elle est à la rue depuis le 12 mars"},
		{"an amount in francs", "Il a coûté 22500 FCFA, puis 12000 EUR", "Il a coûté 22500 FCFA, puis 12000 EUR"},
		{"word that opens, then aussi", "Perle attend dehors. Merveille aussi.", "⟦nom⟧ attend dehors. ⟦nom⟧ aussi."},
		{"heads of English mails", "Begin forwarded message:\nSubject: urgent", "Begin forwarded message:\nSubject: urgent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := Redact(tt.in); got != tt.want {
				t.Errorf("%q\n got %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}
