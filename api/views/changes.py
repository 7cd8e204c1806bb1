"""What changed, for programs that keep a copy."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.cursors import change_position_text
from api.forms import ChangesQuery, read_query
from api.serializers.changes import ChangesDocument, items_of
from api.views.base import PublicRead, page_answer
from restaurants.selectors.changes import changes_since


class Changes(PublicRead):
    @extend_schema(
        operation_id="list_changes",
        tags=["Changes"],
        summary="What changed of restaurants, reviews and replies, in the order in which to apply it",
        parameters=parameters.CHANGES,
        responses=ChangesDocument,
    )
    def get(self, request: Request) -> Response:
        """Each change once and none left out, for 30 days; then 410. Votes, photos and pen names are not told."""
        values = read_query(request.GET, ChangesQuery).cleaned_data
        page = changes_since(values["since"], size=values["limit"], today=timezone.now().date())
        cursor = change_position_text(page.position)
        answer = page_answer(request, items_of(page.rows), cursor=cursor if page.has_more else "", sent_as="since")
        answer.data["cursor"] = cursor
        return answer
