"""How people's fingers change what they meant to write: misspellings, missing capitals, marks repeated, smiles."""

import random
import re

from demo.catalogue import typos
from demo.users import DemoUser

_WORD = re.compile(r"[^\W\d_]{3,}")
_ARTICLE = re.compile(r"\b(?:the|a|an) ")
_SMILES = (" :)", " :-)", " 😊", " 👍", " 😋", " ❤️", " 🙌")
_SMILING = 0.55
_FROWNS = (" :(", " :-(", " 😕", " 👎", " 🙄")


def add_typos(text: str, guest: DemoUser, chance: random.Random, *, glad: bool) -> str:
    """The text as this guest would leave it; `glad` or not, if they draw a face."""
    for habit, change in _HABITS.items():
        if habit in guest.habits:
            text = change(text, chance)
    if "smiles" in guest.habits and chance.random() < _SMILING:
        text = text.rstrip(".") + chance.choice(_SMILES if glad else _FROWNS)
    if guest.typo_rate:
        text = _WORD.sub(lambda word: _misspelt(word[0], guest.typo_rate, chance), text)
    return text


def _misspelt(word: str, share: float, chance: random.Random) -> str:
    known = typos()["misspelt"].get(word)
    if known and chance.random() < share * 6:
        return str(chance.choice(known))
    if len(word) < 5 or chance.random() > share:
        return word
    at = chance.randint(1, len(word) - 3)
    if chance.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if chance.random() < 0.6 else word[:at] + word[at] + word[at:]


def _without_articles(text: str, chance: random.Random) -> str:
    return _ARTICLE.sub(lambda article: article[0] if chance.random() < 0.55 else "", text)


def _shortened(text: str, chance: random.Random) -> str:
    for word, short in typos()["shortened"].items():
        if chance.random() < 0.7:
            text = re.sub(rf"\b{word}\b", short, text)
    return text


def _exclaimed(text: str, chance: random.Random) -> str:
    marks = chance.choice(["!", "!", "!!", "!!!"])
    return re.sub(r"(?<=\w)\.(?=\s|$)", lambda stop: marks if chance.random() < 0.3 else stop[0], text)


def _dotted(text: str, chance: random.Random) -> str:
    return re.sub(r"\. (?=[A-Z])", lambda stop: "... " if chance.random() < 0.5 else stop[0], text)


def _shouted(text: str, chance: random.Random) -> str:
    words = [word for word in _WORD.findall(text) if len(word) > 4]
    return text.replace(word := chance.choice(words), word.upper(), 1) if words and chance.random() < 0.5 else text


def _lower(text: str, chance: random.Random) -> str:
    return text.lower() if chance.random() < 0.8 else text


def _without_stop(text: str, chance: random.Random) -> str:
    return text.rstrip(".") if chance.random() < 0.9 else text


_HABITS = {
    "no_articles": _without_articles,
    "shortens": _shortened,
    "exclaims": _exclaimed,
    "dots": _dotted,
    "shouts": _shouted,
    "lower": _lower,
    "no_full_stop": _without_stop,
}
