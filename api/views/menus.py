"""The menu that a restaurant's team writes: its draft, and publishing it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.serializers.menus import MenuDraftDocument, MenuInput, PublishedMenu
from api.team_access import TeamView
from api.views.base import body_of, caller
from api.views.teams import TAG
from restaurants.actions import menus
from restaurants.models import Restaurant
from restaurants.selectors.menus import WrittenMenu, written_menu
from reviews_site.policy.scopes import Scope

_DRAFT = MenuDraftDocument()


class MenuDraft(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "PUT"), Scope.PAGE_WRITE)

    @extend_schema(
        operation_id="get_menu_draft",
        tags=TAG,
        summary="The menu that is being written",
        responses=MenuDraftDocument,
    )
    def get(self, request: Request, slug: str) -> Response:
        """With the ETag that a change has to name. Guests do not see it."""
        restaurant = self.restaurant(request, slug)
        return Response(_DRAFT.to_representation(written_menu(restaurant, by=caller(request))))

    @extend_schema(
        operation_id="save_menu_draft",
        tags=TAG,
        summary="Save the menu that is being written",
        parameters=[parameters.IF_MATCH],
        request=MenuInput,
        responses=MenuDraftDocument,
    )
    def put(self, request: Request, slug: str) -> Response:
        """In the place of the draft that there was."""
        restaurant = self.restaurant(request, slug)
        seen = matched_draft(request, restaurant).version
        content = body_of(MenuInput, request).content()
        menus.save_draft(restaurant=restaurant, content=content, seen=seen, by=caller(request))
        return Response(_DRAFT.to_representation(written_menu(restaurant, by=caller(request))))


class PublishMenu(TeamView):
    scopes = {"POST": Scope.PAGE_WRITE, "HEAD": Scope.PAGE_WRITE}

    @extend_schema(
        operation_id="publish_menu",
        tags=TAG,
        summary="Publish the menu that was written",
        parameters=[parameters.IF_MATCH],
        request=None,
        responses=PublishedMenu,
    )
    def post(self, request: Request, slug: str) -> Response:
        """As the draft is whose ETag the request names. Published again, it changes nothing."""
        restaurant = self.restaurant(request, slug)
        seen = matched_draft(request, restaurant).version
        return Response({"version": menus.publish(restaurant=restaurant, seen=seen, by=caller(request))})


def matched_draft(request: Request, restaurant: Restaurant) -> WrittenMenu:
    """The draft, if the request names its ETag."""
    draft = written_menu(restaurant, by=caller(request))
    require_match(request, _DRAFT.to_representation(draft))
    return draft
