"""Suggests a pen name, so that nobody has to write under their own."""

import secrets

MANNERS = (
    "Curious",
    "Merry",
    "Patient",
    "Hungry",
    "Gentle",
    "Candid",
    "Brisk",
    "Quiet",
    "Sunny",
    "Wandering",
    "Thoughtful",
    "Early",
    "Jolly",
    "Keen",
    "Mellow",
    "Plucky",
)
THINGS = (
    "Ladle",
    "Dumpling",
    "Saffron",
    "Teapot",
    "Walnut",
    "Radish",
    "Basil",
    "Pretzel",
    "Apricot",
    "Spoon",
    "Fig",
    "Nutmeg",
    "Strudel",
    "Plum",
    "Chive",
    "Marzipan",
)


def suggest() -> str:
    """A pleasant name that is most likely free, such as `Curious Ladle 4821`."""
    return f"{secrets.choice(MANNERS)} {secrets.choice(THINGS)} {secrets.randbelow(9000) + 1000}"
