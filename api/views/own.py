"""What belongs to whoever asks: their profile, and what they wrote. Nobody names another person here."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.selectors import person_facts
from accounts.selectors.api_tokens import TokenAccess
from accounts.selectors.profiles import profile_of
from api import parameters
from api.forms import PhotosQuery, read_query
from api.serializers.own import OwnProfile, OwnReview, OwnReviewPage
from api.views.base import PersonalView, caller, page_answer
from restaurants.selectors.own_reviews import own_reviews_page
from reviews_site.policy.scopes import Scope

_PROFILE, _REVIEW = OwnProfile(), OwnReview()


class Me(PersonalView):
    scopes = {"GET": Scope.PROFILE_READ, "HEAD": Scope.PROFILE_READ}

    @extend_schema(
        operation_id="get_me",
        tags=["Your own"],
        summary="Who you are here, and what your token may do",
        responses=OwnProfile,
    )
    def get(self, request: Request) -> Response:
        """Pen name, languages, and whether you are confirmed."""
        until = person_facts(caller(request)).confirmed_until
        is_confirmed = until is not None and until > timezone.now()
        access = request.auth if isinstance(request.auth, TokenAccess) else None
        return Response(_PROFILE.to_representation((profile_of(caller(request)), is_confirmed, access)))


class OwnReviews(PersonalView):
    scopes = {"GET": Scope.REVIEWS_READ, "HEAD": Scope.REVIEWS_READ}

    @extend_schema(
        operation_id="list_own_reviews",
        tags=["Your own"],
        summary="The reviews that you wrote, the newest first",
        parameters=parameters.PHOTOS,
        responses=OwnReviewPage,
    )
    def get(self, request: Request) -> Response:
        """As their author sees them, with the day of the visit."""
        values = read_query(request.GET, PhotosQuery).cleaned_data
        page = own_reviews_page(
            caller(request), after=values["cursor"], size=values["limit"], restaurant_id=bound_of(request)
        )
        return page_answer(request, map(_REVIEW.to_representation, page.rows), cursor=page.after)


def bound_of(request: Request) -> UUID | None:
    """The one restaurant that the caller's token is for; None where it has no such bound."""
    return request.auth.restaurant_id if isinstance(request.auth, TokenAccess) else None
