"""Draws menus and documents, for kinds of which there are no photos to learn from. Training only.

They are drawn alike, so that what tells a menu from a document is what stands on it: dishes with prices beside each
other under headings, or a receipt, a letter, a form. They are no photos, and the model card says so.
"""

from collections.abc import Callable, Iterator
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from mlmodels.photos.kinds import DOCUMENT, MENU

COUNT = 160
_SIZE = (420, 560)
_SHOWN = 224
_HEADINGS = (
    "Starters",
    "Soups",
    "Mains",
    "Pasta",
    "Pizza",
    "Desserts",
    "Drinks",
    "Wine",
    "Vorspeisen",
    "Hauptgerichte",
)
_DISHES = (
    *("Tomato soup", "Caesar salad", "Wiener Schnitzel", "Spaghetti carbonara", "Risotto", "Grilled trout", "Goulash"),
    *("Margherita", "Tarte flambée", "Ramen", "Green curry", "Pad thai", "Burger and fries", "Mushroom dumplings"),
    *("Apple strudel", "Tiramisu", "Panna cotta", "Espresso", "House wine 0.25 l", "Lemonade", "Beer 0.5 l"),
)
_WORDS = (
    *("the account", "invoice", "date", "number", "amount", "total", "cash", "change", "customer", "address", "street"),
    *("we refer to your letter", "please", "payment", "within thirty days", "tax", "signature", "policy", "of the"),
    *("contract", "reference", "department", "yours sincerely", "copy", "page", "item", "quantity", "received"),
)


def renderings(count: int = COUNT) -> Iterator[tuple[str, Image.Image]]:
    """So many pictures of each of the two kinds, in turn; the same ones in every run."""
    for number in range(count):
        chance = Random(number)  # noqa: S311 - pictures that are the same each time
        yield MENU, _photographed(_menu(chance), chance)
        drawn: Callable[[Random], Image.Image] = (_receipt, _letter, _form)[number % 3]
        yield DOCUMENT, _photographed(drawn(chance), chance)


def _paper(chance: Random) -> tuple[Image.Image, ImageDraw.ImageDraw, tuple[int, int, int]]:
    """A sheet, what draws on it, and the colour of its ink. One in four is dark."""
    tint = tuple(chance.randint(205, 255) for _ in range(3))
    ink = tuple(chance.randint(0, 90) for _ in range(3))
    if chance.random() < 0.25:
        tint, ink = ink, tint
    sheet = Image.new("RGB", _SIZE, tint)
    return sheet, ImageDraw.Draw(sheet), (ink[0], ink[1], ink[2])


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _price(chance: Random) -> str:
    return f"{chance.randint(2, 38)}{chance.choice(('.50', '.90', '.-', ',80', ''))}"


def _menu(chance: Random) -> Image.Image:
    """Headings, and below each dishes with prices, in one or two columns."""
    sheet, draw, ink = _paper(chance)
    size, columns = chance.randint(11, 17), chance.choice((1, 1, 2))
    wide = (_SIZE[0] - 40) // columns
    draw.text((_SIZE[0] // 2, 26), chance.choice(("Menu", "Speisekarte", "Carte", "Menù")), ink, _font(26), "mm")
    for column in range(columns):
        left, top = 20 + column * wide, 60
        while top < _SIZE[1] - 60:
            draw.text((left, top), chance.choice(_HEADINGS), ink, _font(size * 1.5))
            top += int(size * 2.4)
            for _ in range(chance.randint(2, 6)):
                draw.text((left, top), chance.choice(_DISHES)[: 16 if columns == 2 else 40], ink, _font(size))
                draw.text((left + wide - 14, top), _price(chance), ink, _font(size), "ra")
                top += int(size * 1.7)
            top += size
    return sheet


def _receipt(chance: Random) -> Image.Image:
    """A narrow column of items with amounts, a line, and a total."""
    sheet, draw, ink = _paper(chance)
    size, top, left, right = chance.randint(10, 14), 30, 70, 350
    for _ in range(3):
        draw.text((_SIZE[0] // 2, top), chance.choice(_WORDS).upper(), ink, _font(size), "ma")
        top += size + 5
    while top < _SIZE[1] - 90:
        draw.text((left, top), f"{chance.randint(1, 9)} x {chance.choice(_WORDS)}", ink, _font(size))
        draw.text((right, top), f"{chance.uniform(1, 90):.2f}", ink, _font(size), "ra")
        top += size + 6
    draw.line((left, top, right, top), ink, 2)
    draw.text((left, top + 8), f"TOTAL {chance.uniform(10, 400):.2f}", ink, _font(size * 1.6))
    return sheet


def _letter(chance: Random) -> Image.Image:
    """An address, and paragraphs."""
    sheet, draw, ink = _paper(chance)
    size, top = chance.randint(10, 14), 30
    while top < _SIZE[1] - 40:
        for _ in range(chance.randint(2, 7)):
            draw.text((30, top), " ".join(chance.choices(_WORDS, k=9))[:58], ink, _font(size))
            top += size + 5
        top += size * 2
    return sheet


def _form(chance: Random) -> Image.Image:
    """Boxes with what to write in them."""
    sheet, draw, ink = _paper(chance)
    for top in range(30, _SIZE[1] - 40, chance.randint(34, 60)):
        middle = chance.randint(150, 260)
        draw.rectangle((25, top, middle, top + 26), outline=ink)
        draw.rectangle((middle + 8, top, _SIZE[0] - 25, top + 26), outline=ink)
        draw.text((30, top + 5), chance.choice(_WORDS), ink, _font(11))
        draw.text((middle + 14, top + 5), chance.choice(_WORDS), ink, _font(11))
    return sheet


def _photographed(sheet: Image.Image, chance: Random) -> Image.Image:
    """The sheet as a phone might see it: aslant on a table, unevenly lit, a little soft, or so close that it is cut."""
    grain = np.random.default_rng(chance.randint(0, 9999)).normal(0, 9, (_SIZE[1] + 120, _SIZE[0] + 120, 3))
    table = np.clip(np.array([chance.randint(40, 200) for _ in range(3)]) + grain, 0, 255).astype(np.uint8)
    ground = Image.fromarray(table)
    turned = sheet.convert("RGBA").rotate(chance.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
    ground.paste(turned, (chance.randint(0, 60), chance.randint(0, 60)), turned)
    edge = chance.randint(0, 130)
    cut = ground.crop((edge, edge, ground.width - edge // 2, ground.height - edge))
    small = cut.resize((_SHOWN, _SHOWN * cut.height // cut.width), Image.Resampling.LANCZOS)
    light = np.linspace(chance.uniform(0.6, 1.0), chance.uniform(0.8, 1.15), small.width)[None, :, None]
    lit = Image.fromarray(np.clip(np.asarray(small) * light, 0, 255).astype(np.uint8))
    return (
        ImageEnhance.Contrast(lit)
        .enhance(chance.uniform(0.7, 1.1))
        .filter(ImageFilter.GaussianBlur(chance.uniform(0, 0.9)))
    )
