"""Texts that a restaurant starts its replies from, as programs of its team read and send them."""

from typing import Any

from rest_framework import serializers

from api.serializers.inputs import Input, TextInput
from api.serializers.output import Output


class ReplyTemplateDocument(Output):
    """A text to start replies from. Only the team sees it."""

    id = serializers.UUIDField()
    title = serializers.CharField(help_text="by which the team finds it")
    text = serializers.CharField(help_text="plain text")


class ReplyTemplateList(serializers.Serializer[Any]):
    items = ReplyTemplateDocument(many=True)


class ReplyTemplateInput(Input):
    """The whole template. The rules of its text are those of a reply."""

    title = TextInput()
    text = TextInput()
