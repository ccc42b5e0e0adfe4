"""The words that stand around a timetable, in the languages people paste: Swedish, Norwegian, Danish,
Finnish,
English, German, French, Italian and Arabic. All are folded (`signs.fold`)."""

import re

from sessions.programme_text.signs import fold


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip())


def any_of(*alternatives: str) -> str:
    """A pattern for one of the words, the longest first."""
    found = {word for text in alternatives for word in phrases(text)}
    return "|".join(re.escape(word) for word in sorted(found, key=lambda word: (-len(word), word)))


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari januar tammikuu tammikuuta janvier gennaio jan يناير كانون_الثاني jänner janv"
            " gen tammi",
            "february februari februar helmikuu helmikuuta février fevrier febbraio feb فبراير شباط févr"
            " fév helmi",
            "march mars marts märz maerz maaliskuu maaliskuuta marzo mar mär مارس آذار maalis",
            "april huhtikuu huhtikuuta avril aprile apr avr أبريل ابريل نيسان huhti",
            "may maj mai toukokuu toukokuuta maggio mag مايو أيار ايار touko",
            "june juni kesäkuu kesäkuuta juin giugno jun giu يونيو حزيران kesä",
            "july juli heinäkuu heinäkuuta juillet luglio jul lug juil يوليو تموز heinä",
            "august augusti elokuu elokuuta août aout agosto aug ago أغسطس اغسطس آب elo",
            "september syyskuu syyskuuta septembre settembre sep sept سبتمبر أيلول ايلول syys",
            "october oktober lokakuu lokakuuta octobre ottobre oct okt ott أكتوبر اكتوبر تشرين_الأول loka",
            "november marraskuu marraskuuta novembre nov نوفمبر تشرين_الثاني marras",
            "december desember dezember joulukuu joulukuuta décembre decembre dicembre dec dez des dic déc"
            " ديسمبر كانون_الأول joulu",
        ),
        start=1,
    )
    for name in (word.replace("_", " ") for word in names.split())
}

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday måndag måndagen mandag maanantai maanantaina montag lundi lunedì lunedi mon mån man"
            " lun الاثنين الإثنين اثنين",
            "tuesday tisdag tisdagen tirsdag tiistai tiistaina dienstag mardi martedì martedi tue tues tis"
            " tirs الثلاثاء",
            "wednesday onsdag onsdagen keskiviikko keskiviikkona mittwoch mercredi mercoledì mercoledi wed"
            " ons الأربعاء الاربعاء",
            "thursday torsdag torsdagen torstai torstaina donnerstag jeudi giovedì giovedi thu thur thurs"
            " tors الخميس",
            "friday fredag fredagen perjantai perjantaina freitag vendredi venerdì venerdi fri fre الجمعة",
            "saturday lördag lördagen lørdag lauantai lauantaina samstag sonnabend samedi sabato sat lör"
            " lør السبت",
            "sunday söndag söndagen søndag sunnuntai sunnuntaina sonntag dimanche domenica sun sön søn"
            " الأحد الاحد",
        )
    )
    for name in names.split()
}

LONG_WEEKDAYS = frozenset(name for name in WEEKDAYS if len(name) > 4)

DAY_WORD = r"day|dag|dagen|tag|jour|journée|journee|giorno|giornata|päivä|paiva|اليوم"
ORDINALS = words(
    "1 2 3 4 5 6 7 8 9 one two three four five ett två tre fyra fem en to fire eins zwei drei vier un deux"
    " trois uno due yksi kaksi kolme الأول الثاني الثالث الرابع الاول i ii iii iv 1st 2nd 3rd first second"
    " third första andra tredje første anden tredje erster zweiter dritter premier premiere première"
    " deuxième troisième primo secondo terzo ensimmäinen toinen kolmas 1er 2e 3e 1:a 2:a 3:e"
)

HALF_DAYS = phrases(
    "morning, afternoon, evening, before lunch, after lunch, forenoon, night, morning session, afternoon"
    " session, evening session, evening programme, morning programme, afternoon programme, förmiddag,"
    " eftermiddag, kväll, förmiddagen, eftermiddagen, kvällen, före lunch, efter lunch, förmiddagspass,"
    " eftermiddagspass, kvällsprogram, formiddag, ettermiddag, eftermiddag, kveld, aften, formiddagen,"
    " ettermiddagen, før lunsj, etter lunsj, før frokost, efter frokost, aamupäivä, iltapäivä, ilta, aamu,"
    " vormittag, nachmittag, abend, am vormittag, am nachmittag, am abend, vormittags, nachmittags, matin,"
    " matinée, matinee, après-midi, apres-midi, soir, soirée, le matin, l'après-midi, mattina, mattino,"
    " pomeriggio, sera, serata, mattinata, الصباح, صباحا, بعد الظهر, المساء, الفترة الصباحية, الفترة"
    " المسائية, الجلسة الصباحية, الجلسة المسائية, am, pm, fm, em"
)

THEME_HEAD = re.compile(
    r"(?:theme|tema|teema|thema|thème|themenblock|block|blokk|blocco|bloc|blok|part|del|teil|partie|"
    r"parte|osa|pass|"
    r"section|avsnitt|sektion|seksjon|abschnitt|sezione|osio|session|sessione|sitzung|istunto|module|"
    r"modul|modulo|"
    r"phase|fas|fase|vaihe|track|spår|spor|strand|stream|filière|parcours|percorso|polku|المحور|القسم|المسار|الجزء|الجلسة)"
    r"(?:\s+(?:\d{1,2}|[a-h]|[ivx]{1,4}|one|two|three|ett|två|tre|الأول|الثاني|الثالث|الأولى|الثانية|الثالثة))?"
    r"(?:\s*[:.\-]\s*\S.*|\s*\(.*\))?\s*"
)
TRACK = re.compile(
    r"(?:track|spår|spor|strand|stream|filière|parcours|percorso|polku|strang|المسار)\s+\w{1,12}"
)

PLACE_WORD = (
    r"room|hall|auditorium|theatre|foyer|lobby|seminar room|meeting room|conference room|main stage|"
    r"sal|salen|aula|aulan|rum|rummet|hörsal|hörsalen|lokal|lokalen|foajé|foajén|entré|entrén|matsalen|"
    r"grupprum|konferensrum|mötesrum|rom|salong|salongen|auditoriet|møterom|grupperom|lokale|"
    r"mødelokale|sali|huone|kokoushuone|aulassa|auditorio|luentosali|raum|saal|hörsaal|seminarraum|halle|"
    r"salle|amphi|amphithéâtre|hémicycle|sala|stanza|salone|aula magna|atrio|القاعة|قاعة|الغرفة|غرفة|المسرح"
)
PLACE_HEAD = re.compile(
    rf"(?:(?:{PLACE_WORD})(?:\s+[\w.\-/]{{1,12}})?|(?:\w{{2,14}}\s+)(?:{PLACE_WORD})(?:\s+\w{{1,3}})?)"
)
PLACE_COMPOUND = re.compile(
    r"(?:(?:stora|lilla|store|lille|övre|nedre|grosser|kleiner)\s+)?\w{2,20}"
    r"(?:salen|salongen|rummet|saal|zimmer|raum|salonki|sali|huone|foajén|aulan|lokalen|hallen|scenen|torget)"
    r"(?:\s+\d{1,3})?"
)
ONLINE = words("zoom teams online digitalt distans webex meet skype remote hybrid en_ligne verkossa")

ACTIVE = words(
    "aktiv aktiva aktivt aktive active aktiivinen attiva attivo actif نشط نشطة rörelsepaus bewegte musical"
    " grammy"
)
BREAK_PAUSES = words(
    "break breaks paus pausen pause pausa rast rasten tauko pausi vila bensträckare bensträckaren pauser"
    " استراحة الاستراحة راحة recess intermission interval unterbrechung benstrekk strekkpause intervallo"
)
BREAK_MEALS = words(
    "lunch lunchen lunsj lunsjen luncheon fika fikan fikat kaffe kaffet kaffi coffee tea frukost frokost"
    " breakfast middag middagen dinner supper supé brunch buffet buffé buffén lounas lounaan kahvi kahvit"
    " kahvia aamiainen illallinen päivällinen mittagessen mittagspause mittag kaffeepause kaffee frühstück"
    " abendessen imbiss déjeuner dejeuner café cafe dîner diner petit-déjeuner goûter colazione pranzo"
    " cena caffè caffe aperitivo غداء الغداء قهوة القهوة فطور الفطور عشاء العشاء شاي الشاي صلاة الصلاة"
    " smörgås förfriskningar refreshments bensträck pausenbrot lunchpaus lunchrast kaffepaus fikapaus"
    " kaffepause lunsjpause frokostpause kahvitauko lounastauko pause-café pausa-pranzo middagspaus"
    " matpaus matrast elevenses morgenmad aftensmad kvällsmat kveldsmat kaffeslabberas tepaus"
)
BREAK_ENDINGS = (
    "paus", "pausen", "fika", "fikat", "fikan", "lunch", "lunchen", "lunsj", "pause", "tauko", "kaffe",
    "kaffet",
    "kahvit", "kahvi", "lounas", "frukost", "frokost", "frühstück", "mittagessen", "abendessen", "festmiddag",
)  # fmt: skip
AFTER_WORDS = words(
    "after before efter före innan till inför under during until om about über nach vor bis während après"
    " avant pendant jusqu'à dopo prima durante fino etter før for jälkeen ennen saakka without utan ohne"
    " sans senza no بعد قبل حتى of no non von zur zum"
)

ENDS = phrases(
    "end, ends, vi slutar, the end, end of day, end of the day, end of meeting,"
    " end of the meeting, end of programme,"
    " finish, close, adjourn, adjournment, end of day one, end of day two, slut, slutar, slut för dagen,"
    " dagen slutar, mötet slutar, programmet slutar, slut på dagen, mötets slut, konferensen slutar, slut"
    " för i dag, slutt, slutt for dagen, møtet slutter, dagen er slut, slut for i dag, mødet slutter,"
    " loppu, loppuu, tilaisuus päättyy, kokous päättyy, päivä päättyy, ende, ende der veranstaltung,"
    " veranstaltungsende, ende des tages, ende der sitzung, schluss, fin, fin de la journée, fin de la"
    " réunion, clôture de la journée, fine, fine lavori, fine della giornata, fine dei lavori, termine,"
    " النهاية, نهاية, نهاية اليوم, ختام, انتهاء, انتهاء البرنامج"
)
END_OF_DAY = re.compile(r"(?:end of day|slut dag|ende tag|fin du jour|slutt dag|fine giorno)\s+\w{1,6}")

TOTALS = re.compile(
    r"(?:total(?:t|e|en|s)?|sum(?:ma)?|sammanlagt|i alt|yhteensä|insgesamt|gesamt|gesamtdauer|"
    r"gesamtzeit|durée totale|"
    r"totale|in totale|durata totale|total time|total duration|total tid|sammanlagd tid|samlet tid|"
    r"total length|المجموع|"
    r"الإجمالي|المدة الإجمالية)\s*[:=\-]?\s*"
)


def is_end(title: str) -> bool:
    """Whether a title says nothing but that the meeting is over."""
    folded = fold(title).strip(" .!*_:")
    return folded in ENDS or END_OF_DAY.fullmatch(folded) is not None
