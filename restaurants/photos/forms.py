"""The forms of photos: their words, and what of them is to be blurred."""

from typing import Any

from django import forms

from restaurants.photos.formats import formats_taken
from restaurants.rules import MAX_ALT_LENGTH, MAX_PHOTOS_PER_REVIEW


class PhotosForm(forms.Form):
    """The words beside photos. The files themselves are the view's."""

    most, taken = MAX_PHOTOS_PER_REVIEW, formats_taken()

    alt = forms.CharField(
        label="What do they show?",
        required=False,
        max_length=MAX_ALT_LENGTH,
        help_text="For people who can’t see them, such as “Pumpkin soup in a blue bowl”.",
        error_messages={"max_length": f"Describe your photos in {MAX_ALT_LENGTH} characters at most."},
    )


class BlurForm(forms.Form):
    """Which cells of a photo's grid are to be made unrecognizable."""

    cell = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the squares to blur."),
    )

    def __init__(self, *args: Any, cells: int, needs_some: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["cell"]
        chosen.required = needs_some
        chosen.choices = [(cell, cell) for cell in range(cells)]
