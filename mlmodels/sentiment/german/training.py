"""German texts to train on: sentences that people wrote for it, and sentences made by rule from a list of words.

Training only. The same files make the same sentences. `held_out.tsv` beside this is for measuring, and not read here.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels.sentiment import hard_sentences
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.metrics import best_temperature
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import log_odds
from mlmodels.sentiment.train import TrainingSample, fit, folds

FOLDER = Path(__file__).parent
WORDS, SENTENCES, UNSEEN = FOLDER / "words.tsv", FOLDER / "sentences.tsv", FOLDER / "held_out.tsv"
PATTERNS, SLOTS = FOLDER / "patterns.tsv", FOLDER / "slots.tsv"
LANGUAGE = "de"
MADE, EACH_PATTERN, SEED = 4_000, 16, 20261130
WRITTEN_WEIGHT, MADE_WEIGHT = 2.0, 0.4
SLOT = re.compile(r"\{(\w+)\}")
VALENCE = {"adjective": 2.5, "noun": 2.0, "verb": 1.5}
ENDINGS = {"adjective": ("", "e", "er", "es", "en", "em"), "noun": ("",), "verb": ("",)}
BOOSTERS = {
    **dict.fromkeys(("sehr", "extrem", "total", "echt", "richtig", "absolut", "wirklich", "besonders"), 0.29),
    **dict.fromkeys(("etwas", "leicht", "halbwegs", "einigermaßen"), -0.29),
}
THINGS = (
    *("Das Essen", "Die Pizza", "Die Suppe", "Der Salat", "Das Fleisch", "Der Fisch", "Die Soße", "Das Schnitzel"),
    *("Der Nachtisch", "Der Kuchen", "Das Frühstück", "Der Wein", "Das Bier", "Der Kaffee", "Das Curry", "Der Burger"),
    *("Die Bedienung", "Der Kellner", "Die Kellnerin", "Der Service", "Das Personal", "Der Wirt", "Die Chefin"),
    *("Das Lokal", "Die Terrasse", "Die Atmosphäre", "Die Einrichtung", "Der Raum", "Die Musik", "Der Abend"),
    *("Der Preis", "Die Rechnung", "Die Portion", "Die Wartezeit", "Die Toilette", "Der Tisch", "Alles", "Es"),
)
# Praise stays praise, blame stays blame.
KEPT = (
    *("{thing} war {word}.", "{thing} ist {word}!", "{thing} war sehr {word}.", "{thing} war einfach {word}."),
    *("Ich fand es {word}.", "{thing} war so {word}.", "{thing} war wirklich {word}.", "Ziemlich {word}."),
    *(
        "{thing} war {word} und {other}.",
        "Total {word} hier.",
        "{thing} {word}, alles {other}.",
        "{word}er geht es kaum.",
    ),
    *("Ein {word}es Erlebnis.", "Eine {word}e Küche und {other}e Bedienung.", "{word}es Essen, {other}er Service."),
    *("Wir hatten einen {word}en Abend.", "Mit {word}em Personal und {other}en Speisen.", "Echt {word}, {other}."),
)
# The word says the opposite of what the sentence says.
TURNED = (
    *("{thing} war nicht {word}.", "{thing} war gar nicht {word}.", "{thing} war kein bisschen {word}."),
    *("{thing} war alles andere als {word}.", "{thing} war weder {word} noch {other}.", "Überhaupt nicht {word}."),
    *("{thing} ist nie {word}.", "Keine {word}e Küche.", "{thing} war nicht besonders {word}.", "Nichts war {word}."),
)
NOUNS = ("Ein echter {word}.", "Was für ein {word}!", "{thing} war ein {word}.", "Eine {word}.", "{word} pur.")
NOUNS_TURNED = ("Von {word} keine Spur.", "Kein {word}.", "{thing} war kein {word}.")
TURNED_SHARE = 0.22


@dataclass(frozen=True)
class Word:
    """A word of praise or blame."""

    text: str
    kind: str
    praises: bool


def words() -> list[Word]:
    """The list."""
    lines = [line for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Word(text, kind, side == "positive") for text, kind, side in (line.split("\t") for line in lines[1:])]


def lexicon() -> Lexicon:
    """The words with their endings, as a lexicon."""
    valence = {
        (word.text + ending).lower(): VALENCE[word.kind] * (1.0 if word.praises else -1.0)
        for word in words()
        for ending in ENDINGS[word.kind]
    }
    return Lexicon({word: value for word, value in valence.items() if word not in BOOSTERS}, BOOSTERS)


def sample() -> TrainingSample:
    """What the German model is trained on."""
    written = hard_sentences.parse(SENTENCES.read_text(encoding="utf-8"))
    made = list(dict.fromkeys([*_made(), *_filled()]))
    found = TrainingSample(
        tuple([sentence.text for sentence in written] + [text for text, _ in made]),
        tuple([bool(sentence.praises) for sentence in written] + [praises for _, praises in made]),
        (WRITTEN_WEIGHT,) * len(written) + (MADE_WEIGHT,) * len(made),
    )
    # By chance a rule makes a sentence that measures.
    return found.without([each.text for each in hard_sentences.parse(UNSEEN.read_text(encoding="utf-8"))])


@cache
def model() -> SentimentModel:
    """The German model, as sure of itself as the written sentences allow; it doubts nothing by kind of sentence."""
    whole, written = sample(), len(hard_sentences.parse(SENTENCES.read_text(encoding="utf-8")))
    held_out = np.zeros(written)
    for test in folds(written):
        kept = whole.rows(np.setdiff1d(np.arange(len(whole.texts)), test))
        held_out[test] = log_odds(fit(kept, lexicon()), whole.rows(test).texts)
    temperature = max(1.0, best_temperature(held_out, np.array(whole.positive[:written])))
    return SentimentModel(replace(fit(whole, lexicon()).weights, temperature=temperature), version=0)


def described(found: SentimentModel) -> dict[str, Any]:
    """What the German model was made of, for the manifest."""
    whole = sample()
    files = (WORDS, PATTERNS, SLOTS)
    return {
        "texts": len(whole.texts),
        "temperature": found.weights.temperature,
        "words": len(found.weights.vocabulary.words),
        "made_of": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


def _made() -> Iterator[tuple[str, bool]]:
    """Sentences made by rule; words of praise and blame in turn."""
    random, known = np.random.default_rng(SEED), [word for word in words() if word.kind != "verb"]
    sides = {side: [word for word in known if word.praises is side] for side in (True, False)}
    for number in range(MADE):
        side = sides[number % 2 == 0]
        word = side[number // 2 % len(side)]
        other = next(each for each in random.permutation(np.array(side, dtype=object)) if each.kind == "adjective")
        turned = bool(random.random() < TURNED_SHARE)
        forms = (NOUNS_TURNED if turned else NOUNS) if word.kind == "noun" else (TURNED if turned else KEPT)
        form = forms[int(random.integers(len(forms)))]
        text = form.format(thing=THINGS[int(random.integers(len(THINGS)))], word=word.text, other=other.text)
        yield text[0].upper() + text[1:], word.praises is not turned


def _filled() -> Iterator[tuple[str, bool]]:
    """Each pattern some times, with other words in its places."""
    random, known = np.random.default_rng(SEED), _slots()

    def chosen(match: "re.Match[str]") -> str:
        choices = known[match[1].lower()]
        word = choices[int(random.integers(len(choices)))]
        return word[0].upper() + word[1:] if match[1][0].isupper() else word

    for pattern in hard_sentences.parse(PATTERNS.read_text(encoding="utf-8")):
        for _ in range(EACH_PATTERN):
            yield SLOT.sub(chosen, pattern.text), bool(pattern.praises)


def _slots() -> dict[str, list[str]]:
    lines = [line for line in SLOTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: words.split("|") for name, words in (line.split("\t") for line in lines)}
