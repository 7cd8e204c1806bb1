"""The page of the texts that a restaurant's team starts its replies from. Whoever may not reply there gets a 404."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from restaurants.actions import reply_templates as actions
from restaurants.exceptions import TemplateChanged, TooManyTemplates
from restaurants.models import ReplyTemplate, Restaurant
from restaurants.reply_forms import ReplyTemplateForm
from restaurants.selectors.replies import reply_templates
from restaurants.views.replies import restaurant_of_replies


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: SignedInRequest, slug: str) -> HttpResponse:
    """All templates, and a form for one more."""
    restaurant = restaurant_of_replies(request, slug)
    return _page(request, restaurant, reply_templates(restaurant, request.user), None)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: SignedInRequest, slug: str, template_id: uuid.UUID) -> HttpResponse:
    """Change one template."""
    restaurant = restaurant_of_replies(request, slug)
    known = reply_templates(restaurant, request.user)
    return _page(request, restaurant, known, _one(known, template_id))


@require_POST
def delete(request: SignedInRequest, slug: str, template_id: uuid.UUID) -> HttpResponse:
    """Delete one template. Replies that began with it stay."""
    restaurant = restaurant_of_replies(request, slug)
    if actions.delete(template=_one(reply_templates(restaurant, request.user), template_id), by=request.user):
        messages.success(request, "The template is deleted.")
    return redirect("restaurants:reply_templates", slug)


def _page(
    request: SignedInRequest, restaurant: Restaurant, known: Sequence[ReplyTemplate], edited: ReplyTemplate | None
) -> HttpResponse:
    initial = {"title": edited.title, "text": edited.text} if edited else {}
    form = ReplyTemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save(restaurant=restaurant, template=edited, **form.cleaned_data, by=request.user)
        except (TooManyTemplates, TemplateChanged) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The template is saved.")
            return redirect("restaurants:reply_templates", restaurant.slug)
    page = {"restaurant": restaurant, "templates": known, "edited": edited, "form": form}
    return render(request, "restaurants/reply_templates.html", page)


def _one(known: Sequence[ReplyTemplate], template_id: uuid.UUID) -> ReplyTemplate:
    for each in known:
        if each.pk == template_id:
            return each
    raise Http404
