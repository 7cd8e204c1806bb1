"""Addresses that are told what happens at a restaurant, as programs of its owners read and send them."""

from typing import Any

from rest_framework import serializers

from api.serializers.inputs import Input, TextInput
from api.serializers.output import Output
from restaurants.enums import WebhookEvent

EVENTS = [(event.value, event.label) for event in WebhookEvent if event is not WebhookEvent.PING]


class WebhookDocument(Output):
    """An address, and whether it answers. Its secret is shown once, when it is made."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENTS))
    created_at = serializers.DateTimeField()
    failing_since = serializers.DateTimeField(allow_null=True, help_text="null while it answers")
    disabled_at = serializers.DateTimeField(allow_null=True, help_text="told nothing since; a test message ends it")


class Webhooks(serializers.Serializer[Any]):
    items = WebhookDocument(many=True)


class WebhookInput(Input):
    """Where to, and what."""

    url = TextInput(help_text="it begins with https://")
    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENTS), allow_empty=False)


class WebhookSecret(serializers.Serializer[Any]):
    """What messages to an address are signed with. It can't be read again."""

    id = serializers.UUIDField()
    secret = serializers.CharField(help_text="as Standard Webhooks write it: `whsec_` and base64")
