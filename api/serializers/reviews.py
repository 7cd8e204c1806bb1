"""Reviews in answers: whole texts, with the month of the visit and the day of posting, as pages show them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.output import Output
from api.serializers.restaurants import PhotoInList
from restaurants.enums import VisitConfirmation
from restaurants.selectors import PublicReview
from restaurants.selectors.photos import PublicPhoto
from reviews_site.web.discovery import absolute


def stars(**options: Any) -> serializers.IntegerField:
    """A field of 1 to 5 stars."""
    return serializers.IntegerField(min_value=1, max_value=5, **options)


def month(**options: Any) -> serializers.RegexField:
    """A field of a month, such as 2026-03: the exact day would be too personal."""
    return serializers.RegexField(r"^\d{4}-\d{2}$", **options)


def month_of(day: date | datetime | None) -> str | None:
    """A day as its month."""
    return day.isoformat()[:7] if day else None


@lru_cache(maxsize=4096)
def author_url(pen_name: str) -> str:
    """The page of what was published under a pen name."""
    return absolute(reverse("restaurants:reviewer", args=[pen_name]))


class Aspects(Output):
    food = stars(allow_null=True)
    service = stars(allow_null=True)
    value = stars(allow_null=True)
    ambience = stars(allow_null=True)


class PersonConfirmation(serializers.Serializer[Any]):
    """That an outside service confirmed the author's identity. Every author was confirmed when they posted."""

    service = serializers.ChoiceField(
        choices=[("identity_service", "an outside identity service"), ("demonstration", "demonstration data")],
        allow_null=True,
        help_text="null where the confirmation has ended since",
    )
    month = month(allow_null=True)


class VisitConfirmed(serializers.Serializer[Any]):
    """What confirmed that the author was there."""

    method = serializers.ChoiceField(choices=VisitConfirmation.choices)
    month = month()


class Reply(serializers.Serializer[Any]):
    """What the restaurant replied."""

    text = serializers.CharField(help_text="plain text")
    language = serializers.CharField(allow_blank=True, help_text="ISO 639-1 as guessed, or empty")
    posted_on = serializers.DateField()
    edited_on = serializers.DateField(allow_null=True)


class ReviewInList(Output):
    """A review, as the restaurant's page shows it."""

    id = serializers.UUIDField(help_text="sorts by the time of posting")
    pen_name = serializers.CharField(help_text="of its author")
    author_url = serializers.SerializerMethodField(help_text="what was published under the pen name")
    rating = stars()
    aspects = Aspects(source="*")
    text = serializers.CharField(help_text="plain text")
    language = serializers.CharField(allow_blank=True, help_text="ISO 639-1 as guessed, or empty")
    visited_in = serializers.SerializerMethodField()
    posted_on = serializers.SerializerMethodField()
    edited_on = serializers.SerializerMethodField()
    helpful_count = serializers.IntegerField(help_text="how many people found it helpful")
    person_confirmed = serializers.SerializerMethodField()
    visit_confirmed = serializers.SerializerMethodField()
    reply = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_author_url(self, review: PublicReview) -> str:
        return author_url(review.pen_name)

    @extend_schema_field(month())
    def get_visited_in(self, review: PublicReview) -> str | None:
        return month_of(review.visited_on)

    @extend_schema_field(serializers.DateField())
    def get_posted_on(self, review: PublicReview) -> str:
        return review.posted_at.date().isoformat()

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_edited_on(self, review: PublicReview) -> str | None:
        return review.edited_at.date().isoformat() if review.edited_at else None

    @extend_schema_field(PersonConfirmation())
    def get_person_confirmed(self, review: PublicReview) -> dict[str, str | None]:
        if review.confirmed_at is None:
            return {"service": None, "month": None}
        service = "demonstration" if review.provider == "demo" else "identity_service"
        return {"service": service, "month": month_of(review.confirmed_at)}

    @extend_schema_field(VisitConfirmed(allow_null=True))
    def get_visit_confirmed(self, review: PublicReview) -> dict[str, str | None] | None:
        if not review.visit_confirmed_by:
            return None
        return {"method": review.visit_confirmed_by, "month": month_of(review.visit_confirmed_in)}

    @extend_schema_field(Reply(allow_null=True))
    def get_reply(self, review: PublicReview) -> dict[str, str | None] | None:
        if review.reply is None or review.replied_at is None:
            return None
        edited_at = review.reply_edited_at
        return {
            "text": review.reply,
            "language": review.reply_language,
            "posted_on": review.replied_at.date().isoformat(),
            "edited_on": edited_at.date().isoformat() if edited_at else None,
        }


class ReviewWithPhotos(ReviewInList):
    """A review with its published photos: a pair of both."""

    photos = PhotoInList(many=True)

    def to_representation(self, instance: tuple[PublicReview, Sequence[PublicPhoto]]) -> dict[str, Any]:
        review, photos = instance
        return {**_REVIEW.to_representation(review), "photos": [_PHOTO.to_representation(each) for each in photos]}


_REVIEW, _PHOTO = ReviewInList(), PhotoInList()


class ReviewVersionInList(Output):
    """What a review said until an edit."""

    version = serializers.IntegerField()
    rating = stars()
    aspects = Aspects(source="*")
    text = serializers.CharField()
    language = serializers.CharField(allow_blank=True)
    visited_in = serializers.SerializerMethodField()

    @extend_schema_field(month())
    def get_visited_in(self, version: Any) -> str | None:
        return month_of(version.visited_on)


class ReviewHistoryDocument(Output):
    """A review as it is now, and what it said before, the latest first."""

    review = ReviewInList()
    versions = ReviewVersionInList(many=True)
