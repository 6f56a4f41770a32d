package collectors

// Codes of the problems of a row that refuse it.
const (
	ProblemCellsMissing     = "cells_missing"
	ProblemCellsExtra       = "cells_extra"
	ProblemQuote            = "quote_misplaced"
	ProblemEmpty            = "required_empty"
	ProblemDepartment       = "department_unknown"
	ProblemDateUnreadable   = "date_unreadable"
	ProblemDateImpossible   = "date_impossible"
	ProblemDateTwoDigits    = "date_two_digit_year"
	ProblemDateSerial       = "date_serial"
	ProblemDateRange        = "date_out_of_range"
	ProblemDitto            = "ditto"
	ProblemDateMissing      = "date_missing"
	ProblemMonthOnly        = "month_only"
	ProblemEndBeforeStart   = "end_before_start"
	ProblemClosureOrder     = "closure_before_filing"
	ProblemDecisionOrder    = "decision_before_filing"
	ProblemConfirmOrder     = "confirmation_before_filing"
	ProblemRefilingOrder    = "refiling_before_closure"
	ProblemAnswerOrder      = "answer_before_request"
	ProblemAnsweredOrder    = "answered_before_asked"
	ProblemConsentOrder     = "withdrawn_before_consent"
	ProblemWord             = "word_unknown"
	ProblemNumber           = "foreigner_number_invalid"
	ProblemNumberDamaged    = "foreigner_number_damaged"
	ProblemCase             = "case_unidentified"
	ProblemAssociation      = "association_differs"
	ProblemNoEvent          = "no_event"
	ProblemErased           = "case_erased"
	ProblemImplicitDecision = "implicit_refusal"
	ProblemRenewalOrder     = "renewal_before_issue"
	ProblemDepartmentDate   = "department_not_yet"
	ProblemPair             = "procedure_ground_mismatch"
	ProblemHour             = "hour_unreadable"
	ProblemPicture          = "picture_unreadable"
	ProblemPictureMissing   = "picture_missing"
	ProblemFilingOrder      = "filing_after_closure"
	ProblemDateSeveral      = "date_several"
	ProblemFormula          = "formula_error"
	ProblemCorsica          = "department_corsica"
	ProblemPostcode         = "department_postcode"
	ProblemLine             = "line_unreadable"
	ProblemUTF8             = "line_not_utf8"
	ProblemDeep             = "object_too_deep"
	ProblemLists            = "list_in_list"
	ProblemSpread           = "fields_spread"
	ProblemFieldTwice       = "field_twice"
	ProblemLineLong         = "line_too_long"
)

// Codes of what is told without refusing the row.
const (
	WarningCertificateLong = "certificate_over_three_months"
	WarningFuture          = "date_in_future"
	WarningEndUnknown      = "document_end_unknown"
	WarningStartUnknown    = "start_unknown"
	WarningCertificateDate = "certificate_before_filing"
	WarningBeforeFiling    = "event_before_filing"
	WarningAnswerOrder     = "answer_before_requests"
	WarningGround          = "ground_unknown"
	WarningImplicit        = "implicit_refusal_ignored"
	WarningColumn          = "column_unknown"
	WarningComment         = "comment_not_kept"
	WarningBirth           = "birth_unreadable"
	WarningSheet           = "sheet_ignored"
	WarningSheetUnmapped   = "sheet_unmapped"
	WarningCellBeside      = "cell_beside_table"
	WarningPicture         = "picture_not_kept"
	WarningConstraint      = "constraint_without_consent"
	WarningPrefecture      = "prefecture_unknown"
	WarningPair            = "procedure_ground_unusual"
	WarningNotOpen         = "filed_before_opening"
	WarningDateless        = "group_without_date"
	WarningAppointment     = "appointment_without_request"
	WarningOtherShape      = "field_of_other_shape"
	WarningHiddenSheet     = "hidden_sheet"
	WarningHiddenRows      = "hidden_rows"
	WarningHiddenColumn    = "hidden_column"
	WarningStruck          = "struck_rows"
	WarningMerged          = "merged_down"
	WarningRemarks         = "remarks_not_read"
	WarningColours         = "colours_not_read"
	WarningGuide           = "guide_row"
	WarningTwoDigits       = "year_completed"
	WarningKnownFiling     = "known_filing_differs"
	WarningKnownClosure    = "known_filing_later"
	WarningKnownPerson     = "known_person_differs"
	WarningKnownDepartment = "known_department_differs"
	WarningSensitive       = "comment_sensitive"
	WarningHeaderAgain     = "header_again"
	WarningTotal           = "total_row"
	WarningMonthFirst      = "month_first"
)

// Codes of the remedies.
const (
	remedyCells       = "fix_cells"
	remedyQuote       = "fix_quote"
	remedyFill        = "fill_cell"
	remedyDepartment  = "fix_department"
	remedyDate        = "write_date"
	remedyYear        = "four_digit_year"
	remedyDateFormat  = "format_as_date"
	remedyCheckDate   = "check_date"
	remedyDay         = "give_day"
	remedyOrder       = "check_order"
	remedyWord        = "use_listed_word"
	remedyNumber      = "check_number"
	remedyNumberText  = "format_as_text"
	remedyIdentify    = "give_reference"
	remedyTakeOut     = "take_row_out"
	remedyReread      = "reread_comment"
	remedyAssociation = "check_association"
	remedyAddDate     = "add_date"
	remedyRequest     = "add_request"
	remedyShape       = "one_object_a_shape"
	remedyShowSheet   = "show_sheet"
	remedyShow        = "show_rows"
	remedyStruck      = "take_struck_out"
	remedyMerged      = "unmerge"
	remedyRemarks     = "copy_remarks"
	remedyColours     = "write_colours"
	remedyDitto       = "copy_value"
	remedyStart       = "add_start"
	remedyExpress     = "express_only"
	remedyConfirm     = "confirm"
	remedyColumn      = "rename_column"
	remedyVault       = "configure_vault"
	remedySheet       = "give_sheet_header"
	remedyMapSheet    = "map_sheet"
	remedyBeside      = "name_column"
	remedyHour        = "write_hour"
	remedyPicture     = "give_picture"
	remedyPictures    = "give_folder"
	remedyConsent     = "record_consent"
	remedyPair        = "check_pair"
	remedyPrefecture  = "name_prefecture"
	remedyKnown       = "check_known"
	remedyNothing     = "nothing"
	remedyTotal       = "nothing_but_a_case"
	remedyMonthFirst  = "describe_dates"
	remedyDayMonth    = "check_day_month"
	remedyOneDate     = "one_date_a_cell"
	remedyFormula     = "replace_formula"
	remedyCorsica     = "choose_2a_2b"
	remedyPostcode    = "department_of_prefecture"
	remedyPlaceDate   = "check_department_date"
	remedyLine        = "one_object_a_line"
	remedyUTF8        = "save_as_utf8"
	remedyPlain       = "plain_fields"
	remedyFieldTwice  = "keep_one_value"
	remedyLineLong    = "split_line"
)

// explanation is what a code means, in French, and what to do.
type explanation struct {
	code    string
	message string
	remedy  string // code
}

func explanations() []explanation { return append(refusals(), cautions()...) }

// refusals are the explanations of the problems that refuse a row.
func refusals() []explanation {
	return []explanation{
		{ProblemCellsMissing, "la ligne a moins de cellules que l'en-tête", remedyCells},
		{ProblemCellsExtra, "la ligne a plus de cellules que l'en-tête", remedyCells},
		{ProblemQuote, "un guillemet est mal placé", remedyQuote},
		{ProblemEmpty, "cellule obligatoire vide", remedyFill},
		{ProblemDepartment, "département inconnu", remedyDepartment},
		{ProblemDateUnreadable, "date illisible", remedyDate},
		{ProblemDateImpossible, "cette date n'existe pas", remedyDayMonth},
		{ProblemDateTwoDigits, "année absente, ou à deux chiffres : ambiguë", remedyYear},
		{ProblemDateSerial, "nombre à la place d'une date", remedyDateFormat},
		{ProblemDateRange, "date hors des limites vraisemblables", remedyCheckDate},
		{ProblemDitto, "« idem » à la place d'une valeur", remedyDitto},
		{ProblemDateMissing, "aucune date pour cet évènement", remedyAddDate},
		{ProblemMonthOnly, "le jour manque", remedyDay},
		{ProblemEndBeforeStart, "la fin précède le début", remedyOrder},
		{ProblemClosureOrder, "la clôture précède le dépôt", remedyOrder},
		{ProblemDecisionOrder, "la décision précède le dépôt", remedyOrder},
		{ProblemConfirmOrder, "la confirmation précède le dépôt", remedyOrder},
		{ProblemRefilingOrder, "le nouveau dépôt précède la clôture", remedyOrder},
		{ProblemAnswerOrder, "la réponse précède la demande de pièces", remedyOrder},
		{ProblemAnsweredOrder, "la réponse précède la demande", remedyOrder},
		{ProblemConsentOrder, "le retrait du consentement précède le consentement", remedyOrder},
		{ProblemWord, "valeur inconnue", remedyWord},
		{ProblemNumber, "numéro étranger invalide", remedyNumber},
		{ProblemNumberDamaged, "numéro étranger abîmé par le tableur (notation scientifique)", remedyNumberText},
		{ProblemCase, "dossier impossible à reconnaître", remedyIdentify},
		{ProblemAssociation, "l'association n'est pas celle de l'import", remedyAssociation},
		{ProblemErased, "ce dossier a été effacé de l'observatoire", remedyTakeOut},
		{ProblemNoEvent, "aucune date : la ligne ne dit aucun fait", remedyAddDate},
		{ProblemImplicitDecision, "un refus implicite n'est pas une décision expresse", remedyExpress},
		{ProblemRenewalOrder, "le renouvellement précède la première attestation", remedyOrder},
		{ProblemDepartmentDate, "ce département n'existait pas à cette date", remedyPlaceDate},
		{ProblemPair, "procédure et fondement ne vont pas ensemble", remedyPair},
		{ProblemHour, "heure illisible", remedyHour},
		{ProblemPicture, "la pièce n'est ni une image ni un PDF de moins de 20 Mo", remedyPicture},
		{ProblemPictureMissing, "pièce introuvable dans le dossier des pièces", remedyPicture},
		{ProblemDateSeveral, "plusieurs dates dans la cellule", remedyOneDate},
		{ProblemFormula, "erreur de formule du tableur à la place d'une valeur", remedyFormula},
		{ProblemCorsica, "la Corse a deux départements depuis 1976", remedyCorsica},
		{ProblemPostcode, "code postal à la place du département", remedyPostcode},
		{ProblemLine, "la ligne n'est pas un objet JSON", remedyLine},
		{ProblemUTF8, "les textes ne sont pas en UTF-8", remedyUTF8},
		{ProblemDeep, "des objets s'emboîtent sur plus de 20 niveaux", remedyPlain}, // maxJSONDepth
		{ProblemLists, "une liste en contient une autre", remedyPlain},
		{ProblemSpread, "trop de champs entourent une trop longue liste", remedyPlain},
		{ProblemFieldTwice, "le champ est donné deux fois, avec deux valeurs", remedyFieldTwice},
		{ProblemLineLong, "la ligne dépasse un mégaoctet", remedyLineLong},
		{ProblemFilingOrder, "le dépôt suit la clôture ou la décision du même dossier", remedyOrder},
	}
}

// cautions are the explanations of the warnings.
func cautions() []explanation {
	return []explanation{
		{WarningCertificateLong, "API de plus de trois mois", remedyConfirm},
		{WarningFuture, "date dans l'avenir", remedyConfirm},
		{WarningEndUnknown, "date de fin du document inconnue", remedyAddDate},
		{WarningStartUnknown, "date de début du document inconnue : tant qu'elle manque, les jours sans document de ce dossier ne sont pas calculés", remedyStart},
		{WarningCertificateDate, "API antérieure au dépôt", remedyConfirm},
		{WarningBeforeFiling, "ce fait précède le dépôt", remedyConfirm},
		{WarningAnswerOrder, "une réponse précède la première demande de pièces connue de ce dossier", remedyConfirm},
		{WarningGround, "fondement non reconnu, gardé comme « autre »", remedyWord},
		{WarningImplicit, "refus implicite non repris : Vigie le calcule à partir des dates", remedyExpress},
		{WarningColumn, "colonne inconnue, ignorée", remedyColumn},
		{WarningSensitive, "le commentaire parle d'éloignement, de détention, d'une condamnation ou de santé", remedyReread},
		{WarningBirth, "date de naissance illisible : elle ne sert pas à reconnaître la personne", remedyDate},
		{WarningPicture, "pièce non gardée : aucun dossier de pièces n'est donné", remedyPictures},
		{WarningConstraint, "mesure de contrainte non gardée : aucun consentement pour cet usage", remedyConsent},
		{WarningPrefecture, "préfecture inconnue dans ce département, non gardée", remedyPrefecture},
		{WarningPair, "procédure et fondement vont rarement ensemble", remedyPair},
		{WarningNotOpen, "dépôt sur l'ANEF avant la date à laquelle elle s'est ouverte, en droit, à ce fondement", remedyConfirm},
		{WarningDateless, "groupe de colonnes rempli sans sa date : ce fait n'est pas repris", remedyAddDate},
		{WarningAppointment, "rendez-vous gardé sans la date de la demande : il n'entre dans aucun délai ni aucun mois", remedyRequest},
		{WarningOtherShape, "champ d'un dossier dans un évènement, ou l'inverse : il n'est pas pris", remedyShape},
		{WarningHiddenSheet, "feuille masquée : elle n'est pas lue", remedyShowSheet},
		{WarningHiddenRows, "lignes masquées ou filtrées : elles sont lues comme les autres", remedyShow},
		{WarningHiddenColumn, "colonne masquée : elle est lue comme les autres", remedyShow},
		{WarningStruck, "lignes barrées : elles sont lues comme les autres", remedyStruck},
		{WarningMerged, "cellules fusionnées vers le bas : seule leur première ligne a la valeur", remedyMerged},
		{WarningRemarks, "commentaires épinglés à des cellules : ils ne sont pas lus", remedyRemarks},
		{WarningColours, "des lignes ont une autre couleur : les couleurs ne sont pas lues", remedyColours},
		{WarningGuide, "consignes sous l'en-tête : ligne laissée de côté", remedyTotal},
		{WarningTwoDigits, "année à deux chiffres, lue jour/mois/20aa", remedyYear},
		{WarningKnownFiling, "un autre jour de dépôt est déjà connu pour ce dossier", remedyKnown},
		{WarningKnownClosure, "ce fait précède le dépôt déjà connu de ce dossier", remedyKnown},
		{WarningKnownPerson, "ce dossier est déjà connu pour une autre personne", remedyKnown},
		{WarningKnownDepartment, "ce dossier est déjà connu dans un autre département", remedyKnown},
		{WarningComment, "commentaire non gardé : aucun coffre n'est configuré", remedyVault},
		{WarningSheet, "feuille ignorée : aucun en-tête reconnu", remedySheet},
		{WarningSheetUnmapped, "feuille non lue : la correspondance n'est pas pour elle", remedyMapSheet},
		{WarningHeaderAgain, "l'en-tête du tableau, une fois de plus : ligne laissée de côté", remedyNothing},
		{WarningTotal, "ligne de total : laissée de côté", remedyTotal},
		{WarningMonthFirst, "les dates de cette colonne semblent écrites mois/jour/année : celles qui sont lues jour/mois sont sans doute fausses", remedyMonthFirst},
		{WarningCellBeside, "une cellule est hors du tableau, sous aucun en-tête ; elle n'est pas prise", remedyBeside},
	}
}

// explain gives the meaning of a code; an unlisted code, which a test excludes,
// speaks for itself.
func explain(code string) explanation {
	for _, e := range explanations() {
		if e.code == code {
			return e
		}
	}
	return explanation{code: code, message: code}
}
