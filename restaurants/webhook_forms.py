"""The form with which a team has an address told what happens."""

from django import forms

from restaurants.enums import WebhookEvent
from restaurants.webhooks.addresses import MAX_URL_LENGTH, AddressRefused, read_url


class WebhookForm(forms.Form):
    """Where to, and what."""

    url = forms.CharField(
        label="Address",
        max_length=MAX_URL_LENGTH,
        help_text="It begins with https://, and receives a POST for each event.",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter an address like https://hooks.example.org/platemark."},
    )
    events = forms.TypedMultipleChoiceField(
        label="What to send",
        choices=[(event.value, event.label) for event in WebhookEvent if event is not WebhookEvent.PING],
        coerce=WebhookEvent,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one.", "invalid_choice": "Choose from the list."},
    )

    def clean_url(self) -> str:
        """The address, if its form is one that a message may go to. What its host is, the worker looks each time."""
        url: str = self.cleaned_data["url"].strip()
        try:
            read_url(url)
        except AddressRefused as problem:
            raise forms.ValidationError(str(problem)) from None
        return url
