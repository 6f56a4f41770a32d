package privacy

// developmentTemplates are those on which the rules were made.
func developmentTemplates() []string {
	return []string{
		"Bonjour {prenom} {nom}, votre dossier {anef} est toujours en cours d'instruction.",
		"M. {nom} {prenom}, n° étranger {agdref}, a déposé sa demande le 12/03/2026 sur l'ANEF.",
		"Madame {nom} m'a appelé hier. Son numéro est le {tel} et son adresse {mail}.",
		"De : {prenom} {nom} <{mail}>\nÀ : contact@asso.invalid\nObjet : titre de séjour\n\nBonjour,\nje n'ai pas de réponse depuis trois mois.\nCordialement,\n{prenom} {nom}",
		"NOM : {nom}\nPRÉNOM : {prenom}\nN° AGDREF : {agdref}\nPasseport : {passeport}",
		"La personne ({prenom}) habite {adresse}. Elle a reçu un courrier de clôture sans motif.",
		"Son mari, {prenom} {nom}, a le même problème : API non renouvelée depuis avril.",
		"Virement à faire sur {iban}. Numéro de sécurité sociale {nir}.",
		"Je m'appelle {prenom} {nom} et je n'arrive pas à prendre rendez-vous à la préfecture.",
		"Vu avec {prenom} au guichet : récépissé refusé par la CAF. Rappeler {tel}.",
		"{prenom} {nom} a perdu son travail car son employeur refuse l'attestation.",
		"Mme {nom}, épouse {nom2}, née le 12/05/1988, titulaire du passeport {passeport}.",
		"Dossier suivi par Mme {nom}. Merci de rappeler au {tel} avant vendredi.",
		"Le fils de Monsieur {nom} n'a pas pu s'inscrire. Attestation employeur demandée.",
		"Bonjour Madame,\nSuite à notre entretien, voici mon numéro {agdref}.\nBien à vous\n{prenom} {nom}\n{tel}",
		"Relance envoyée le 3 mars 2026 à la préfecture. {prenom} n'a plus de droits à Pôle emploi.",
		"Cher {prenom}, merci pour ton message. Ton dossier {anef} est clos.",
		"L'usager {nom} {prenom} (AGDREF {agdref}) demande le renouvellement de son titre.",
		"Signé : {prenom} {nom}, le 4 février 2026",
		"Adresse : {adresse}\nTéléphone : {tel}\nCourriel : {mail}",
	}
}

// heldTemplates are those that no rule was made for; their figures were known
// all the same.
func heldTemplates() []string {
	return []string{
		"Monsieur {nom} nous a contactés au sujet de sa demande {anef}, sans réponse à ce jour.",
		"From: {nom} {prenom} <{mail}>\nSubject: dossier\n\nMadame, Monsieur,\nmon attestation expire demain.\nRespectueusement\n{prenom} {nom}",
		"Identité : {prenom} {nom} ; numéro étranger : {agdref} ; tél. {tel}.",
		"Nous avons accompagné {prenom} {nom} à la préfecture le 15/04/2026.",
		"Mon nom est {nom}, prénom {prenom}. Mon numéro de dossier est le {anef}.",
		"Sa fille {prenom} est scolarisée. La famille vit au {adresse}.",
		"RIB transmis : {iban}, au nom de {prenom} {nom}.",
		"Son numéro de sécu est {nir}, la CPAM a suspendu ses droits depuis mai.",
		"Passeport {passeport} périmé. {prenom} {nom} attend un rendez-vous au consulat.",
		"Salut {prenom}, as-tu des nouvelles de la préfecture ? Appelle-moi au {tel}.",
		"Mlle {nom} a été reçue par une bénévole. Elle écrira depuis {mail}.",
		"Maître {nom} prépare un référé pour {prenom} {nom2}.",
		"Dossier de {prenom} {nom} : demande de pièces reçue le 2 juin 2026, réponse envoyée le lendemain.",
		"Demandeur : {nom} {prenom}\nAdresse : {adresse}\nN° étranger : {agdref}",
		"Bonjour,\nmon frère {prenom} n'a plus de travail.\nMerci d'avance\n{prenom2} {nom}",
		"Compte-rendu : {nom} n'a pas reçu le SMS. Le téléphone noté était le {tel}, le bon est le {tel2}.",
		"Je soussignée {prenom} {nom}, demeurant {adresse}, certifie ne pas avoir reçu de décision.",
		"Rendez-vous annulé pour la famille {nom} ; prévenir {prenom} par mail ({mail}).",
		"{nom} {prenom} - {agdref} - renouvellement - sans réponse depuis 8 mois",
		"Titulaire du passeport n° {passeport}, {prenom} {nom} a demandé une carte pluriannuelle.",
	}
}
