"""The page on which a restaurant's owners have addresses told what happens, and see what was sent."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_recent_authentication, require_second_factor
from restaurants.actions import webhooks as actions
from restaurants.exceptions import WebhookRefused
from restaurants.models import Restaurant, Webhook
from restaurants.selectors import managed_restaurant
from restaurants.selectors.webhooks import latest_deliveries, live_webhook, live_webhooks
from restaurants.webhook_forms import WebhookForm
from reviews_site.policy import TeamPermission

PAGE = "restaurants:webhooks"


@require_safe
def webhooks(request: SignedInRequest, slug: str) -> HttpResponse:
    """The addresses, and what was sent to them last."""
    return _render_page(request, _restaurant(request, slug), WebhookForm())


@require_POST
def make(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add an address, and show its secret this once."""
    restaurant = _restaurant(request, slug)
    require_recent_authentication(request, back=reverse(PAGE, args=[slug]))
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            _, secret = actions.make(restaurant=restaurant, by=request.user, **form.cleaned_data)
        except WebhookRefused as problem:
            form.add_error(None, str(problem))
        else:
            return _render_secret(request, restaurant, form.cleaned_data["url"], secret)
    return _render_page(request, restaurant, form)


@require_POST
def renew(request: SignedInRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    """Make another secret, and show it this once."""
    restaurant = _restaurant(request, slug)
    require_recent_authentication(request, back=reverse(PAGE, args=[slug]))
    webhook = _webhook(restaurant, webhook_id)
    try:
        secret = actions.renew(webhook=webhook, by=request.user)
    except WebhookRefused as problem:
        messages.error(request, str(problem))
        return redirect(PAGE, slug)
    return _render_secret(request, restaurant, webhook.url, secret)


@require_POST
def revoke(request: SignedInRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    """Tell an address nothing more."""
    webhook = _webhook(_restaurant(request, slug), webhook_id)
    return _try(request, slug, lambda: actions.revoke(webhook=webhook, by=request.user), "Revoked.")


@require_POST
def ping(request: SignedInRequest, slug: str, webhook_id: UUID) -> HttpResponse:
    """Send a test message."""
    webhook = _webhook(_restaurant(request, slug), webhook_id)
    done = "A test message is on its way. Look here again in a moment."
    return _try(request, slug, lambda: actions.ping(webhook=webhook, by=request.user), done)


@require_POST
def resend(request: SignedInRequest, slug: str, delivery_id: UUID) -> HttpResponse:
    """Send a message once more."""
    sent = latest_deliveries(_restaurant(request, slug))
    delivery = next((each for each in sent if each.pk == delivery_id), None)
    if delivery is None:
        raise Http404
    return _try(request, slug, lambda: actions.resend(delivery=delivery, by=request.user), "It is sent once more.")


def _try(request: SignedInRequest, slug: str, change: Callable[[], None], done: str) -> HttpResponse:
    try:
        change()
    except WebhookRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(PAGE, slug)


def _restaurant(request: SignedInRequest, slug: str) -> Restaurant:
    try:
        restaurant = managed_restaurant(request.user, slug, TeamPermission.MANAGE_TEAM)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=reverse(PAGE, args=[slug]))
    return restaurant


def _webhook(restaurant: Restaurant, webhook_id: UUID) -> Webhook:
    try:
        return live_webhook(restaurant, webhook_id)
    except Webhook.DoesNotExist:
        raise Http404 from None


def _render_page(request: SignedInRequest, restaurant: Restaurant, form: WebhookForm) -> HttpResponse:
    context = {"webhooks": live_webhooks(restaurant), "sent": latest_deliveries(restaurant), "now": timezone.now()}
    return render(request, "restaurants/webhooks.html", {"restaurant": restaurant, "form": form, **context})


def _render_secret(request: SignedInRequest, restaurant: Restaurant, url: str, secret: str) -> HttpResponse:
    page = {"restaurant": restaurant, "url": url, "secret": secret}
    return render(request, "restaurants/webhook_secret.html", page)
