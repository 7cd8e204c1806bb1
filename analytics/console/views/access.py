"""Who read what: the access log, newest first, of everything, of one dataset or table, or of one person."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from analytics.access.log_queries import PAGE, last_seal, latest_reads, reads_of, texts_of_statements
from analytics.access.models import AccessEvent
from analytics.console.gate import permission_required
from analytics.datasets.registry import relations_named
from reviews_site.policy import Permission


@require_safe
@permission_required(Permission.ACCESS_READ)
def page(request: HttpRequest) -> HttpResponse:
    """`?of=young_guests`, `?who=…`, or everything, by pages."""
    of, who, before = request.GET.get("of", ""), request.GET.get("who", ""), request.GET.get("before", "")
    found = reads_of(relations_named(of)) if of else latest_reads(reader_id=who, before=_id(before) if before else None)
    names, texts = _names(found), texts_of_statements(each.purpose for each in found)
    return render(
        request,
        "console/access.html",
        {
            "reads": [(each, names.get(each.reader_id, ""), texts.get(each.purpose, "")) for each in found],
            "of": of,
            "who": who,
            "name": names.get(who, who),
            "seal": last_seal(),
            "kept_days": settings.ACCESS_RETENTION_DAYS,
            "next": found[-1].pk if len(found) == PAGE and not of else None,
        },
    )


def _names(found: list[AccessEvent]) -> dict[str, str]:
    """The addresses of those who are staff: the database shows this login nobody else's."""
    ids = {each.reader_id for each in found if _is_id(each.reader_id)}
    return {str(user.pk): user.email for user in User.objects.filter(pk__in=ids).only("id", "email")}


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
