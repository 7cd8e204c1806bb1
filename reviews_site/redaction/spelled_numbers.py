"""Phone numbers in words: seven digits or more, of which some are written out, in the languages of the guests."""

import re
from collections.abc import Iterator

MIN_DIGITS, MIN_WORDS = 7, 3
# Each line: the words for 0, 1 and so on; a stroke parts spellings.
_DIGITS = (
    "zero|oh|nought|nil one two three four five six seven eight nine",
    "null eins|ein zwei|zwo drei vier fünf|fuenf sechs sieben acht neun",
    "zero uno due tre quattro cinque sei sette otto nove",
    "zéro un deux trois quatre cinq six sept huit neuf",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "nul een|één twee drie vier vijf zes zeven acht negen",
)
_TWO_DIGITS = """
ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety
zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn
zwanzig dreißig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig
dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove
venti trenta quaranta cinquanta sessanta settanta ottanta novanta
dix onze douze treize quatorze quinze seize vingt vingts trente quarante cinquante soixante
diez once doce trece catorce quince dieciséis veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa
tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien
twintig dertig veertig vijftig zestig zeventig tachtig negentig
"""
_UNITS = "ein zwei drei vier fünf sechs sieben acht neun".split()  # noqa: SIM905 - the words in a line
_TENS = "zwanzig dreißig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905 - the same
_LENGTHS = {
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **{f"{unit}und{ten}": 2 for unit in _UNITS for ten in _TENS},
    **{word: 1 for line in _DIGITS for words in line.split() for word in words.split("|")},
    **dict.fromkeys(("double", "doppel", "doble", "doppio", "plus"), 1),
    "triple": 2,
}
_TOKEN = re.compile(r"\d{1,30}+|[^\W\d_]{1,30}+")
_GAP = re.compile(r"[\s,.;:/()+_-]{0,3}")


def spelled_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text a phone number is written in words: start and end of each, in order."""
    start = end = digits = words = 0
    for token in _TOKEN.finditer(text):
        word = token.group().lower()
        length = len(word) if word.isdecimal() else _LENGTHS.get(word, 0)
        if length and (not digits or _GAP.fullmatch(text, end, token.start())):
            start = start if digits else token.start()
        else:
            if digits >= MIN_DIGITS and words >= MIN_WORDS:
                yield start, end
            start, digits, words = token.start(), 0, 0
        if length:
            end, digits, words = token.end(), digits + length, words + (not word.isdecimal())
    if digits >= MIN_DIGITS and words >= MIN_WORDS:
        yield start, end
