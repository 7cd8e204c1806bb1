"""Where a new account's data are kept: the choice at signup, of a cell. It takes what `reviews_site.cells` says."""

from typing import Any

from django import forms
from django.conf import settings

from reviews_site.cells import Cell
from reviews_site.regions import home_region


class HomeField(forms.ChoiceField):
    """The cell that somebody joins. Nothing is chosen for them; where there is one cell, there is no such field."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            label="Where your data are kept",
            widget=forms.RadioSelect,
            help_text="Everything you write and say of yourself stays there. It can't be changed afterwards.",
            error_messages={"required": "Choose where your data are kept."},
            choices=_choices,
            **named,
        )


def _choices() -> list[tuple[str, str]]:
    return [(cell.code, f"In {cell.name}") for cell in settings.PLATEMARK_CELLS.values()]


def is_a_choice() -> bool:
    """Whether there is more than one cell to join."""
    return len(settings.PLATEMARK_CELLS) > 1


def other_cell_url(chosen: str) -> Cell | None:
    """The other cell that was chosen; None where it is this one, or none at all."""
    cell: Cell | None = settings.PLATEMARK_CELLS.get(chosen)
    return cell if cell and cell.code != home_region() else None
