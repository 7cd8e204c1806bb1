"""Claims to restaurants: as whoever makes one reads and sends it, and as the owners of the restaurant read it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.inputs import Input, TextInput
from api.serializers.output import Output
from restaurants.claims.forms import AddPlaceForm
from restaurants.enums import ClaimAnswer, ClaimProof, ClaimState
from restaurants.models import Claim
from restaurants.rules import MAX_CLAIM_CODES, MAX_CLAIM_TRIES
from reviews_site.web.discovery import absolute

_ANSWERS = [(answer.value, answer.label) for answer in (ClaimAnswer.AGREES, ClaimAnswer.DISPUTES)]


class ClaimWaysDocument(Output):
    """How somebody can show that a restaurant is theirs."""

    proofs = serializers.ListField(
        child=serializers.ChoiceField(choices=ClaimProof.choices), help_text="quickest first"
    )
    domain = serializers.CharField(allow_blank=True, help_text="where a code can be mailed to; empty: nowhere")


class OwnClaim(Output):
    """A claim of the caller's, and how far it is."""

    id = serializers.UUIDField()
    restaurant = serializers.SerializerMethodField(help_text="its slug; null while it is not listed")
    restaurant_name = serializers.CharField(source="place_name")
    proof = serializers.ChoiceField(choices=ClaimProof.choices)
    state = serializers.ChoiceField(choices=ClaimState.choices)
    address = serializers.CharField(allow_blank=True, help_text="where its code is mailed to")
    code_ends_at = serializers.DateTimeField(allow_null=True)
    tries_left = serializers.SerializerMethodField(help_text="for the code that was sent last")
    codes_left = serializers.SerializerMethodField(help_text="that can be asked for")
    submitted_at = serializers.DateTimeField()
    proven_at = serializers.DateTimeField(
        allow_null=True, help_text="when the code was entered, or documents were named"
    )
    answer_by = serializers.DateTimeField(allow_null=True, help_text="until when those who manage it now may answer")
    reason = serializers.CharField(allow_blank=True, help_text="why it is refused")
    closed_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField(help_text="its page, where photos of documents are sent")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_restaurant(self, claim: Claim) -> str | None:
        return claim.restaurant.slug if claim.restaurant else None

    @extend_schema_field(serializers.IntegerField(min_value=0))
    def get_tries_left(self, claim: Claim) -> int:
        return max(0, MAX_CLAIM_TRIES - claim.tries)

    @extend_schema_field(serializers.IntegerField(min_value=0))
    def get_codes_left(self, claim: Claim) -> int:
        return max(0, MAX_CLAIM_CODES - claim.codes_sent)

    @extend_schema_field(serializers.URLField())
    def get_url(self, claim: Claim) -> str:
        return absolute(f"/claims/{claim.pk}/")


class OwnClaims(serializers.Serializer[Any]):
    items = OwnClaim(many=True)


class MissingPlaceInput(Input):
    """A restaurant that is not listed. It is, once the claim is approved."""

    name = TextInput()
    cuisines = serializers.ListField(child=TextInput(), allow_empty=False, max_length=8, help_text="such as regional")
    street = TextInput(help_text="with the number")
    postcode = TextInput(allow_blank=True, default="")
    town = TextInput()
    country = TextInput(allow_blank=True, default="", help_text="ISO 3166-1, such as AT; empty: another one")
    phone = TextInput(allow_blank=True, default="")
    website = TextInput(allow_blank=True, default="")


class ClaimInput(Input):
    """A claim to a listed restaurant, or to one that is missing: `restaurant`, or `place`."""

    restaurant = serializers.SlugField(max_length=120, required=False, help_text="its slug")
    place = MissingPlaceInput(required=False)
    proof = serializers.ChoiceField(choices=ClaimProof.choices)
    mailbox = TextInput(allow_blank=True, default="", help_text="of `mail`: what stands before the @")
    statement = TextInput(allow_blank=True, default="", help_text="what you have to do with it; our staff read it")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one of the two.

        Raises:
            serializers.ValidationError: both are sent, or none.
        """
        if ("restaurant" in attrs) == ("place" in attrs):
            raise serializers.ValidationError({"restaurant": ["Send either restaurant or place."]})
        return attrs

    def fields_of_form(self) -> dict[str, Any]:
        """The claim as the forms of the pages take it."""
        fields = {name: self.validated_data[name] for name in ("proof", "mailbox", "statement")}
        if place := self.validated_data.get("place"):
            fields |= {**place, "cuisines": ", ".join(place["cuisines"])}
        return fields


# How fields of a missing place are called in the form, and in the body.
PLACE_FIELDS = {name: f"place.{name}" for name in AddPlaceForm.place_fields}


class ClaimCodeInput(Input):
    code = TextInput(help_text="of the mail or letter, in capitals or not, with hyphens or without")


class ClaimToAnswer(Output):
    """Somebody's claim to the caller's restaurant. Its owners don't learn whose it is."""

    id = serializers.UUIDField()
    proof = serializers.ChoiceField(choices=ClaimProof.choices)
    state = serializers.ChoiceField(choices=ClaimState.choices)
    proven_at = serializers.DateTimeField(allow_null=True)
    answer_by = serializers.DateTimeField(allow_null=True)
    answer = serializers.SerializerMethodField(help_text="of the owners; null: none yet")

    @extend_schema_field(serializers.ChoiceField(choices=_ANSWERS, allow_null=True))
    def get_answer(self, claim: Claim) -> str | None:
        return claim.answer or None


class ClaimsToAnswer(serializers.Serializer[Any]):
    items = ClaimToAnswer(many=True)


class ClaimAnswerInput(Input):
    answer = serializers.ChoiceField(choices=_ANSWERS)
    words = TextInput(allow_blank=True, default="", help_text="for our staff alone")


class GiveUpInput(Input):
    """That the caller is sure."""

    sure = serializers.BooleanField()

    def validate_sure(self, value: bool) -> bool:
        """Take yes alone.

        Raises:
            serializers.ValidationError: they are not.
        """
        if not value:
            raise serializers.ValidationError("Say true, if you are sure.")
        return value


class GivenUp(Output):
    is_managed = serializers.BooleanField(help_text="whether other owners go on managing it")
