"""Which drawing stands for somebody. The drawings come from `drawing.py`, the colours from the stylesheet."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices


class Motif(TextChoices):
    """What is drawn."""

    APRICOT = "apricot", "Apricot"
    BASIL = "basil", "Basil"
    DUMPLING = "dumpling", "Dumpling"
    FIG = "fig", "Fig"
    LADLE = "ladle", "Ladle"
    MUSHROOM = "mushroom", "Mushroom"
    PLUM = "plum", "Plum"
    PRETZEL = "pretzel", "Pretzel"
    RADISH = "radish", "Radish"
    SPOON = "spoon", "Spoon"
    TEAPOT = "teapot", "Teapot"
    WALNUT = "walnut", "Walnut"


class Colour(TextChoices):
    """What it is drawn on."""

    TOMATO = "tomato", "Tomato"
    SAFFRON = "saffron", "Saffron"
    OLIVE = "olive", "Olive"
    SAGE = "sage", "Sage"
    SKY = "sky", "Sky"
    LILAC = "lilac", "Lilac"


@lru_cache(maxsize=4096)
def avatar_of(pen_name: str, motif: str = "", colour: str = "") -> tuple[Motif, Colour]:
    """The drawing of somebody: as chosen, and where nothing is chosen always the same one for the same name.

    A name that speaks of one of the motifs gets it, as the names that we suggest do.
    """
    chance = hashlib.sha256(pen_name.encode()).digest()
    words = pen_name.casefold().split()
    named = next((each for each in Motif if each.value in words), list(Motif)[chance[0] % len(Motif)])
    return Motif(motif) if motif else named, Colour(colour) if colour else list(Colour)[chance[1] % len(Colour)]


@dataclass(frozen=True, slots=True)
class Avatar:
    """A pen name with what was chosen for it; empty where nothing was."""

    pen_name: str
    motif: str = ""
    colour: str = ""

    @property
    def classes(self) -> str:
        """By what a page shows it: `av-fig av-sage`."""
        drawn, on = avatar_of(self.pen_name, self.motif, self.colour)
        return f"av-{drawn.value} av-{on.value}"

    @property
    def words(self) -> str:
        """For whoever hears the page: `Fig on sage`."""
        drawn, on = avatar_of(self.pen_name, self.motif, self.colour)
        return f"{drawn.label} on {on.label.lower()}"
