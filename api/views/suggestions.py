"""What guests suggest to change on pages, and what a restaurant's team decides on it, by the actions of the pages."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.forms import cleaned
from api.idempotency import done_once
from api.serializers.suggestions import (
    DecisionInput,
    OwnSuggestion,
    OwnSuggestions,
    SuggestionInput,
    TeamSuggestion,
    TeamSuggestions,
)
from api.team_access import TeamView
from api.views.base import PersonalView, body_of, caller, is_within_bound
from api.views.own_writing import restaurant_of
from api.views.teams import TAG
from restaurants.actions import suggestions
from restaurants.enums import SuggestionKind
from restaurants.exceptions import InvalidHours
from restaurants.models import Restaurant
from restaurants.selectors.page_suggestions import own_suggestion, own_suggestions, suggestions_for_team
from restaurants.suggestion_forms import SUGGESTION_FORMS, kinds_for
from reviews_site.policy.scopes import Scope

_OWN, _WAITING = OwnSuggestion(), TeamSuggestion()


class OwnSuggestionList(PersonalView):
    scopes = dict.fromkeys(("GET", "HEAD", "POST"), Scope.SUGGESTIONS_WRITE)

    @extend_schema(
        operation_id="list_suggestions",
        tags=["Your own"],
        summary="What you suggested to change, the newest first",
        responses=OwnSuggestions,
    )
    def get(self, request: Request) -> Response:
        """The last hundred, with what became of each."""
        rows = [row for row in own_suggestions(caller(request)) if is_within_bound(request, row.restaurant)]
        return Response({"items": [_OWN.to_representation(row) for row in rows]})

    @extend_schema(
        operation_id="suggest_change",
        tags=["Your own"],
        summary="Suggest a change to the page of a restaurant",
        parameters=[parameters.KEY],
        request=SuggestionInput,
        responses={201: OwnSuggestion},
    )
    def post(self, request: Request) -> HttpResponse:
        """The restaurant's team decides, or we do. 409 says why you can't suggest it."""
        person = caller(request)

        def suggest() -> dict[str, Any]:
            sent = body_of(SuggestionInput, request)
            restaurant = restaurant_of(request, sent.validated_data["restaurant"])
            kind = SuggestionKind(sent.validated_data["kind"])
            make(restaurant, kind, sent.fields_of_form(), request)
            made = own_suggestions(person, restaurant=restaurant)
            return _OWN.to_representation(next(each for each in made if each.kind == kind))

        return done_once(request, person, suggest)


class OneOwnSuggestion(PersonalView):
    scopes = {"DELETE": Scope.SUGGESTIONS_WRITE, "HEAD": Scope.SUGGESTIONS_WRITE}

    @extend_schema(
        operation_id="withdraw_suggestion",
        tags=["Your own"],
        summary="Withdraw what you suggested",
        responses={204: None},
    )
    def delete(self, request: Request, suggestion_id: uuid.UUID) -> Response:
        """409 where it is decided already."""
        found = own_suggestion(caller(request), suggestion_id)
        if not is_within_bound(request, found.restaurant_id):
            raise PermissionDenied
        suggestions.withdraw(suggestion=found, by=caller(request))
        return Response(status=204)


class SuggestionsForTeam(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.PAGE_WRITE)

    @extend_schema(
        operation_id="list_team_suggestions",
        tags=TAG,
        summary="What guests suggest to change, and waits for the team",
        responses=TeamSuggestions,
    )
    def get(self, request: Request, slug: str) -> Response:
        """The oldest first. On whether a place closed for good, we decide."""
        rows = suggestions_for_team(self.restaurant(request, slug), member=caller(request))
        return Response({"items": [_WAITING.to_representation(row) for row in rows]})


class DecisionOnSuggestion(TeamView):
    scopes = dict.fromkeys(("POST", "HEAD"), Scope.PAGE_WRITE)

    @extend_schema(
        operation_id="decide_suggestion",
        tags=TAG,
        summary="Have the page say what a guest suggests, or leave it as it is",
        request=DecisionInput,
        responses={204: None},
    )
    def post(self, request: Request, slug: str, suggestion_id: uuid.UUID) -> Response:
        """Whoever suggested it is notified."""
        restaurant = self.restaurant(request, slug)
        is_accepted = body_of(DecisionInput, request).validated_data["decision"] == "accept"
        suggestions.decide(
            restaurant=restaurant, suggestion_id=suggestion_id, is_accepted=is_accepted, by=caller(request)
        )
        return Response(status=204)


def make(restaurant: Restaurant, kind: SuggestionKind, sent: dict[str, Any], request: Request) -> None:
    """Suggest what was sent, by the rules of the page's form.

    Raises:
        ValidationError: this can't be suggested of the place, or a field can't be so.
    """
    if kind not in kinds_for(restaurant):
        raise ValidationError({"kind": ["This can’t be suggested of the place as it is."]})
    form = SUGGESTION_FORMS[kind](sent, restaurant=restaurant, today=restaurant.local_time(timezone.now()).date())
    named, taken = {name_of(name) for name in sent}, {name_of(name) for name in form.fields}
    if others := named - taken:
        raise ValidationError({name: ["This field is of another kind."] for name in others})
    if "week" in taken - named:
        raise ValidationError({"week": ["Send a line for each day."]})
    note = cleaned(form)["note"]
    try:
        suggestions.suggest(
            restaurant=restaurant, kind=kind, values=form.values(), note=note, today=form.today, by=caller(request)
        )
    except InvalidHours as problem:
        raise ValidationError({"week": [str(problem)]}) from None


def name_of(field: str) -> str:
    """The field of the body that a field of a form comes from."""
    return "week" if field.startswith("weekday_") else field
