"""What people who work with a restaurant read and write of it: profile, replies and team."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.inputs import Input, TextInput
from api.serializers.output import Output
from api.serializers.pages import KeysetPageFields
from api.serializers.reviews import ReviewInList
from restaurants.enums import GuestDetail, LinkKind, ReplyState, TeamAction, Wheelchair
from restaurants.models import Reply, Restaurant, TeamEvent
from restaurants.selectors import PublicReview
from restaurants.selectors.teams import TeamPage
from reviews_site.policy import TeamPermission, TeamRole
from reviews_site.policy.teams import team_role
from reviews_site.web.discovery import absolute

_ROLES = [(role.value, role.value) for role in TeamRole]
_PERMISSIONS = [(permission.value, permission.value) for permission in TeamPermission]


class WorkedWith(Output):
    """A restaurant that somebody works with, and what they may do there."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField(help_text="its page for people")
    role = serializers.ChoiceField(choices=_ROLES, allow_null=True, help_text="null where no role is just this")
    permissions = serializers.ListField(child=serializers.ChoiceField(choices=_PERMISSIONS))

    def to_representation(self, instance: tuple[Restaurant, Collection[TeamPermission]]) -> dict[str, Any]:
        restaurant, permissions = instance
        return {
            "slug": restaurant.slug,
            "name": restaurant.name,
            "url": absolute(restaurant.get_absolute_url()),
            "role": team_role(permissions),
            "permissions": sorted(permissions),
        }


class WorkedWithList(serializers.Serializer[Any]):
    items = WorkedWith(many=True)


class ProfileDocument(Output):
    """What a restaurant's team says of it. Until they say something, it is what the listing says."""

    version = serializers.IntegerField(help_text="one more by each change; 0: the listing")
    description = serializers.CharField(allow_blank=True, help_text="plain text")
    phone = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    wheelchair = serializers.ChoiceField(choices=Wheelchair.choices)
    links = serializers.DictField(child=serializers.URLField(), help_text=f"by kind: {', '.join(LinkKind.values)}")


class LinksInput(Input):
    """An address of each kind; one that is left out is none."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One for each kind."""
        return {kind.value: TextInput(required=False, allow_blank=True) for kind in LinkKind}


class ProfileInput(Input):
    """The whole profile. The rules of its fields are those of the page."""

    description = TextInput(allow_blank=True)
    phone = TextInput(allow_blank=True)
    website = TextInput(allow_blank=True)
    wheelchair = serializers.ChoiceField(choices=Wheelchair.choices)
    links = LinksInput(required=False, help_text="left out: those that there are stay")


class TeamReply(Output):
    """A reply as the restaurant's team sees it, shown or not."""

    text = serializers.CharField(help_text="plain text")
    language = serializers.CharField(allow_blank=True, help_text="ISO 639-1 as guessed, or empty")
    state = serializers.ChoiceField(choices=ReplyState.choices)
    details = serializers.ListField(
        child=serializers.ChoiceField(choices=GuestDetail.choices), help_text="what it may reveal of the guest"
    )
    version = serializers.IntegerField(help_text="one more by each new text")
    written_at = serializers.DateTimeField()
    posted_at = serializers.DateTimeField(allow_null=True, help_text="when a text was first on the page")


class ReplyInput(Input):
    text = TextInput()


class ReviewForTeam(serializers.Serializer[Any]):
    """A review with the reply to it. `review.reply` is what everybody sees."""

    review = ReviewInList()
    reply = TeamReply(allow_null=True)


class ReviewForTeamPage(KeysetPageFields):
    items = ReviewForTeam(many=True)


_REVIEW, _REPLY = ReviewInList(), TeamReply()


def review_for_team(row: tuple[PublicReview, Reply | None]) -> dict[str, Any]:
    """A review and the reply to it, if there is one."""
    review, reply = row
    return {
        "review": _REVIEW.to_representation(review),
        "reply": _REPLY.to_representation(reply) if reply else None,
    }


class MemberOfTeam(Output):
    """Somebody who works with the restaurant."""

    id = serializers.UUIDField()
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=_ROLES)
    joined_at = serializers.DateTimeField()


class Invited(Output):
    """Somebody who is invited."""

    id = serializers.UUIDField()
    address = serializers.EmailField()
    role = serializers.ChoiceField(choices=_ROLES)
    is_sent = serializers.SerializerMethodField(help_text="false: whoever invited them has to confirm it first")
    expires_at = serializers.DateTimeField()

    @extend_schema_field(serializers.BooleanField())
    def get_is_sent(self, invitation: Any) -> bool:
        return invitation.confirmed_at is not None


class TeamEventInList(Output):
    """What somebody did in the team."""

    actor = serializers.SerializerMethodField(help_text="the address of whoever did it; null: Platemark")
    action = serializers.ChoiceField(choices=TeamAction.choices)
    role = serializers.CharField(allow_blank=True)
    whom = serializers.CharField(allow_blank=True, help_text="the address that it was done to, masked")
    created_at = serializers.DateTimeField()

    @extend_schema_field(serializers.EmailField(allow_null=True))
    def get_actor(self, event: TeamEvent) -> str | None:
        return event.user.email if event.user else None


class TeamDocument(Output):
    """Who is on the team; for owners also who is invited, and the last things that were done."""

    members = MemberOfTeam(many=True)
    invitations = Invited(many=True)
    events = TeamEventInList(many=True)
    is_owner = serializers.BooleanField(help_text="whether you may change the team, on its page")

    def to_representation(self, instance: tuple[TeamPage, bool]) -> dict[str, Any]:
        team, is_owner = instance
        return {**_TEAM.to_representation(team), "is_owner": is_owner}


class _TeamLists(Output):
    members = MemberOfTeam(many=True)
    invitations = Invited(many=True)
    events = TeamEventInList(many=True)


_TEAM = _TeamLists()
