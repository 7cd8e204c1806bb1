"""Programs that act for people: a client that sends a token."""

from accounts.actions import api_tokens
from accounts.devices import Device
from accounts.models import User
from reviews_site.policy.scopes import Scope
from tests.conftest import ProcessClient

DEVICE = Device(name="Firefox on Linux", country="")


def token_of(user: User, *scopes: Scope, days: int = 30, **options: object) -> str:
    """A token of somebody for some scopes, or for all."""
    chosen = scopes or tuple(Scope)
    return api_tokens.create(name="Script", scopes=chosen, days=days, by=user, device=DEVICE, **options)  # type: ignore[arg-type]  # only the id of a restaurant


def program(token: str) -> ProcessClient:
    """A program that sends the token."""
    return ProcessClient(headers={"authorization": f"Bearer {token}"})
