"""Claims of one's own to restaurants: what the pages of claims show and take, by the same actions and forms.

Two of the staff decide on every claim, so that a token of its own scope may do this.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.forms import cleaned
from api.idempotency import done_once
from api.serializers.claims import (
    PLACE_FIELDS,
    ClaimCodeInput,
    ClaimInput,
    ClaimWaysDocument,
    OwnClaim,
    OwnClaims,
)
from api.views.base import PersonalView, body_of, caller
from api.views.own_writing import restaurant_of
from restaurants.actions import claims
from restaurants.claims.forms import AddPlaceForm, ClaimCodeForm, ClaimForm
from restaurants.models import Claim
from restaurants.selectors.claims import claim_ways, own_claim, own_claims
from reviews_site.policy.scopes import Scope

TAG = ["Your own"]
_CLAIM, _WAYS = OwnClaim(), ClaimWaysDocument()


class ClaimWaysOfRestaurant(PersonalView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.CLAIMS_WRITE)

    @extend_schema(
        operation_id="get_claim_ways",
        tags=TAG,
        summary="How you can show that a restaurant is yours",
        responses=ClaimWaysDocument,
    )
    def get(self, request: Request, slug: str) -> Response:
        """A code is mailed to the domain of the website as it was listed, and to no other one."""
        return Response(_WAYS.to_representation(claim_ways(restaurant_of(request, slug))))


class OwnClaimList(PersonalView):
    scopes = dict.fromkeys(("GET", "HEAD", "POST"), Scope.CLAIMS_WRITE)

    @extend_schema(
        operation_id="list_claims", tags=TAG, summary="What you have claimed, the newest first", responses=OwnClaims
    )
    def get(self, request: Request) -> Response:
        """The last fifty, with how far each is."""
        return Response({"items": [_CLAIM.to_representation(claim) for claim in own_claims(caller(request))]})

    @extend_schema(
        operation_id="claim_restaurant",
        tags=TAG,
        summary="Claim a restaurant",
        parameters=[parameters.KEY],
        request=ClaimInput,
        responses={201: OwnClaim},
    )
    def post(self, request: Request) -> HttpResponse:
        """Two of our staff decide, once the proof is there. 409 says why you can't claim it."""
        return done_once(request, caller(request), lambda: _CLAIM.to_representation(begin(request)))


class ClaimView(PersonalView):
    """A route for one claim of the caller's."""

    def claim(self, request: Request, claim_id: UUID) -> Claim:
        """The claim as it is now."""
        return own_claim(caller(request), claim_id)

    def answer(self, request: Request, claim_id: UUID) -> Response:
        """What it is now, after a step."""
        return Response(_CLAIM.to_representation(self.claim(request, claim_id)))


class OneClaim(ClaimView):
    scopes = dict.fromkeys(("GET", "HEAD", "DELETE"), Scope.CLAIMS_WRITE)

    @extend_schema(operation_id="get_claim", tags=TAG, summary="How far a claim of yours is", responses=OwnClaim)
    def get(self, request: Request, claim_id: UUID) -> Response:
        """Also of one that has ended."""
        return self.answer(request, claim_id)

    @extend_schema(operation_id="withdraw_claim", tags=TAG, summary="Withdraw a claim of yours", responses={204: None})
    def delete(self, request: Request, claim_id: UUID) -> Response:
        """It stays in the list. 409 where it has ended."""
        claims.withdraw(claim=self.claim(request, claim_id), by=caller(request))
        return Response(status=204)


class CodeOfClaim(ClaimView):
    scopes = dict.fromkeys(("HEAD", "POST"), Scope.CLAIMS_WRITE)

    @extend_schema(
        operation_id="enter_claim_code",
        tags=TAG,
        summary="Enter the code of a mail or letter",
        request=ClaimCodeInput,
        responses=OwnClaim,
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """409 where it is not the code: a wrong one is counted, and five end it."""
        claim = self.claim(request, claim_id)
        code = cleaned(ClaimCodeForm(body_of(ClaimCodeInput, request).validated_data))["code"]
        claims.enter_code(claim=claim, code=code, by=caller(request))
        return self.answer(request, claim_id)


class NewCodeOfClaim(ClaimView):
    scopes = dict.fromkeys(("HEAD", "POST"), Scope.CLAIMS_WRITE)

    @extend_schema(
        operation_id="ask_for_claim_code", tags=TAG, summary="Have another code sent", request=None, responses=OwnClaim
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """The one before does not work any more. 409 where none is left."""
        claims.ask_for_code(claim=self.claim(request, claim_id), by=caller(request))
        return self.answer(request, claim_id)


def begin(request: Request) -> Claim:
    """Make the claim of the body, by the rules of the page's form."""
    sent, person = body_of(ClaimInput, request), caller(request)
    fields = sent.fields_of_form()
    if slug := sent.validated_data.get("restaurant"):
        restaurant = restaurant_of(request, slug)
        values: dict[str, Any] = {"mailbox": "", **cleaned(ClaimForm(fields, ways=claim_ways(restaurant)))}
        return claims.begin(restaurant=restaurant, **values, by=person)
    form = AddPlaceForm(fields)
    values = cleaned(form, prefixes=PLACE_FIELDS)
    return claims.add(values=form.place_values, proof=values["proof"], statement=values["statement"], by=person)
