"""Draws the motifs: `python -m accounts.avatars.drawing` writes the files, and a test compares them.

Each is 40 by 40, a line with a tint inside, to lie on a round of colour. Attributes only, no style.
"""

from pathlib import Path

from accounts.avatars.selection import Motif

FOLDER = Path(__file__).resolve().parents[1] / "static" / "img" / "avatars"
_INK, _LIGHT = "#3A3128", "#FFFDF9"

# What is filled, and then what is only a line.
_SHAPES: dict[Motif, tuple[str, str]] = {
    Motif.APRICOT: (
        "M20 13c7-3 12 2 12 8 0 6-5 11-12 11S8 27 8 21c0-6 5-11 12-8z",
        "M20 13c-2 6-2 13 1 19M20 13c0-3 2-6 6-7",
    ),
    Motif.BASIL: (
        "M20 21C12 22 7 18 7 11c8-2 13 2 13 10zM20 21c8 1 13-3 13-10-8-2-13 2-13 10z",
        "M20 34V21M12 15l8 6M28 15l-8 6",
    ),
    Motif.DUMPLING: (
        "M7 27c0-8 6-13 13-13s13 5 13 13c0 3-4 5-13 5S7 30 7 27z",
        "M20 14v-3M20 14c-3 3-4 6-4 9M20 14c3 3 4 6 4 9M13 17c-1 2-2 4-2 6M27 17c1 2 2 4 2 6",
    ),
    Motif.FIG: (
        "M20 10c2 5 11 8 11 15 0 5-5 8-11 8S9 30 9 25c0-7 9-10 11-15z",
        "M20 10V6M15 22c0 4 1 7 3 9M25 22c0 4-1 7-3 9",
    ),
    Motif.LADLE: ("M9 23h16c0 6-3 10-8 10s-8-4-8-10z", "M25 23l5-14c1-2 3-3 4-2"),
    Motif.MUSHROOM: (
        "M7 20c0-7 6-12 13-12s13 5 13 12c0 2-5 3-13 3S7 22 7 20zM16 23c0 4-1 6-1 9h10c0-3-1-5-1-9z",
        "M14 15h0.1M20 13h0.1M26 16h0.1",
    ),
    Motif.PLUM: (
        "M20 12c7 0 11 5 11 11s-5 10-11 10S9 29 9 23s4-11 11-11z",
        "M20 12c-2 4-2 8 0 12M20 12c0-3 1-5 3-6M23 6c3-1 6 0 8 2-3 2-6 1-8-2z",
    ),
    Motif.PRETZEL: (
        "M20 32C11 32 7 26 7 19c0-5 4-8 8-6 3 1 4 5 5 8 1-3 2-7 5-8 4-2 8 1 8 6 0 7-4 13-13 13z",
        "M20 21c2 4 4 6 7 8M20 21c-2 4-4 6-7 8M17 25c2 2 4 2 6 0",
    ),
    Motif.RADISH: (
        "M20 17c6-2 11 1 11 6 0 5-5 8-10 8-2 0-3 3-5 4 0-2 0-4-1-5-3-1-6-4-6-7 0-5 5-8 11-6z",
        "M20 17c0-4-3-7-7-8M20 17c0-4 0-7 1-10M20 17c1-4 4-6 8-6",
    ),
    Motif.SPOON: ("M20 6c4 0 6 4 6 8s-3 7-6 7-6-3-6-7 2-8 6-8z", "M20 21v13M18 10c-1 2-1 4 0 6"),
    Motif.TEAPOT: (
        "M11 18h16c2 3 2 6 1 9-1 4-4 6-9 6s-8-2-9-6c-1-3-1-6 1-9z",
        "M11 22c-4 0-5-3-7-5M27 20c5-1 7 2 6 5-1 2-3 3-5 3M13 18c1-3 3-5 6-5s5 2 6 5M19 13v-3",
    ),
    Motif.WALNUT: (
        "M20 8c8 1 12 7 12 13S27 32 20 33C13 32 8 27 8 21S12 9 20 8z",
        "M20 8v25M14 14c2 1 3 2 3 4M13 21c2 0 4 1 4 3M26 14c-2 1-3 2-3 4M27 21c-2 0-4 1-4 3",
    ),
}


def draw(motif: Motif) -> str:
    """The motif as an SVG document."""
    filled, line = _SHAPES[motif]
    stroke = f'stroke="{_INK}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
    shapes = f'<path d="{filled}" fill="{_LIGHT}" {stroke}/><path d="{line}" fill="none" {stroke}/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{shapes}</svg>\n'


def path_of(motif: Motif) -> Path:
    """Where a motif lies."""
    return FOLDER / f"{motif.value}.svg"


def main() -> None:
    """Write every motif to the app's static folder."""
    for motif in Motif:
        path_of(motif).write_text(draw(motif))


if __name__ == "__main__":
    main()
