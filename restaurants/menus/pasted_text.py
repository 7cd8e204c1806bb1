"""Reads a menu that somebody copied from a web page, a document or a PDF: lines of text.

A line that ends in a price is a dish. A line without one begins a section, unless it stands right below a dish: then it
describes that dish. A line that begins with # is a heading wherever it stands. Letters in brackets or at the end of a
name are allergens, and a last word such as "vegan" is a diet.
"""

import re
from dataclasses import replace

from restaurants.menus.allergens import ALLERGENS, read_diet
from restaurants.menus.imports import MenuRow
from restaurants.menus.prices import CURRENCIES

_SIGNS = sorted({sign for code, signs in CURRENCIES.items() for sign in (code.casefold(), *signs)}, key=len)[::-1]
_SIGN = "(?:" + "|".join(map(re.escape, _SIGNS)) + r")\.?"
# A price stands at the end of its line, after a space, dots or a tab.
_PRICE = re.compile(
    rf"(?:^|[\s.…·_:|]){{1}}((?:{_SIGN}\s*)?\d[\d.,'’]*(?:[.,][-–—]{{1,2}})?(?:\s*{_SIGN})?)\s*\Z", re.IGNORECASE
)
# What is longer is no line of a menu, and is cut: its parts are too long then, and are said to be.
MAX_LINE_LENGTH = 1_000
_LEADERS = re.compile(r"[\s.…·_:|–—-]+\Z")
_LETTER = f"[{''.join(ALLERGENS)}]"
_ALLERGENS = re.compile(rf"\s*[(\[]\s*({_LETTER}(?:[\s,;/]*{_LETTER})*)\s*[)\]]|\s+({_LETTER}(?:\s*,\s*{_LETTER})+)\Z")
_LAST_WORD = re.compile(r"\s+\(?([^\W\d_]+)\)?\Z")


def read_text(content: str) -> list[MenuRow]:
    """The dishes of the lines, each with its heading."""
    found: list[MenuRow] = []
    section, follows_dish = "", False
    for number, written in enumerate(content.splitlines(), 1):
        line = written.strip()[:MAX_LINE_LENGTH]
        if not line:
            follows_dish = False
        elif line.startswith("#"):
            section, follows_dish = line.lstrip("# ").rstrip(": "), False
        elif price := _PRICE.search(line):
            found.append(_dish(f"line {number}", section, line[: price.start(1)], price[1]))
            follows_dish = True
        elif follows_dish:
            described = " ".join(filter(None, (found[-1].description, line)))
            found[-1] = replace(found[-1], description=described)
        else:
            section = line.rstrip(": ")
    return found


def _dish(place: str, section: str, text: str, price: str) -> MenuRow:
    name, letters, diet = _LEADERS.sub("", text), "", ""
    for _ in range(2):
        if not diet and (word := _LAST_WORD.search(name)) and (found := _diet(word[1])):
            name, diet = name[: word.start()], found
        if not letters and (marks := _ALLERGENS.search(name)):
            letters = marks[1] or marks[2]
            name = (name[: marks.start()] + name[marks.end() :]).strip()
        name = _LEADERS.sub("", name)
    return MenuRow(place, section, name, price, "", letters, diet)


def _diet(word: str) -> str:
    try:
        return read_diet(word) if len(word) > 1 else ""
    except ValueError:
        return ""
