package probes

import "vigie/internal/lazyregexp"

// infoProcedure is a procedure or a kind of permit that pages list.
type infoProcedure struct {
	label   string
	pattern *lazyregexp.Regexp // on a folded text
}

// infoAnyPermit is the label of an application for a permit of no stated kind.
const infoAnyPermit = "titre de séjour"

// infoProcedures are the procedures told apart, from the particular to the
// general.
var infoProcedures = []infoProcedure{
	{"validation de visa long séjour", lazyregexp.New(`\bvls[ -]?ts\b|visas? (?:de )?long[ -]sejour valant`)},
	{"étudiant", lazyregexp.New(`\betudiante?s?\b|\bstudents?\b`)},
	{"talent", lazyregexp.New(`\bpasseports?[ -]talents?\b|\b(?:carte|titre|mention)s? (?:de sejour )?"?«? ?talents?\b|\btalents?\b`)},
	{"visiteur", lazyregexp.New(`\bvisiteurs?\b|\bvisitors?\b`)},
	{"saisonnier", lazyregexp.New(`\bsaisonniers?\b|\bseasonal workers?\b`)},
	{"salarié", lazyregexp.New(`\bsalariee?s?\b|\btravailleurs? temporaires?\b`)},
	{"citoyen de l’UE", lazyregexp.New(`\b(?:citoyen|ressortissant)s? (?:de l'?)?(?:ue\b|union europeenne|europeens?)|\bue ?/ ?eee\b|ressortissants? (?:de l'union )?europeens?`)},
	{"protection internationale", lazyregexp.New(`\bprotection (?:internationale|subsidiaire)\b|\bbpi\b|\brefugies?\b|\bapatrides?\b|\brefugees?\b|\b(?:international|subsidiary) protection\b`)},
	{"famille de Français", lazyregexp.New(`\b(?:conjoint|parent|ascendant|enfant|famille|membre de famille)s?(?: etrangers?)? (?:d'un |d'une |d'|de |du )?(?:enfants? |citoyens? |ressortissants? )?(?:de nationalite )?francais(?:e|es)?\b|«? ?famille de francais`)},
	{"regroupement familial", lazyregexp.New(`\bregroupement familial\b`)},
	{"vie privée et familiale", lazyregexp.New(`\bvie privee et familiale\b|\bvpf\b`)},
	{"étranger malade", lazyregexp.New(`\betrangers? (?:gravement )?malades?\b|\b(?:raisons?|motifs?) de sante\b|\bsejour (?:temporaire )?pour soins\b`)},
	{"jeune majeur", lazyregexp.New(`\bjeunes? majeurs?\b|\bconfiee?s? a l'(?:ase|aide sociale)`)},
	{"carte de résident", lazyregexp.New(`\bcartes? de resident\b`)},
	{"duplicata", lazyregexp.New(`\bduplicatas?\b`)},
	{"changement de situation", lazyregexp.New(`\bchangements? (?:de situation|d'adresse|d'etat[ -]civil|de domicile|de coordonnees)\b|\bmodification de titre\b|\bchanges? of (?:address|situation|civil status)\b`)},
	{"DCEM", lazyregexp.New(`\bdcem\b|\bdocuments?(?: de)? circulation (?:pour |des |d')?(?:les )?(?:etrangers?|mineurs?)`)},
	{"titre de voyage", lazyregexp.New(`\btitres? de voyages?\b|\btve\b|\bdocuments? de voyages?\b|\btravel documents?\b`)},
	{"naturalisation", lazyregexp.New(`\bnaturalisations?\b|\bnationalite francaise par decret\b|\bdeclarations? de nationalite\b|\b(?:demand\w*|acquisition|acces|acquerir|obtenir)(?: de| d'acces)?(?: a)? la nationalite francaise\b`)},
	{"autorisation de travail", lazyregexp.New(`\bautorisations? de travail\b`)},
	{"récépissé", lazyregexp.New(`\brecepisses?\b`)},
	{"première demande", lazyregexp.New(`\b(?:premieres?|1(?:ere|re)s?) (?:demandes?|delivrances?)\b`)},
	{"renouvellement", lazyregexp.New(`\brenouvellements?\b`)},
	{infoAnyPermit, lazyregexp.New(`\b(?:demandes?|renouvellements?|delivrances?) (?:de |d'un |d'une |du |des |votre )+(?:titres?|cartes?) de sejour\b|\bapplications? for (?:a |your )?(?:first )?residence permits?\b|\bresidence permit applications?\b|\brenew\w*(?: of)? (?:a |your |their )?residence permits?\b`)},
}

var (
	// infoOnline marks a sentence that sends a procedure to the ANEF or another
	// online service.
	infoOnline = lazyregexp.New(`\banef\b|\ba\.n\.e\.f\b|\bonline\b|\badministration numerique\b|\badministration-(?:des-)?etrangers-en-france\b|\b(?:site|portail|plateforme) (?:internet )?(?:de )?l'administration\b|` +
		`\ben ligne\b|\bteleservices?\b|\b(?:portail|site|plateforme) dediee?\b|\b(?:le|ce|la|cette) (?:site|portail|plateforme) permet\b[^.;]{0,40}\b(?:demander|deposer|effectuer|realiser|faire)\b|\bteleprocedures?\b|\bpar voie (?:electronique|dematerialisee)\b|\bdemateriali|\bpar internet\b|\bsur internet\b|\bsur la plateforme\b|\bdemarches?[ -]simplifiees\b|\bdemarche\.numerique\b|\b(?:effectu|fai|depos|introdui|realis|formul|transm)\w*[^.;\n]{0,60}\b(?:demande|demarche|dossier)s?\b[^.;\n]{0,80}\bcliqu\w+`)

	// infoToDo marks a sentence that says that something is applied for, done or
	// listed there.
	infoToDo = lazyregexp.New(`\bdemand\w*|\brenouvel(?:er|ez|lent|le)\b|\bse (?:declar|signal|valid|renouvel|transm)\w+|\b(?:filed?|submit\w*|lodged?|appl(?:y|ied|ications?))\b|\bpass(?:e|ent|er|ez) (?:desormais )?par\b|\btransm[ei]t?\w+|\b(?:signal|declar|valid|selectionn|televers)(?:er|ez|ation)\b|\bintrodui\w+|\brendez-vous sur\b|\bconnect\w*|\bfaire\b|\bfaites\b|\bse font\b|\bse fait\b|\by (?:est|sont) (?:[a-z]+ )?(?:ouvert|access|dispon|propos)\w*|\bse (?:pass|deroul)e(?:nt)?\b|\bdepos|\bdepot\b|\beffectu|\brealis|\bsolliciter?|\b(?:s'obtien\w+|obtenir)\b|\benregistr|\bdemarches?\b|\bprevue?s? sur\b|\bconcern|\baccomplir|\bpresent(?:er|ees?)\b|\bdisponibles? sur\b|\bobligatoirement\b|\bexclusivement\b|\bimperativement\b`)

	// infoListed marks a heading under which a page that speaks of the ANEF lists
	// what is done there.
	infoListed = lazyregexp.New(`\b(?:demarches?|titres?|procedures?|demandes?)(?: de sejour)?(?: qui)?(?: sont| est)? (?:concernee?s?|dematerialisee?s?|eligibles?|accessibles?|disponibles?)\b`)

	// infoElsewhere marks sentences about something else that is done online.
	infoElsewhere = lazyregexp.New(`\b(?:prise|prendre|prenez|module|plage|confirmation|annul\w*|reserv\w*) (?:de |d'|du |un |votre |vos )*(?:rendez|rdv)|\brendez[ -]?vous en ligne\b|\brdv en ligne\b|\btimbres?\b|\baide en ligne\b|\bformulaire de contact\b|` +
		`\bcartes? grises?\b|\bimmatriculation\b|\bpermis de conduire\b|\bants\b|\bassociations?\b.{0,40}\bdeclar|[a-z]@[a-z]|\bpar (?:courriel|mail|e-mail)\b|\brecours\b`)

	// infoRefused marks what is said not to be on the online service, and
	// infoNeedless a denial of something else ("il n'est pas nécessaire de
	// venir").
	infoRefused  = lazyregexp.New(`\b(?:cannot|can not|can't|not) (?:yet )?be [a-z]+ online\b|\bnot (?:yet )?available online\b|\bn(?:e |')[^.:]{0,60}\b(?:pas|ni|jamais)\b[^.:]{0,60}(?:\banef\b|en ligne|teleservice|demateriali|administration numerique)|(?:demateriali|teleprocedure|teleservice)[^.:]{0,40}\bn(?:e |')[^.:]{0,40}\b(?:pas|ni)\b|\bnon (?:sur|via|par) l'anef|\b(?:hors|en dehors de) (?:l')?anef\b|\bpas encore\b|\bnon pris(?:e|es)? en compte\b|\bn(?:e sont|'est) pas (?:concerne|eligible|pris)`)
	infoNeedless = lazyregexp.New(`\b(?:pas|plus|non) (?:necessaire|utile|besoin|obligatoire|a (?:vous|se) deplacer|vous deplacer)`)

	// infoTrouble marks a sentence about help with the online service, and
	// infoPapers the beginning of a list of documents to bring or send.
	infoTrouble = lazyregexp.New(`\bdifficultes?\b|\bproblemes?\b|\bdysfonctionnements?\b|\bbloque`)
	infoPapers  = lazyregexp.New(`\b(?:pieces|documents|justificatifs)\b[^.]*: *$|\b(?:munir|munis?|munissez|fournir|fournissez|joindre|joignez|apporter|presenter)\b[^.]*: *$`)

	// infoCases opens a list of the people or cases that something is for.
	infoCases = lazyregexp.New(`\b(?:situations?|conditions?|cas)\b[^.]*: *$`)

	// infoCounter marks a line that ends a list of what is done online.
	infoCounter = lazyregexp.New(`\bguichets?\b|\brendez[ -]?vous\b|\brdv\b|\bpar voie postale\b|\bpar courrier\b`)

	infoMust        = lazyregexp.New(`\b(?:est|sont) a (?:deposer|effectuer|faire|realiser|transmettre)\b|^(?:deposez|effectuez|faites|transmettez|presentez) (?:votre|vos|la|cette) (?:demandes?|demarches?|dossiers?)\b|\bvous (?:effectuez|deposez|faites|realisez) (?:votre|vos|la|cette) (?:demandes?|demarches?|dossiers?)\b|\bdoi(?:t|s|vent)\b|\bdevez\b|\bdesormais\b|\bobligatoire|\bexclusivement\b|\bimperativement\b|\buniquement\b|\bse font\b|\bse fait\b|\bs'effectuent?\b|\bil convient\b|\b(?:service|demande) en ligne (?:est|sera) (?:disponible|ouvert)|\b(?:permet\w*|possible|pouvez|peut|peuvent)\b[^.;]{0,40}\b(?:depos|effectu|realis|demander|solliciter|faire)`)
	infoApplication = lazyregexp.New(`\bdemandes?\b|\bdemarches?\b|\bdossiers?\b|\bdepot\b`)

	infoBullet = lazyregexp.New(`^ *(?:[-*•·◦▪►>+■□●○✓✔→➢➤❖⇒»]|o |\d{1,2}[.)] |[a-z]\) )`)
)
