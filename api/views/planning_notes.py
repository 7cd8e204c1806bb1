"""What a restaurant plans for days: what the page of its team shows and takes, by the same actions."""

import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.forms import DaysQuery, cleaned, read_query
from api.idempotency import done_once
from api.serializers.planning_notes import PlanningNoteDocument, PlanningNoteInput, PlanningNotePage
from api.team_access import TeamView
from api.views.base import body_of, caller, page_answer
from api.views.teams import TAG
from restaurants.actions import planning_notes
from restaurants.models import PlanningNote
from restaurants.planning_forms import PlanningNoteForm
from restaurants.selectors.planning_notes import planning_note, planning_notes_page
from reviews_site.policy.scopes import Scope

_NOTE = PlanningNoteDocument()


class PlanningNotes(TeamView):
    scopes = {**dict.fromkeys(("GET", "HEAD"), Scope.GUEST_NUMBERS_READ), "POST": Scope.GUEST_NUMBERS_WRITE}

    @extend_schema(
        operation_id="list_planning_notes",
        tags=TAG,
        summary="What a restaurant plans for days, the last day first",
        parameters=parameters.DAYS,
        responses=PlanningNotePage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """For whoever may enter its guest numbers."""
        restaurant = self.restaurant(request, slug)
        values = read_query(request.GET, DaysQuery).cleaned_data
        rows, before = planning_notes_page(restaurant, caller(request), before=values["cursor"], size=values["limit"])
        return page_answer(request, map(_NOTE.to_representation, rows), cursor=before.isoformat() if before else "")

    @extend_schema(
        operation_id="add_planning_note",
        tags=TAG,
        summary="Note an event, or days on which the restaurant is closed",
        parameters=[parameters.KEY],
        request=PlanningNoteInput,
        responses={201: PlanningNoteDocument},
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """The forecast takes it into account within minutes. 409 where another note has one of the days."""
        restaurant, person = self.restaurant(request, slug), caller(request)

        def add() -> dict[str, Any]:
            added = planning_notes.add(restaurant=restaurant, **plan_of(request), by=person)
            return _NOTE.to_representation(planning_note(restaurant, person, added))

        return done_once(request, person, add)


class OnePlanningNote(TeamView):
    scopes = {
        **dict.fromkeys(("GET", "HEAD"), Scope.GUEST_NUMBERS_READ),
        **dict.fromkeys(("PUT", "DELETE"), Scope.GUEST_NUMBERS_WRITE),
    }

    @extend_schema(
        operation_id="get_planning_note", tags=TAG, summary="A planning note", responses=PlanningNoteDocument
    )
    def get(self, request: Request, slug: str, note_id: uuid.UUID) -> Response:
        """With the ETag that a change has to name."""
        return Response(_NOTE.to_representation(self.note(request, slug, note_id)))

    @extend_schema(
        operation_id="change_planning_note",
        tags=TAG,
        summary="Change a planning note",
        parameters=[parameters.IF_MATCH],
        request=PlanningNoteInput,
        responses=PlanningNoteDocument,
    )
    def put(self, request: Request, slug: str, note_id: uuid.UUID) -> Response:
        """Days that it no longer names are as unplanned as they were."""
        note = self.matched(request, slug, note_id)
        planning_notes.change(note=note, seen=note.version, **plan_of(request), by=caller(request))
        return Response(_NOTE.to_representation(self.note(request, slug, note_id)))

    @extend_schema(
        operation_id="delete_planning_note",
        tags=TAG,
        summary="Delete a planning note",
        parameters=[parameters.IF_MATCH],
        responses={204: None},
    )
    def delete(self, request: Request, slug: str, note_id: uuid.UUID) -> Response:
        """Its days are as unplanned as they were."""
        planning_notes.delete(note=self.matched(request, slug, note_id), by=caller(request))
        return Response(status=204)

    def note(self, request: Request, slug: str, note_id: uuid.UUID) -> PlanningNote:
        """A note of the caller's restaurant."""
        return planning_note(self.restaurant(request, slug), caller(request), note_id)

    def matched(self, request: Request, slug: str, note_id: uuid.UUID) -> PlanningNote:
        """The same, if the request names its ETag."""
        note = self.note(request, slug, note_id)
        require_match(request, _NOTE.to_representation(note))
        return note


def plan_of(request: Request) -> dict[str, Any]:
    """What the body plans, by the rules of the page's form."""
    return cleaned(PlanningNoteForm(body_of(PlanningNoteInput, request).fields_of_form()))
