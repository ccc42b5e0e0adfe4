"""Labels: the words before a colon and above a column, and the field each of them stands for."""

import re

from sessions.programme_text.words import any_of, phrases

COLUMNS = {
    "time": phrases(
        "time, times, timing, tid, tider, tidpunkt, kl, kl., klo, klockan, klokken, klokkeslett,"
        " klokkeslæt, klockslag, when, när, hour, hours, zeit, uhrzeit, zeiten, wann, heure, heures,"
        " horaire, horaires, ora, orario, orari, aika, kello, kellonaika, tidspunkt, tidspunkter, time"
        " slot, slot, schema, الوقت, التوقيت, الساعة, zeitplan"
    ),
    "start": phrases(
        "start, starts, start time, from, från, fra, starttid, startar, börjar, begin, beginn, von, ab,"
        " début, debut, inizio, dalle, alkaa, alku, alkaen, begynder, begynner, البداية, من, starter, de"
    ),
    "end": phrases(
        "end, ends, end time, to, till, til, until, sluttid, slut, slutar, slutt, slutter, ende, bis, fin,"
        " fine, alle, loppuu, loppu, päättyy, النهاية, إلى, الى, stop, finish"
    ),
    "minutes": phrases(
        "minutes, min, mins, minuter, minutter, duration, length, längd, tidsåtgång, varaktighet,"
        " varighet, dauer, minuten, durée, minuti, durata, kesto, minuuttia, المدة, duration (min), längd"
        " (min), minutes (min), time (min), tid (min), dauer (min), durée (min), min., how long, hur länge"
    ),
    "title": phrases(
        "title, session, sessions, topic, activity, what, event, item, agenda item, agenda, programme,"
        " program, description of activity, subject, summary, content, titel, rubrik, aktivitet, innehåll,"
        " punkt, programpunkt, programinslag, moment, vad, ämne, hva, hvad, tittel, innhold, indhold,"
        " emne, was, thema, programmpunkt, inhalt, tagesordnungspunkt, titre, activité, quoi, contenu,"
        " sujet, programmation, titolo, attività, argomento, programma, cosa, otsikko, aihe, ohjelma,"
        " sisältö, mitä, البرنامج, النشاط, الموضوع, العنوان, الجلسة, dagordning, point"
    ),
    "speaker": phrases(
        "speaker, speakers, presenter, presenters, who, lead, led by, host, by, facilitator, responsible,"
        " talare, föreläsare, medverkande, ansvarig, vem, presentatör, moderator, håller i, hvem,"
        " foredragsholder, innleder, innledere, oplægsholder, oplægsholdere, taler, ansvarlig, referent,"
        " referentin, referenten, referierende, wer, sprecher, vortragende, verantwortlich, intervenant,"
        " intervenante, intervenants, orateur, oratrice, qui, animateur, relatore, relatrice, relatori,"
        " chi, oratore, puhuja, puhujat, esittäjä, kuka, alustaja, vastuu, vastuuhenkilö, المتحدث,"
        " المتحدثون, المتحدثة, المقدم, speaker(s), presenter(s)"
    ),
    "place": phrases(
        "place, location, room, where, venue, hall, plats, lokal, var, sal, rum, ställe, adress, address,"
        " sted, rom, hvor, adresse, ort, raum, wo, saal, veranstaltungsort, lieu, salle, où, endroit,"
        " luogo, sala, dove, sede, indirizzo, paikka, sali, tila, missä, osoite, المكان, القاعة, العنوان"
        " البريدي, الموقع"
    ),
    "details": phrases(
        "description, notes, note, details, comment, comments, info, information, beskrivning,"
        " anteckningar, notering, kommentar, kommentarer, upplägg, detaljer, beskrivelse, noter,"
        " beschreibung, anmerkung, notizen, hinweise, remarques, détails, descrizione, dettagli, kuvaus,"
        " huomautukset, lisätiedot, الوصف, ملاحظات, abstract, slides, materials, material, links, link,"
        " method, metod, format, goal, purpose, syfte"
    ),
    "day": phrases(
        "day, dag, tag, jour, giorno, päivä, اليوم, weekday, veckodag, datum, date, dato, data, pvm, التاريخ"
    ),
    "section": phrases(
        "section, theme, track, block, tema, spår, pass, spor, thème, teema, osio, abschnitt, sezione,"
        " المحور, avsnitt, thema/block, stream, phase, fas, del, part"
    ),
    "number": phrases("#, no, no., nr, nr., nro, n°, n., numero, number, id, رقم"),
}

HEAD_LABELS = {
    "date": phrases(
        "date, datum, dato, data, pvm, päivämäärä, päivä, day, dag, tag, jour, giorno, التاريخ, اليوم"
    ),
    "time": phrases(
        "time, tid, when, när, zeit, uhrzeit, heure, heures, horaire, horaires, orario, ora, aika, kello,"
        " klockan, tidpunkt, tidspunkt, wann, quand, quando, milloin, når, hvornår, الوقت, date and time,"
        " datum och tid, dag och tid, tid och plats, datum und uhrzeit, date et heure, data e ora, الساعة,"
        " date & time"
    ),
    "start": phrases(
        "start, starts, starts at, start time, starttid, startar, börjar, mötet börjar, beginn, begin,"
        " début, debut, inizio, alkaa, begynner, begynder, starter, البداية, vi börjar, vi startar"
    ),
    "place": phrases(
        "place, location, where, venue, plats, lokal, var, adress, address, sted, hvor, adresse, ort,"
        " raum, wo, veranstaltungsort, lieu, où, luogo, dove, sede, indirizzo, paikka, missä, osoite,"
        " room, salle, sal, rum, sala, mötesplats, möteslokal, besöksadress, tagungsort, المكان, العنوان,"
        " الموقع, القاعة"
    ),
    "title": phrases(
        "title, titel, rubrik, tittel, titre, titolo, otsikko, event, meeting, möte, evenemang,"
        " arrangement, arrangemang, veranstaltung, événement, réunion, evento, tapahtuma, kokous, subject,"
        " ämne, betreff, objet, oggetto, aihe, العنوان الرئيسي, الموضوع, الفعالية, titolo dell'evento,"
        " konferens"
    ),
    "speaker": phrases(
        "speaker, speakers, presenter, presenters, led by, lead, host, talare, föreläsare, medverkande,"
        " ansvarig, presentatör, foredragsholder, innleder, oplægsholder, taler, ansvarlig, referent,"
        " referentin, referenten, sprecher, vortragende, intervenant, intervenante, intervenants, orateur,"
        " oratrice, relatore, relatrice, relatori, puhuja, puhujat, esittäjä, alustaja, المتحدث, المتحدثة,"
        " المتحدثون, moderator, modératrice, modérateur, moderatore, facilitator, samtalsledare,"
        " föredragande, föredragshållare, inledare"
    ),
}

LABEL_OF = {word: field for field, label_words in HEAD_LABELS.items() for word in label_words}
COLUMN_OF = {word: field for field, column_words in reversed(COLUMNS.items()) for word in column_words}

LABELLED = re.compile(r"(?P<label>[^:]{1,30}?)\s*:\s*(?P<rest>\S.*)")

PRACTICAL = re.compile(
    r"(?:"
    + any_of(
        "dress code, dresscode, klädsel, klädkod, antrekk, påklædning, kleiderordnung, code vestimentaire,"
        " tenue, abbigliamento, pukukoodi, قواعد اللباس, parking, parkering, parkplatz, parkplätze,"
        " stationnement, parcheggio, pysäköinti, wifi, wi-fi, wlan, rsvp, osa, o.s.a., s.u., vänligen,"
        " anmälan, anmäl dig, anmäl er, påmelding, tilmelding, anmeldung, inscription, inscriptions,"
        " iscrizione, iscrizioni, ilmoittautuminen, ilmoittaudu, التسجيل عبر, register here, register at,"
        " register by, registration link, registration:, sign up, sign-up, please, obs, obs!, n.b., nb,"
        " note:, notes:, notera, ps, p.s., allergier, allergies, specialkost, kost:, contact, kontakt,"
        " contatti, yhteystiedot, questions?, frågor?, frågor:, address:, adress:, adresse:, bring, ta"
        " med, medtag, how to get there, hitta hit, vägbeskrivning, anreise, anfahrt, accès, come"
        " arrivare, all times, times are, alla tider, this schedule, programmet kan, med reservation,"
        " subject to change, änderungen vorbehalten, sous réserve, meeting id, passcode, join zoom,"
        " mötes-id, lösenord, password, hashtag, deltagare, närvarande, frånvarande, present:, absent:,"
        " attendees, apologies, participants:, anwesend, entschuldigt, til stede, fravær, tilstede,"
        " fraværende, läsnä, poissa, présents, excusés, presenti, assenti, الحضور, الغياب, cost:,"
        " kostnad:, pris:, price:, språk:, language:, arrangör, organiser:, organizer:, sekreterare,"
        " justerare, ordförande:, secretary:, chair:, sista anmälningsdag, deadline, last day to,"
        " välkomna!, hej, hello, dear, hi, kära, bästa,"
        " liebe, cher, chère, gentile, hyvä, مرحبا, best regards, kind regards, vänliga hälsningar, med"
        " vänlig hälsning, hälsningar, mvh, mit freundlichen grüßen, cordialement, cordiali saluti,"
        " ystävällisin terveisin, cc:, from:, to:, sent:, från:, till:, skickat:, fwd:, vh"
    )
    + r")(?!\w)"
)
LINK_ONLY = re.compile(r"\W{0,3}(?:https?://|www\.)\S+\W{0,3}|\S+@\S+\.\w+|(?:tel|phone|tfn|telefon)\b.*")
HAS_LINK = re.compile(r"https?://|www\.\w|\S@\S+\.\w")
DEADLINE = re.compile(
    r"(?:senast|before|by|deadline|until|före|innan|till och med|t\.?o\.?m\.?|spätestens|bis|avant|"
    r"entro|viimeistään|"
    r"closes(?: at)?|stänger|opens(?: at)?|öppnar|öppnas|från|from|since|sedan|efter|after|kl|kl\.|at|"
    r"um|à|för|"
    r"next meeting|nästa möte|neste møte|næste møde|nächste sitzung|prochaine réunion|prossima riunione|"
    r"seuraava kokous|الاجتماع القادم)\W*"
)
GENERIC_TITLE = phrases(
    "program, programme, agenda, schedule, timetable, dagordning, föredragningslista, dagsprogram, dagens"
    " program, tidsschema, schema, saksliste, dagsorden, kjøreplan, ohjelma, esityslista, aikataulu,"
    " päiväohjelma, programm, tagesordnung, zeitplan, ablauf, ablaufplan, tagesprogramm, programme de la"
    " journée, ordre du jour, horaire, programma, ordine del giorno, programma della giornata, orario,"
    " البرنامج, جدول الأعمال, جدول, برنامج اليوم, جدول اليوم, run of show, running order, körschema,"
    " programpunkter, dagen i korthet, programme for the day, meeting agenda, mötesagenda, workshop"
    " schedule, workshop agenda, the programme, the day, sessions, preliminary programme, preliminärt"
    " program, foreløpig program, vorläufiges programm, programme prévisionnel, today's programme"
)
PROGRAMME_WORD = re.compile(
    r"(?<!\w)(?:program|programme|programmet|agenda|schedule|timetable|dagordning|föredragningslista|"
    r"dagsprogram|"
    r"saksliste|dagsorden|ohjelma|esityslista|programm|tagesordnung|ablauf|ordre du jour|programma|"
    r"ordine del giorno|"
    r"البرنامج|برنامج|جدول الأعمال|workshop|konferens|conference|konferanse|tagung|colloque|convegno|"
    r"seminarium|seminar|"
    r"réunion|sitzung|riunione|kokous|dialog|rådslag|temadag|studiedag|planeringsdag)(?!\w)"
)


def column(cell: str) -> str | None:
    """The field that a folded column heading stands for."""
    bare = cell.strip(" *_:.#|")
    return COLUMN_OF.get(bare) or (COLUMN_OF.get(cell.strip()) if cell.strip() else None)


def label(text: str) -> tuple[str, int] | None:
    """The field that a folded line is labelled with, and where what it says begins."""
    found = LABELLED.match(text)
    if found is None:
        return None
    name = LABEL_OF.get(found["label"].strip(" *_"))
    return (name, found.start("rest")) if name else None
