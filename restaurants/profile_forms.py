"""The form in which a restaurant's team writes its profile."""

import re
from typing import Any

from django import forms

from restaurants.actions.profiles import ProfileValues
from restaurants.enums import LinkKind, Wheelchair
from restaurants.rules import MAX_PROFILE_LENGTH
from reviews_site.web.form_fields import LineField, UncutField, WordsField

_PHONE = re.compile(r"[\d\s+()/;,.–-]{4,60}", re.ASCII)
_WEBSITE = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", re.IGNORECASE)

LINK = "link_"
_LINK = re.compile(r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)+)([/?#][^\s<>\"]*)?")
# The sites of networks: what is called Instagram leads to Instagram.
_SITES = {
    LinkKind.INSTAGRAM: "instagram.com",
    LinkKind.FACEBOOK: "facebook.com",
    LinkKind.TIKTOK: "tiktok.com",
    LinkKind.YOUTUBE: "youtube.com",
}


class LinkField(UncutField):
    """An address over https; of a network, one on its site."""

    widget = forms.TextInput(attrs={"inputmode": "url"})

    def __init__(self, kind: LinkKind, **options: Any) -> None:
        super().__init__(error_messages={"max_length": "Use at most 500 characters."}, **options)
        self.site = _SITES.get(kind, "")

    def clean(self, value: Any) -> str:
        """The address, with its host in small letters; empty where there is none."""
        address = str(super().clean(value)).strip()
        scheme, mark, rest = address.partition("://")
        host, slash, path = rest.partition("/")
        address = f"{scheme.lower()}{mark}{host.lower()}{slash}{path}"
        found = _LINK.fullmatch(address)
        if address and not found:
            raise forms.ValidationError("Write an address that begins with https://.")
        if found and self.site and not f".{found[1]}".endswith(f".{self.site}"):
            raise forms.ValidationError(f"Write an address on {self.site}.")
        return address


class PhoneField(LineField):
    """A number as it is shown."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def clean(self, value: Any) -> str:
        """The number, if it can be one."""
        phone = str(super().clean(value))
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError("Write a number such as +43 7242 1234, and at most 60 characters.")
        return phone


class WebsiteField(UncutField):
    """An address that leads to a page of the web and names no user."""

    widget = forms.TextInput(attrs={"inputmode": "url"})
    default_error_messages = {"max_length": "Use at most %(limit_value)d characters."}

    def __init__(self, *, help_text: str = "It begins with https:// or http://.", **options: Any) -> None:
        super().__init__(help_text=help_text, **options)

    def clean(self, value: Any) -> str:
        """The address, without blanks around it."""
        website = str(super().clean(value)).strip()
        if website and not _WEBSITE.fullmatch(website):
            raise forms.ValidationError("Write an address such as https://www.example.at.")
        return website


class ProfileForm(forms.Form):
    """What guests read of a restaurant beside its reviews."""

    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    description = WordsField(
        label="Description",
        required=False,
        max_length=MAX_PROFILE_LENGTH,
        help_text="What should a guest know before they come?",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": f"Use at most {MAX_PROFILE_LENGTH} characters."},
    )
    phone = PhoneField(label="Phone", required=False)
    website = WebsiteField(label="Website", required=False, max_length=500)
    wheelchair = forms.ChoiceField(
        label="Wheelchair access",
        required=False,
        choices=[(value, label) for value, label in Wheelchair.choices if value] + [("", "Not known")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in LinkKind:
            self.fields[f"{LINK}{kind}"] = LinkField(kind, label=kind.label, required=False, max_length=500)

    def written(self) -> ProfileValues:
        """What was written."""
        links = {kind.value: self.cleaned_data[f"{LINK}{kind}"] for kind in LinkKind}
        values = {name: str(self.cleaned_data[name]) for name in ("description", "phone", "website", "wheelchair")}
        return ProfileValues(**values, links={kind: address for kind, address in links.items() if address})
