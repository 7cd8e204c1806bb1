"""What owners do about other people's claims to their restaurant, and how they give it up: in a browser alone.

A stolen token would give the restaurant away.
"""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.forms import cleaned
from api.serializers.claims import ClaimAnswerInput, ClaimsToAnswer, ClaimToAnswer, GivenUp, GiveUpInput
from api.team_access import OwnersView
from api.views.base import body_of, caller
from api.views.teams import TAG
from restaurants.actions import claims
from restaurants.claims.forms import ClaimAnswerForm
from restaurants.selectors.claims import claim_to_answer, claims_to

IN_BROWSER: list[Any] = [{"session": []}]
_CLAIM = ClaimToAnswer()


class ClaimsToRestaurant(OwnersView):
    @extend_schema(
        operation_id="list_claims_to_restaurant",
        tags=TAG,
        summary="What others claim of your restaurant, and nobody has decided on",
        responses=ClaimsToAnswer,
        auth=IN_BROWSER,
    )
    def get(self, request: Request, slug: str) -> Response:
        """For owners."""
        found = claims_to(self.restaurant(request, slug), owner=caller(request))
        return Response({"items": [_CLAIM.to_representation(claim) for claim in found]})


class AnswerToClaim(OwnersView):
    @extend_schema(
        operation_id="answer_claim",
        tags=TAG,
        summary="Agree to somebody's claim to your restaurant, or dispute it",
        request=ClaimAnswerInput,
        responses=ClaimToAnswer,
        auth=IN_BROWSER,
    )
    def post(self, request: Request, slug: str, claim_id: UUID) -> Response:
        """Two of our staff read it, and decide. 409 where it waits for no answer."""
        restaurant, person = self.restaurant(request, slug), caller(request)
        claim = claim_to_answer(restaurant, claim_id, owner=person)
        values = cleaned(ClaimAnswerForm(body_of(ClaimAnswerInput, request).validated_data))
        claims.answer_claim(claim=claim, **values, by=person)
        return Response(_CLAIM.to_representation(claim_to_answer(restaurant, claim_id, owner=person)))


class GiveUp(OwnersView):
    @extend_schema(
        operation_id="give_up_restaurant",
        tags=TAG,
        summary="Give your restaurant up",
        request=GiveUpInput,
        responses=GivenUp,
        auth=IN_BROWSER,
    )
    def post(self, request: Request, slug: str) -> Response:
        """The last owner leaves it without a team."""
        restaurant = self.restaurant(request, slug)
        body_of(GiveUpInput, request)
        return Response({"is_managed": not claims.give_up(restaurant=restaurant, by=caller(request))})
