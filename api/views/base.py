"""What the views of the API have in common: who may, what is counted, and the form of pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast
from urllib.parse import urlencode
from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import Throttled
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.selectors.api_tokens import TokenAccess, access_of
from api.authentication import BrowserSession, TokenAuthentication, bearer_token
from api.limits import AddressLimit, PersonLimit
from api.permissions import Everybody, HasScope
from api.retirement import Retirement
from api.serializers.inputs import Input
from restaurants.models import Restaurant
from reviews_site.policy.scopes import OF_ONE_RESTAURANT, Scope
from reviews_site.web.discovery import absolute
from reviews_site.web.refusals import network_of

Body = TypeVar("Body", bound=Input)
_HEADERS_OF_READS = "Accept, Accept-Language, If-None-Match"
_PREFLIGHT_SECONDS = 3600


class PublicRead(APIView):
    """A route that answers everybody alike. It looks at no cookie, so that pages of other sites may read it too."""

    is_public = True
    retirement: ClassVar[Retirement | None] = None
    permission_classes = (Everybody,)
    throttle_classes = (AddressLimit,)
    renderer_classes = (JSONRenderer,)
    http_method_names = ["get", "head", "options"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look a token up that the route does not need: who tries one that belongs to nobody often begins here."""
        super().initial(request, *args, **kwargs)
        if token := bearer_token(request):
            access_of(token, network_of(request._request))

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before a page of another site may read."""
        return Response(
            status=204,
            headers={
                "Access-Control-Allow-Methods": "GET, HEAD",
                "Access-Control-Allow-Headers": _HEADERS_OF_READS,
                "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
            },
        )


class PersonalView(APIView):
    """A route for one person: by a token of theirs, or in a browser in which they are signed in, with its CSRF token.

    `scopes` says by method what a token must have been made for.
    """

    is_public = False
    takes_tokens: ClassVar[bool] = True
    retirement: ClassVar[Retirement | None] = None
    scopes: ClassVar[Mapping[str, Scope]] = {}
    authentication_classes: Sequence[type[BaseAuthentication]] = (TokenAuthentication, BrowserSession)
    permission_classes: Sequence[type[BasePermission]] = (HasScope,)
    throttle_classes = (PersonLimit,)
    renderer_classes = (JSONRenderer,)
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the caller's address before anybody looks at a token: wrong ones are counted too."""
        limit = AddressLimit()
        if not limit.allow_request(request, self):
            raise Throttled(limit.wait())
        super().initial(request, *args, **kwargs)

    def is_allowed(self, access: TokenAccess, scope: Scope) -> bool:
        """Whether the token is for this: one for a restaurant reaches only what is that restaurant's part."""
        return access.allows(scope, access.restaurant_id if scope in OF_ONE_RESTAURANT else None)


def caller(request: Request) -> User:
    """Who asks, on a route that `HasScope` opened."""
    return cast(User, request.user)


def is_within_bound(request: Request, restaurant: Restaurant | UUID) -> bool:
    """Whether the caller's token, if it is for one restaurant, is for this one, or for that of this id."""
    asked = restaurant.pk if isinstance(restaurant, Restaurant) else restaurant
    return not isinstance(request.auth, TokenAccess) or request.auth.restaurant_id in (None, asked)


def body_of(kind: type[Body], request: Request) -> Body:
    """The body of a request, all of which is valid.

    Raises:
        rest_framework.exceptions.ValidationError: a field can't be so.
    """
    sent = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent


def page_answer(
    request: Request, items: Iterable[Any], *, cursor: str, sent_as: str = "cursor", site: str = "", **more: Any
) -> Response:
    """A page of a list, with the address of the next one in the body and in the header `Link` (RFC 8288).

    Args:
        sent_as: the parameter that takes the cursor.
        site: the address of the console, where it answers.
    """
    address = None
    if cursor:
        query = [(name, value) for name, values in request.GET.lists() for value in values if name != sent_as]
        path = f"{request.path}?{urlencode([*query, (sent_as, cursor)])}"
        address = site.rstrip("/") + path if site else absolute(path)
    headers = {"Link": f'<{address}>; rel="next"'} if address else None
    return Response({"items": list(items), "next": address, **more}, headers=headers)
