"""Replies of a restaurant to its reviews, written by a program of its team."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.forms import TeamReviewsQuery, read_query
from api.problems import PreconditionProblem
from api.serializers.teams import ReplyInput, ReviewForTeamPage, TeamReply, review_for_team
from api.team_access import TeamView
from api.views.base import body_of, caller, page_answer
from api.views.teams import TAG
from restaurants.actions import replies
from restaurants.models import Reply, Review
from restaurants.models.restaurant import SEARCH_FIELDS
from restaurants.selectors.replies import team_reply, team_reviews
from reviews_site.policy.scopes import Scope

_REPLY = TeamReply()
_BY_ETAG = parameters.header("If-Match", "the ETag of the reply that you change; left out where there is none yet")


class TeamReviews(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.REPLIES_WRITE)

    @extend_schema(
        operation_id="list_team_reviews",
        tags=TAG,
        summary="Reviews with the replies to them, shown or not, the newest first",
        parameters=parameters.TEAM_REVIEWS,
        responses=ReviewForTeamPage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """All of them, or those without a reply."""
        restaurant = self.restaurant(request, slug)
        values = read_query(request.GET, TeamReviewsQuery).cleaned_data
        found = team_reviews(
            restaurant,
            caller(request),
            unanswered=bool(values["unanswered"]),
            after=str(values["cursor"] or ""),
            size=values["limit"],
        )
        return page_answer(request, map(review_for_team, found.rows), cursor=found.page.after)


class ReplyToReview(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "PUT", "DELETE"), Scope.REPLIES_WRITE)

    @extend_schema(operation_id="get_reply", tags=TAG, summary="The reply to a review", responses=TeamReply)
    def get(self, request: Request, slug: str, review_id: uuid.UUID) -> Response:
        """With the ETag that a change has to name; 404 where there is none."""
        return Response(_REPLY.to_representation(self.reply(request, self.review(request, slug, review_id))))

    @extend_schema(
        operation_id="write_reply",
        tags=TAG,
        summary="Reply to a review, or give the reply a new text",
        parameters=[_BY_ETAG],
        request=ReplyInput,
        responses={200: TeamReply, 201: TeamReply},
    )
    def put(self, request: Request, slug: str, review_id: uuid.UUID) -> Response:
        """On the page at once, or on hold where it may reveal the guest: look at `state` and `details`."""
        review = self.review(request, slug, review_id)
        before = team_reply(review, caller(request))
        seen = matched_version(request, before)
        text = body_of(ReplyInput, request).validated_data["text"]
        replies.write(review=review, text=text, by=caller(request), seen=seen)
        return Response(_REPLY.to_representation(self.reply(request, review)), status=200 if before else 201)

    @extend_schema(
        operation_id="delete_reply",
        tags=TAG,
        summary="Delete the reply to a review",
        parameters=[parameters.IF_MATCH],
        responses={204: None},
    )
    def delete(self, request: Request, slug: str, review_id: uuid.UUID) -> Response:
        """With what it said before."""
        review = self.review(request, slug, review_id)
        seen = matched_version(request, self.reply(request, review))
        replies.delete(review=review, by=caller(request), seen=seen)
        return Response(status=204)

    def review(self, request: Request, slug: str, review_id: uuid.UUID) -> Review:
        """A review of the caller's restaurant."""
        restaurant = self.restaurant(request, slug)
        found = Review.objects.filter(restaurant=restaurant).select_related("restaurant", "author__profile")
        return found.defer(*(f"restaurant__{name}" for name in SEARCH_FIELDS)).get(pk=review_id)

    def reply(self, request: Request, review: Review) -> Reply:
        """The reply to a review.

        Raises:
            Reply.DoesNotExist: there is none.
        """
        if (reply := team_reply(review, caller(request))) is None:
            raise Reply.DoesNotExist
        return reply


class AskAboutReply(ReplyToReview):
    scopes = {"POST": Scope.REPLIES_WRITE, "HEAD": Scope.REPLIES_WRITE}
    http_method_names = ["post"]

    @extend_schema(
        operation_id="ask_about_reply",
        tags=TAG,
        summary="Have one of us read a reply that is on hold",
        request=None,
        responses=TeamReply,
    )
    def post(self, request: Request, slug: str, review_id: uuid.UUID) -> Response:
        """What is not on hold stays as it is."""
        review = self.review(request, slug, review_id)
        replies.ask_about(review=review, by=caller(request))
        return Response(_REPLY.to_representation(self.reply(request, review)))


def matched_version(request: Request, reply: Reply | None) -> int:
    """The version of the reply whose ETag the request names; 0 where there is none, and it names none.

    Raises:
        PreconditionProblem: it names none (428), or another one (412).
    """
    if reply is None:
        if "If-Match" in request.headers:
            raise PreconditionProblem(412)
        return 0
    require_match(request, _REPLY.to_representation(reply))
    return reply.version
