"""Plays the till of a restaurant: makes its address as its team does, and sends signed messages."""

import json
import time
from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import User
from restaurants.actions import tills
from restaurants.models import Restaurant, Till, TillMessage
from restaurants.tills import messages
from reviews_site.crypto.standard_webhooks import sign
from tests.conftest import ProcessClient, playing

MONDAY = "2026-03-02"


@dataclass
class FakeTill:
    """A till that knows its address and its secret."""

    till: Till
    secret: str

    def send(
        self, content: Any, *, message_id: str = "msg_1", sent_at: int | None = None, secret: str = "", **change: Any
    ) -> Any:
        """Send a message, in which `change` replaces headers, or the body after it was signed."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        at = int(time.time()) if sent_at is None else sent_at
        signature = sign(secret or self.secret, message_id=message_id, sent_at=at, body=body)
        headers = {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": signature}
        changed = {name.replace("_", "-"): value for name, value in change.items() if name != "body"}
        return post(self.till.pk, change.get("body", body), headers | changed)


def post(till_id: object, body: bytes, headers: dict[str, str]) -> Any:
    """A message as it arrives: from a program without cookies."""
    client: Client = ProcessClient(enforce_csrf_checks=True)
    return client.generic("POST", f"/webhooks/tills/{till_id}/", body, content_type="application/json", headers=headers)


def counted(*days: tuple[str, int] | tuple[str, int, int]) -> dict[str, Any]:
    """What a till says of some days."""
    rows = [dict(zip(("day", "visitors", "purchases"), day, strict=False)) for day in days]
    return {"type": "guest_numbers.counted", "data": {"days": rows}}


def till_of(place: Restaurant, by: User, name: str = "Bar") -> FakeTill:
    """A till whose secret the worker has sealed."""
    with playing("web"):
        made = FakeTill(*tills.make(restaurant=place, name=name, by=by))
    read()
    return made


def read() -> list[str]:
    """Have the worker look at what waits; what became of each message, in the order in which they came."""
    with playing("tills"):
        messages.read_waiting()
    return list(TillMessage.objects.order_by("id").values_list("outcome", flat=True))
