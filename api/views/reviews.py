"""Reviews of a restaurant, whole."""

import uuid

from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.session_profile import accepted_languages
from api import parameters
from api.forms import read_query, reviews_query
from api.serializers.pages import ReviewPage
from api.serializers.reviews import ReviewHistoryDocument, ReviewWithPhotos
from api.views.base import PublicRead, page_answer
from restaurants.selectors import ReviewFilter, review_history
from restaurants.selectors.pages import HELPFUL, OWN_LANGUAGES, restaurant_id, reviews_page
from restaurants.selectors.photos import photos_of_reviews

_REVIEW, _HISTORY = ReviewWithPhotos(), ReviewHistoryDocument()


class Reviews(PublicRead):
    @extend_schema(
        operation_id="list_reviews",
        tags=["Reviews"],
        summary="Reviews of a restaurant, whole, the newest first",
        parameters=parameters.REVIEWS,
        responses=ReviewPage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """With the filters of the restaurant's page. Two queries, or three where there are photos."""
        values = read_query(request.GET, reviews_query(request._request)).cleaned_data
        cursor, limit = values.pop("cursor"), values.pop("limit")
        is_by_reader = values["language"] == OWN_LANGUAGES
        reading = accepted_languages(request._request) if is_by_reader else frozenset[str]()
        restaurant, has_photos = restaurant_id(slug)
        page = reviews_page(restaurant, after=cursor, chosen=ReviewFilter(**values, reading=reading), size=limit)
        photos = photos_of_reviews([review.id for review in page.rows]) if has_photos else {}
        rows = [(review, photos.get(review.id, ())) for review in page.rows]
        answer = page_answer(
            request, map(_REVIEW.to_representation, rows), cursor=page.after, moves=values["sort"] == HELPFUL
        )
        if is_by_reader:
            patch_vary_headers(answer, ["Accept-Language"])
        return answer


class OneReview(PublicRead):
    @extend_schema(
        operation_id="get_review",
        tags=["Reviews"],
        summary="A review, and what it said before it was edited",
        responses=ReviewHistoryDocument,
    )
    def get(self, request: Request, slug: str, review_id: uuid.UUID) -> Response:
        """Three queries; 404 where it was withdrawn."""
        return Response(_HISTORY.to_representation(review_history(slug, review_id)))
