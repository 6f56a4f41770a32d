package notice

import "vigie/internal/observatory"

// tersely are causes in the few words in which agents type them.
func tersely(add adder) {
	add(observatory.ReasonIdentityMismatch, 3, false,
		`\bnaissance[^\n]{0,40}\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}[^\n]{0,60}\b(?:passeport|acte|titre|visa|carte|cni)\b[^\n]{0,30}\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}`,
		`\b(?:passeport|acte|titre|visa|carte|cni)\b[^\n]{0,30}\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}[^\n]{0,60}\bnaissance[^\n]{0,40}\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}`,
		`\berreur[^\n]{0,24}(?:n ?°|numero) (?:d')?etranger|\b(?:celui|celle) (?:de|d') ?(?:votre|son|sa) (?:conjointe?|mari|epouse|epoux|femme|fils|fille|frere|soeur|pere|mere)\b`, `\bil manque une? (?:lettre|accent|tiret|chiffre|[a-z])\b`, `\b\d prenoms?\b[^\n]{0,60}\b(?:un|1) seul\b|\bautre orthogra\w+|\bnom d(?:e jeune fille|'epouse|'epoux|e naissance|'usage)\b[^\n]{0,50}\b(?:case|champ|zone|au lieu|a la place)\b|\b(?:case|champ|zone)\b[^\n]{0,20}\bnom d(?:e jeune fille|'epouse|e naissance|'usage)\b`,
	)
	add(observatory.ReasonPreviousTitle, 2, false, `\b(?:titre|carte|recepisse)\b[^\n]{0,200}\bn'(?:y )?est pas (?:enregistree?|indiquee?|saisie?|notee?|portee?)[^\n]{0,24}\b(?:restitue|remis|rendu)`, `\b(?:deviez|devez|auriez du|devait) (?:donc )?(?:nous )?(?:restituer|rendre|remettre|rapporter) (?:celle|celui|l'ancien|votre ancien)\w*|\b(?:deviez|devez|auriez du|devait) (?:donc )?(?:nous |me )?(?:restituer|rendre|remettre|rapporter|retourner|renvoyer) (?:votre|la|le|une?) (?:ancien\w* |precedente? )?(?:carte|titre|recepisse|vls)\b`, `\bcette (?:restitution|remise) n'a (?:jamais|pas)\b`)
	add(observatory.ReasonNotCompetent, 3, false,
		`\b(?:prefecture|sous-prefecture|service|bureau)\b[^\n]{0,30} n'(?:instruit|traite|delivre|gere|examine) (?:pas|plus) (?:les|ce|cette|ces)\b`,
		`\b(?:gere|traite|instruit|suivi)\w* par (?:la|le|l'|une?) [^\n]{0,70}\b(?:pas|non) par\b`, `\b(?:demand\w+|adress\w+|depos\w+|voir|voyez) (?:cela |ca )?(?:avec le|au|aupres du) (?:consulat|rectorat)`,
		`^(?:nous,? )?(?:ici,? )?(?:nous|ici),? (?:c'est|on (?:est|fait))(?: que)? (?:le|la|dans le|les)? ?(?:departement )?\d{2,3}\b`, `\b(?:pas|plus) (?:de )?chez nous\b|\bpas (?:notre|de notre|mon) (?:departement|ressort|secteur|prefecture|territoire)\b|\bhors (?:de )?(?:notre |mon )?(?:departement|secteur|ressort)`,
		`\b(?:ce n'est|c'est|n'est) pas (?:a )?(?:la |notre |ma )?(?:prefecture|nous|nos services)\b[^\n]{0,60}\b(?:consulat|ofii|prefecture|mairie|rectorat|autre)`,
	)
	add(observatory.ReasonWrongProcedure, 3, false,
		`\b(?:clique|coche|selectionne|pris|appuye|choisi) (?:sur )?(?:le |la |l')?"? ?(?:duplicata|renouvellement|premiere demande|changement)[^\n]{0,60}(?:\n[^\n]{0,60})?\b(?:autre|bon|bonne) (?:bouton|onglet|case|choix|rubrique)`, `\bc'est (?:un |une |l')?autre (?:bouton|onglet|case|choix|rubrique|formulaire|demarche)\b`,
		`\bil (?:fallait|faut|aurait fallu) (?:dem\w*|faire|deposer|choisir|passer par|solliciter|prendre)? ?(?:une? |la |le )?(?:demande de )?(?:changement de statut|premiere demande|duplicata|renouvellement|changement d'adresse|changement statut|validation)\b[^\n]{0,140}\b(?:et non|et pas|non pas|pas) `,
		`\bil n'y avait pas a (?:demander|faire|deposer|solliciter)\b|\bseulement a valider\b|\bcomme s'il s'agissait d'une? (?:carte|titre|demande|renouvellement|premiere)`,
	)
	add(observatory.ReasonWithdrawn, 1, false,
		`\b(?:l'interesse|l'usager|monsieur|madame|mme|m\.)[a-z]*(?: [a-z]+)? ne (?:souhaite|veut|desire|donne) (?:plus|pas suite)\b`,
		`\b(?:sur|a la) demande (?:expresse |ecrite )?(?:de l'(?:interesse|usager|usagere|etrang)\w*|du demandeur|de la demandeuse|de monsieur|de madame)`,
		`\b(?:cliqu|appuy)\w+ sur "? ?(?:abandonner|annuler|supprimer|retirer) (?:ma|la|cette|sa)\b`, `\bvous ne (?:souhaitez|voulez|comptez|desirez) plus (?:rester|vivre|de titre|du titre|de carte|continuer|demander)`, `\b(?:pris|prends|prenons|bonne) note (?:de|d')[^\n]{0,60}\b(?:depart|retour au pays|retour definitif|renonc|abandon|desist|annul)`, `\b(?:annule|clos|close|cloture|classe|retire)\w* (?:faite? )?(?:suite|apres) a? ?(?:votre|l') ?(?:appel|mail|courriel|courrier|message|demande ecrite)`,
	)
	add(observatory.ReasonNoAnswer, 4, false,
		`\bdelai (?:est )?(?:depasse|expire|ecoule|passe)\b[^\n]{0,120}\b(?:jamais|pas) (?:ete )?(?:transmis|recu|fourni|produit|envoye|depose)\w*`,
		`\b(?:absence|defaut) d(?:e|u|es) ?[^\n]{0,20}(?:demande|reclame|sollicite)e?s?\b[^\n]{0,60}\b(?:imparti|delai|temps)`,
		`\b(?:usager|demandeur|demandeuse|vous) (?:reste |est |etes |toujours )*silencieu\w+|\ben attente de (?:complement|reponse)\w* depuis`,
		`\b(?:complement\w*|{DOCS}|reponse|retour)\b[^\n]{0,70}\b(?:attendue?s?|demandee?s?) (?:pour|avant|au plus tard|jusqu'au) ?(?:le )?\d[^\n]{0,20}\b(?:non|pas|jamais|toujours pas) (?:recue?s?|parvenue?s?|fournie?s?|transmise?s?)`, `\bdelai (?:de |pour )?(?:reponse|repondre)[^\n]{0,40}\b(?:depasse|expire|ecoule|echu|passe)\b`, `\bn'a recu aucun depot\b`,
	)
	add(observatory.ReasonOtherGround, 6, false,
		`\b(?:titre|carte|recepisse|visa)\b[^\n]{0,40}\b(?:encore|toujours) (?:bonne?|valable|valide|en cours de validite)\b|\brien a renouveler\b`, `\b(?:pas|aucune|manque|absence) de progression\b|\bprogression\b[^\n]{0,30}\b(?:insuffisante|pas)`, `\b(?:plus|pas|fin|rupture|cessation) (?:de )?(?:la )?(?:vie commune|communaute de vie)\b`,
	)
	add(observatory.ReasonDuplicate, 2, false, `\bsur (?:votre|l')(?: ?autre| ?premiere) (?:demande|dossier)\b`, `\b(?:saisi|depose|demande|formule|sollicite)\w* (?:simultanement|en parallele|a la fois|en meme temps)\b`, `\b(?:carte|titre|demande|renouvellement)\b[^\n]{0,20} (?:a|est|avait) deja (?:ete )?(?:renouvele|delivre|accorde|traite|instruit|accepte)\w*`, `\b(?:meme|identique a) (?:demande|dossier|objet)[^\n]{0,40}\b(?:jugee?|tranchee?|rejetee?|refusee?|deja)\b`)
}
