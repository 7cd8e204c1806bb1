"""The choice of a cell at sign-up: the region where an account's data are kept."""

from typing import Any

from django import forms
from django.conf import settings

from reviews_site.cells import Cell
from reviews_site.regions import home_region


class HomeRegionChoiceField(forms.ChoiceField):
    """The cell to join, with no default. Forms leave the field out where there is only one cell."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Where your data are kept",
            widget=forms.RadioSelect,
            help_text="Everything you write and tell us stays there. You can't change it later.",
            error_messages={"required": "Choose where your data are kept."},
            choices=lambda: [(cell.code, f"In {cell.name}") for cell in settings.PLATEMARK_CELLS.values()],
            **kwargs,
        )


def has_several_cells() -> bool:
    """Whether people can choose a cell."""
    return len(settings.PLATEMARK_CELLS) > 1


def other_cell(code: str) -> Cell | None:
    """The cell of that code, unless it is this one or unknown."""
    cell: Cell | None = settings.PLATEMARK_CELLS.get(code)
    return cell if cell and cell.code != home_region() else None
