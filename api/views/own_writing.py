"""What somebody writes by a program: reviews and drafts, through the actions of the pages, which ask the policy."""

import json
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.idempotency import done_once
from api.serializers.inputs import DraftInput, NewReviewInput, ReviewInput
from api.serializers.own import OwnDraft, OwnDrafts, OwnReview
from api.views.base import PersonalView, body_of, caller, is_within_bound
from api.views.own import OwnReviews
from restaurants.actions import drafts, reviews
from restaurants.models import Restaurant, Review, ReviewDraft
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.selectors import own_draft, own_review
from restaurants.selectors.own_reviews import own_drafts
from reviews_site.policy.scopes import Scope
from reviews_site.web.discovery import absolute

_REVIEW, _DRAFT = OwnReview(), OwnDraft()
_TAG = ["Your own"]


class WriteReviews(OwnReviews):
    scopes = {**OwnReviews.scopes, "POST": Scope.REVIEWS_WRITE}

    @extend_schema(
        operation_id="post_review",
        tags=_TAG,
        summary="Post a review",
        parameters=[parameters.KEY],
        request=NewReviewInput,
        responses={201: OwnReview},
    )
    def post(self, request: Request) -> HttpResponse:
        """One of each restaurant, by people who are confirmed."""
        person = caller(request)

        def post() -> dict[str, Any]:
            sent = body_of(NewReviewInput, request)
            content = sent.content()
            restaurant = restaurant_of(request, content.pop("restaurant"))
            posted = reviews.submit(restaurant=restaurant, **content, by=person)
            return _REVIEW.to_representation(posted)

        answer = done_once(request, person, post)
        answer["Location"] = absolute(reverse("api:own_review", args=[json.loads(answer.content)["restaurant"]]))
        return answer


class WriteReview(PersonalView):
    scopes = {
        **dict.fromkeys(("GET", "HEAD"), Scope.REVIEWS_READ),
        **dict.fromkeys(("PUT", "DELETE"), Scope.REVIEWS_WRITE),
    }

    @extend_schema(operation_id="get_own_review", tags=_TAG, summary="Your review of a restaurant", responses=OwnReview)
    def get(self, request: Request, slug: str) -> Response:
        """With the ETag that a change has to name."""
        return Response(_REVIEW.to_representation(review_of(request, slug)))

    @extend_schema(
        operation_id="edit_review",
        tags=_TAG,
        summary="Edit your review",
        parameters=[parameters.IF_MATCH],
        request=ReviewInput,
        responses=OwnReview,
    )
    def put(self, request: Request, slug: str) -> Response:
        """What it said before stays public, as on the page."""
        review = matched_review(request, slug)
        sent = body_of(ReviewInput, request)
        edited = reviews.edit(
            restaurant=review.restaurant, **sent.content(), by=caller(request), version=review.version
        )
        edited.restaurant = review.restaurant
        return Response(_REVIEW.to_representation(edited))

    @extend_schema(
        operation_id="withdraw_review",
        tags=_TAG,
        summary="Withdraw your review",
        parameters=[parameters.IF_MATCH],
        responses={204: None},
    )
    def delete(self, request: Request, slug: str) -> Response:
        """It is gone from pages, sums and analytics."""
        review = matched_review(request, slug)
        reviews.withdraw(restaurant=review.restaurant, by=caller(request), version=review.version)
        return Response(status=204)


class Drafts(PersonalView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.DRAFTS_WRITE)

    @extend_schema(
        operation_id="list_drafts", tags=_TAG, summary="Your drafts, the last saved first", responses=OwnDrafts
    )
    def get(self, request: Request) -> Response:
        """All of them; nobody has more than fifty."""
        rows = [row for row in own_drafts(caller(request)) if is_within_bound(request, row.restaurant)]
        return Response({"items": [_DRAFT.to_representation(row) for row in rows]})


class Draft(PersonalView):
    scopes = dict.fromkeys(("GET", "HEAD", "PUT", "DELETE"), Scope.DRAFTS_WRITE)

    @extend_schema(operation_id="get_draft", tags=_TAG, summary="Your draft for a restaurant", responses=OwnDraft)
    def get(self, request: Request, slug: str) -> Response:
        """Nobody but you sees it."""
        if (draft := own_draft(caller(request), restaurant_of(request, slug))) is None:
            raise ReviewDraft.DoesNotExist
        return Response(_DRAFT.to_representation(draft))

    @extend_schema(
        operation_id="save_draft",
        tags=_TAG,
        summary="Save a draft",
        request=DraftInput,
        responses={200: OwnDraft, 204: None},
    )
    def put(self, request: Request, slug: str) -> Response:
        """In the place of what was saved before; nothing written deletes it (204)."""
        restaurant = restaurant_of(request, slug)
        sent = body_of(DraftInput, request)
        saved = drafts.save(restaurant=restaurant, content=sent.content(), by=caller(request))
        return Response(_DRAFT.to_representation(saved)) if saved else Response(status=204)

    @extend_schema(operation_id="delete_draft", tags=_TAG, summary="Delete a draft", responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Also where there is none."""
        drafts.delete(restaurant=restaurant_of(request, slug), by=caller(request))
        return Response(status=204)


def restaurant_of(request: Request, slug: str) -> Restaurant:
    """The restaurant, if the caller's token is for it.

    Raises:
        Restaurant.DoesNotExist: there is none.
        PermissionDenied: the token is for another one.
    """
    restaurant = Restaurant.objects.defer(*SEARCH_FIELDS).get(slug=slug)
    if not is_within_bound(request, restaurant):
        raise PermissionDenied
    return restaurant


def review_of(request: Request, slug: str) -> Review:
    """The caller's own review of a restaurant."""
    restaurant = restaurant_of(request, slug)
    review = own_review(caller(request), restaurant)
    review.restaurant = restaurant
    return review


def matched_review(request: Request, slug: str) -> Review:
    """The same, if the request names its ETag."""
    review = review_of(request, slug)
    require_match(request, _REVIEW.to_representation(review))
    return review
