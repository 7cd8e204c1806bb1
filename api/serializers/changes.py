"""Changes of restaurants and reviews in answers."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.output import Output
from api.serializers.pages import KeysetPageFields
from restaurants.enums import ChangeKind
from restaurants.selectors.changes import PublicChange
from reviews_site.web.discovery import absolute


class PublicChangeInList(Output):
    """That something changed. What it says now is at its address."""

    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    changed_at = serializers.DateTimeField()
    restaurant = serializers.CharField(source="slug", help_text="its slug")
    review_id = serializers.UUIDField(allow_null=True, help_text="null: it is about the restaurant")
    url = serializers.SerializerMethodField(help_text="404 where it is gone since")

    @extend_schema_field(serializers.URLField())
    def get_url(self, change: PublicChange) -> str:
        if change.review_id:
            return absolute(reverse("api:review", args=[change.slug, change.review_id]))
        return absolute(reverse("api:restaurant", args=[change.slug]))


class ChangesDocument(KeysetPageFields):
    items = PublicChangeInList(many=True)
    cursor = serializers.CharField(help_text="keep it, and send it as `since` when you ask again")


def items_of(rows: list[PublicChange]) -> list[dict[str, Any]]:
    """The changes of a page."""
    return [_CHANGE.to_representation(row) for row in rows]


_CHANGE = PublicChangeInList()
