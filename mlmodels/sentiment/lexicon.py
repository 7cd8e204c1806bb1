"""Words with a valence, and words that strengthen or weaken the next one. The words are VADER's (MIT, see NOTICE);
the arithmetic on them is ours, in `features`, and not VADER's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """`valence`: token to a number of about -4 to 4.

    `boosters`: token to what it adds to the strength of the next words.
    """

    valence: dict[str, float]
    boosters: dict[str, float]


def from_vader() -> Lexicon:
    """The lexicon of the installed package vaderSentiment; an emoji has the sum of the words of its description."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer  # imported late: training only

    analyzer = SentimentIntensityAnalyzer()
    boosters = {word: float(value) for word, value in BOOSTER_DICT.items() if " " not in word}
    valence = {word.lower(): float(value) for word, value in analyzer.lexicon.items()}
    for sign, description in analyzer.emojis.items():
        total = sum(valence.get(word, 0.0) for word in description.split())
        if len(sign) == 1 and total:
            valence[sign] = round(total, 3)
    return Lexicon({word: value for word, value in valence.items() if word not in boosters}, boosters)


def to_text(lexicon: Lexicon) -> str:
    """Tab-separated lines `kind, token, number`, sorted, so that the same lexicon is the same bytes."""
    rows = [("valence", word, value) for word, value in lexicon.valence.items()]
    rows += [("booster", word, value) for word, value in lexicon.boosters.items()]
    return "".join(f"{kind}\t{word}\t{value!r}\n" for kind, word, value in sorted(rows))


def from_text(text: str) -> Lexicon:
    """The inverse of `to_text`. Raises ValueError on a line of another form."""
    tables: dict[str, dict[str, float]] = {"valence": {}, "booster": {}}
    for line in text.split("\n"):
        if line:
            kind, word, value = line.split("\t")
            if kind not in tables:
                raise ValueError(f"The lexicon holds a line of unknown kind: {kind!r}.")
            tables[kind][word] = float(value)
    return Lexicon(tables["valence"], tables["booster"])
