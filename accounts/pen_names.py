"""Pen names: which can be one, which are reserved, and suggestions, so that nobody has to write under their own name.

A name is letters and digits of any script with their marks, and what stands between words in one. The names of listed
restaurants are reserved too: a trigger of that room refuses them (`restaurants/sql/default/listed_names.sql`).
"""

import re
import secrets
import unicodedata
from itertools import combinations

from reviews_site.skeletons import skeleton

ADJECTIVES = (
    "Curious Merry Patient Hungry Gentle Candid Brisk Quiet Sunny Wandering Thoughtful Early Jolly Keen Mellow Plucky"
)
NOUNS = "Ladle Dumpling Saffron Teapot Walnut Radish Basil Pretzel Apricot Spoon Fig Nutmeg Strudel Plum Chive Marzipan"
MIN_LENGTH, MAX_LENGTH = 2, 40
MAX_ACCENTS = 4
# Full stop, hyphens and apostrophes; the middle dots of Catalan and Japanese; what joins words in Tibetan, Ethiopic,
# Hebrew and Armenian; the signs of abbreviation in Devanagari and Thai.
_BETWEEN = frozenset(" .,_&'’-‐·・゠་፡׳״՚॰ฯ")
# Default_Ignorable_Code_Point of Unicode: they show nothing, so two names can differ and look the same.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BRAND = skeleton("Platemark")
# Who speaks for the site or for a restaurant, in the languages of its guests. Each is refused as a word of a name.
_OFFICES = """
admin administrator administration moderator moderation support helpdesk helpline customer-service customer-care staff
official officially verified security webmaster postmaster sysadmin system-administrator owner operator management
inhaber inhaberin betreiber betreiberin besitzer besitzerin kundendienst kundenservice kundenbetreuung offiziell
verwaltung geschäftsführung geschäftsleitung mitarbeiter mitarbeiterin moderatorin administratorin
administrateur modérateur modération officiel officielle propriétaire service-client assistance
administrador administradora moderador moderadora soporte oficial propietario propietaria dueño atención-al-cliente
amministratore moderatore ufficiale proprietario proprietaria assistenza servizio-clienti
администратор админ модератор поддержка официальный владелец διαχειριστής υποστήριξη
प्रशासक सहायता நிர்வாகி ผู้ดูแลระบบ 管理员 管理員 客服 官方 管理者 運営 公式 サポート 관리자 운영자 مدير الدعم
"""
_OFFICE_WORDS = frozenset(skeleton(word).replace(" ", "") for word in _OFFICES.split())
_OFFICE = "|".join(sorted(_OFFICE_WORDS, key=len, reverse=True))
_FILLERS = "|".join(["[0-9lo]", *map(skeleton, ("the", "team", "real", "your", "our", "chief", "head", "site", "web"))])
_ONLY_OFFICES = re.compile(rf"(?:{_FILLERS})*(?:{_OFFICE})(?:{_FILLERS}|{_OFFICE})*")


def suggest() -> str:
    """A pleasant name that is most likely free, such as `Curious Ladle 4821`."""
    adjective, noun = secrets.choice(ADJECTIVES.split()), secrets.choice(NOUNS.split())
    return f"{adjective} {noun} {secrets.randbelow(9000) + 1000}"


def normalize(text: str) -> str:
    """The name that is kept: composed, compatibility forms folded, single spaces."""
    return unicodedata.normalize("NFKC", " ".join(text.split()))


def problem(text: str) -> str:
    """What keeps a text, as typed, from being a pen name, in a sentence; empty if nothing does."""
    if _INVISIBLE.search(text):
        return "The name has signs that can't be seen. Type it without them."
    name = normalize(text)
    if not MIN_LENGTH <= len(name) <= MAX_LENGTH or not _is_written_as_a_name(name) or not skeleton(name):
        return f"Use {MIN_LENGTH} to {MAX_LENGTH} characters: letters, digits, spaces and . , ' & - ·"
    if is_reserved(name):
        return "This name would look as if Platemark or a restaurant wrote. Choose another."
    return ""


def is_reserved(name: str) -> bool:
    """Whether the name looks like the site's own, or like that of somebody who speaks for it or for a restaurant."""
    words = skeleton(name).split()
    runs = {"".join(words[first:last]) for first, last in combinations(range(len(words) + 1), 2)}
    return _BRAND in "".join(words) or any(_ONLY_OFFICES.fullmatch(run) for run in runs)


def _is_written_as_a_name(name: str) -> bool:
    """Whether it begins with a letter or digit and ends with a visible sign, and no letter carries a pile of marks."""
    kinds = "".join("-" if sign in _BETWEEN else unicodedata.category(sign)[0] for sign in name)
    is_name = re.fullmatch(r"[LN](?:[LN-]|(?<=[LNM])M)*", kinds)
    return is_name is not None and "M" * (MAX_ACCENTS + 1) not in kinds and (kinds[-1] != "-" or name[-1] in ".॰ฯ׳՚")
