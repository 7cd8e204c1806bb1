"""Finds what a reply to a review may reveal of the guest: a name, a number, or the table where they sat. Pure, no I/O.

The patterns know English and German, and a few words of Italian and French. They are for a reply that forgets itself,
and not for one that means to: whoever wants to name a guest finds a way that no pattern knows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from restaurants.enums import GuestDetail

_NAME = r"(?:[A-Z]['’])?[^\W\d_a-zß-öø-ÿ][^\W\d_]+"  # a word with a capital letter, such as O'Brien
_SIGN = r"(?:\s*(?:number|no\.?|nr\.?|nummer|code|id|numero|n°|#|:))"
_NUMBER_SIGN = rf"{_SIGN}*\s*"
# `Fr.` is Friday too, and `miss` a verb.
_TITLES = (
    r"Mr|MR|Mrs|MRS|Ms|MS|Miss|Mx|Dr|Prof|Hrn?|Fam|Mme|Sig(?:\.?ra)?|(?:(?<=geehrte )|(?<=[Ll]iebe )|(?<=werte ))Fr"
    r"|(?i:herrn?|frau|familie|family|signora?|madame|monsieur)"
)
_PARTICLES = r"(?:(?:von|vom|van|zu|zur|de|del|della|di|den|der|la|le|el|al)\s+){0,2}"
_AFTER_TITLE = re.compile(rf"\b(?:{_TITLES})\b\.?\s+{_PARTICLES}({_NAME}(?:[ -]{_NAME})?)")
_SALUTATION = re.compile(
    r"(?:^|[.!?]\s+|\n)\s*(?i:dear|hi|hello|hey|liebe[rs]?|hallo|servus|moin|grüß dich|guten tag|ciao|car[oa]"
    r"|bonjour|salut|ch(?:er|ère)|hola)(?:\s+(?i:dear|liebe[rs]?|car[oa]|ch(?:er|ère)))?"
    rf"(?:\s+({_NAME}(?:[ -]{_NAME})?)|,\s+({_NAME})[,.!])"
)
_THANKS = re.compile(
    rf"\b(?i:thank you|thanks|danke|vielen dank|dankeschön|grazie|merci)"
    r"(?i:\s+(?:so much|very much|a lot|schön|sehr|dir|ihnen))?"
    rf",?\s+({_NAME}(?:[ -]{_NAME})?)\s*[,.!]"
)
_BOOKED_FOR = re.compile(
    r"\b(?i:auf den namen|unter dem namen|(?:under|in) the name(?: of)?|a nome(?: di)?|au nom de)"
    rf"\s+{_PARTICLES}({_NAME})"
)
_SIZE = r"(?:\s+(?i:for|für)\s+(?:\d+|[a-zäöü]+)(?:\s+(?i:people|persons|guests|personen|gäste|leute))?)?"
_TIME = r"(?:\s+(?i:on|at|am|um)\s+[\w:.]+(?:\s+(?i:uhr|pm|am))?)?"
# What follows is a name, unless it is an ordinary word: in German each noun has a capital letter.
_BOOKED_BY = re.compile(
    r"\b(?i:\w*(?:reservation|booking|reservierung|buchung)(?:s|en)?|tables?|tische?|reserved|booked|reserviert|gebucht)"
    rf"(?:\s+(?i:was|is|war|ist|lief|stand))?{_TIME}{_SIZE}\s+(?i:for|under|für|auf|unter)"
    rf"\s+(?:(?:von|vom|van|de|del|della|di)\s+(?:(?:der|den|la)\s+)?)?({_NAME})"
)
_AFTER_BOOKING = frozenset(
    {
        *(
            "the",
            "a",
            "an",
            "your",
            "our",
            "my",
            "their",
            "his",
            "her",
            "this",
            "that",
            "these",
            "those",
            "next",
            "you",
        ),
        *("us", "them", "any", "each", "every", "large", "small", "other", "more", "which", "whom", "name", "names"),
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("ein", "eine", "einen", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf"),
        *("zwölf", "der", "die", "das", "den", "dem", "unser", "unsere", "unseren", "ihre", "ihren", "euer", "eure"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march"),
        *("april", "may", "june", "july", "august", "september", "october", "november", "december", "mittwoch"),
        *("jänner", "januar", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember", "heute", "morgen"),
        *("today", "tomorrow", "tonight", "breakfast", "brunch", "lunch", "dinner", "groups", "parties", "families"),
        *("christmas", "easter", "mother", "father", "valentine", "new", "boxing", "thanksgiving", "halloween", "good"),
        *("silvester", "neujahr", "weihnachten", "ostern", "pfingsten", "advent", "fasching", "karneval", "martini"),
        *("spring", "summer", "autumn", "winter", "frühling", "sommer", "herbst", "mittag", "abend", "nachmittag"),
        *("hotel", "wheelchair", "anfrage", "anfragen", "wunsch", "bestellung", "rechnung", "zuruf", "deutsch"),
        *("englisch", "basis", "vorrat", "verdacht", "terrasse", "balkon", "google", "facebook", "instagram", "yelp"),
        *("whatsapp", "opentable", "quandoo", "thefork", "tripadvisor", "platemark", "www", "tel", "telefon", "nummer"),
        *(
            "angabe",
            "vorbehalt",
            "umständen",
            "bäumen",
            "kastanien",
            "linden",
            "sternen",
            "firmen",
            "vereine",
            "familien",
        ),
        *(
            "kinder",
            "paare",
            "raucher",
            "nichtraucher",
            "vegetarier",
            "veganer",
            "rollstühle",
            "stammkunden",
            "freunde",
        ),
        *("hochzeiten", "hochzeit", "taufen", "feste", "sonntage", "mittags", "abends", "wochentags", "personen"),
    }
)
_ORDINARY_ENDING = re.compile(
    r"(?i:\w*(?:gästen?|gruppen?|personen|tage?|abende?|nacht|nächte|(?:tags?|abend|nachts|firmen|familien)essen|feiern?"
    r"|partys?|fahrer|brunch|frühstück|menüs?|plätze|saison|gesellschaft(?:en)?|wochen(?:ende)?)|\w{5,}(?:ung(?:en)?|tion(?:en)?))"
)
# Whom a reply may well address, and what it may well begin with.
_ANYBODY = frozenset(
    {
        *("guest", "guests", "reviewer", "all", "everyone", "everybody", "friend", "friends", "customer"),
        *("customers", "sir", "madam", "team", "there", "gast", "gäste", "gästin", "damen"),
        *("herren", "freunde", "freund", "kunde", "kundin", "kunden", "leute", "alle", "ihnen"),
        *("euch", "dir", "sie", "ihr", "cliente", "ospite", "tutti", "client", "tous"),
        *("again", "god", "gott", "kitchen", "küche", "chef", "danke", "thanks", "grazie", "merci", "willkommen"),
    }
)
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d\s()/.-]{5,18}\d(?![\w,/-]|\.\d)")
_MIN_PHONE_DIGITS, _SAME_DIGITS = 7, 7
_DATE_OR_TIME = re.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?[./-]\s?\d\d?[./-]\s?(?:\d{4}|\d\d)(?!\d)|\d\d?[.:]\d\d\s*(?:-|–|bis|to)\s*\d\d?[.:]\d\d"
)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|\s*[([]\s*(?i:at|ät)\s*[)\]]\s*)([\w-]+(?:\.[\w-]+)+)")
_BOOKING = re.compile(
    r"\b(?:(?:booking|reservation|confirmation|buchung(?:s)?|reservierung(?:s)?|prenotazione|réservation)"
    rf"(?:nummer|code)?{_NUMBER_SIGN}|(?:order|invoice|bill|bestell(?:ung)?|rechnung)(?:s?nummer)?{_SIGN}+\s*)"
    r"(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{2,}\b",
    re.IGNORECASE,
)
_ROOM = re.compile(rf"\b(?:room|zimmer|suite|apartment|camera|chambre){_NUMBER_SIGN}\d{{1,4}}\b", re.IGNORECASE)
_TABLE = re.compile(
    rf"\b(?:table|tisch|tavolo){_NUMBER_SIGN}\d{{1,3}}\b(?!\s*(?:people|persons|guests|personen|gäste))", re.IGNORECASE
)
_WHEN = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|tonight|last (?:night|week|month)"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|gestern|heute|letzte[nr]? (?:woche|nacht)"
    r"|\d\d?(?:st|nd|rd|th)|(?:\d\d?\.?\s*)?(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december|jänner|januar|februar|märz|mai|juni|juli|oktober|dezember)(?:\s+\d\d?)?"
    r"|\d\d?[.:]\d\d|\d\d?\s*(?:am|pm|uhr|o.clock)|\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.)",
    re.IGNORECASE,
)


_NAMES = (_AFTER_TITLE, _SALUTATION, _THANKS, _BOOKED_FOR)


@dataclass(frozen=True)
class Known:
    """What a reply may say, because it is public: the reviewer's pen name, and the restaurant's own phone and site."""

    pen_name: str = ""
    phone: str = ""
    website: str = ""


def guest_details(text: str, known: Known) -> list[GuestDetail]:
    """What the text may reveal of a guest, each kind once, in the order of the list; empty where nothing was found."""
    finders: dict[GuestDetail, Callable[[str, Known], bool]] = {
        GuestDetail.NAME: _has_name,
        GuestDetail.PHONE: _has_phone,
        GuestDetail.EMAIL: _has_address,
        GuestDetail.BOOKING: lambda text, _: bool(_BOOKING.search(text)),
        GuestDetail.ROOM: lambda text, _: bool(_ROOM.search(text)),
        GuestDetail.TABLE: lambda text, _: bool(_TABLE.search(text) and _WHEN.search(text)),
    }
    return [detail for detail, finds in finders.items() if finds(text, known)]


def _has_name(text: str, known: Known) -> bool:
    allowed = {word.casefold() for word in re.findall(r"\w+", known.pen_name)} | _ANYBODY
    named = _first_words(text, *_NAMES) - allowed
    booked = _first_words(text, _BOOKED_BY) - allowed - _AFTER_BOOKING
    return bool(named) or any(not _ORDINARY_ENDING.fullmatch(word) for word in booked)


def _first_words(text: str, *patterns: re.Pattern[str]) -> set[str]:
    """The first word of each name that a pattern finds."""
    found = [match for pattern in patterns for match in pattern.finditer(text)]
    names = [name for match in found for name in match.groups() if name]
    return {word.casefold() for name in names for word in re.findall(r"\w+", name)[:1]}


def _has_phone(text: str, known: Known) -> bool:
    own = _digits(known.phone)
    for number in _PHONE.findall(_DATE_OR_TIME.sub(" ", text)):
        digits = _digits(number)
        if len(digits) >= _MIN_PHONE_DIGITS and digits[-_SAME_DIGITS:] not in own:
            return True
    return False


def _has_address(text: str, known: Known) -> bool:
    own = (urlsplit(known.website).hostname or "").removeprefix("www.")
    return any(host.casefold() != own for host in _ADDRESS.findall(text))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
