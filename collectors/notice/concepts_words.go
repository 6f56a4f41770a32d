package notice

const (
	isNot concept = iota
	aPaper
	isLacking
	isGiven
	isAsked
	isSilence
	aDelay
	aDatum
	isDifferent
	isMistaken
	anotherPerson
	aFile
	isAlready
	isPending
	isTwice
	isSame
	isOther
	anOffice
	hasPower
	livesThere
	hasMoved
	aPlace
	isElsewhere
	aProcedure
	isWrong
	isRight
	isMeant
	anApplication
	isChosen
	inContrast
	aTitle
	isHandedOver
	isStill
	youSay
	yourWish
	givesUp
	takesNote
	noNeed
	isBarred
	inTime
	anExpiry
	aMeeting
	isAbsent
	aRemoval
	aCrime
	aUnion
	isMoney
	isFrench
	yourSituation
	hasChanged
	aFault
	isDecided
	aCondition
	isClaim
	isDone
	isEnded
	thisFile
	isToBe
	toDecide
	anOldTitle
	isKept
	aGround
	toCorrect
	isEuropean
	isPartial
	aChannel
	hasLost
	aWrongOffice
	paperSays
	aStatus
	aWay
	isOver
)

// wordFamilies says how messages put each concept: folded words, a star for
// any ending.
var wordFamilies = []wordFamily{
	{isNot, "pas,jamais,aucun*,non,ni,sans,point,nullement,plus,rien,ne sont,absence,faute de,defaut de,guere"},
	{aPaper, "engagement*,assurance,titre de propriete,convention*,serment,test de langue,tcf,delf,carte vitale,timbre,rib,fichier*,piece*,document*,justificati*,attestation*,certificat*,passeport*,acte*,photo*,bulletin*,fiche*,contrat*,bail,quittance*,facture*,avis d imp*,diplome*,releve*,copie*,traduction*,livret*,formulaire signe,visa,kbis,extrait*,casier,ordonnance,jugement,element*,complement*,renseignement*,information*,scan*,papier*,preuve*,recto,verso,signature*,carte d identite,declaration*,autorisation*,cerfa,promesse,statuts,bilan*"},
	{isLacking, "rien pour,exige,exigee,exiges,exigees,que le recto,que le verso,que la premiere page,pas trace,aucune trace,s arret*,pas la trace,au lieu d un,au lieu d une,au lieu du,au lieu de la,au lieu de l,a la place,ko,nok,une seule page,page seule,trop sombre,mal cadre*,mal numeris*,de mauvaise qualite,protege* par,ne s ouvre*,annee derniere,annee passee,non reconnu*,non assermente*,trop vieux,trop vieille,n est plus a jour,pas a jour,n est qu,ne concern*,ne couvr*,ne mentionn*,ne prouv*,ne justifi*,ne permet*,non agree*,pas de tampon,pas de signature,pas de date,pas tamponn*,il faut,il fallait,pas les bon*,pas lisible*,manqu*,absen*,incomplet*,incompletude,illisible*,perime*,flou*,tronque*,coupe*,coupee*,inexploitable*,insuffisan*,obsolete*,trop ancien*,invalide*,defaut,faute,carence,omis*,omet*,oubli*,expire*,non conforme*,vierge*,endommage*,corrompu*,depourvu*,vide*,plus valable*,refuse*,hors d age,rogne*,noirci*,inutilisable*"},
	{isGiven, "identif*,fourni*,joint*,joign*,produi*,transmi*,transmet*,depos*,vers*,communiqu*,present*,televers*,telecharg*,envoi*,envoy*,adress*,remis*,justifi*,ajout*,charge*,recu*,recoi*,parven*,trouv*,figur*,compren*,comport*,contien*,sign*,dat*,tradui*,legalis*,certifi*,complet*,lisible*,conforme*,valable*,valide*,accept*,ouvr*,ouvert*,renseign*,actualis*,repondu,arriv*,apport*,y est,y sont,lu,lue,lus,numeris*,scanne*,admis*,mis en ligne,visible*,dans le dossier,au dossier,chez nous"},
	{isAsked, "nous avions demande,nous avons demande,j avais demande,j ai demande,avions reclame,avions donne,avait ete donne,avait donne,attendons,attendions,vous etait demande*,vous etaient demande*,aviez jusqu,aviez ete prie*,aviez ete invite*,pour repondre,laisse jusqu,demande d informations,avions laisse,avait ete laisse,avais laisse,pour nous faire passer,pour nous envoyer,vous y invit*,vous invitions,vous invitais,demande de piece*,demande de complement*,demande de document*,demande complement*,demandes de piece*,demande d information*,demande d element*,demande de justif*,notre relance*,nos relance*,la relance,les relances,une relance,plusieurs relances,deux relances,trois relances,multiples relances,relance du,relance piece*,relancee,relance,relances du,des relances,malgre relance*,ma relance,mes relances,invitation*,invite*,rappel,rappels,nous vous demand*,je vous demand*,vous demand*,vous avons demand*,vous avais demand*,vous avait demand*,vous a demand*,ete demande*,pieces demandees,documents demandes,justificatifs demandes,elements demandes,complement* demande*,mise en demeure,notre courrier*,notre courriel*,notre message*,notre mail*,mon courrier,mon courriel,mon message,mon mail,nos courrier*,nos courriel*,nos message*,nos mail*,mes courrier*,mes courriel*,mes message*,notre demande,nos demandes,ma demande,mes demandes,notre lettre,nos lettre*,ma lettre,notre notification*,nous vous avons ecrit,je vous ai ecrit,vous ai ecrit,vous avons ecrit,nous vous ecriv*,a completer,cette relance,ces relances,ces messages,reclame*,reclamions,reclamait,reclamais,notre sollicitation,nos sollicitations,avons sollicite,avions sollicite,vous a sollicite,avait sollicite,ai sollicite,avais sollicite,complement* sollicite*,piece* sollicite*,document* sollicite*,sollicitations"},
	{isSilence, "recu rien,mois est passe,delai est passe,terme est passe,date est passee,jours sont passes,semaines sont passees,s est ecoule*,se sont ecoule*,est ecoule,sont ecoules,est depasse,ne viendra,pas fait,sans reagir,reponse aucune,reponse neant,retour aucun,retour neant,pas accuse reception,pas pris connaissance,reponse rien,rien n arriv*,vous manifest*,rien donne,sans resultat,aucun resultat,pas de nouvelle*,plus de nouvelle*,reste* vide*,pas daigne,pas cru devoir,abstenu*,pas ete honore*,pas honore*,resteront sans,le moindre envoi,aucun envoi,aucun depot,absence de tout,n est arrive,n est venu,neant,pas eu le moindre,sans reponse,sans retour,sans suite,sans nouvelle*,sans reaction,sans effet,lettre morte,aucune reponse,aucun retour,aucune nouvelle*,aucune suite,aucune reaction,pas repondu,jamais repondu,rien recu,rien envoy*,rien transmis,rien fourni,rien depose,rien ajoute,rien produit,rien communique,silence,silencieu*,non reponse,pas donne suite,jamais donne suite,pas defere,y repondre,absence de reponse,absence de retour,absence de reaction,infructueu*,en vain,vain,vaine*,pas reagi,toujours rien,rien ne nous,rien n est,rien n a,pas d echo,muet*,ignore*,pas manifeste*,pas fait suite,pas reponse,pas de reponse,pas de retour,pas recu de reponse,pas recu reponse,pas ete repondu,rien adresse,rien fait valoir,rien eu,rien vu,toujours attendu,attendons toujours,pas bouge,jamais consulte*,jamais ouvert*,jamais lu*,pas consulte*,pas ouvert*,pas ete suivi*,reste vide,reste lettre"},
	{aDelay, "delai*,imparti*,jours,echeance,mois,semaines,date limite,temps,heure actuelle,ce jour,aujourd hui,terme"},
	{aDatum, "appelez,appelle,prenommez,nommez,surnom,particule,nom,noms,prenom*,patronym*,naissance,nee,etat civil,identite*,nationalite*,sexe,genre,orthograph*,filiation,numero*,agdref,civilite,annee,nom de famille,nom d usage,nom de jeune fille,date saisie,donnees saisies,informations saisies,naitre,ne le,ne en,nee le,nee en,lettre*,chiffre*,coordonnees,saisie,saisies,donnees,mention*,identifiant*"},
	{isDifferent, "a la place de,a la place du,alors qu,ne se retrouv*,pas reconnu*,introuvable*,sous la meme orthographe,n appartient pas,ne sont pas ceux,deux dates,differ*,diverg*,discord*,discrepan*,incoheren*,contradict*,ne correspond*,n correspond*,pas correspond*,correspond pas,correspondent pas,correspondait pas,concord* pas,concord*,coincid*,n est pas celui,n est pas celle,est pas celui,est pas celle,sont pas ceux,sont pas celles,devraient etre,devrait etre,devraient concorder,pas le meme,pas la meme,pas les memes,pas identique*,n apparait pas,n y apparait,n apparaissent pas,inverse*,interverti*,inversion*,intervers*,permut*,ecart,ecarts,pas conforme*,non conforme*,de trop,en trop,au lieu de,au lieu d,alors que,tandis que,autre que,pas le bon,pas la bonne,distinct*,ne colle*,fait naitre,sous la forme,s ecrit,pas en accord,decal*,desaccord,rapproch*"},
	{isMistaken, "inconnu*,inexistant*,a corriger,erreur*,erron*,inexact*,faute*,coquille*,faux,fausse*,incorrect*,mal saisi*,mal orthograph*,mal ecri*,mal recopie*,bonne date,bon nom,bon prenom,bonne annee,bon numero,bonne orthographe,avec la faute,mal tape*,mal renseign*,mal report*,trompe*,anomalie*,frappe,bevue,mauvais*,deform*,meprise"},
	{anotherPerson, "pas celles du demandeur,pas celle du demandeur,pas ceux du demandeur,pas celui du demandeur,d une autre personne,autre personne,autre usager,autre etranger,quelqu un d autre,une tierce personne,tierce personne,pas le votre,pas la votre,homonym*,un tiers,usurp*,n est pas vous,pas vous qui,pas de vous,autre identite"},
	{aFile, "demande*,dossier*,depot*,demarche*,procedure*,requete*,teleprocedure*,saisine*,formulaire*"},
	{isAlready, "deja,auparavant,precedemment,anterieur*,precedent*,initial*,premier*,originel*,en parallele,parallele*,simultane*,concomitan*,existant*,existe,avant celle,plus ancien*,depuis"},
	{isPending, "non solde*,pas solde*,non termin*,pas termin*,pas encore,non traite*,inacheve*,instruis*,a l examen,prise en charge,pris en charge,pas close,en cours,instruction,instruite,instruit,examen,examinee,etudie*,a l etude,traite*,traitement,suit son cours,ouvert*,pendant*,en attente,enregistre*,depose*,reste active,reste actif,active,s en occupe,vivant*,entre les mains,suivi*,poursui*,cree*,valide*,statue*,existe,conserv*,gardons,garde,maintenue,aupres de"},
	{isTwice, "en avoir deux,avoir deux,traiter deux,instruire deux,en suivre deux,en traiter deux,en instruire deux,trois depots,quatre demandes,plusieurs depots,trois dossiers,second dossier,second depot,seconde saisie,deux envois,plusieurs envois,deux transmissions,deux saisies,deux enregistrements,pas lieu d en deposer,en deposer une nouvelle,en deposer une autre,deposer une seconde,en faire une autre,en redeposer,jumele*,double traitement,suivre les deux,les deux a la fois,deux instructions,doublon*,double emploi,doubles,double demande,double depot,en double,dedoubl*,redondan*,deux fois,plusieurs fois,deux demandes,plusieurs demandes,trois demandes,deux dossiers,plusieurs dossiers,deux depots,une seconde fois,seconde fois,deux demarches,duplique*,multipli*,deux exemplaires,deux procedures,a la fois,une seule,un seul,ne peuvent coexister,coexist*,en meme temps,jumeau*,jumelle*,se chevauch*,chevauch*,fusionn*,absorb*"},
	{isSame, "identique*,meme,memes,semblable*,similaire*,analogue*,equivalent*"},
	{isOther, "autre,seconde,second,deuxieme,celle ci"},
	{anOffice, "prefecture*,sous prefecture*,departement*,prefet*,arrondissement,services de l etat,prefectoral*,service instructeur,bureau competent,guichet competent,region"},
	{hasPower, "competen*,incompeten*,territorial*,ressort*,relev*,depend*,appartien*,incomb*,habilit*,rattach*,circonscription,perimetre,seul* peut"},
	{livesThere, "votre rue,votre quartier,vous etes a,vous etes en,vous etes dans,vous vous trouvez,vous vous situez,lieu de vie,resident*,travaillez a,resid*,domicil*,habit*,demeur*,log*,hebergement,adresse,install*,vivez,vivre,viviez,vivant,etablie,etabli a,lieu de vie,inscription a l universite,inscrit a,inscrite a,foyer,chez,sis,sise"},
	{hasMoved, "vous avez quitte,ayant quitte,votre depart de,votre depart du,votre depart pour,votre demenagement,votre installation,depuis votre depart,demenag*,emmenag*,change d adresse,changement de departement,change de departement,changement de residence,changement de domicile,quitte le departement,quitte notre departement,nouvelle adresse,nouveau domicile,nouveau departement,nouvelle residence,parti vivre,partie vivre,arrivee dans,plus dans le departement,plus dans notre,parti* habiter,transfert de"},
	{isElsewhere, "hors perimetre,perimetre geographique,hors zone,hors secteur,hors de la zone,hors de la circonscription,pas celle qui,pas celui qui,pas ici,pas le service,autre service,autre territoire,hors territoire,autre departement,autre prefecture,autre ressort,hors du departement,hors de notre,hors du ressort,hors de ce,hors de son,ailleurs,pas de notre,pas de nos,pas du notre,plus de notre,pas de ce departement,pas a la prefecture,pas de la prefecture,pas nous,pas chez nous,pas notre,pas de ma,pas de mon,n est pas de,autre secteur,autre administration,a tort,par erreur,mauvaise prefecture,mauvais departement,erreur de prefecture,bon service,bonne prefecture,aiguill*,mal orient*,mal adress*,voisin*,limitrophe*,pas celle de votre,pas celle du lieu,pas celle dont,dessaisi*,prefecture de votre domicile,prefecture du lieu,lieu de residence,prefecture de votre"},
	{aProcedure, "utilisez le service,le service dedie,autre service,demarche*,procedure*,rubrique*,teleservice*,formulaire*,categorie*,onglet*,parcours,module*,voie,canal,portail,plateforme,libelle,teledemarche*,menu,mauvaise case,type de demande,type de titre,chemin,service en ligne,anef,intitule,entree,demarches simplifiees,demarche numerique,bouton,lien,teleprocedure*,cadre"},
	{isWrong, "sur un autre site,un autre formulaire,un autre teleservice,une autre demarche,une autre procedure,par un autre,sur une autre,un autre service,pas ici,ne passent pas,ne passe pas,ne peut etre demande*,ne peut etre fait*,ne peut pas etre fait*,pas etre fait*,seul le depot,n est admis,pas admis*,mauvais*,erron*,inadapt*,inappropri*,incorrect*,trompe*,erreur*,mal choisi*,mal orient*,mal selectionn*,mal qualifi*,mal engag*,a tort,par erreur,pas adapt*,pas la bonne,pas le bon,pas la voie,pas par la,pas possible,pas par ce,pas sur,pas ouvert*,pas destine*,pas prevu*,pas fait*,pas concern*,pas dans,pas via,pas par,pas celle,pas celui,pas de votre situation,ne correspond*,ne concern*,ne convien*,ne permet*,ne s adress*,ne s appliqu*,ne donne pas lieu,ne vise*,ne couvre*,impropre*,inexact*,impossible,ne se fait,ne se font,ne passe*,ne s effectu*,ne releve*,au lieu de,au lieu d,et non,confond*,confusion,ne connait,n existe,n est pas gere*,pas gere*,pas traite*,ne traite*,sert a,servent a,sert uniquement"},
	{isRight, "bonne demande,bonne demarche,bon formulaire,bonne rubrique,bonne procedure,bon endroit,bonne case,bon menu,bon service,bonne voie,bon canal,bonne porte,bon onglet,bonne entree,dedie*,specifique*,reserve*,propre,prevu*,adequat*,appropri*,adapt*,uniquement,seulement,exclusivement,distinct*"},
	{isMeant, "se font,doivent se faire,doit se faire,aupres de,aupres du,impose*,obligatoirement,obligatoire*,passage par,exclusivement,uniquement,fallait,faut,aurait du,auriez du,devait,devaient,doit,doivent,deviez,devez,se fait,s effectue*,passe par,passer par,passez par,releve,relevent,relevez,convient,convenait,s obtient,se demande*,se depose*,s adresse*,se sollicite*,se declare*,se traite*,utilis*,choisi*,selectionn*,repasser"},
	{anApplication, "renouvellement,premiere demande,premiere delivrance,duplicata,changement de statut,changement de situation,changement d adresse,titre de voyage,document de circulation,dcem,regroupement familial,admission exceptionnelle,naturalisation,certificat de residence,carte de resident,etudiant*,salarie*,visiteur*,conjoint*,parent d enfant,passeport talent,talent*,vie privee,entrepreneur*,commercant*,recherche d emploi,travailleur*,saisonnier*,stagiaire*,jeune au pair,validation,visa long sejour,vls ts,algerien*,europeen*,citoyen de l union,protection subsidiaire,refugie*,retraite*,pluriannuelle,temporaire,autorisation provisoire,recepisse,modification,rectification,perte,vol"},
	{isChosen, "choisi*,selectionn*,coche*,depose*,saisi*,formul*,utilis*,emprunt*,engage*,opte*,pris,initi*,fait une,fait la,ouvert,sollicit*,demande"},
	{inContrast, "alors qu,alors que,or,mais,au lieu,tandis,cependant,toutefois,pourtant,contrairement,et non,en realite,sauf que,c est une,ce n est"},
	{aTitle, "titre,titres,carte,cartes,recepisse*,certificat de residence,ancien titre,ancienne carte,original"},
	{isHandedOver, "depose* chez,deposee contre,depose contre,laisse*,remis*,remettre,restitu*,rendu*,rendre,retir*,retrait,recuper*,rapport*,collect*,chercher,prendre possession,coffre*,guichet de remise,ramen*,reprise,depose au guichet,echang*,main propre,renvoy*,par la poste,livre*,emport*"},
	{isStill, "jamais,toujours,encore,tant que,attend,en attente,prealable*,avant,avant toute,reste,dort,n apparait,pas,aucun*,non,plus,depuis"},
	{youSay, "vous avez clique,vous nous avez,vous m avez,vous avez,votre courriel,votre courrier,votre message,votre mail,votre lettre,votre appel,votre formulaire,vous nous dites,vous nous indiquez,vous nous informez,vous indiquez,vous faites savoir,vous nous demand*,vous demandez,vous souhaitez,vous nous faites,vous me,vous aviez,vous nous ecri*,vous ecri*,votre declaration,vos soins,vous meme,vous signalez,vous nous signalez,vous precisez,vous ne"},
	{yourWish, "initiative du demandeur,initiative de l usager,initiative de la demandeuse,initiative de l interesse*,demande du demandeur,demande de la demandeuse,comme convenu,a votre convenance,votre souhait,votre volonte,votre demande expresse,votre propre demande,votre initiative,votre choix,votre desistement,votre renonciation,votre retrait,votre abandon,votre decision,votre demande de retrait,votre demande d annulation,votre demande de cloture,votre demande d abandon,comme demande,comme souhaite,comme vous le,comme vous l,ainsi que vous,selon vos,vos souhaits,votre voeu,vos instructions,votre accord,a la demande de l usager,a la demande du demandeur,a la demande de l interesse*,demande de l usager"},
	{givesUp, "arret*,ne veu* plus,ne voulez plus,annule ma,j annule,renonc*,desist*,abandon*,retir*,retrait,annul*,cloture,cloturer,clore,fermer,arreter,stopper,supprimer,interrompre,plus besoin,ne plus,plus donner suite,ne souhait* plus,ne souhait* pas,ne voul* plus,ne desir* plus,mettre fin,mettre un terme,pas poursuivre,plus poursuivre,pas poursuivre,ne pas maintenir,plus maintenir,plus interess*,laisser tomber"},
	{takesNote, "prends acte,prenons acte,prend acte,pris acte,prenons note,pris note,prends note,bien note,avons note,bien recu votre,conformement a,suite a votre,suivant,selon,c est fait,voila qui est fait,chose faite,c est chose,donnons suite,satisfait,comme suite,pris en compte votre,reponse a votre,avons procede,a reception de votre"},
	{noNeed, "plus lieu d etre,plus d interet,installe* a l etranger,vivre a l etranger,plus besoin,plus utile,plus necessaire,quittez la france,quitte la france,quittez le territoire,rentrez definitivement,rentrez dans,rentrer dans,retournez vivre,repartez,partez definitivement,retour definitif,retour au pays,retournez dans,depart definitif,quitter la france,plus aucune raison"},
	{isBarred, "plus recevab*,ne peut etre recu*,ne peuvent etre recu*,irrecev*,non recevab*,pas recevab*,inadmissib*,ne saurait etre recue"},
	{inTime, "depuis,tardi*,premature*,trop tot,trop tard,hors delai*,hors des delais,precoce*,anticip*,forclo*,apres l expiration,apres expiration,avant l ouverture,ouvre,ouvert,periode,fenetre,delai,delais,120,cent vingt,quatre mois,avance,retard,deux mois avant,60 jours,echeance,calendrier,date limite,a temps,attendre le,pas avant le,qu a partir,a compter du,au plus tot,au plus tard"},
	{anExpiry, "expir*,echeance,echu*,valable jusqu*,valide jusqu*,fin de validite,perime*,arrive a terme,perdu sa validite"},
	{aMeeting, "visite,medecin,audition,entretien,rendez vous,rdv,convocation*,convoqu*,empreinte*,entretien,presenter,guichet,visite medicale,releve d empreintes,biometr*,prise d empreintes"},
	{isAbsent, "pas present,pas presente,pas presents,etiez absent*,pas alle*,pas venu*,pas presente*,pas ete present*,pas honor*,non honor*,absent*,absence,manque*,pas rendu*,non presente*,ni venu*,pas deplace*,jamais venu*,jamais presente*,pas assist*,defaut de presentation,defaut de comparution,pas comparu,ne vous y etes,ne vous etes,n etes pas"},
	{aRemoval, "obligation de quitter,oqtf,eloignement,interdiction de retour,interdiction du territoire,expulsion,interdiction de circul*,interdiction judiciaire,reconduite,transfert dublin,dublin"},
	{aCrime, "complaisance,mariage blanc,mariage gris,simule*,fraud*,falsifi*,contrefa*,faux document*,faux papier*,condamn*,menace*,trouble a l ordre,ordre public,abusi*,dilatoire,infraction*,poursuites,authenticite,apocryphe,stratageme,usurp*,escroquerie,garde a vue,penal*"},
	{aUnion, "vie commune,communaute de vie,divorc*,separ*,mariage,rupture,conjoint*,epou*,pacs,concubin*,veuv*,deces,decede*,dissous,dissoute,dissolution"},
	{isMoney, "ressource*,revenu*,salaire*,remuneration,smic,moyens d existence,taxe*,timbre*,droit de visa,paiement,acquitt*,impaye*,moyens"},
	{isFrench, "nationalite francaise,devenu francais,devenue francaise,etes francais*,francais par,francaise par,naturalise,naturalisee,etes naturalis*,citoyen* de l union,citoyen* europeen*,ressortissant* de l union,de nationalite francaise,acquis la nationalite,ressortissant* europeen*"},
	{yourSituation, "situation,statut d etudiant*,statut de salarie*,emploi,contrat,employeur,etudes,scolarite,inscription,formation,etudiant*,salarie*,activite,entreprise,societe,enfant,protection,licenci*,demission*,chomage,majeur*,mineur*,age"},
	{hasChanged, "change*,cesse*,plus,perdu*,perte,fin,prend fin,rompu*,expir*,retire*,refus*,rejet*,radie*,termin*,inferieur*,insuffisan*,interrompu*,liquid*,n est pas,n etes pas,n exerc*,n avez pas,n atteint,n atteignent,evolu*,defavorable*,negatif,negative,annul*"},
	{aFault, "technique*,informatique*,bug,dysfonctionn*,panne,maintenance,migration,incident*,reprise de donnees,bascule,mise a jour,version"},
	{isDecided, "avis negatif,avis defavorable,avis du college,deja ete refus*,refus de,deja statue,deja ete statue,decision de refus,precedent refus,rejet anterieur,decision defavorable,aucun element nouveau,aucun fait nouveau,autorite de chose jugee,tribunal a,jugement du,arrete du,deja titulaire,deja obtenu,deja en possession,deja delivre*,deja beneficiai*,vous a ete delivre*,avez obtenu,deja un titre,deja une carte,toujours valable,toujours valide,encore valable,encore valide,en cours de validite,avez recu votre"},
	{aCondition, "condition*,critere*,eligib*,exigence*,requis*,pretendre,ouvre droit,ouvre pas droit,prevue pour,dispense*,exempt*,pas besoin de,pas tenu*,pas soumis*"},
	{isClaim, "vous m ecrivez,vous ecrivez,vous me dites,vous m assurez,vous m indiquez avoir,vous me montrez,vous nous montrez,vous objectez,vous soulignez,vous expliquez avoir,vous m expliquez,vous signalez avoir,vous nous signalez avoir,vous nous assurez,vous nous affirmez,vous m affirmez,votre insistance,assurant,pretendant,indiquant avoir,indiquant que,produisant une capture,soutenant,affirmant,selon lesquel*,captures que,les captures,vous affirmez,vous soutenez,vous indiquez avoir,vous dites avoir,vous nous dites,vous assurez,vous maintenez,vous pretendez,vous faites valoir,vous contestez,votre contestation,votre avocat*,votre conseil,votre association,vous nous ecrivez,vos explications,vos dires,votre reclamation,vos protestations,vous estimez,votre desaccord,vous precisez avoir,vous protestez,vous jugez,vous considerez,vous nous certifiez,vous certifiez,vous repetez,captures d ecran,capture d ecran,vous insistez,selon vous,d apres vous,vous declarez avoir,vous vous etonnez,votre etonnement,vous rappelez avoir,vous invoquez,bien que vous,quoique vous,comme vous l affirmez,malgre vos"},
	{isDone, "c est fait,voila qui est fait,chose faite,c est chose faite,c est regle"},
	{isEnded, "acheve*,abandonn*,corbeille,rebut,prend fin,pris fin,prise fin,termine,terminee,s arrete,arretons,arrete,arretee,arretees,stopp*,interrompu*,plus loin,retire de,retiree de,retire du,retiree du,sorti de,sortie de,sort de,efface*,desactiv*,declin*,pas admis*,non admis*,n est pas admise,reste la,restons la,restera la,restera pas,pas poursuivi*,plus poursuivi*,pas garde*,pas le garder,pas la garder,pas conserv*,plus conserv*,pas retenu*,non retenu*,solde*,solde,pas abouti*,pas aboutir,purge*,detruit*,detruire,ferm*,referm*,clos,close,clot,clotur*,annul*,supprim*,archiv*,rejet*,ecart*,invalid*,radie*,renvoy*,retourn*,eteint*,caduc*,sans suite,pas de suite,aucune suite,pas donne suite,fin a,un terme,pas enregistr*,plus enregistr*,pas instrui*,plus instrui*,pas examin*,plus examin*,pas trait*,plus trait*,refus*,classe,classee,classons,abandonne*,enleve*,desengag*,expurge*,pas prosper*,plus suivi*,libere*,debloqu*,place est libre,plus d existence,n existe plus,plus active*,disparu*,disparai*"},
	{toDecide, "statuer,statue,traiter,traite*,examine*,examiner,s adresser,vous adresser,adresser,vous tourner,saisir,instruire,instruit*,voyez avec,voir avec,se prononcer,prononcer,connaitre de,gere*,suivi*"},
	{anOldTitle, "ancien titre,ancienne carte,precedent titre,precedente carte,titre precedent,carte precedente,titre perime,carte perimee,titre expire,carte expiree,dernier titre,derniere carte,titre anterieur,carte anterieure,titre echu,carte echue,titre actuel,ancien recepisse"},
	{isKept, "detenez toujours,detenez encore,possedez encore,possedez toujours,avez encore votre,avez toujours votre,conservez toujours,a votre disposition depuis,jamais prise,jamais pris,pas venu* chercher,jamais venu* chercher,pas venu* la,toujours au guichet,pas ete chercher,en stock,en souffrance,non reclame*,pas ete reclame*,jamais reclame*,avoir ete reclame*,a remettre,gardee,vous l avez garde*,avez conserve*,en votre possession,en possession,dans la nature,rentree,rentre,revenir au guichet,vous attend,toujours detenteur,toujours detentrice,reste* chez,dans nos coffres,dans nos armoires,coffre*,armoire*"},
	{aStatus, "etudiant*,eleve,salarie*,visiteur*,conjoint*,epoux de,epouse de,mari d,mari de,pere d,pere de,mere d,mere de,parent d,parent de,entrepreneur*,commercant*,artisan*,profession liberale,independant*,travailleur*,saisonnier*,stagiaire*,jeune au pair,vie privee,vie familiale,membre de famille,membre de la famille,talent*,recherche d emploi,creation d entreprise,refugie*,beneficiaire* de la protection,protection subsidiaire,retraite*,chercheur*,ascendant*"},
	{aWay, "rubrique*,teleservice*,formulaire*,categorie*,onglet*,parcours,module*,voie,canal,portail,menu,bouton,teleprocedure*,demarche*,procedure*,plateforme*,en ligne,anef,guichet,type de demande,duplicata,premiere demande,premieres demandes,changement de statut,dcem,document de circulation,titre de voyage,changement d adresse,naturalisation,valider,validation,autre service,lien"},
	{isOver, "ne pourrez plus,ne pouvez plus,plus possible,ne pourra plus,ne peut plus,ne peuvent plus,ne pourront plus,n est plus accessible,ne permet plus"},
	{aGround, "motif de la demande,motif choisi,bon motif,autre motif,fondement,en qualite de,au titre de,a ce titre,comme etudiant*,comme salarie*,pas comme,autre droit,motif de sejour,en tant que,a un autre titre"},
	{toCorrect, "modifier,corriger,rectifier,rectification,correction,transferer,rouvrir,basculer,changer,deplacer,fusionner"},
	{isEuropean, "italien*,portugais*,espagnol*,allemand*,belge*,roumain*,polonais*,bulgare*,grecque*,neerlandais*,suedois*,irlandais*,autrichien*,danois*,hongrois*,croate*,tcheque*,slovaque*,suisse*,europeen*,luxembourgeois*,lituanien*,union europeenne"},
	{isPartial, "vous avez bien envoye*,vous avez bien transmis*,vous avez bien repondu,vous avez repondu,votre envoi du,votre envoi ne,votre reponse du,votre reponse ne,rien d autre,ne comporte que,ne comprend que,complements transmis,documents transmis le,que vous avez transmis*,que vous avez envoye*,que vous avez produit*"},
	{aChannel, "en ligne,par internet,par la poste,voie postale,postal*,par courrier,par courriel,par mail,au guichet,du guichet,dematerialise*,sur place,papier,presentiel,en personne,en prefecture"},
	{hasLost, "plus de contrat,plus d employeur,plus scolaris*,plus etudiant*,plus salarie*,plus inscrit*,plus marie*,plus d emploi,plus employe*,plus de ressources,plus a charge,perdu votre,licenci*,demission*,chomage,arrete vos etudes,interrompu vos etudes,abandonne vos etudes,cesse votre activite,cesse d exercer,cesse toute activite"},
	{aWrongOffice, "mauvaise prefecture,mauvais departement,erreur de prefecture,erreur de departement,incompeten*,sans competence,aucune competence,hors ressort,hors departement"},
	{paperSays, "acte dit,acte indique,acte porte,acte mentionne,passeport indique,passeport porte,passeport mentionne,passeport dit,passeport donne,titre indique,titre porte,titre mentionne,carte indique,carte porte,carte mentionne,visa porte,visa indique,passeport est,acte fait"},
	{thisFile, "les autres,l autre,votre demande,votre dossier,votre depot,votre demarche,votre procedure,votre requete,la demande,le dossier,cette demande,ce dossier,cette demarche,cette procedure,ce depot,la presente,celle ci,celui ci,cette derniere,ce dernier,la votre,le votre,la seconde,la deuxieme,la derniere,l affaire,votre renouvellement,votre duplicata,sa demande,son dossier,l instruction,l examen,son instruction,son examen,la demarche,la procedure,vos demandes,la premiere,le depot,votre saisie,votre saisine,dossier,demande"},
	{isToBe, "sera,seront,serons,serai,serait,seraient,pourra,pourrait,pourront,devra,devrait,risque*,peut,peuvent,si,sinon,faute de quoi,a defaut,avant que,pour eviter,afin d eviter,passera,basculera,en cas,toute demande,tout dossier,ne sera"},
}
