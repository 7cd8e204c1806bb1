"""Suggests pen names, so that nobody has to write under their own name."""

import secrets

ADJECTIVES = (
    "Curious Merry Patient Hungry Gentle Candid Brisk Quiet Sunny Wandering Thoughtful Early Jolly Keen Mellow Plucky"
)
NOUNS = "Ladle Dumpling Saffron Teapot Walnut Radish Basil Pretzel Apricot Spoon Fig Nutmeg Strudel Plum Chive Marzipan"


def suggest() -> str:
    """A pleasant name that is most likely free, such as `Curious Ladle 4821`."""
    adjective, noun = secrets.choice(ADJECTIVES.split()), secrets.choice(NOUNS.split())
    return f"{adjective} {noun} {secrets.randbelow(9000) + 1000}"
