"""Replies that seem to reveal a guest: those that a restaurant asked us to read, one of them, and the decision."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.step_up import recent_authentication_required
from analytics.console.gate import ConsoleRequest, permission_required
from restaurants.actions import replies
from restaurants.enums import ReplyState
from restaurants.models import Reply
from restaurants.rules import REPLY_ANSWERS
from restaurants.selectors.replies import waiting_replies
from reviews_site.policy import Denied, Permission

SHOWN = 50


@require_safe
@permission_required(Permission.REPLY_CHECK)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first."""
    return render(request, "console/replies_on_hold.html", {"waiting": waiting_replies()[:SHOWN]})


@require_safe
@permission_required(Permission.REPLY_CHECK)
@recent_authentication_required
def detail(request: ConsoleRequest, review_id: uuid.UUID) -> HttpResponse:
    """A reply, and what was found in it."""
    return render(request, "console/reply_on_hold.html", {"reply": _reply(review_id)})


@require_POST
@permission_required(Permission.REPLY_CHECK)
@recent_authentication_required
def decide(request: ConsoleRequest, review_id: uuid.UUID) -> HttpResponse:
    """Show the reply, or leave it off the page."""
    answer, staff = request.POST.get("answer", ""), request.staff
    reply = _reply(review_id)
    if answer not in REPLY_ANSWERS:
        raise Http404
    if request.POST.get("version") != str(reply.version):
        messages.error(request, "The restaurant has changed the reply. Read it again.")
        return redirect("console:reply_on_hold", review_id)
    try:
        is_decided = replies.decide(reply=reply, answer=ReplyState(answer), by=staff.user_id, roles=staff.roles)
    except Denied as denied:
        return render(request, "403.html", {"reason": str(denied)}, status=403)
    if is_decided:
        messages.success(request, "The decision is saved.")
    else:
        messages.error(request, "The restaurant has changed the reply, so nothing is decided.")
    return redirect("console:replies_on_hold")


def _reply(review_id: uuid.UUID) -> Reply:
    return get_object_or_404(waiting_replies(), pk=review_id)
