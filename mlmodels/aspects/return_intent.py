"""Whether the writer of a review says that they will come back. Rules over words, in English and German. Pure.

It counts what is said in so many words, and takes silence for silence.
"""

import re

from mlmodels.enums import ReturnIntent

_NEVER = re.compile(
    r"\b(?:never|not|won'?t|wouldn'?t|don'?t|no (?:desire|reason|plans?|intention)|last (?:time|visit)|nobody)\b"
    r"[^.!?;]{0,40}\b(?:again|back|return(?:ing)?|second (?:time|visit)|revisit|set foot)\b"
    r"|\b(?:never again|last (?:time|visit) (?:i|we)\b|(?:first|1st) and (?:the )?last)"
    r"|\b(?:nie(?:mals)? (?:mehr|wieder)|nicht (?:mehr|wieder)|kein zweites mal|letzte(?:r|s)? (?:mal|besuch))\b",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"\b(?:will|would|i'?ll|we'?ll|shall|definitely|gonna|going to|plan to|hope to|want to|look(?:ing)? forward to)\b"
    r"[^.!?;]{0,30}\b(?:come|be|go|coming|going)? ?(?:again|back|return(?:ing)?|revisit)\b"
    r"|\b(?:already|have) (?:booked|reserved)\b|\bsee you (?:soon|again)\b|\bmy (?:new )?(?:regular|go-to)\b"
    r"|\b(?:kommen?|gehe?n?)\b[^.!?;]{0,30}\bwieder\b|\b(?:gerne?|immer|jederzeit) wieder\b"
    r"|\bwiederkommen\b|\bn[äa]chste[ns]? (?:mal|besuch)\b",
    re.IGNORECASE,
)
_DOUBLED = re.compile(
    r"\b(?:can'?t|cannot|could not|couldn'?t) wait to\b|\bnot (?:our|my|the) last\b"
    r"|\bnicht zum letzten\b",
    re.IGNORECASE,
)


def return_intent(text: str) -> ReturnIntent | None:
    """Comes back, stays away, or None where the text does not say."""
    if _NEVER.search(text) and not _DOUBLED.search(text):
        return ReturnIntent.STAYS_AWAY
    return ReturnIntent.COMES_BACK if _WILL.search(text) or _DOUBLED.search(text) else None
