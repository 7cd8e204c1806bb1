"""Photos that seem copies or not fit to show: those that wait, one beside the one it resembles, and the decision."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.step_up import recent_authentication_required
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.views.receipts import PICTURE_HEADERS
from restaurants.actions import copied_photos as actions
from restaurants.models import Photo
from restaurants.rules import COPY_DAYS
from restaurants.selectors.copied_photos import copied_photos, resembled_photo
from reviews_site.policy import Denied, Permission

SHOWN = 50


@require_safe
@permission_required(Permission.PHOTO_COMPARE)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first."""
    return render(request, "console/copied_photos.html", {"waiting": copied_photos()[:SHOWN], "days": COPY_DAYS})


@require_safe
@permission_required(Permission.PHOTO_COMPARE)
@recent_authentication_required
def detail(request: ConsoleRequest, photo_id: uuid.UUID) -> HttpResponse:
    """A photo beside the one that it looks like, and the choice."""
    photo = _photo(photo_id)
    other = resembled_photo(photo)
    page = {
        "photo": photo,
        "other": other,
        "same_author": other is not None and other.author_id == photo.author_id,
        "refused_at": photo.added_at + timedelta(days=COPY_DAYS),
        "is_mine": request.staff.user_id in {photo.author_id, other and other.author_id},
        "reasons": actions.reasons_for(photo),
    }
    return render(request, "console/copied_photo.html", page)


@require_safe
@permission_required(Permission.PHOTO_COMPARE)
@recent_authentication_required
def picture(request: ConsoleRequest, photo_id: uuid.UUID) -> HttpResponse:
    """The picture of the photo that waits. Each time that somebody sees it is in the log."""
    return _picture(request, photo_id, actions.look_at)


@require_safe
@permission_required(Permission.PHOTO_COMPARE)
@recent_authentication_required
def resembled(request: ConsoleRequest, photo_id: uuid.UUID) -> HttpResponse:
    """The picture of the photo that it looks like; logged too."""
    return _picture(request, photo_id, actions.look_at_resembled)


@require_POST
@permission_required(Permission.PHOTO_COMPARE)
@recent_authentication_required
def decide(request: ConsoleRequest, photo_id: uuid.UUID) -> HttpResponse:
    """Release the photo, or refuse it with a reason for its author."""
    photo, answer = _photo(photo_id), request.POST.get("answer", "")
    if answer not in ("release", *actions.reasons_for(photo)):
        raise Http404
    staff, refusal = request.staff, "" if answer == "release" else answer
    try:
        actions.decide(photo=photo, refusal=refusal, by=staff.user_id, roles=staff.roles)
    except Denied as denied:
        return render(request, "403.html", {"reason": str(denied)}, status=403)
    done = "The photo is refused, and its files are being deleted." if refusal else "The photo is on its page."
    messages.success(request, done)
    return redirect("console:copied_photos")


def _picture(request: ConsoleRequest, photo_id: uuid.UUID, look: Callable[..., bytes]) -> HttpResponse:
    try:
        content = look(photo=_photo(photo_id), by=request.staff.user_id, roles=request.staff.roles)
    except (Denied, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(content, content_type="image/webp", headers=PICTURE_HEADERS)


def _photo(photo_id: uuid.UUID) -> Photo:
    return get_object_or_404(copied_photos(), pk=photo_id)
