"""What somebody is told of themselves: their profile, and what they wrote."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Profile
from accounts.selectors.api_tokens import TokenAccess
from api.serializers.output import Output
from api.serializers.pages import KeysetPageFields
from api.serializers.reviews import Aspects, author_url, stars
from restaurants.enums import VisitConfirmation
from restaurants.models import Review
from reviews_site.policy.scopes import Scope


class TokenFacts(Output):
    """What the token may do that was sent."""

    scopes = serializers.ListField(child=serializers.ChoiceField(choices=[(scope, scope) for scope in Scope]))
    restaurant_id = serializers.UUIDField(allow_null=True, help_text="the one restaurant that it is for")


class OwnProfile(Output):
    """Who somebody is here. The address is left out: a program that reads profiles has no need of it."""

    pen_name = serializers.CharField(source="profile.display_name")
    author_url = serializers.SerializerMethodField()
    languages = serializers.SerializerMethodField(help_text="ISO 639-1")
    is_confirmed = serializers.BooleanField()
    token = TokenFacts(allow_null=True, help_text="null in a browser")

    @extend_schema_field(serializers.URLField())
    def get_author_url(self, row: dict[str, Any]) -> None: ...

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_languages(self, row: dict[str, Any]) -> None: ...

    def to_representation(self, instance: tuple[Profile, bool, TokenAccess | None]) -> dict[str, Any]:
        profile, is_confirmed, access = instance
        return {
            "pen_name": profile.display_name,
            "author_url": author_url(profile.display_name),
            "languages": profile.languages.split(),
            "is_confirmed": is_confirmed,
            "token": {"scopes": sorted(access.scopes), "restaurant_id": access.restaurant_id} if access else None,
        }


class OwnReview(Output):
    """A review, as its author is shown it."""

    id = serializers.UUIDField()
    restaurant = serializers.CharField(source="restaurant.slug", help_text="its slug")
    restaurant_name = serializers.CharField(source="restaurant.name")
    version = serializers.IntegerField(help_text="one more by each edit")
    rating = stars()
    aspects = Aspects(source="*")
    text = serializers.CharField()
    language = serializers.CharField(allow_blank=True, help_text="ISO 639-1 as guessed, or empty")
    visited_on = serializers.DateField()
    posted_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    visit_confirmed_by = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=VisitConfirmation.choices, allow_null=True))
    def get_visit_confirmed_by(self, review: Review) -> str | None:
        return review.visit_confirmed_by or None


class OwnReviewPage(KeysetPageFields):
    items = OwnReview(many=True)


class OwnDraft(Output):
    """A review that somebody has begun to write."""

    restaurant = serializers.CharField(source="restaurant.slug", help_text="its slug")
    rating = stars(allow_null=True)
    aspects = Aspects(source="*")
    text = serializers.CharField(allow_blank=True)
    visited_on = serializers.DateField(allow_null=True)
    saved_at = serializers.DateTimeField()


class OwnDrafts(serializers.Serializer[Any]):
    items = OwnDraft(many=True)
