package notice

import "sync"

// words is every pattern of the rules, by what it tells.
type words struct {
	boilerplate, generic, conditional, advice, remedyTalk []pattern
	closed, weak, notFile, file                           []pattern
	negation, threat, willed                              pattern
	favourable, unfavourable, asylum, elsewhere, refusal  []pattern
	ccc, cccAnswer, received, request, summons, dated     []pattern
	complete                                              []pattern
	causal                                                []pattern
	document, anyDate, ownDate                            pattern
	missing, generically                                  []pattern
	earlier, earlierStill, earlierNot                     []pattern
	article, code, otherLaw, ofApplication                []pattern
	remedy, noRemedy, limit                               []pattern
	elsewhereReason, elsewhereRemedy, cut                 []pattern
	claimedSent                                           []pattern
}

var wordsOnce = sync.OnceValue(func() *words {
	w := &words{}
	w.modality()
	w.kinds()
	w.criteria()
	w.law()
	return w
})

func (w *words) modality() {
	w.negation = compile(`(?:\bn'|\bne )(?:[a-z']+ ){0,5}(?:pas|plus|jamais|point|aucunement)\b(?: [a-z']+){0,4} ?$|\b(?:aucune?|sans|ni|non) (?:[a-z']+ ){0,2}$`)
	w.threat = compile(`\b(?:sera|seront|serait|seraient|pourra|pourront|pourrait|pourraient|peut|peuvent|risque\w*|susceptibles?|entrain\w+|conduir\w+|conduit|provoqu\w+|avant|sous peine|eviter|devra|devront|envisage\w*|va|vont|sans (?:reponse|retour)[^\n]{0,30}:|menac\w+|en cas de|jusqu'a|ne soit|soit|afin que|procedera|procederons|procederai|cloturerons|serai|serons|valoir|vaudra|vaut)\b[^\n]{0,70}$`)
	w.willed = compile(`\b(?:je|j'|j'ai|nous|mes services|nos services|le service|l'administration|la prefecture|le prefet|la prefete|il a ete|contraints?|contrainte|regret|decide|decision|procede|amenee?s?|honneur|conduite?s?|obligee?s?|dois|devons|avons du)\b[^\n]{0,70}$`)
	w.generic = compileAll(
		`\b(?:tout|toute|chaque) (?:autre )?(?:{FILE}|pieces?|documents?|absence|non[- ]reponse|changement|fausse|defaut|retard|demarche)|\b(?:tous|toutes) les (?:demandes|dossiers|demarches)`,
		`\b(?:un|une) (?:dossier|demande|piece|document) (?:incomplet|incomplete|illisible|non )[^\n]{0,60}(?:sera|peut|pourra|entrain|conduit|est automat|ne (?:peut|sera|pourra))`,
		`\bles (?:dossiers|demandes) (?:incompl|non |ne |qui |dont |depos)`,
		`\ben cas d(?:e|'|')`, `\bil est rappele qu|nous vous rappelons qu|je vous rappelle qu|pour rappel`, `\bsauf\b`,
	)
	w.conditional = compileAll(
		`\ba defaut(?: de|d'| ?,)`, `\b(?:faute de quoi|sans quoi|sinon|autrement|en cas contraire)\b`, `\bpasse (?:cette|ce|le|un)\b`, `\bsans (?:reponse|retour)[^\n]{0,40}:`, `\bsi (?:vous|votre|vos|ce|cette|le|la|les|l'|des|aucun|une|un|celui|celle|tel)\b`, `\bfaute d(?:e|')[^\n]{0,80}\b(?:sera|pourra|serait)`, `\bsans (?:reponse|retour|nouvelles?|action|transmission|ces)[^\n]{0,100}\b(?:sera|seront|pourra|serait|procede)`,
		`\b(?:passe|au-dela de|a l'issue de|a l'expiration de) ce(?:t|tte)? (?:delai|date|periode)`, `\ben l'absence (?:de|d')[^\n]{0,100}\b(?:sera|seront|pourra|serait)`, `^(?:[a-z ]{0,12}, )?(?:en l'absence de|sans|a defaut de|faute de) (?:reponse|retour|envoi|transmission|production|action)[^\n]{0,40}[,:] ?(?:cloture|classement|rejet)`, `\bsous peine\b`, `\bdans le cas contraire`, `\bdans l'hypothese`, `\ben cas d(?:e|')`,
		`\bafin d'eviter`, `\bsi (?:besoin|necessaire)`,
	)
	w.advice = compileAll(
		`\b(?:nous vous invitons|je vous invite|vous etes invitee?s?|vous (?:pouvez|pourrez|avez la possibilite)|il vous (?:appartient|est possible|revient|incombe|est loisible)|(?:merci|veuillez|priere)\b|il convient|vous devez|vous devrez|nous vous (?:prions|conseillons|recommandons|remercions)|je vous (?:prie|conseille|remercie)|n'hesitez pas|pensez a|assurez-vous|adressez-vous|rapprochez-vous|connectez-vous|contactez|rendez-vous sur|nous restons|recommencez)`,
	)
	w.boilerplate = compileAll(
		`donnees? (?:a caractere )?personnel|rgpd|informatique et libertes|2016/679|78-17|cnil\b|delegue a la protection`,
		`ne pas (?:y )?repondre|adresse (?:non|n'est pas) (?:consultee|surveillee|relevee)|boite (?:aux lettres )?(?:non|n'est pas)|(?:message|courriel|mail|e-mail) (?:est )?(?:genere |envoye |a ete (?:genere|envoye) )?automatique|automatiquement (?:genere|envoye|adresse)`,
		`ce (?:message|courriel|mail|e-mail) (?:et|ainsi|est (?:confidentiel|destine|etabli))|si vous n'(?:etes|en etes) pas (?:le|la) destinataire|recu (?:ce message )?par erreur|imprim\w+ (?:ce|cet|que) `,
		`sans valeur juridique|441-[67] du code penal|fausse declaration|fraude documentaire`,
	)
	w.remedyTalk = compileAll(`\brecours (?:gracieux|hierarchique|contentieux|administratif|devant|pour exces|juridictionnel|en annulation|citoyens)|voies? (?:et delais? )?de recours|tribunal administratif|code de justice administrative|telerecours`)
}

func (w *words) kinds() {
	w.closed = compileAll(`\bclotur\w*`, `\bclos(?:e|es|ent)?\b|\bclore\b`, `\bclass\w* (?:le dossier |votre (?:dossier|demande) |celui-ci |celle-ci )?(?:est |comme )?(?:desormais )?sans (?:aucune )?suite`, `\bsans suite\b`, `\bclassement (?:sans|de (?:votre|la|sa|cette)|du|administratif)`, `\bdossier (?:ferme|referme|eteint)\b|\bferme(?:e|es|s)? (?:votre|le|ce) dossier`, `\bcaduques?\b|\bcaducite\b`)
	w.weak = compileAll(
		`\birreceva\w+|\bnon[- ]recevab\w*|\bpas recevable\w*`, `\brejet\w*`, `\brefus\w*[a-z ]{0,20} (?:d'enregistre\w*|l'enregistrement|d'instruire|de traiter|d'examiner)`, `\benregistrement[^\n]{0,40} (?:est|a ete|vous est) refuse`, `\bclass(?:ee?s?|ons|er)\b`, `\b(?:fermons|fermer|ferme|refermee?s?|refermons)\b`, `\beteint\w*`, `\bpas (?:pu )?(?:etre )?conservee?s?\b`, `\b(?:n'a|n'ont|ne) [a-z' ]{0,20}(?:mene|men|conduit)\w* a (?:son|leur) terme`, `\bne (?:peut|pouvait|pourra|sera) (?:pas )?(?:y )?etre donnee? (?:une )?suite|\b(?:impossible|pas possible|impossibilite|hors d'etat|pas en mesure|pas a meme) (?:pour (?:moi|nous|mes services) )?(?:de |d')(?:poursuivre|instruire|enregistrer|traiter|examiner|donner|prendre en (?:compte|charge)|statuer|accepter)`, `\b(?:n'a|n'ont|n'ai|n'avons|n'est|ne sont|ne peut|ne peuvent|ne peux|ne pouvons|ne pourra|ne pourront|ne saurait|ne puis|ne sera|ne seront)(?: des lors| pas| plus| en l'etat| pu| de nouveau){0,4} (?:etre |ete )?(?:enregistre\w*|instruite?s?|traitee?s?|examinee?s?|poursuivi\w*|prise? en compte|prise? en charge|(?:ete |etre )?(?:acceptee?|validee?)|(?:ete|etre) recue?|recevables?|retenue?|accueillie?|aboutir|abouti|donner (?:une )?suite|y donner suite)`,
		`\b(?:mis|mettre|mets|mettons|mettant) (?:un terme|fin)\b|\bmet fin\b|\bil est mis fin\b`, `\bannul\w+`, `\bsupprim\w+|\bsuppression\b`, `\bretourn\w+|\brenvoye\w*`, `\bfermee?s?\b|\bfermeture\b`, `\barchiv\w+`, `\binvalid\w+`, `\bradie\w*|\babandonnee?s?\b|\bsans objet\b|\binterromp\w+|\becarte\w*`, `\b(?:est|a ete|ete) refusee?\b|\b{FILE} refusee?\b`, `\bne pas (?:y )?(?:donner (?:de |une )?suite|poursuivre|instruire|enregistrer|examiner)`,
		`\bne pouvoir (?:donner (?:une )?suite|y donner suite|instruire|traiter|enregistrer|examiner)|\bne (?:donn\w+|reserv\w+) (?:pas|aucune) suite|\baucune suite ne (?:sera|peut|pourra)|\bpas (?:ete )?(?:possible|en mesure) de (?:donner (?:une )?suite|traiter|instruire|enregistrer|poursuivre)|\bne (?:peut|peux|pouvons|puis|pourra|sera|seront)(?: donc)? (?:pas|plus)(?: donc)? (?:etre )?(?:donner suite|instruite?s?|traitee?s?|examinee?s?|poursuivi\w*)|\bfin a l'instruction|\bn'est plus en cours d'instruction`,
		`\b(?:n'a|n'ont|n'avoir)[^\n]{0,30}(?:suite favorable|recu (?:de|une) suite|ete retenue?)`,
	)
	w.file = compileAll(`\b(?:votre|vos|la presente|le present|cette|ce|la|le|de|du|ces|ladite|ledit|mon|ma|cette meme) (?:\w+ ){0,2}?{FILE}\b`, `\b{FILE} (?:n°|numero|ref|de (?:titre|renouvellement|carte|duplicata|dcem|naturalisation|changement|delivrance|visa|document)|anef|que vous)`, `\bdemande\b`, `\bdossier\b`, `\b(?:son |l'|votre )(?:enregistrement|instruction|examen)\b|\bl'affaire\b`, `\b(?:celle|celui)-ci\b|\bla (?:presente|seconde|deuxieme|derniere)\b`)
	w.notFile = compileAll(
		`\b(?:ticket|sollicitation|incident|reclamation|votre message|votre question|demande d'assistance|demande d'aide|demande de contact|demande d'information|demande de support|echange|conversation|signalement)\b`,
		`\bcomptes? (?:utilisateur|usager|anef|personnel|bancaire|en ligne)?|\bespace personnel (?:a ete|est) (?:clotur|ferm|supprim)`,
		`\b(?:enquete|inscriptions?|campagne|guichets?|accueil|bureaux?|services? (?:sera|seront|est|sont|fermes?)|prefecture (?:sera|est) ferm|session|rendez-vous (?:a ete|est) annul|creneau|planning|site|plateforme (?:sera|est))\b`,
	)
	w.favourable = compileAll(
		`\b(?:decision|suite|reponse|avis|issue) (?:est |a ete |qui vous est )?(?:tout a fait )?(?:favorable|positive)`, `\bfavorablement\b`, `\bavec succes\b`, `\b(?:va|vont|est en train d')(?: etre|ont etre)? (?:editee?|fabriquee?|produite?|imprimee?|delivree?)`, `\b(?:titre|carte|document)[a-z ]{0,30} (?:remise?|retiree?|delivree?) le \d`, `\bdecision ?: ?(?:accord|favorable|acceptee?|positive)`, `\b(?:etat|statut|motif|resultat) ?: ?(?:accord|acceptee?|favorable|titre (?:remis|delivre)|carte (?:remise|delivree))`, `\b{FILE}[^\n]{0,90}\b(?:est|a ete|ont ete|vient d'etre) (?:desormais |bien |definitivement )?(?:acceptee?s?|accordee?s?|approuvee?s?|validee?s? par)\b`,
		`\b(?:titre|carte|document|dcem|duplicata|titre de voyage|recepisse)[^\n]{0,70}\b(?:est|a ete|sera)(?: desormais| bien)? (?:accordee?|delivree?|disponible|en (?:cours de )?(?:fabrication|production|confection)|fabriquee?|produite?|pret|prete|arrivee?|mise? en fabrication|a votre disposition)`,
		`\b(?:accorde|delivre|octroye)\w* (?:le|la|un|une|votre) (?:titre|carte|renouvellement|document)`, `\bavons le plaisir\b|\bai le plaisir\b|\bfelicitations\b`, `\b(?:vous (?:a ete|est|avez ete) (?:accordee?|delivree?|octroyee?|remise?))\b`, `\bmis(?:e)? en (?:fabrication|production)|\btitre en cours de fabrication`, `\bs'est (?:achevee?|terminee?|conclue?) (?:favorablement|positivement|par (?:la delivrance|l'octroi|la remise))`,
		`\b(?:a la suite de|suite a|apres|car|du fait de|en raison de) (?:la |l')?(?:delivrance|remise|octroi|acceptation|edition|fabrication) (?:de|du|d') (?:votre|la|le|nouveau|titre|carte)`,
		`\bvous (?:etes|avez ete) (?:desormais )?(?:titulaire|naturalisee?)|\bagree a votre demande|\bfait droit a votre demande`, `\bdonnee? (?:une )?suite favorable`,
	)
	w.unfavourable = compileAll(`\brefus\w*[^\n]{0,60}$`, `\b(?:n'a|n'ont|n'est|ne|ni|pas|sans|aucune|pu)\b[^\n]{0,40}$`, `\b(?:si|des que|lorsque|lorsqu|quand|une fois|sous reserve|en cas|jusqu'a|avant|dans l'attente|en attendant|ne prejuge|avis|apres avoir|copie|attestation de decision|precedente?|ancien|ancienne|deja)\b[^\n]{0,60}$`)
	w.asylum = compileAll(`\bofpra\b|\boffice francais de protection|\bcour nationale du droit d'asile|\bcnda\b|\bconditions materielles d'accueil|\bdemandeurs? d'asile\b|\b(?:demande|dossier) d'asile\b|\bdemande de (?:reexamen|protection)`)
	w.elsewhere = compileAll(
		`\bpermis de conduire\b|\bcarte grise\b|\bcertificat d'immatriculation\b|\bcarte nationale d'identite\b|\b(?:dossier|demande|droits|inscription|allocataire|demandeur|espace)[^\n]{0,25} (?:france travail|pole emploi|caf|cpam|rsa|assurance maladie|prime d'activite|logement social|hlm)\b|\bcaisse (?:primaire|d'allocations)|\bcompte ameli\b|\bvotre compte bancaire (?:a ete|est)\b|\bconseillere? (?:france travail|pole emploi)`,
	)
	w.refusal = compileAll(`\bobligation de quitter le territoire|\boqtf\b`, `\barrete (?:portant|prefectoral|n°|du \d)`, `\brefus (?:de|d'un) (?:titre de )?sejour|\brefus\w* (?:de (?:delivrance|renouvellement)|de (?:vous )?(?:delivr|renouvel|accord|octroy)er)|\bdelivrance (?:[a-z' ]{0,40} )?(?:est|a ete|vous est) refusee?|\btitre de sejour (?:[a-z' ]{0,40} )?(?:vous )?(?:est|a ete) refuse`)
	w.ccc = compileAll(
		`\bcentre de contact(?: citoyens?| des? (?:usagers|etrangers))?\b[^\n]{0,30}$`, `\b(?:l'equipe|votre|le) (?:du )?(?:support|conseiller|conseillere|centre de contact|teleconseiller|service (?:d'assistance|client|usagers?|support))\b`, `\bteleconseill\w+`, `\bccc\b`, `\b(?:ticket|sollicitation|demande d'assistance|requete d'assistance|incident|reference de (?:votre|la) (?:demande|sollicitation)) (?:n°|numero|ref|\d|#)`, `\bvotre (?:sollicitation|signalement)\b`, `\b(?:appel|message|demande|sollicitation|courriel|mail|echange) (?:au|aupres du|avec le|adresse\w* au) centre de contact|\bcentre de contact(?: citoyens?)? vous (?:repond|informe)|\ble ccc\b|\bdu ccc\b`, `\bassistance (?:anef|aux usagers|usagers|technique|etrangers)\b|\bsupport (?:anef|technique|usagers)\b`, `\bvous avez (?:contacte|sollicite|saisi|interroge) (?:le centre|notre (?:centre|service|assistance)|l'assistance|nos services)`, `\bsuite a (?:votre (?:appel|message|mail|courriel|sollicitation|demande d'assistance|demande d'aide|formulaire)|notre (?:echange|conversation|entretien))`, `\ben reponse a votre (?:message|sollicitation|question|courriel|mail|demande d'assistance|demande d'information|signalement|appel)`, `\bagence nationale des titres securises|\bants\b|\bfrance titres\b`,
	)
	w.cccAnswer = compileAll(
		`\bnous (?:vous )?(?:invitons|conseillons|confirmons|informons|recommandons|ne (?:pouvons|sommes)|avons (?:transmis|transfere|signale|remonte|verifie|pris connaissance))`, `\b(?:veuillez|merci de) (?:vous rapprocher|patienter|vider|essayer|reessayer|utiliser|contacter|verifier|vous connecter|prendre|effacer|nous)`, `\b(?:nous|je) (?:n'avons|n'ai|ne sommes|ne suis|ne dispos\w+|ne pouvons|n'av\w+) (?:pas|aucun)`, `\bnavigateur|\bcache\b|\bcookies\b|\bmot de passe|\bidentifiant|\banomalie|\bdysfonctionnement|\bbug\b`, `\bpatienter\b|\ben cours (?:d'instruction|de traitement|d'examen|d'analyse)`, `\bprefecture (?:est )?(?:seule )?competente|\brapprocher de (?:votre|la) prefecture|\bpoint d'accueil numerique|\bsolution de substitution`, `\ba ete (?:clotur|class|rejet|transmis|transfer|signale|resolu|corrige|prise? en compte)`,
	)
	w.received = compileAll(
		`\b(?:reponse|documents?|pieces?|complements?|elements?|envoi)\b[^\n]{0,60}\b(?:a|ont) bien ete (?:prise?s? en compte|recue?s?|transmise?s?|ajoutee?s?|enregistree?s?)`, `\b(?:accuse|avis) (?:de reception|d'enregistrement|de depot|reception)`, `\b(?:nous|je|j'|la prefecture|le service)[^\n]{0,30}(?:accus\w+ (?:bonne )?reception|bien recu|bien pris en compte|reception de)`, `\b(?:confirmation|attestation|preuve|recepisse) (?:dematerialisee )?(?:de|du) (?:depot|l'enregistrement|votre depot|la reception|l'envoi)`, `\b{FILE}[^\n]{0,110}\b(?:a|ont) (?:bien |ete bien |bien ete )?(?:ete )?(?:bien )?(?:enregistree?|deposee?|recue?|transmise?|prise en compte|envoyee?|receptionnee?|soumise?)`, `\b(?:a|ont) bien ete (?:enregistre|depose|recu|transmis|pris|envoye|receptionne)\w*`, `\b{FILE}[^\n]{0,60}\b(?:prise? en charge par|attribuee? a|confiee? a|affectee? a) (?:un|une|l')\b`, `\best bien (?:enregistree?|parvenue?|arrivee?)|\bnous est (?:bien )?parvenue?`,
	)
	w.request = compileAll(
		`\b(?:merci (?:de|d')|pouvez-vous|pourriez-vous|pourriez vous|(?:de|d'|voudrez|vouloir) bien vouloir|bien vouloir|je souhaiterais|j'aurais besoin|il (?:me|nous) (?:faut|manque|faudrait)|veuillez|priere de|vous (?:devez|etes priee?s?|voudrez bien|etes invitee?s?|avez|disposez)|nous vous (?:prions|invitons|demandons|remercions)|je vous (?:prie|invite|demande|remercie|saurais gre|serais)|il (?:convient|vous (?:est demande|appartient|faut|reste)|est necessaire|faut)|afin de (?:poursuivre|completer|traiter|finaliser)|pour (?:poursuivre|completer|finaliser|permettre)|nous avons besoin)\b[^\n]{0,110}\b(?:transmettre|fournir|produire|completer|joindre|deposer|televerser|adresser|communiquer|envoyer|faire parvenir|verser|renvoyer|retourner|preciser|apporter|ajouter|actualiser|remplacer|corriger|justifier|repondre)\b`,
		`\b(?:deposez|transmettez|fournissez|joignez|completez|adressez|envoyez|produisez|remplacez|communiquez|televersez|corrigez|renvoyez|ajoutez)\b`, `\b(?:j'ai|nous avons|j'aurais|nous aurions|aurons|aurai) (?:egalement |encore |aussi )?besoin\b`, `\b(?:suspendue?|en suspens|en attente|dans l'attente|attente) (?:de|d'|du|des) (?:votre|vos|la reception|l'envoi|la transmission|la production|{DOCS})`, `\b(?:est|sont|restent|reste)(?: \w+)? (?:attendue?s?|requise?s?|exigee?s?|demandee?s?|necessaires?|souhaitee?s?)\b`, `\bnous attendons\b|\bj'attends\b`, `\bne (?:nous )?(?:est|sont)[a-z ]{0,25} (?:pas|jamais) (?:encore )?parvenue?s?`, `\b{DOCS} (?:suivante?s?|complementaires?|manquante?s?|ci-dessous|ci-apres)\b`, `\bdemande (?:de|d') (?:{DOCS}|completude|regularisation)`, `\b(?:il (?:me |nous |vous )?manque\w*|manque|sont manquant\w*|reste\w* a (?:nous |me )?(?:fournir|faire parvenir|transmettre|produire|joindre|deposer|adresser|completer)|a fournir|a completer|a transmettre)\b`, `\b(?:dossier|demande)[^\n]{0,40}\b(?:incompl\w+|doit etre complet\w*|a completer|necessite)`, `\bcompleter (?:votre|le|ce) (?:dossier|demande)`, `\btransmission de (?:la|ces|cette|ce)`, `\b(?:etre|est) complet\w+ (?:par|avec|d')`, `\bpieces? jointes? (?:illisible|manquante)`,
	)
	w.complete = compileAll(`\b(?:merci (?:de|d')|veuillez|vous (?:devez|devrez|voudrez|etes invitee?s?|etes priee?s?|disposez)|il vous (?:appartient|faut|revient|est demande)|je vous (?:invite|prie|demande|remercie)|nous vous (?:invitons|prions|demandons|remercions)|pou(?:v|rri)ez-vous|priere de)\b[^\n]{0,80}\b(?:complet|fourn|transmet|produi|joind|depos|adress|televers|envoy|communiqu|remplac|regularis)\w*`, `\b(?:deposez|transmettez|fournissez|joignez|completez|adressez|envoyez|produisez|remplacez|communiquez|televersez)\b`)
	w.summons = compileAll(
		`\bcreneau[^\n]{0,60}(?:reserve|attribue|fixe|propose)|\bpresentez-vous\b`, `\b(?:vous etes|etes) (?:convoquee?s?|attendue?s?|invitee?s? a vous presenter|priee?s? de vous presenter)`, `\bnous vous (?:attendons|recevrons)|\bje vous recevrai|\bserez recue?s? (?:le|a|par)|\bentretien (?:est fixe|aura lieu|le \d)|\bconvocation\b|\bconvoqu\w+`, `\brendez-vous[^\n]{0,60}(?:confirme|fixe|prevu|programme|est fix|a ete fix|le \d|le (?:lundi|mardi|mercredi|jeudi|vendredi|samedi))`, `\b(?:confirmation|rappel|report|modification|annulation) (?:de|du|d'un) (?:votre )?rendez-vous`, `\bvous presenter\b[^\n]{0,80}(?:guichet|prefecture|bureau|accueil|le \d|le (?:lundi|mardi|mercredi|jeudi|vendredi))`, `\bprendre (?:un )?rendez-vous\b`, `\brdv\b`, `\bprise d'empreintes|\brelev\w+ (?:de vos |d')empreintes`,
	)
	w.dated = compileAll(`\b\d{1,2} ?(?:h|:) ?(?:\d{2})?\b|\bheures?\b`)
	w.causal = compileAll(
		`\bmotifs?\b`, `\b(?:car|parce qu[e']|puisqu[e']|en effet|en raison|du fait|au vu|compte tenu|dans la mesure ou|attendu|considerant|au regard|pour la raison|raison\b|raisons\b|cause\b|faute d[e']|a defaut d[e']|en l'absence|en application|conformement|constate|il (?:apparait|ressort|s'avere|manque|est apparu)|suite a|au titre|toutefois|cependant|or\b|malgre|sans (?:reponse|retour)|des lors|dans ces conditions|apres (?:examen|etude|verification|analyse))`,
	)
}
