package probes

// corpusBlocks are the paragraphs at which rules may be looked at, with hard negatives.
func corpusBlocks() []corpusBlock {
	return []corpusBlock{
		{"Où est le PAN ?", []string{"Le point d’accueil numérique (PAN) des étrangers se trouve au 4 avenue de l’Essai, 89000 Auxerre."}, map[string]corpusWant{ItemPANAddress: {"present", "4 avenue de l’Essai"}}},
		{"Horaires du PAN", []string{"Le PAN e-MERAUDE est ouvert du lundi au vendredi, de 9h à 11h30 et de 13h30 à 16h."}, map[string]corpusWant{ItemPANHours: {"present", "9h à 11h30"}}},
		{"Rendez-vous au PAN", []string{"Pour venir au PAN des étrangers, prenez rendez-vous par téléphone au 03 00 00 00 00."}, map[string]corpusWant{ItemPANBooking: {"present", "03 00 00 00 00"}}},
		{"À qui s’adresse le PAN ?", []string{"Le PAN accueille les étrangers qui n’ont pas accès à internet ou qui rencontrent des difficultés techniques sur l’ANEF."}, map[string]corpusWant{ItemPANAudience: {"present", "pas accès à internet"}, ItemSupport: {"present", "pas accès à internet"}}},
		{"Assistance", []string{"Le centre de contact citoyens (CCC) répond au 0 806 001 620, du lundi au vendredi."}, map[string]corpusWant{ItemCCCPhone: {"present", "0 806 001 620"}}},
		{"Assistance téléphonique", []string{"Centre de contact citoyens de l’ANEF : 0 809 540 000."}, map[string]corpusWant{ItemCCCPhone: {"wrong", "0 809 540 000"}}},
		{"En cas de blocage", []string{"Contactez d’abord le centre de contact citoyens ; si la difficulté persiste, écrivez à la préfecture."}, map[string]corpusWant{ItemCCCFirst: {"present", "d’abord"}}},
		{"Votre attestation", []string{"Pour renouveler votre attestation de prolongation d’instruction, écrivez à sejour@prefecture.example."}, map[string]corpusWant{ItemCertificateRenewal: {"present", "sejour@prefecture.example"}}},
		{"Valeur de l’attestation", []string{"L’attestation de prolongation d’instruction a la même valeur qu’un récépissé."}, map[string]corpusWant{ItemCertificateEquivalence: {"present", "même valeur"}}},
		{"Portée de l’attestation", []string{"L’attestation de prolongation d’instruction ne constitue pas un justificatif de séjour."}, map[string]corpusWant{ItemCertificateEquivalence: {"wrong", "ne constitue pas"}}},
		{"Durée de l’attestation", []string{"L’attestation de prolongation d’instruction est valable trois mois."}, map[string]corpusWant{ItemCertificateMonths: {"present", "trois mois"}}},
		{"Substitution", []string{"Si l’ANEF ne permet pas le dépôt et que le centre de contact constate l’impossibilité, la préfecture propose une solution de substitution : un rendez-vous au guichet."}, map[string]corpusWant{ItemSubstitution: {"present", "solution de substitution"}}},
		{"Pas de papier", []string{"Aucune solution de substitution à l’ANEF n’est prévue."}, map[string]corpusWant{ItemSubstitution: {"wrong", "Aucune solution"}}},
		{"En ligne", []string{"Les titres étudiant et visiteur se demandent exclusivement sur l’ANEF."}, map[string]corpusWant{ItemOnlineProcedures: {"present", "étudiant et visiteur"}}},
		{"Depuis quand ?", []string{"Depuis le 6 mars 2023, le duplicata doit être demandé en ligne sur l’ANEF."}, map[string]corpusWant{ItemOnlineProcedures: {"present", "duplicata"}, ItemOnlineSince: {"present", "6 mars 2023"}}},
		{"Aide", []string{"Titres de séjour : si vous n’avez pas d’ordinateur, un conseiller numérique vous aide en maison France services."}, map[string]corpusWant{ItemSupport: {"present", "pas d’ordinateur"}}},
		{"Permis de conduire", []string{"Le point numérique de l’ANTS, 2 rue du Permis 89000 Auxerre, reçoit sans rendez-vous pour les permis de conduire du lundi au jeudi de 9h à 12h."}, nil},
		{"Guichet", []string{"La remise des titres se fait au guichet, sur rendez-vous, le mardi de 14h à 16h."}, nil},
		{"Taxes", []string{"Le timbre fiscal s’achète en ligne. La taxe de retard est de 180 euros."}, nil},
		{"Dépôt", []string{"L’attestation de dépôt n’est pas un titre : elle ne justifie pas de la régularité du séjour."}, nil},
	}
}

// corpusTestBlocks are the paragraphs kept for testing: other words, other orders.
func corpusTestBlocks() []corpusBlock {
	return []corpusBlock{
		{"Nous trouver", []string{"Point d’accueil numérique étrangers : hall B, 27 bis rue des Tilleuls 89100 Sens."}, map[string]corpusWant{ItemPANAddress: {"present", "27 bis rue des Tilleuls"}}},
		{"Venir au point d’accueil", []string{"Les agents du point d’accueil numérique vous attendent, ressortissants étrangers, place de la Liberté, 89100 Sens."}, map[string]corpusWant{ItemPANAddress: {"present", "place de la Liberté"}}},
		{"Ouverture", []string{"Point d’accompagnement numérique pour les étrangers – jours d’ouverture : mardi et jeudi matin."}, map[string]corpusWant{ItemPANHours: {"present", "mardi et jeudi matin"}}},
		{"Quand venir", []string{"Votre PAN étrangers vous reçoit les lundis, mercredis et vendredis (8 h 45 – 12 h 15)."}, map[string]corpusWant{ItemPANHours: {"present", "8 h 45"}}},
		{"Être reçu", []string{"L’accès au PAN étrangers est libre, sans prise de rendez-vous préalable."}, map[string]corpusWant{ItemPANBooking: {"present", "sans prise de rendez-vous"}}},
		{"Prendre date", []string{"Les usagers du PAN étrangers réservent un créneau sur le module en ligne de la préfecture."}, map[string]corpusWant{ItemPANBooking: {"present", "réservent un créneau"}}},
		{"Public", []string{"Sont accueillis au PAN étrangers les usagers dépourvus de matériel informatique."}, map[string]corpusWant{ItemPANAudience: {"present", "dépourvus de matériel"}, ItemSupport: {"present", "dépourvus de matériel"}}},
		{"Personnes concernées", []string{"Ce PAN étrangers est destiné aux personnes éloignées du numérique, qui ne savent pas se servir d’un ordinateur."}, map[string]corpusWant{ItemPANAudience: {"present", "éloignées du numérique"}, ItemSupport: {"present", "éloignées du numérique"}}},
		{"Numéro vert", []string{"Pour toute question sur votre compte ANEF : 08 06 00 16 20 (service et appel gratuits)."}, map[string]corpusWant{ItemCCCPhone: {"present", "08 06 00 16 20"}}},
		{"Standard national", []string{"Le CCC est joignable au 01 99 00 00 00."}, map[string]corpusWant{ItemCCCPhone: {"wrong", "01 99 00 00 00"}}},
		{"Ordre des démarches", []string{"Avant de solliciter la préfecture, vous devez avoir saisi le centre de contact citoyens."}, map[string]corpusWant{ItemCCCFirst: {"present", "Avant de solliciter"}}},
		{"Prolonger votre API", []string{"Séjour : votre API arrive à échéance ? Demandez son renouvellement par le formulaire de la messagerie de votre compte ANEF."}, map[string]corpusWant{ItemCertificateRenewal: {"present", "Demandez son renouvellement"}}},
		{"Nouvelle attestation", []string{"Une nouvelle attestation de prolongation d’instruction vous est délivrée automatiquement sur votre espace ANEF."}, map[string]corpusWant{ItemCertificateRenewal: {"present", "automatiquement"}}},
		{"Ce que vaut l’API", []string{"Séjour : l’API remplace désormais le récépissé et ouvre les mêmes droits."}, map[string]corpusWant{ItemCertificateEquivalence: {"present", "remplace"}}},
		{"Attention", []string{"Étrangers : l’attestation de prolongation ne prouve en aucun cas que votre séjour est régulier ni la régularité du séjour."}, map[string]corpusWant{ItemCertificateEquivalence: {"wrong", "ne prouve"}}},
		{"Combien de temps", []string{"L’attestation de prolongation d’instruction est délivrée pour une durée de 6 mois."}, map[string]corpusWant{ItemCertificateMonths: {"present", "6 mois"}}},
		{"Autre voie", []string{"Étrangers : après échec constaté du dépôt en ligne, une procédure de substitution par courrier vous est ouverte sur invitation de la préfecture."}, map[string]corpusWant{ItemSubstitution: {"present", "procédure de substitution"}}},
		{"Sans exception", []string{"Étrangers : il n’y a pas de procédure de substitution à l’ANEF."}, map[string]corpusWant{ItemSubstitution: {"wrong", "pas de procédure"}}},
		{"Téléservice", []string{"Doivent désormais passer par l’ANEF : la carte de résident, le passeport talent et le titre de voyage."}, map[string]corpusWant{ItemOnlineProcedures: {"present", "carte de résident"}}},
		{"Nouveauté", []string{"À compter du 11/09/2023, les conjoints de Français font leur demande sur la plateforme ANEF."}, map[string]corpusWant{ItemOnlineProcedures: {"present", "conjoints de Français"}, ItemOnlineSince: {"present", "11/09/2023"}}},
		{"Espace France services", []string{"Étrangers : pas de connexion à la maison ? Des bornes en libre-service sont à votre disposition à l’accueil."}, map[string]corpusWant{ItemSupport: {"present", "pas de connexion"}}},
		{"Cartes grises", []string{"Un point d’accueil numérique accueille sans rendez-vous, 1 rue du Moteur 89000 Auxerre, les usagers des cartes grises et permis de conduire."}, nil},
		{"Naturalisation", []string{"Les plateformes de naturalisation convoquent à un entretien, le jeudi de 9h à 11h, sur rendez-vous."}, nil},
		{"Asile", []string{"La demande d’asile se fait en personne, au guichet unique. Aucune demande d’asile n’est reçue par courrier."}, nil},
		{"Employeurs", []string{"Le traitement des dossiers des saisonniers agricoles prend six mois."}, nil},
	}
}
