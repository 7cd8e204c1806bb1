"""Colours of tokens.css: every pair that carries text reaches 4.5, what is drawn reaches 3, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "reviews_site" / "static" / "css" / "tokens.css"
GROUNDS = ("paper", "surface", "sunken")
TEXT_PAIRS = [
    (text, ground) for text in ("ink", "muted", "accent", "danger", "confirmed", "info") for ground in GROUNDS
]
TINT_PAIRS = [("ink", f"{name}-tint") for name in ("accent", "confirmed", "star", "info")]
OWN_TINT_PAIRS = [("confirmed", "confirmed-tint"), ("info", "info-tint"), ("accent-strong", "accent-tint")]
BUTTON_PAIRS = [("on-accent", "accent"), ("on-accent", "accent-strong"), ("paper", "danger")]
DRAWN_PAIRS = [("star", "surface"), ("star", "paper"), ("edge", "surface"), ("edge", "paper"), ("info", "paper")]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of one scheme, by name; dark ones stand over the light ones."""
    light, _, dark = TOKENS.read_text().partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable(scheme: str) -> None:
    """4.5 wherever a colour of text stands on a colour of ground."""
    colours = tokens(scheme)
    pairs = TEXT_PAIRS + TINT_PAIRS + OWN_TINT_PAIRS + BUTTON_PAIRS
    measured = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_drawn_can_be_seen(scheme: str) -> None:
    """3 for stars, edges of fields and the ring of the focus."""
    colours = tokens(scheme)
    measured = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in DRAWN_PAIRS}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < 3} == {}


def test_the_colours_of_the_guide_are_exact() -> None:
    """The named ones, letter for letter."""
    light, dark = tokens("light"), tokens("dark")
    named = ("paper", "ink", "muted", "line", "accent", "confirmed", "star", "info")
    assert [light[name] for name in named] == [
        "#FBF7F0", "#221C15", "#6B6257", "#E5DDD0", "#B83A24", "#2C6A4B", "#B7791F", "#5B4A86",
    ]  # fmt: skip
    assert (dark["paper"], dark["ink"]) == ("#171411", "#F1EBE1")


def test_a_theme_asked_for_by_name_is_the_one_of_the_system() -> None:
    """The dark colours stand twice, because CSS has no way to say `or`."""
    by_system, by_name = (
        TOKENS.read_text().partition("@media (prefers-color-scheme: dark)")[2].split('data-theme="dark"')
    )
    found = [re.findall(r"--[\w-]+: #[0-9A-Fa-f]{6};", block) for block in (by_system, by_name)]
    assert found[0] == found[1] != []
