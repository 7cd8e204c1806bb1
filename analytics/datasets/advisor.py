"""The protection advisor: from six scores of a use of data to a recommendation with reasons. Pure.

The six parameters are those of "7 Layers of MLOps Security", part 1; the ends of the scales, the rules and the worked
cases are ours. A rule reads few scores, so that its result is easy to explain; there is no sum of points, in which a
low score could hide a high one. The registry does not ask it: what a dataset's column needs follows from class and use.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields

from analytics.datasets.enums import Protection

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class ScoreExtremes:
    """What 1 and 5 mean on a scale."""

    title: str
    lowest: str
    highest: str


EXTREMES = {
    "sensitivity": ScoreExtremes(
        "Sensitivity", "anybody may see it: it stands on a page", "one value in the wrong hands does harm"
    ),
    "usage": ScoreExtremes("Usage", "read a few times a year", "read on every request"),
    "size": ScoreExtremes("Size", "a value at a time, thousands in all", "every row at once, by the hundred million"),
    "access": ScoreExtremes(
        "Access", "one process, whose statements we know", "many people, with statements of their own"
    ),
    "downstream": ScoreExtremes("Downstream", "nothing is made of it", "models and figures need what it says"),
    "joining": ScoreExtremes("Joining", "never joined on", "most questions join on it"),
}


@dataclass(frozen=True)
class Scores:
    """From 1 to 5 on each scale; `EXTREMES` says what the ends mean.

    Raises:
        ValueError: a score is no whole number from 1 to 5.
    """

    sensitivity: int
    usage: int
    size: int
    access: int
    downstream: int
    joining: int

    def __post_init__(self) -> None:
        for name, score in self:
            if type(score) is not int or not LOWEST <= score <= HIGHEST:
                raise ValueError(f"{name} is {score!r}; it must be a whole number from {LOWEST} to {HIGHEST}.")

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


@dataclass(frozen=True)
class Advice:
    """A recommended protection, with the reasons as sentences."""

    protection: Protection
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A protection, with the scores that it is advised for, in words and as a condition, and with reasons."""

    says: str
    applies: Callable[[Scores], bool]
    protection: Protection
    reasons: Callable[[Scores], Iterable[str]]


def advise(scores: Scores) -> Advice:
    """Recommend a protection by the first rule that applies."""
    rule = next(rule for rule in RULES if rule.applies(scores))
    return Advice(rule.protection, tuple(rule.reasons(scores)))


def _reasons_for_tokens(scores: Scores) -> Iterator[str]:
    yield "Questions join on it: equal values have to stay equal, which encryption does not promise."
    if scores.sensitivity >= 4:
        yield "The values themselves are then nobody's: join on the token, and look at whether the join is needed."
    if scores.downstream >= 4:
        yield "What is made of it gets a stable name for each value, and nothing of what the value says."


def _reasons_for_hashes(scores: Scores) -> Iterator[str]:
    yield "It is compared, and nothing needs what it says: equal values stay equal, and nobody has to get one back."
    if scores.sensitivity == HIGHEST:
        yield "Make the hash with a key, and slowly: without the key nobody can try values out."


def _reasons_for_encryption(scores: Scores) -> Iterator[str]:
    yield "Few read it, so few hold the key; a copy of the store without the key is worth nothing."
    if scores.size <= 3:
        yield "It is read a value at a time, so decrypting costs next to nothing."
    elif scores.usage <= 3:
        yield "It is read seldom enough to decrypt it in bulk."
    else:
        yield "It is read much and in bulk, so decrypting costs; one value in the wrong hands would cost more."
    if scores.downstream >= 4:
        yield "What is made of it runs where the key is."


def _reasons_for_masks(scores: Scores) -> Iterator[str]:
    if scores.access >= 3:
        yield "Many see it: with a key each of them would see all of it, with a mask each sees what they need."
    if min(scores.usage, scores.size) > 3:
        yield "It is read much and in bulk: a mask that is stored costs nothing at reading."
    if scores.downstream >= 3:
        yield "What is made of it needs what the value is like (a decade, a region, a length), and a mask keeps that."
    else:
        yield "Nothing joins on it, so it needs no stable name."


# In their order: the first that applies decides. `docs/protection-advisor.md` and the page show them.
RULES = (
    Rule(
        "Sensitivity 1: nothing.",
        lambda scores: scores.sensitivity == LOWEST,
        Protection.NONE,
        lambda _: ["Anybody may see it, so a protection would only cost."],
    ),
    Rule(
        "Nobody reads it, makes anything of it or joins on it (1 each): drop it.",
        lambda scores: max(scores.usage, scores.downstream, scores.joining) == LOWEST,
        Protection.DROP,
        lambda _: ["Nothing reads it, is made of it or joins on it: what is not kept can't leak."],
    ),
    Rule(
        "Joined on (3 and more), and nothing is made of it (1): a hash.",
        lambda scores: scores.joining >= 3 and scores.downstream == LOWEST,
        Protection.HASH,
        _reasons_for_hashes,
    ),
    Rule(
        "Joined on otherwise: a token. Joining on what is sensitive limits every other choice.",
        lambda scores: scores.joining >= 3,
        Protection.TOKENIZE,
        _reasons_for_tokens,
    ),
    Rule(
        "Few readers (2 at most), not often and in bulk at once (4 and more) unless Sensitivity is 5: encryption.",
        lambda scores: scores.access <= 2 and (min(scores.usage, scores.size) <= 3 or scores.sensitivity == HIGHEST),
        Protection.ENCRYPT,
        _reasons_for_encryption,
    ),
    Rule(
        "Sensitivity 2 and not many readers (3 at most): nothing beyond grants by column.",
        lambda scores: scores.sensitivity == 2 and scores.access <= 3,
        Protection.NONE,
        lambda _: ["It does little harm and few see it: grants by column are enough."],
    ),
    Rule("Otherwise: a mask.", lambda _: True, Protection.MASK, _reasons_for_masks),
)


@dataclass(frozen=True)
class WorkedCase:
    """A use of data as an example, with its scores."""

    title: str
    description: str
    scores: Scores


CASES = {
    "transactional": WorkedCase(
        "Transactional: the second factor of an account",
        "Read when somebody signs in, one row at a time, by one process. Nothing else may ever see it.",
        Scores(sensitivity=5, usage=4, size=1, access=1, downstream=1, joining=1),
    ),
    "ml": WorkedCase(
        "Machine learning: who wrote which review",
        "Training caps the weight of each person: it has to know which reviews are by the same one, and not by whom.",
        Scores(sensitivity=4, usage=2, size=5, access=2, downstream=4, joining=5),
    ),
    "bi": WorkedCase(
        "Business intelligence: year of birth of a restaurant's guests",
        "Analysts ask for age groups with questions of their own; a decade answers them as well as a year.",
        Scores(sensitivity=4, usage=4, size=4, access=5, downstream=4, joining=1),
    ),
}
