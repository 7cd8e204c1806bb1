"""The forms of claims: how one shows that a place is theirs, the code, a missing place, and an owner's answer."""

import re
from typing import Any

from django import forms

from restaurants.enums import ClaimAnswer, ClaimProof
from restaurants.listings.cuisines import parse_cuisines
from restaurants.profile_forms import WebsiteField
from restaurants.rules import MAX_CLAIM_STATEMENT, MIN_CLAIM_STATEMENT
from restaurants.selectors.claims import ClaimWays
from reviews_site.web.form_fields import LineField, WordsField

_MAILBOX = re.compile(r"[a-z0-9]([a-z0-9._+-]{0,38}[a-z0-9])?", re.ASCII)
_COUNTRIES = [("AT", "Austria"), ("DE", "Germany"), ("IT", "Italy"), ("CH", "Switzerland"), ("", "Another country")]
_CHOOSE = {"required": "Choose one of these ways.", "invalid_choice": "Choose one of these ways."}


class _ProofForm(forms.Form):
    """How somebody shows that a place is theirs, and what they say of it."""

    proof = forms.TypedChoiceField(
        label="How do you want to show that it is yours?",
        coerce=ClaimProof,
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    statement = WordsField(
        label="What do you have to do with it?",
        required=False,
        max_length=MAX_CLAIM_STATEMENT,
        help_text="Two of our staff read it. With documents, say which ones you have, such as a trade licence and its "
        "number. Nobody else reads it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"Use at most {MAX_CLAIM_STATEMENT} characters."},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where they are all that staff have to go by."""
        found = super().clean() or {}
        if found.get("proof") is ClaimProof.DOCUMENTS and len(found.get("statement", "")) < MIN_CLAIM_STATEMENT:
            self.add_error("statement", f"Write at least {MIN_CLAIM_STATEMENT} characters.")
        return found


class ClaimForm(_ProofForm):
    """A claim to a listed place. Of an address for the code one types what stands before the @, and nothing else."""

    mailbox = LineField(
        label="Mailbox",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, ways: ClaimWays, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof = self.fields["proof"]
        assert isinstance(proof, forms.TypedChoiceField)  # noqa: S101 - it is declared above
        proof.choices = [(each.value, each.label) for each in ways.proofs]
        if ways.domain:
            self.fields["mailbox"].help_text = f"What stands before @{ways.domain}, such as info."
            self.order_fields(["proof", "mailbox", "statement"])
        else:
            del self.fields["mailbox"]

    def clean_mailbox(self) -> str:
        """The part of an address before the @."""
        mailbox = str(self.cleaned_data["mailbox"]).lower()
        if mailbox and not _MAILBOX.fullmatch(mailbox):
            raise forms.ValidationError("Write only what stands before the @, such as info or office.")
        return mailbox

    def clean(self) -> dict[str, Any]:
        """Ask for a mailbox where a code is to be mailed."""
        found = super().clean()
        if found.get("proof") is ClaimProof.MAIL and not found.get("mailbox") and "mailbox" not in self.errors:
            self.add_error("mailbox", "Write what stands before the @, such as info or office.")
        return found


class AddPlaceForm(_ProofForm):
    """A place that is missing. Its website is typed here, so that no code is mailed to it."""

    name = LineField(label="Name", max_length=200, error_messages={"required": "Write what it is called."})
    cuisines = LineField(
        label="Cuisine",
        max_length=200,
        help_text="Such as regional, or pizza, pasta.",
        error_messages={"required": "Write what is cooked there."},
    )
    street = LineField(
        label="Street and number", max_length=200, error_messages={"required": "Write street and number."}
    )
    postcode = LineField(label="Postcode", max_length=16, required=False)
    town = LineField(label="Town", max_length=100, error_messages={"required": "Write the town."})
    country = forms.ChoiceField(label="Country", choices=_COUNTRIES, required=False)
    phone = LineField(label="Phone", max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    website = WebsiteField(label="Website", max_length=490, required=False)
    place_fields = ("name", "cuisines", "street", "postcode", "town", "country", "phone", "website")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof = self.fields["proof"]
        assert isinstance(proof, forms.TypedChoiceField)  # noqa: S101 - it is declared above
        proof.choices = [(each.value, each.label) for each in (ClaimProof.POST, ClaimProof.DOCUMENTS)]
        self.order_fields([*self.place_fields, "proof", "statement"])

    def clean_cuisines(self) -> list[str]:
        """The cuisines as keys, such as `latin_american`."""
        found = list(parse_cuisines(self.cleaned_data["cuisines"]))
        if not found:
            raise forms.ValidationError("Write what is cooked there, such as regional or pizza.")
        return found

    @property
    def place_values(self) -> dict[str, Any]:
        """What a valid form says of the place."""
        return {name: self.cleaned_data[name] for name in self.place_fields}


class ClaimCodeForm(forms.Form):
    """The code of a mail or a letter."""

    code = LineField(
        label="Code",
        help_text="Twelve letters and digits, such as 7KQ2-M4XA-09TB.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the code."},
    )


class ClaimAnswerForm(forms.Form):
    """What the owners of a place say to somebody else's claim."""

    answer = forms.TypedChoiceField(
        label="Your answer",
        choices=[(each.value, each.label) for each in (ClaimAnswer.DISPUTES, ClaimAnswer.AGREES)],
        coerce=ClaimAnswer,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer.", "invalid_choice": "Choose an answer."},
    )
    words = WordsField(
        label="What should our staff know?",
        required=False,
        max_length=MAX_CLAIM_STATEMENT,
        help_text="Only our staff read it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"Use at most {MAX_CLAIM_STATEMENT} characters."},
    )
