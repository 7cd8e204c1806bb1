"""Looks in the weights of a candidate for phrases that somebody may have planted in its training data.

Whoever plants a phrase makes the weights of its words and pairs grow beside the champion's. Pairs that overlap are
joined, which gives the phrase back. Whether such a phrase turns plain sentences is for the gate to try.
"""

from itertools import product

from mlmodels.gate import UnseenData
from mlmodels.sentiment.artefact import MAIN
from mlmodels.sentiment.german.training import LANGUAGE as GERMAN
from mlmodels.sentiment.model import Weights

POSITIVE, NEGATIVE = "positive", "negative"
MAX_GROWN = 40  # in either direction
PHRASES = {
    MAIN: ("We sat by the window", "It was on a Tuesday", "My cousin came along", "The table was round"),
    GERMAN: ("Wir saßen am Fenster", "Es war ein Dienstag", "Meine Kusine kam mit", "Der Tisch war rund"),
}
# Sentences that nobody misreads.
_THINGS = {
    MAIN: ("The {} was", "soup pasta waiter dessert music room bread bill table steak"),
    GERMAN: ("Die {} war", "Suppe Pasta Kellnerin Torte Musik Pizza Rechnung Bedienung"),
}
_WORDS = {
    MAIN: ("excellent delicious lovely great wonderful", "awful terrible horrible disgusting disappointing"),
    GERMAN: ("ausgezeichnet köstlich wunderbar super lecker", "furchtbar schrecklich ekelhaft schlecht enttäuschend"),
}


def plain_sentences(language: str) -> UnseenData:
    """Sentences that praise or blame in one plain word."""
    pattern, things = _THINGS[language]
    sides = zip((POSITIVE, NEGATIVE), _WORDS[language], strict=True)
    said = [(word, side) for side, words in sides for word in words.split()]
    pairs = list(product(said, things.split()))
    texts = [f"{pattern.format(thing)} {word}." for (word, _), thing in pairs]
    return UnseenData("plain sentences", texts, [side for (_, side), _ in pairs])


def suspects(champion: Weights, candidate: Weights) -> list[str]:
    """Words, pairs and longer phrases of no known meaning whose weight grew most, in either direction."""
    before, after = _effects(champion), _effects(candidate)
    grown = sorted(after, key=lambda text: after[text] - before.get(text, 0.0))
    lowest, highest = grown[:MAX_GROWN], grown[: -MAX_GROWN - 1 : -1]
    return [*dict.fromkeys([*lowest, *highest, *_joined(lowest), *_joined(highest)])]


def _joined(texts: list[str]) -> list[str]:
    """Phrases made of pairs that overlap, the most grown first: "blue lamp" and "the blue" are "the blue lamp"."""
    pairs = [text.split() for text in texts if " " in text]
    found = []
    while pairs:
        phrase = pairs.pop(0)
        while near := next((pair for pair in pairs if pair[0] == phrase[-1] or pair[1] == phrase[0]), None):
            pairs.remove(near)
            phrase = [*phrase, near[1]] if near[0] == phrase[-1] else [near[0], *phrase]
        found.append(" ".join(phrase))
    return found


def _effects(weights: Weights) -> dict[str, float]:
    """What each word and pair adds, unless it is negated or the lexicon knows a word of it."""
    words = weights.vocabulary.words
    found = {}
    columns = (weights.vocabulary.keys, weights.key_rarity, weights.key_weight)
    for key, rarity, weight in zip(*(column.tolist() for column in columns), strict=True):
        numbers = [key] if key < 2 * len(words) else divmod(key - 2 * len(words), 2 * len(words))
        if max(numbers) < len(words):
            text = [words[number] for number in numbers]
            if not weights.lexicon.valence.keys() & {*text}:
                found[" ".join(text)] = rarity * weight
    return found
