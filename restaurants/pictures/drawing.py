"""Draws the shipped pictures: `python -m restaurants.pictures.drawing` writes the files, and a test compares them.

A scene of 160 by 120: wall, pattern, table, a plate's shine, the dish from the site's own sprite, and one thing more.
Attributes only, no style: the pictures are served as images under the site's policy.
"""

import random
import re
from functools import cache
from pathlib import Path

from restaurants.pictures.paths import KINDS, VARIANTS, drawing_path

ROOT = Path(__file__).resolve().parents[1]
_SPRITE = ROOT.parent / "reviews_site" / "static" / "img" / "sprite.svg"
_INK = "#3A3128"
# Wall, pattern, table, shine, and the colour that the dish is filled with.
_PALETTES = {
    "warm": (
        ("#F3D9CC", "#E9C2AF", "#C98B6B", "#FBF1EA", "#D9603F"),
        ("#EFE0C8", "#E4CDA6", "#B9855A", "#FBF4E6", "#CF6A3A"),
        ("#E8D5D0", "#DBBDB6", "#A9736A", "#F8EFEC", "#C24F45"),
    ),
    "green": (
        ("#D9E4D3", "#C3D4BA", "#8DA57F", "#F2F6EE", "#5F8F5B"),
        ("#E6E6CF", "#D3D3B0", "#A6A370", "#F7F7EA", "#86944A"),
        ("#D3E3DD", "#B9D2C8", "#7FA395", "#EEF6F3", "#3F8770"),
    ),
    "gold": (
        ("#F1E2BF", "#E6CF98", "#BE9757", "#FBF5E4", "#C98A25"),
        ("#EADCC9", "#DBC5A6", "#A88662", "#F8F2EA", "#A8733F"),
        ("#F0DDB4", "#E5C988", "#B68A4A", "#FBF3E0", "#D09B3C"),
    ),
    "plum": (
        ("#DDD8E8", "#C8C0DA", "#8F84AE", "#F3F0F8", "#7463A5"),
        ("#D5DEE8", "#BCCADB", "#8097B2", "#EFF4F9", "#4F77A5"),
        ("#E6D6E0", "#D5BBCB", "#A5819A", "#F7EFF4", "#9B5481"),
    ),
}
_PALETTE_BY_KIND = dict.fromkeys(("pizza", "burger", "grill"), "warm") | dict.fromkeys(("leaf", "pasta"), "green")
_PALETTE_BY_KIND |= dict.fromkeys(("coffee", "inn", "ice", "plate"), "gold")
_PALETTE_BY_KIND |= dict.fromkeys(("sushi", "noodles", "curry", "fish"), "plum")
_PATTERNS = ("dots", "stripes", "tiles", "checks", "waves", "plain")
_EXTRAS = ("lamp", "window", "sprig", "garland", "shelf", "cutlery")


def draw_picture(kind: str, variant: int) -> str:
    """The picture as an SVG document."""
    chance = random.Random(f"{kind} {variant}")  # noqa: S311 - the same picture each time, and nothing secret
    wall, pattern, table, shine, filled = _PALETTES[_PALETTE_BY_KIND[kind]][variant % 3]
    begin = KINDS.index(kind)
    scene = [
        f'<rect width="160" height="120" fill="{wall}"/>',
        _pattern(_PATTERNS[(variant + begin) % len(_PATTERNS)], pattern),
        _extra(_EXTRAS[(variant * 5 + begin) % len(_EXTRAS)], table, shine, chance),
        f'<path d="M0 92h160v28H0z" fill="{table}"/><path d="M0 92h160" stroke="{_INK}" stroke-opacity=".25"/>',
        f'<ellipse cx="80" cy="99" rx="{chance.randint(44, 52)}" ry="9" fill="{_INK}" fill-opacity=".16"/>',
        f'<circle cx="80" cy="{chance.randint(54, 58)}" r="{chance.randint(45, 50)}" '
        f'fill="{shine}" fill-opacity=".82"/>',
        _dish(kind, filled, chance),
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120">{"".join(scene)}</svg>\n'


def _dish(kind: str, filled: str, chance: random.Random) -> str:
    """The sprite's drawing, a little turned and, half of the time, the other way round."""
    drawing = _dish_drawings()[kind].replace(
        'fill="currentColor" fill-opacity=".1"', f'fill="{filled}" fill-opacity=".72"'
    )
    scale, turn = chance.uniform(0.72, 0.82), chance.randint(-5, 5)
    sides = chance.choice([1, -1])
    place = f"translate(80 58) rotate({turn}) scale({sides * scale:.2f} {scale:.2f}) translate(-80 -60)"
    return (
        f'<g transform="{place}" fill="none" stroke="{_INK}" stroke-width="2.4" stroke-linecap="round" '
        f'stroke-linejoin="round">{drawing.replace("currentColor", _INK)}</g>'
    )


def _pattern(name: str, colour: str) -> str:
    if name == "dots":
        spots = ((x + 8 * (y // 16 % 2), y) for y in range(8, 92, 16) for x in range(8, 160, 16))
        return f'<g fill="{colour}">' + "".join(f'<circle cx="{x}" cy="{y}" r="2"/>' for x, y in spots) + "</g>"
    lines = {
        "stripes": "".join(f"M{x} 0v92" for x in range(8, 160, 16)),
        "tiles": "".join(f"M0 {y}h160" for y in range(18, 92, 18)) + "".join(f"M{x} 0v92" for x in range(20, 160, 20)),
        "checks": "".join(f"M{x} 0l92 92M{x + 92} 0l-92 92" for x in range(-92, 160, 24)),
        "waves": "".join(f"M0 {y}q10-8 20 0t20 0 20 0 20 0 20 0 20 0 20 0 20 0" for y in range(14, 92, 16)),
        "plain": "M0 84h160",
    }
    width = 7 if name == "stripes" else 2
    return f'<path d="{lines[name]}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _extra(name: str, colour: str, light: str, chance: random.Random) -> str:
    """One thing beside the dish, at the edge of the picture."""
    side = chance.choice([22, 138])
    stroke = f'fill="none" stroke="{_INK}" stroke-opacity=".55" stroke-width="1.6" stroke-linecap="round"'
    if name == "lamp":
        return (
            f'<path d="M{side} 0v14" {stroke}/><path d="M{side - 13} 28a13 14 0 0 1 26 0z" fill="{colour}"/>'
            f'<path d="M{side - 13} 28l-9 40h44l-9-40z" fill="{light}" fill-opacity=".45"/>'
        )
    if name == "window":
        return (
            f'<rect x="{side - 15}" y="12" width="30" height="42" rx="2" fill="{light}"/>'
            f'<path d="M{side} 12v42M{side - 15} 33h30M{side - 15} 12h30v42h-30z" {stroke}/>'
        )
    if name == "sprig":
        return (
            f'<path d="M{side} 92V58M{side} 78c-9 0-12-5-12-11 8 0 12 4 12 11M{side} 70c9 0 12-5 12-11-8 0-12 4-12 11" '
            f'{stroke}/><path d="M{side - 7} 80h14l-2 12h-10z" fill="{colour}"/>'
        )
    if name == "garland":
        flags = "".join(f"M{x} {6 + abs(80 - x) // 20}l5 9 5-9" for x in range(4, 160, 16))
        return f'<path d="{flags}" fill="{colour}" fill-opacity=".8"/><path d="M0 8q80-8 160 0" {stroke}/>'
    if name == "shelf":
        jars = "".join(
            f'<rect x="{x}" y="{30 - height}" width="8" height="{height}" rx="2" '
            f'fill="{chance.choice([colour, light])}"/>'
            for x, height in zip(range(side - 18, side + 16, 11), (14, 10, 16, 12), strict=False)
        )
        return f'{jars}<path d="M{side - 21} 31h42" {stroke}/>'
    return (
        f'<path d="M{side - 6} 96v16M{side - 9} 96v5q3 4 6 0v-5M{side + 5} 96q5 6 0 10v6" {stroke}/>'
        f'<rect x="{side - 12}" y="8" width="24" height="17" rx="2" fill="{light}"/>'
        f'<path d="M{side - 7} 14h14M{side - 7} 19h9" {stroke}/>'
    )


@cache
def _dish_drawings() -> dict[str, str]:
    found = re.findall(r'<symbol id="dish-([a-z]+)"[^>]*>(.*?)</symbol>', _SPRITE.read_text(), re.DOTALL)
    return dict(found)


def main() -> None:
    """Write every picture to the app's static folder."""
    for kind in KINDS:
        for variant in range(VARIANTS):
            path = ROOT / "static" / drawing_path(kind, variant)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(draw_picture(kind, variant))


if __name__ == "__main__":
    main()
