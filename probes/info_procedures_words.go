package probes

import "regexp"

// infoProcedure is a procedure or a kind of permit that pages list.
type infoProcedure struct {
	label   string
	pattern *regexp.Regexp // on a folded text
}

// infoAnyPermit is the label of an application for a permit of no stated kind.
const infoAnyPermit = "titre de séjour"

// infoProcedures are the procedures told apart, from the particular to the
// general.
var infoProcedures = []infoProcedure{
	{"validation de visa long séjour", regexp.MustCompile(`\bvls[ -]?ts\b|visas? (?:de )?long[ -]sejour valant`)},
	{"étudiant", regexp.MustCompile(`\betudiante?s?\b`)},
	{"talent", regexp.MustCompile(`\bpasseports?[ -]talents?\b|\b(?:carte|titre|mention)s? (?:de sejour )?"?«? ?talents?\b|\btalents?\b`)},
	{"visiteur", regexp.MustCompile(`\bvisiteurs?\b`)},
	{"saisonnier", regexp.MustCompile(`\bsaisonniers?\b`)},
	{"salarié", regexp.MustCompile(`\bsalariee?s?\b|\btravailleurs? temporaires?\b`)},
	{"citoyen de l’UE", regexp.MustCompile(`\bcitoyens? (?:de l'?)?(?:ue\b|union europeenne|europeens?)|\bue ?/ ?eee\b|ressortissants? (?:de l'union )?europeens?`)},
	{"protection internationale", regexp.MustCompile(`\bprotection (?:internationale|subsidiaire)\b|\bbpi\b|\brefugies?\b|\bapatrides?\b`)},
	{"famille de Français", regexp.MustCompile(`\b(?:conjoint|parent|ascendant|enfant|famille|membre de famille)s?(?: etrangers?)? (?:d'un |d'une |d'|de |du )?(?:enfants? |citoyens? |ressortissants? )?(?:de nationalite )?francais(?:e|es)?\b|«? ?famille de francais`)},
	{"regroupement familial", regexp.MustCompile(`\bregroupement familial\b`)},
	{"vie privée et familiale", regexp.MustCompile(`\bvie privee et familiale\b|\bvpf\b`)},
	{"étranger malade", regexp.MustCompile(`\betrangers? (?:gravement )?malades?\b|\b(?:raisons?|motifs?) de sante\b|\bsejour (?:temporaire )?pour soins\b`)},
	{"jeune majeur", regexp.MustCompile(`\bjeunes? majeurs?\b|\bconfiee?s? a l'(?:ase|aide sociale)`)},
	{"carte de résident", regexp.MustCompile(`\bcartes? de resident\b`)},
	{"duplicata", regexp.MustCompile(`\bduplicatas?\b`)},
	{"changement de situation", regexp.MustCompile(`\bchangements? (?:de situation|d'adresse|d'etat[ -]civil|de domicile|de coordonnees)\b|\bmodification de titre\b`)},
	{"DCEM", regexp.MustCompile(`\bdcem\b|\bdocuments?(?: de)? circulation (?:pour |des |d')?(?:les )?(?:etrangers?|mineurs?)`)},
	{"titre de voyage", regexp.MustCompile(`\btitres? de voyages?\b|\btve\b|\bdocuments? de voyages?\b`)},
	{"naturalisation", regexp.MustCompile(`\bnaturalisations?\b|\bnationalite francaise par decret\b|\b(?:demand\w*|acquisition|acces|acquerir|obtenir)(?: de| d'acces)?(?: a)? la nationalite francaise\b`)},
	{"autorisation de travail", regexp.MustCompile(`\bautorisations? de travail\b`)},
	{"récépissé", regexp.MustCompile(`\brecepisses?\b`)},
	{"première demande", regexp.MustCompile(`\b(?:premieres?|1(?:ere|re)s?) (?:demandes?|delivrances?)\b`)},
	{"renouvellement", regexp.MustCompile(`\brenouvellements?\b`)},
	{infoAnyPermit, regexp.MustCompile(`\b(?:demandes?|renouvellements?|delivrances?) (?:de |d'un |d'une |du |des |votre )+(?:titres?|cartes?) de sejour\b`)},
}

var (
	// infoOnline marks a sentence that sends a procedure to the ANEF or another
	// online service.
	infoOnline = regexp.MustCompile(`\banef\b|\ba\.n\.e\.f\b|\badministration numerique\b|\badministration-(?:des-)?etrangers-en-france\b|\b(?:site|portail|plateforme) (?:internet )?(?:de )?l'administration\b|` +
		`\ben ligne\b|\bteleservices?\b|\bteleprocedures?\b|\bpar voie (?:electronique|dematerialisee)\b|\bdemateriali|\bpar internet\b|\bsur internet\b|\bsur la plateforme\b|\bdemarches?[ -]simplifiees\b|\bdemarche\.numerique\b|\b(?:effectu|fai|depos|introdui|realis|formul|transm)\w*[^.;\n]{0,60}\b(?:demande|demarche|dossier)s?\b[^.;\n]{0,80}\bcliqu\w+`)

	// infoToDo marks a sentence that says that something is applied for, done or
	// listed there.
	infoToDo = regexp.MustCompile(`\bdemand\w*|\bpass(?:e|ent|er|ez) (?:desormais )?par\b|\btransmi\w+|\bintrodui\w+|\brendez-vous sur\b|\bconnect\w*|\bfaire\b|\bfaites\b|\bse font\b|\bse fait\b|\bdepos|\bdepot\b|\beffectu|\brealis|\bsolliciter?|\benregistr|\bdemarches?\b|\bprevue?s? sur\b|\bconcern|\baccomplir|\bpresent(?:er|ees?)\b|\bdisponibles? sur\b|\bobligatoirement\b|\bexclusivement\b|\bimperativement\b`)

	// infoListed marks a heading under which a page that speaks of the ANEF lists
	// what is done there.
	infoListed = regexp.MustCompile(`\b(?:demarches?|titres?|procedures?|demandes?)(?: de sejour)?(?: qui)?(?: sont| est)? (?:concernee?s?|dematerialisee?s?|eligibles?|accessibles?|disponibles?)\b`)

	// infoElsewhere marks sentences about something else that is done online.
	infoElsewhere = regexp.MustCompile(`\b(?:prise|prendre|prenez|module|plage|confirmation|annul\w*|reserv\w*) (?:de |d'|du |un |votre |vos )*(?:rendez|rdv)|\brendez[ -]?vous en ligne\b|\brdv en ligne\b|\btimbres?\b|\baide en ligne\b|\bformulaire de contact\b|` +
		`\bcartes? grises?\b|\bimmatriculation\b|\bpermis de conduire\b|\bants\b|\bassociations?\b.{0,40}\bdeclar|[a-z]@[a-z]|\bpar (?:courriel|mail|e-mail)\b|\brecours\b`)

	// infoRefused marks what is said not to be on the online service, and
	// infoNeedless a denial of something else ("il n'est pas nécessaire de
	// venir").
	infoRefused  = regexp.MustCompile(`\bn(?:e |')[^.:]{0,60}\b(?:pas|ni|jamais)\b[^.:]{0,60}(?:\banef\b|en ligne|teleservice|demateriali|administration numerique)|(?:demateriali|teleprocedure|teleservice)[^.:]{0,40}\bn(?:e |')[^.:]{0,40}\b(?:pas|ni)\b|\bnon (?:sur|via|par) l'anef|\b(?:hors|en dehors de) (?:l')?anef\b|\bpas encore\b|\bnon pris(?:e|es)? en compte\b|\bn(?:e sont|'est) pas (?:concerne|eligible|pris)`)
	infoNeedless = regexp.MustCompile(`\b(?:pas|plus|non) (?:necessaire|utile|besoin|obligatoire|a (?:vous|se) deplacer|vous deplacer)`)

	// infoTrouble marks a sentence about help with the online service, and
	// infoPapers the beginning of a list of documents to bring or send.
	infoTrouble = regexp.MustCompile(`\bdifficultes?\b|\bproblemes?\b|\bdysfonctionnements?\b|\bbloque`)
	infoPapers  = regexp.MustCompile(`\b(?:pieces|documents|justificatifs)\b[^.]*: *$|\b(?:munir|munis?|munissez|fournir|fournissez|joindre|joignez|apporter|presenter)\b[^.]*: *$`)

	// infoCases opens a list of the people or cases that something is for.
	infoCases = regexp.MustCompile(`\b(?:situations?|conditions?|cas)\b[^.]*: *$`)

	// infoCounter marks a line that ends a list of what is done online.
	infoCounter = regexp.MustCompile(`\bguichets?\b|\brendez[ -]?vous\b|\brdv\b|\bpar voie postale\b|\bpar courrier\b`)

	infoMust        = regexp.MustCompile(`\bdoi(?:t|s|vent)\b|\bdevez\b|\bdesormais\b|\bobligatoire|\bexclusivement\b|\bimperativement\b|\buniquement\b|\bse font\b|\bse fait\b|\bs'effectuent?\b|\bil convient\b|\b(?:service|demande) en ligne (?:est|sera) (?:disponible|ouvert)|\b(?:permet\w*|possible|pouvez|peut|peuvent)\b[^.;]{0,40}\b(?:depos|effectu|realis|demander|solliciter|faire)`)
	infoApplication = regexp.MustCompile(`\bdemandes?\b|\bdemarches?\b|\bdossiers?\b|\bdepot\b`)

	infoBullet = regexp.MustCompile(`^ *(?:[-*•·◦▪►>+■□●○✓✔→➢➤❖⇒»]|o |\d{1,2}[.)] |[a-z]\) )`)
)
