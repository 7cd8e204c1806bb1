"""Short sentences about one thing or two, made by rule: most sentences of reviews are so, and few of MAMS are.

Training only. The same seed makes the same sentences.
"""

from collections.abc import Iterator

import numpy as np

# For each category: what is spoken of, words of praise, words of blame.
WORDS: dict[str, tuple[str, str, str]] = {
    "food": (
        "food|pizza|pasta|steak|soup|salad|dessert|sushi|burger|chicken|fish|curry|bread|wine|coffee|beer|cocktails|"
        "brunch|lamb|noodles|rice|cake|tacos|sandwich|sauce|ribs|shrimp|duck|dumplings|breakfast|drinks|ice cream",
        "delicious|fresh|tasty|excellent|amazing|juicy|perfectly cooked|full of flavour|outstanding|to die for|"
        "wonderful|great|superb|really good|tender|crisp",
        "bland|cold|overcooked|dry|greasy|salty|tasteless|stale|burnt|raw|soggy|terrible|mediocre|disappointing|"
        "inedible|tough",
    ),
    "service": (
        "service|staff|waiter|waitress|server|owner|manager|hostess|bartender|waiters|team",
        "friendly|attentive|helpful|kind|polite|welcoming|professional|great|charming|excellent|lovely|warm",
        "rude|unfriendly|inattentive|arrogant|careless|awful|clueless|unhelpful|poor|bored|impolite|terrible",
    ),
    "price": (
        "prices|bill|price|menu prices|lunch deal|wine prices",
        "reasonable|fair|low|very good|a bargain|great value|cheap",
        "too high|outrageous|steep|a rip-off|unreasonable|ridiculous|excessive",
    ),
    "ambience": (
        "atmosphere|ambience|decor|music|room|terrace|garden|view|lighting|interior|place|setting|patio|vibe",
        "cosy|beautiful|romantic|charming|lovely|relaxed|elegant|stylish|inviting|pleasant",
        "noisy|loud|cramped|dark|depressing|shabby|stuffy|cheap looking|cold and empty|dull",
    ),
    "wait": (
        "wait|wait for our food|wait for a table|line|kitchen",
        "short|hardly noticeable|quick|worth it",
        "long|endless|unbearable|far too long|ridiculous|over an hour",
    ),
    "cleanliness": (
        "toilets|bathroom|tables|floor|glasses|cutlery|restroom|kitchen floor|plates|windows",
        "spotless|clean|immaculate|very tidy",
        "dirty|filthy|sticky|disgusting|greasy|unwashed",
    ),
}
ONE = (
    *("The {thing} {is} {word}.", "The {thing} {is} very {word}.", "{Word} {thing}!", "I found the {thing} {word}."),
    *("We thought that the {thing} {is} {word}.", "Their {thing} {is} always {word}.", "The {thing} here: {word}."),
    *(
        "On our last visit the {thing} {is} {word}.",
        "My friends said the {thing} {is} {word}.",
        "Really {word} {thing}.",
    ),
)
TURNED = ("The {thing} {is} not {word}.", "The {thing} {is}n't {word} at all.", "The {thing} {is} anything but {word}.")
TWO = (
    *("The {thing} {is} {word} and the {other} {word2}.", "{Word} {thing}, {word2} {other}."),
    *("{Word} {thing} but {word2} {other}.", "I liked neither the {thing} nor the {other}."),
)
NONE = (
    *("I {have} been here {often}.", "We came here {often} with {people}.", "It is {where}.", "I live {where}."),
    *("We were here for {event}.", "My {people} took me here for {event}.", "I read about it {where2}."),
    *(
        "This is my favourite restaurant {where}.",
        "I would {not} recommend it.",
        "We will {not} be back.",
        "What a {sort} evening.",
    ),
)
FILLERS = {
    "have": ("have", "had never"),
    "often": ("twice", "many times", "last night", "on a Friday", "for years", "once"),
    "people": ("friends", "my sister", "colleagues", "parents", "the kids", "my husband"),
    "where": (
        "around the corner",
        "near the station",
        "in the Village",
        "downtown",
        "on the corner",
        "next to my office",
    ),
    "where2": ("in a magazine", "online", "in the paper"),
    "event": ("my birthday", "dinner", "lunch", "our anniversary", "a quick bite", "New Year's Eve"),
    "not": ("definitely", "never", "not", "certainly"),
    "sort": ("great", "wonderful", "terrible", "disappointing"),
}
SEED, OF_ONE, OF_TWO, OF_NONE, TURNED_SHARE = 20261130, 60, 30, 120, 0.2
PLURAL = ("s", "staff")


def made() -> Iterator[tuple[str, dict[str, str]]]:
    """Sentences, each with the polarity of the categories that it speaks of."""
    random = np.random.default_rng(SEED)
    for category in WORDS:
        for number in range(OF_ONE):
            yield _one(category, number % 2 == 0, random)
        for _ in range(OF_TWO):
            yield _two(category, random)
    for _ in range(OF_NONE):
        fillers = {name: _any(random, words) for name, words in FILLERS.items()}
        yield _any(random, NONE).format(**fillers), {}


def _one(category: str, praises: bool, random: np.random.Generator) -> tuple[str, dict[str, str]]:
    thing, word = _thing(category, random), _word(category, praises, random)
    turned = bool(random.random() < TURNED_SHARE)
    text = _any(random, TURNED if turned else ONE).format(
        thing=thing, word=word, Word=word.capitalize(), **_verb(thing)
    )
    return text, {category: "positive" if praises is not turned else "negative"}


def _two(category: str, random: np.random.Generator) -> tuple[str, dict[str, str]]:
    second = _any(random, [name for name in WORDS if name != category])
    form = _any(random, TWO)
    sides = [bool(random.random() < 0.5), bool(random.random() < 0.5)]
    if "but" in form:
        sides[1] = not sides[0]
    if "neither" in form:
        sides = [False, False]
    thing, other = _thing(category, random), _thing(second, random)
    word, word2 = _word(category, sides[0], random), _word(second, sides[1], random)
    text = form.format(thing=thing, other=other, word=word, word2=word2, Word=word.capitalize(), **_verb(thing))
    return text, {
        name: "positive" if side else "negative" for name, side in zip((category, second), sides, strict=True)
    }


def _verb(thing: str) -> dict[str, str]:
    return {"is": "were" if thing.endswith(PLURAL) else "was"}


def _thing(category: str, random: np.random.Generator) -> str:
    return _any(random, WORDS[category][0].split("|"))


def _word(category: str, praises: bool, random: np.random.Generator) -> str:
    return _any(random, WORDS[category][1 if praises else 2].split("|"))


def _any(random: np.random.Generator, choices: "list[str] | tuple[str, ...]") -> str:
    return choices[int(random.integers(len(choices)))]
