"""The protections of webhooks that we send: where they go, what is in them, and who may say so."""

import json
import socket
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from restaurants.models import Webhook, WebhookDelivery
from restaurants.webhooks import sending
from reviews_site.crypto.aead import Tampered, unseal
from reviews_site.processes import Purpose
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always


def open_in_any_row(purpose: Purpose, sealed: bytes, *, context: bytes) -> bytes:
    """A secret, in whichever row it stands."""
    for webhook_id in Webhook.objects.values_list("pk", flat=True):
        try:
            return unseal(purpose, sealed, context=webhook_id.bytes)
        except Tampered:
            continue
    raise Tampered


def host_as_it_is(host: str, port: int) -> str:
    """The name, for whoever connects to look up once more."""
    socket.getaddrinfo(host, port)
    found: str = socket.getaddrinfo(host, port)[0][4][0]  # type: ignore[assignment]  # the address is a text
    return found


def any_url(url: str) -> tuple[str, int, str]:
    """Whatever stands there."""
    parts = urlsplit(url)
    return parts.hostname or "", 443, parts.path


_POST = sending._post


def follow(url: str, *arguments: Any) -> tuple[int | None, str]:
    """Post to where an answer leads, too. The one that is attacked with leads to the same host."""
    status, problem = _POST(url, *arguments)
    return _POST(url, *arguments) if status == 307 else (status, problem)


def with_the_text(message: WebhookDelivery, _slug: str) -> bytes:
    """What is in the review, as an owner might like it."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT text FROM restaurants_review WHERE id = %s", [message.review_id])
        (text,) = cursor.fetchone()
        cursor.execute("SET ROLE webhooks")
    return json.dumps({"text": text}).encode()


_MAY = "public.restaurants_may(actor, hook.restaurant_id, 'manage_team')"
_FUNCTIONS = {
    "public.restaurants_make_webhook(uuid, uuid, text, text[], text)": (
        "public.restaurants_may(actor, place, 'manage_team')",
        "true",
    ),
    **{
        f"public.restaurants_{name}": (_MAY, "true")
        for name in (
            "renew_webhook(uuid, uuid, text)",
            "revoke_webhook(uuid, uuid)",
            "ping_webhook(uuid, uuid)",
            "resend_webhook(uuid, uuid)",
        )
    },
}

PROTECTIONS = (
    Protection(
        "webhook_address",
        "A message goes to no address but of the open internet, whatever a name server says.",
        "every address counts as one",
        Replaced("restaurants.webhooks.addresses.is_of_the_internet", always),
    ),
    Protection(
        "webhook_one_look_up",
        "The address that is connected to is the one that was checked.",
        "the name is looked up once more",
        Replaced("restaurants.webhooks.sending.address_of", host_as_it_is),
    ),
    Protection(
        "webhook_no_redirection",
        "An answer leads nowhere.",
        "redirections are followed",
        Replaced("restaurants.webhooks.sending._post", follow),
    ),
    Protection(
        "webhook_form",
        "The worker looks at the form of an address again, each time.",
        "it takes what stands in the row",
        Replaced("restaurants.webhooks.sending.read_url", any_url),
    ),
    Protection(
        "webhook_own_secret",
        "A secret is sealed for one address: in the row of another it signs nothing.",
        "a sealed secret is opened in whichever row it stands",
        Replaced("restaurants.rotated_secrets.unseal", open_in_any_row),
    ),
    Protection(
        "webhook_without_words",
        "A message names a review, and says nothing of it: what is withdrawn here is nowhere else by us.",
        "its text is in the message",
        Replaced("restaurants.webhooks.delivering.payload_of", with_the_text),
    ),
    Protection(
        "webhook_columns",
        "The web process's login reads no secret of a webhook, and writes webhooks by functions alone.",
        "it may read and write both tables",
        Sql(
            "default", "GRANT SELECT, INSERT, UPDATE, DELETE ON restaurants_webhook, restaurants_webhookdelivery TO web"
        ),
    ),
    Protection(
        "webhook_worker_columns",
        "The worker that sends webhooks reads no review and nobody, and changes no address.",
        "it may read and write more",
        Sql(
            "default",
            "GRANT SELECT ON restaurants_review, accounts_user, restaurants_till TO webhooks",
            "GRANT UPDATE ON restaurants_webhook TO webhooks",
            "GRANT INSERT ON outbox_event TO webhooks",
        ),
    ),
    Protection(
        "webhook_functions_ask",
        "The functions that change webhooks ask whether the person who acts is an owner.",
        "they ask nobody",
        Together(*(FunctionRedefined("default", name, old, new) for name, (old, new) in _FUNCTIONS.items())),
    ),
)
