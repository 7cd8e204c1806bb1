"""The categories that the network was taught, and which of the site's aspects each belongs to."""

from mlmodels.enums import Aspect

# In the order of the network's outputs. MAMS names the first eight; the last two come from our own sentences.
CATEGORIES = (
    *("food", "menu", "service", "staff", "price", "ambience", "place", "miscellaneous"),
    *("wait", "cleanliness"),
)
MAMS_CATEGORIES = CATEGORIES[:8]
ASPECTS: dict[Aspect, tuple[str, ...]] = {
    Aspect.FOOD: ("food", "menu"),
    Aspect.SERVICE: ("service", "staff"),
    Aspect.PRICE: ("price",),
    Aspect.AMBIENCE: ("ambience", "place"),
    Aspect.WAIT: ("wait",),
    Aspect.CLEANLINESS: ("cleanliness",),
}
# Positive, negative, neither: the order of the network's polarities.
POSITIVE, NEGATIVE, NEUTRAL = range(3)
POLARITIES = {"positive": POSITIVE, "negative": NEGATIVE, "neutral": NEUTRAL, "conflict": NEUTRAL}
# SemEval-2014 names these, and calls everything else "anecdotes/miscellaneous".
SEMEVAL: dict[str, tuple[str, ...]] = {
    "food": ("food", "menu"),
    "service": ("service", "staff", "wait"),
    "price": ("price",),
    "ambience": ("ambience", "cleanliness"),
    "anecdotes/miscellaneous": ("miscellaneous", "place"),
}
