"""Text to tokens, sentences and word pieces.

It knows nothing of weights; the same functions serve training and scoring.
"""

import re

MAX_TEXT_LENGTH = 20_000  # characters read of one text: a bound on the work that one review can cause
MAX_WORD_LENGTH = 40  # longer runs of letters are cut: nothing in the language is that long
PIECE_LENGTHS = (3, 4, 5)

# Emoticons, then runs of letters with inner apostrophes, numbers, clause marks, and any other single sign (emoji).
TOKEN = re.compile(
    r"[:;=][-']?(?:[()\[\]/\\|*]|[dp](?!\w))|<3"
    rf"|[^\W\d_]{{1,{MAX_WORD_LENGTH}}}(?:'[^\W\d_]{{1,5}})?"
    r"|\d{1,9}|[!?.,;:]|[^\w\s]"
)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
SAME_APOSTROPHE = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})

CLAUSE_PUNCTUATION = frozenset(".,;:!?")  # where a negation ends
FEATURELESS_PUNCTUATION = frozenset(".,;:")  # punctuation that is no feature itself
CONTRASTS = frozenset({"but", "however", "aber", "jedoch", "doch"})
AUXILIARIES = ("is", "was", "are", "were", "do", "does", "did", "would", "could", "should", "has", "have", "had")
NEGATORS = frozenset(
    {"not", "no", "never", "nothing", "nor", "neither", "none", "nobody", "nowhere", "without", "cannot"}
    | {"hardly", "barely", "rarely", "seldom", "can't", "cant", "won't", "wont", "ain't", "aint"}
    | {f"{verb}n't" for verb in AUXILIARIES}
    | {f"{verb}nt" for verb in AUXILIARIES}
    # German. No English word is spelt like one of these.
    | {"nicht", "nichts", "nie", "niemals", "niemand", "kein", "keine", "keinen", "keinem", "keiner", "keines"}
    | {"weder", "ohne", "kaum", "nirgends", "nix"}
)


def tokens(text: str) -> list[str]:
    """Lower-case tokens of the first `MAX_TEXT_LENGTH` characters of `text`; empty for text without any sign."""
    return TOKEN.findall(text[:MAX_TEXT_LENGTH].lower().translate(SAME_APOSTROPHE))


def sentences(text: str) -> list[str]:
    """The sentences of the first `MAX_TEXT_LENGTH` characters that hold at least one token, in order, as written."""
    return [part for raw in SENTENCE_END.split(text[:MAX_TEXT_LENGTH]) if (part := raw.strip()) and TOKEN.search(part)]


def word_pieces(word: str) -> list[str]:
    """Runs of 3 to 5 characters of `word` with its edges marked by spaces; clause marks have none."""
    if word in CLAUSE_PUNCTUATION:
        return []
    padded = f" {word} "
    return [padded[at : at + length] for length in PIECE_LENGTHS for at in range(len(padded) - length + 1)]
