"""The serializer of answers. It writes what rows have, and reads nothing that is sent."""

from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Any

from rest_framework import serializers


class Output(serializers.Serializer[Any]):
    """Fields of an answer. Values go out as they are: the renderer writes ids, days and times as texts.

    The framework's own way asks each field about each row, which was most of what a page of reviews cost.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The row as a dictionary, in the order of the fields."""
        return {name: read(instance) for name, read in self._readers}

    @cached_property
    def _readers(self) -> list[tuple[str, Callable[[Any], Any]]]:
        return [(name, _reader(field)) for name, field in self.fields.items()]


def _reader(field: Any) -> Callable[[Any], Any]:
    """What reads the field's value from a row."""
    if isinstance(field, serializers.SerializerMethodField):
        return field.to_representation
    read: Callable[[Any], Any] = _itself if field.source == "*" else attrgetter(field.source)
    if isinstance(field, serializers.ListSerializer):
        write = field.child.to_representation if field.child else _itself
        return lambda row: [write(each) for each in read(row)]
    if isinstance(field, Output):
        return lambda row: None if (value := read(row)) is None else field.to_representation(value)
    return read


def _itself(row: Any) -> Any:
    return row
