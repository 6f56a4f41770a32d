package notice

import "vigie/internal/observatory"

type crosser func(reason observatory.NoticeReason, rank int, bare bool, within int, one, other string)

const (
	// datum is what identifies the person, as the form asks it.
	datum = `\b(?:etat[- ]civil|noms?|prenoms?|patronyme|(?:date|lieu|annee|pays|ville) de naissance|identites?|nationalites?|numero (?:d'etranger|etranger|agdref|de passeport|de visa|de titre)|sexe|genre|orthographe|filiation|(?:informations?|donnees?|coordonnees|mentions?|renseignements) (?:saisies?|d'etat civil|personnelles|declarees?|renseignees?|figurant)|(?:etre )?nee? (?:a|le|en))\b`

	// disagrees says that two data are not the same.
	disagrees = `\b(?:ne (?:correspond|concord|coincid|s'accord|cadr)\w*|n'(?:apparait|apparaissent|est|etait|sont) pas (?:sur|dans|conform\w*|identiq\w*|cell?e?\w*|le meme|la meme|les memes|ceux|coheren\w*|exact\w*)|n'apparai\w+ pas|ne sont pas (?:conform|identiq|ceux|celles|les memes|coheren|exact)\w*|differe?\w*|discord\w+|incoheren\w+|diverg\w+|contradict\w+|erronee?s?|inexacte?s?|inverse\w*|inverti\w*|mal (?:orthographi|saisi|renseign|retranscri|ecri|report)\w*|(?:pas|ni) (?:la|le|les) memes?|autre personne|autre usager|alors que (?:votre|le|la|l') ?(?:passeport|acte|titre|carte|visa|piece)|(?:passeport|acte|titre|visa|carte)[a-z' ]{0,40} (?:mentionne|indique|porte|fait apparaitre|fait etat))\b`

	// resides says where the person lives or goes to live.
	resides = `\b(?:votre (?:installation|arrivee) (?:a|dans|en)|demenag\w+|emmenag\w+|chang\w+ (?:d'adresse|de (?:domicile|residence|departement))|nouve(?:lle|au|l) (?:adresse|domicile|departement|lieu de residence|residence)|residez|residant|residiez|reside|habit(?:ez|ant|iez|e)|vivez|viviez|vous vivrez|domicili\w+|demeurez|demeurant|installee?s? (?:a|dans|en)|(?:domicile|adresse|residence|logement) (?:declare\w*|est|se|situe\w*|indique\w*|que vous|figurant|renseigne\w*|actuel\w*|connu\w*)|(?:votre|lieu de) (?:residence|domicile|domiciliation|adresse))\b`

	// elsewhereTo says that another prefecture is meant.
	elsewhereTo = `\b(?:competen\w+|territorial\w+|(?:pas|plus) competence|ressort|hors (?:du|de)|autre (?:departement|prefecture)|releve\w* (?:de|du|des|d')|relevant (?:de|du|des|d')|(?:ne|n'en) (?:releve|depend)\w*|depend\w* (?:de|du|des|d')|portee? devant|(?:dans|vers) le departement|departement (?:de|du|des|d')|transfer\w+)\b`

	// procedure is a way to apply.
	procedure = `\b(?:demarches?|procedures?|rubriques?|tele-?services?|formulaires?|categories?|types? de (?:demande|titre|dossier|demarche)|onglets?|parcours|modules?|voie|canal|plateforme|nature de (?:la|votre) demande)\b`

	// unfit says that it is the wrong one.
	unfit = `\b(?:ne (?:vous )?(?:correspond|concern|convien|conven|permet|s'appliqu|s'adress)\w*|n'(?:est|etait|etaient|sont) pas (?:cell?e|celui|adapt\w*|approprie\w*|ouvert\w*|prevu\w*|destine\w*|accessible\w*|la bonne|le bon|concerne\w*|competent\w*)|pas (?:adapte\w*|approprie\w*|la bonne|le bon|celle qui|celui qui|la procedure)|inadapte\w*|inappropri\w*|mauvais\w*|mal (?:choisi|oriente|selectionne|qualifie)\w*|trompee?s?|reservee?s? (?:a|aux)|errone\w*|erreur (?:de|dans|d')|incorrect\w*|inexact\w*|alors que|au lieu d[eu']|et non|vous ne pouv\w+ pas)\b`

	// earlierTitle is a title that the person holds or held.
	earlierTitle = `\b(?:votre|vos|la|le|l'|les|un|une|du|cette|ce) ?(?:ancienne? |precedente? |derniere? |nouvelle? |nouveau |premiere? |actuel\w* )?(?:titres?|cartes?|recepisses?)\b`

	// notHanded says that it was not given back or fetched.
	notHanded = `\b(?:pas|jamais|non|plus|ni|sans|omis de|omettant de|refus de|refuse de|tant que|en attente|attente de|neglige de)\b(?: [a-z'-]+){0,6} (?:remise?s?|remettre|restitu\w+|rendue?s?|rendre|retiree?s?|retrait|retire|retirer|recuper\w+|rapport\w+|collecte\w*|chercher|prendre possession)\b|\bvous attend\b|\b(?:a|reste a|doit etre|prealablement|au prealable) (?:rendre|retirer|restitue\w*|remettre|rendue?|remise?)\b|\bnon[- ](?:restitu|remis|retir|rend)\w*`

	// asked is an earlier request.
	asked = `\b(?:(?:notre|nos|ma|mes|mon|cette|ces|cet|ce|la|les|le|plusieurs|deux|trois|une?|derniere|premiere) (?:\w+ )?(?:demandes?|sollicitations?|invitations?|notifications?|courriels?|courriers?|mails?|messages?|lettres?|rappels?)|demandes? (?:de|d') ?{DOCS}|relance\w*|(?:vous|il vous) (?:a|avait|avons|avions|ai|avais|ont)(?: [a-z']+){0,2} (?:demande|sollicite|invite|relance|reclame|ecrit|adresse|notifie)\w*|mise en demeure|reclame\w*|demandee?s? (?:le|par))\b`

	// unanswered says that nothing came.
	unanswered = `\b(?:demeuree?s? (?:a ce jour )?(?:vaine?s?|sans|infructu\w+|lettre)|restee?s? (?:a ce jour )?(?:vaine?s?|sans|infructu\w+|lettre)|en vain|n'a(?:ura)? (?:jamais|pas) ete (?:ouvert|lu|consulte|honore|suivi|satisfait)\w*|pas (?:ete )?(?:suivie?s? d'effet|honoree?s?|defere|donne suite|reagi)|rien (?:recu|transmis|produit|fourni|envoye)|sans (?:action|reaction|envoi|production|transmission|nouvelles?|reponse|retour|effet)|aucune? (?:reponse|retour|reaction|action|nouvelles?)|non[- ](?:reponse|consult\w*)|absence d(?:e |')(?:production|transmission|reponse|retour|envoi|action|reaction|suite|consultation))\b`
)

// crossed are the causes of which two parts stand in one sentence, whichever
// comes first.
func crossed(cross crosser) {
	cross(observatory.ReasonPreviousTitle, 2, false, 70, earlierTitle, notHanded)
	cross(observatory.ReasonIdentityMismatch, 3, false, 110, datum, disagrees)
	cross(observatory.ReasonNotCompetent, 3, false, 120, resides, elsewhereTo)
	cross(observatory.ReasonNotCompetent, 3, false, 110, `\b(?:domicile|adresse|residence|logement|demeure)[a-z' ]{0,40}(?:situe\w*|se trouv\w+|localise\w*|etant)\b|\b(?:residez|residant|habitez|habitant|vivez|demeurez|domiciliee?|demenage\w*|installee?) `, `\b(?:prefecture|sous-prefecture|prefete?) (?:de |du |des |d')`)
	cross(observatory.ReasonWrongProcedure, 3, false, 60, procedure, unfit)
	cross(observatory.ReasonNoAnswer, 4, false, 110, asked, unanswered)
	cross(observatory.ReasonNoAnswer, 6, true, 110, asked, `\b(?:jamais|pas|toujours pas) (?:ete )?(?:envoye|transmis|fourni|produit|recu|communique|parvenu|adresse|depose|joint)\w*`)
	cross(observatory.ReasonNoAnswer, 4, false, 60, `\b(?:ce|cet|cette|ces|notre|nos|ma|mes|mon) (?:courri|courrie|message|mail|demande|relance|lettre|sollicitation|notification)\w*`, `\b(?:jamais|pas) (?:ete )?(?:ouvert|lu|consulte|honore|suivi)\w*`)
	cross(observatory.ReasonIncomplete, 5, false, 12, `\b(?:{LACK}|(?:sans|aucune?|ni)\b|manqu\w+|omis\b|oubli\w+|depourvu\w*)`, named)
	cross(observatory.ReasonIncomplete, 5, false, 80, `\b{BROKEN}|\b{NOR}(?: [a-z'-]+){0,4} {GIVEN}|\bmanqu\w+|\bomi(?:s|t|ttant|ssion)\b|\boubli\w*|\b(?:faute|defaut) (?:pour vous )?d'avoir|\bne (?:permet|couvr|mentionn|comport|justifi|concern|figur|contien|compren|correspond|parait|suffi)\w*|\bn'(?:y figur|est pas|etait pas|a pas|ont pas|est plus|apparai)\w*`, named)
}
