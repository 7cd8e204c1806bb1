"""Addresses that are told what happens at a restaurant: what its owners do on their page, by the same actions.

A secret is in one answer and stored nowhere in the clear, so what makes one takes no `Idempotency-Key`.
"""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.forms import cleaned
from api.serializers.webhooks import WebhookDocument, WebhookInput, Webhooks, WebhookSecret
from api.team_access import TeamView, require_recent_authentication
from api.views.base import body_of, caller
from api.views.teams import TAG
from restaurants.actions import webhooks
from restaurants.models import Webhook
from restaurants.selectors.webhooks import live_webhook, live_webhooks
from restaurants.webhook_forms import WebhookForm
from reviews_site.policy.scopes import Scope

_WEBHOOK = WebhookDocument()


class WebhookList(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "POST"), Scope.WEBHOOKS_WRITE)

    @extend_schema(
        operation_id="list_webhooks", tags=TAG, summary="Addresses that are told what happens", responses=Webhooks
    )
    def get(self, request: Request, slug: str) -> Response:
        """For owners: the newest first, without their secrets."""
        found = live_webhooks(self.restaurant(request, slug))
        return Response({"items": [_WEBHOOK.to_representation(webhook) for webhook in found]})

    @extend_schema(
        operation_id="add_webhook",
        tags=TAG,
        summary="Have an address told what happens",
        request=WebhookInput,
        responses={201: WebhookSecret},
    )
    def post(self, request: Request, slug: str) -> Response:
        """The answer has the secret, which can't be read again. Messages are signed as Standard Webhooks say."""
        restaurant = self.restaurant(request, slug)
        require_recent_authentication(request)
        values = cleaned(WebhookForm(body_of(WebhookInput, request).validated_data))
        made, secret = webhooks.make(restaurant=restaurant, **values, by=caller(request))
        return Response({"id": made, "secret": secret}, status=201)


class WebhookView(TeamView):
    """A route for one address."""

    def webhook(self, request: Request, slug: str, webhook_id: UUID) -> Webhook:
        """The address, of the caller's restaurant."""
        return live_webhook(self.restaurant(request, slug), webhook_id)


class OneWebhook(WebhookView):
    scopes = dict.fromkeys(("GET", "HEAD", "DELETE"), Scope.WEBHOOKS_WRITE)

    @extend_schema(
        operation_id="get_webhook", tags=TAG, summary="An address and how it answers", responses=WebhookDocument
    )
    def get(self, request: Request, slug: str, webhook_id: UUID) -> Response:
        """With the ETag that a removal has to name."""
        return Response(_WEBHOOK.to_representation(self.webhook(request, slug, webhook_id)))

    @extend_schema(
        operation_id="delete_webhook",
        tags=TAG,
        summary="Tell an address nothing more",
        parameters=[parameters.IF_MATCH],
        responses={204: None},
    )
    def delete(self, request: Request, slug: str, webhook_id: UUID) -> Response:
        """What waits for it is not sent any more."""
        webhook = self.webhook(request, slug, webhook_id)
        require_match(request, _WEBHOOK.to_representation(webhook))
        webhooks.revoke(webhook=webhook, by=caller(request))
        return Response(status=204)


class RenewedSecret(WebhookView):
    scopes = dict.fromkeys(("POST", "HEAD"), Scope.WEBHOOKS_WRITE)

    @extend_schema(
        operation_id="renew_webhook_secret",
        tags=TAG,
        summary="Make another secret for an address",
        request=None,
        responses=WebhookSecret,
    )
    def post(self, request: Request, slug: str, webhook_id: UUID) -> Response:
        """For a day messages are signed with both. 409 within seconds of the last one."""
        webhook = self.webhook(request, slug, webhook_id)
        require_recent_authentication(request)
        return Response({"id": webhook.pk, "secret": webhooks.renew(webhook=webhook, by=caller(request))})


class SendTestMessage(WebhookView):
    scopes = dict.fromkeys(("POST", "HEAD"), Scope.WEBHOOKS_WRITE)

    @extend_schema(
        operation_id="send_test_message",
        tags=TAG,
        summary="Send a test message to an address",
        request=None,
        responses={202: None},
    )
    def post(self, request: Request, slug: str, webhook_id: UUID) -> Response:
        """Also to one that was disabled; if it answers, it is told what happens again."""
        webhooks.ping(webhook=self.webhook(request, slug, webhook_id), by=caller(request))
        return Response(status=202)
