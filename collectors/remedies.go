package collectors

// remedyText says in French what to do.
func remedyText(code string) string {
	switch code {
	case remedyCells:
		return "vérifiez qu'aucun séparateur ni retour à la ligne ne s'est glissé dans une cellule, ou mettez cette cellule entre guillemets"
	case remedyQuote:
		return "doublez le guillemet à l'intérieur de la cellule, ou supprimez-le"
	case remedyFill:
		return "remplissez la cellule"
	case remedyDepartment:
		return "écrivez le code du département (01, 2A, 971) ou son nom complet"
	case remedyDate:
		return "écrivez la date sous la forme jj/mm/aaaa, aaaa-mm-jj, ou mm/aaaa si le jour est inconnu"
	case remedyYear:
		return "écrivez l'année avec quatre chiffres"
	case remedyDateFormat:
		return "donnez à la colonne le format « date » dans le tableur, puis enregistrez de nouveau en CSV"
	case remedyCheckDate:
		return "vérifiez l'année"
	case remedyDay:
		return "donnez le jour, ou laissez la cellule vide"
	case remedyOrder:
		return "vérifiez les deux dates ; elles ont peut-être été échangées"
	case remedyWord:
		return "choisissez un mot de la liste publiée pour cette colonne (docs/import.md)"
	case remedyNumber:
		return "vérifiez le numéro : 9 ou 10 chiffres ; laissez vide s'il est inconnu"
	case remedyNumberText:
		return "donnez à la colonne le format « texte » dans le tableur, saisissez de nouveau le numéro, puis enregistrez en CSV"
	case remedyIdentify:
		return "donnez la référence du dossier, ou le numéro étranger et la date de dépôt"
	case remedyReread:
		return "relisez le commentaire et retirez ce qui ne sert pas au dossier, puis importez de nouveau la ligne"
	case remedyTakeOut:
		return "retirez la ligne du fichier ; si la personne veut de nouveau participer, donnez-lui une nouvelle référence de dossier"
	case remedyAssociation:
		return "importez ces lignes avec le code de leur association, ou videz la cellule"
	case remedyAddDate:
		return "ajoutez la date"
	case remedyRequest:
		return "ajoutez le jour où il a été demandé, s'il est connu ; la ligne est prise telle quelle"
	case remedyShape:
		return "donnez le dossier et l'évènement dans deux objets, chacun avec sa référence"
	case remedyStart:
		return "ajoutez le premier jour, ou celui de la mise à disposition, s'il est connu ; la ligne est prise telle quelle"
	case remedyExpress:
		return "n'indiquez que les décisions expresses"
	case remedyConfirm:
		return "vérifiez la date ; la ligne est prise telle quelle"
	case remedyColumn:
		return "renommez la colonne si elle fait partie du format publié"
	case remedySheet:
		return "si elle contient des dossiers, donnez-lui l'en-tête publié, ou une correspondance (vigie collect map)"
	case remedyMapSheet:
		return "si elle contient des dossiers, donnez-lui les colonnes de la correspondance, sur la même ligne, et son nom parmi ses « feuilles » si elle en nomme ; ou enregistrez-la à part avec sa propre correspondance"
	case remedyBeside:
		return "donnez un nom à sa colonne, ou videz-la"
	case remedyVault:
		return "indiquez le dossier du coffre dans la configuration"
	}
	return remedyDetail(code)
}

// remedyDetail is remedyText for what goes beyond words and dates.
func remedyDetail(code string) string {
	switch code {
	case remedyHour:
		return "écrivez l'heure sous la forme 14:30 ou 14h30"
	case remedyPicture:
		return "vérifiez le nom du fichier, et que c'est une image ou un PDF de moins de 20 Mo"
	case remedyPictures:
		return "indiquez le dossier des pièces avec « --pieces », et un coffre dans la configuration"
	case remedyConsent:
		return "donnez la date du consentement dans la colonne « consentement mesure de contrainte », ou videz la cellule"
	case remedyPair:
		return "vérifiez la procédure et le fondement ; l'un des deux est sans doute celui d'un autre dossier"
	case remedyPrefecture:
		return "écrivez le nom de la préfecture ou de la sous-préfecture, ou celui de sa ville, et vérifiez le département"
	case remedyNothing:
		return "rien à faire"
	case remedyTotal:
		return "rien à faire ; si c'est un dossier, donnez-lui son département"
	case remedyMonthFirst:
		return "n'importez pas tel quel : récrivez la colonne jour/mois/année, ou donnez la forme mm/jj/aaaa à ses dates par une correspondance (vigie collect map)"
	case remedyDayMonth:
		return "vérifiez le jour et le mois : le jour vient d'abord (jj/mm/aaaa)"
	case remedyOneDate:
		return "laissez une date par cellule ; si une cellule en porte souvent plusieurs, décrivez le tableau par une correspondance (vigie collect map), qui fait un évènement de chacune"
	case remedyFormula:
		return "corrigez la formule dans le tableur, ou écrivez la valeur ; si le tableur la montre, enregistrez-y le classeur de nouveau"
	case remedyCorsica:
		return "écrivez 2A (Corse-du-Sud) ou 2B (Haute-Corse)"
	case remedyPostcode:
		return "écrivez le département de la préfecture compétente (01, 2A, 971)"
	case remedyPlaceDate:
		return "vérifiez la date et le département : l'un des deux est faux"
	case remedyKnown:
		return "vérifiez la référence et la date ; si c'est bien le même dossier, la ligne est prise telle quelle"
	}
	return remedyLooks(code)
}

// remedyLooks is remedyText for how a workbook is shown.
func remedyLooks(code string) string {
	switch code {
	case remedyDitto:
		return "recopiez la valeur de la ligne au-dessus : un tri ou un filtre la ferait changer"
	case remedyShowSheet:
		return "si elle contient des dossiers, affichez-la, puis enregistrez le classeur de nouveau"
	case remedyShow:
		return "affichez-les (et effacez le filtre) pour les vérifier ; supprimez ce qui ne doit pas être pris"
	case remedyStruck:
		return "si barrer veut dire retirer, supprimez ces lignes ; si le dossier est clos, écrivez-en la date dans sa colonne"
	case remedyMerged:
		return "défusionnez ces cellules et recopiez la valeur dans chaque ligne"
	case remedyRemarks:
		return "recopiez ce qui sert au dossier dans la colonne « commentaire »"
	case remedyColours:
		return "si une couleur veut dire quelque chose (clos, accepté, à relancer), écrivez-le dans une colonne"
	}
	return remedyLines(code)
}

// remedyLines is remedyText for lines of NDJSON that cannot be read.
func remedyLines(code string) string {
	switch code {
	case remedyLine:
		return "une ligne, un objet entre accolades\u00a0: corrigez la ligne, ou exportez-la de nouveau"
	case remedyUTF8:
		return "enregistrez le fichier en UTF-8, comme le JSON le demande"
	case remedyPlain:
		return "donnez les champs du dossier et, au plus, la liste de ses évènements"
	case remedyFieldTwice:
		return "gardez-en une"
	case remedyLineLong:
		return "un dossier ou un évènement par ligne\u00a0: coupez-la, ou exportez-la de nouveau"
	}
	return ""
}
