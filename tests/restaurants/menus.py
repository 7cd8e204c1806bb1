"""Menus for tests, written through the page as a restaurant's team writes them."""

from typing import Any

from django.test import Client

from accounts.models import User
from restaurants.actions import menus as actions
from restaurants.menus.content import MenuContent, MenuDish, MenuSection
from restaurants.models import MenuDraft, Restaurant

CONTENT = MenuContent(
    (
        MenuSection("Starters", (MenuDish("Clear soup", "4.20", allergens="ACL"), MenuDish("Beetroot", "6.50"))),
        MenuSection("Mains", (MenuDish("Wiener Schnitzel", "18.90", "With potatoes", "ACG"),)),
    )
)


def editor(place: Restaurant) -> str:
    """The path of the page on which a restaurant's menu is written."""
    return f"/business/{place.slug}/menu/"


def version_of(place: Restaurant) -> int:
    """The version of the draft; 0 without one."""
    draft = MenuDraft.objects.filter(restaurant=place).first()
    return draft.version if draft else 0


def send(client: Client, place: Restaurant, path: str, **values: Any) -> Any:
    """POST a form of the menu as it was shown just now, and follow where it leads."""
    form = {"seen": version_of(place), **values}
    return client.post(f"{editor(place)}{path}", form, follow=True)


def published(place: Restaurant, by: User, content: MenuContent = CONTENT) -> int:
    """Publish a menu by the actions; its version."""
    seen = actions.save_draft(restaurant=place, content=content, seen=version_of(place), by=by)
    return actions.publish(restaurant=place, seen=seen, by=by)
