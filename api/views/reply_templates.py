"""Texts that a restaurant starts its replies from: what the page of its team shows and takes, by the same actions."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.forms import cleaned
from api.idempotency import done_once
from api.serializers.reply_templates import ReplyTemplateDocument, ReplyTemplateInput, ReplyTemplateList
from api.team_access import TeamView
from api.views.base import body_of, caller
from api.views.teams import TAG
from restaurants.actions import reply_templates
from restaurants.models import ReplyTemplate, Restaurant
from restaurants.reply_forms import ReplyTemplateForm
from restaurants.selectors.replies import reply_template
from restaurants.selectors.replies import reply_templates as templates_of
from reviews_site.policy.scopes import Scope

_TEMPLATE = ReplyTemplateDocument()


class ReplyTemplates(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "POST"), Scope.REPLIES_WRITE)

    @extend_schema(
        operation_id="list_reply_templates",
        tags=TAG,
        summary="Texts to start replies from, by title",
        responses=ReplyTemplateList,
    )
    def get(self, request: Request, slug: str) -> Response:
        """For whoever may reply there."""
        found = templates_of(self.restaurant(request, slug), caller(request))
        return Response({"items": [_TEMPLATE.to_representation(each) for each in found]})

    @extend_schema(
        operation_id="add_reply_template",
        tags=TAG,
        summary="Add a text to start replies from",
        parameters=[parameters.KEY],
        request=ReplyTemplateInput,
        responses={201: ReplyTemplateDocument},
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """409 where the restaurant has as many as it may."""
        restaurant = self.restaurant(request, slug)
        return done_once(request, caller(request), lambda: save(request, restaurant, None))


class OneReplyTemplate(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "PUT", "DELETE"), Scope.REPLIES_WRITE)

    @extend_schema(
        operation_id="get_reply_template",
        tags=TAG,
        summary="A text to start replies from",
        responses=ReplyTemplateDocument,
    )
    def get(self, request: Request, slug: str, template_id: UUID) -> Response:
        """With the ETag that a change has to name."""
        found = reply_template(self.restaurant(request, slug), caller(request), template_id)
        return Response(_TEMPLATE.to_representation(found))

    @extend_schema(
        operation_id="change_reply_template",
        tags=TAG,
        summary="Change a text to start replies from",
        parameters=[parameters.IF_MATCH],
        request=ReplyTemplateInput,
        responses=ReplyTemplateDocument,
    )
    def put(self, request: Request, slug: str, template_id: UUID) -> Response:
        """Replies that began with it stay as they are."""
        restaurant = self.restaurant(request, slug)
        return Response(save(request, restaurant, matched(request, restaurant, template_id)))

    @extend_schema(
        operation_id="delete_reply_template",
        tags=TAG,
        summary="Delete a text to start replies from",
        parameters=[parameters.IF_MATCH],
        responses={204: None},
    )
    def delete(self, request: Request, slug: str, template_id: UUID) -> Response:
        """Replies that began with it stay as they are."""
        found = matched(request, self.restaurant(request, slug), template_id)
        reply_templates.delete(template=found, by=caller(request))
        return Response(status=204)


def matched(request: Request, restaurant: Restaurant, template_id: UUID) -> ReplyTemplate:
    """A template of the caller's restaurant, if the request names its ETag."""
    found = reply_template(restaurant, caller(request), template_id)
    require_match(request, _TEMPLATE.to_representation(found))
    return found


def save(request: Request, restaurant: Restaurant, template: ReplyTemplate | None) -> dict[str, Any]:
    """What the body says as a new template, or as `template`, by the rules of the page's form."""
    values = cleaned(ReplyTemplateForm(body_of(ReplyTemplateInput, request).validated_data))
    saved = reply_templates.save(restaurant=restaurant, template=template, **values, by=caller(request))
    return _TEMPLATE.to_representation(ReplyTemplate(pk=saved, **values))
