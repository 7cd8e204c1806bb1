"""Reads menus: the published one, earlier ones, and the draft that a restaurant's team writes."""

from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.enums import TeamEditKind
from restaurants.menus.content import MenuContent, sections_of
from restaurants.models import Menu, MenuDraft, MenuVersion, Restaurant, TeamEdit


@dataclass(frozen=True)
class WrittenMenu:
    """The draft of a menu as its team sees it; where nobody has begun one, the published menu with version 0."""

    content: MenuContent
    version: int
    published: MenuContent | None

    @property
    def is_published(self) -> bool:
        """Whether everybody sees it as it is."""
        if self.published is None:
            return False
        # A language that was left open was guessed.
        return self.published == replace(self.content, language=self.content.language or self.published.language)


@dataclass(frozen=True)
class PublishedVersion:
    """When a version of a menu was published, for the team also by whom; empty where they are gone."""

    version: int
    published_at: datetime
    pen_name: str = ""


def written_menu(restaurant: Restaurant, *, by: User) -> WrittenMenu:
    """The draft, for somebody who may change the restaurant's page. Three queries."""
    menu = Menu.objects.filter(restaurant=restaurant).first()
    published = content_of(menu) if menu else None
    with private_rows(by.pk):
        draft = MenuDraft.objects.filter(restaurant=restaurant).first()
    content = content_of(draft) if draft else published or MenuContent()
    return WrittenMenu(content, draft.version if draft else 0, published)


def content_of(menu: Menu | MenuVersion | MenuDraft) -> MenuContent:
    """A stored menu as a value."""
    return MenuContent(sections_of(menu.sections), menu.currency, menu.language, menu.price_level)


def dish_names(restaurant: Restaurant) -> dict[str, list[str]]:
    """What each dish of the published menu is called, in all of its languages, by its name in the menu's own."""
    menu = Menu.objects.filter(restaurant=restaurant).first()
    names: dict[str, list[str]] = {}
    for section in content_of(menu).sections if menu else ():
        for dish in section.dishes:
            names.setdefault(dish.name, [dish.name]).extend(each.name for each in dish.translations)
    return names


def menu_versions(restaurant: Restaurant) -> list[PublishedVersion]:
    """Every published version, the newest first, as everybody may see it: with its date, and nobody's name."""
    menu = Menu.objects.filter(restaurant=restaurant).only("version", "updated_at").first()
    earlier = MenuVersion.objects.filter(restaurant=restaurant).order_by("-version")
    found = [PublishedVersion(menu.version, menu.updated_at)] if menu else []
    return found + [PublishedVersion(*row) for row in earlier.values_list("version", "published_at")]


def menu_versions_with_names(restaurant: Restaurant, *, by: User) -> list[PublishedVersion]:
    """The same, with the pen names of those who published them, for the restaurant's team."""
    with private_rows(by.pk):
        edits = TeamEdit.objects.filter(restaurant=restaurant, kind=TeamEditKind.MENU)
        names = dict(edits.values_list("version", "user__profile__display_name"))
    return [
        PublishedVersion(each.version, each.published_at, names.get(each.version) or "")
        for each in menu_versions(restaurant)
    ]


def menu_version(restaurant: Restaurant, version: int) -> Menu | MenuVersion:
    """One published version.

    Raises:
        MenuVersion.DoesNotExist: there is none of this number.
    """
    current = Menu.objects.filter(restaurant=restaurant, version=version).first()
    return current or MenuVersion.objects.get(restaurant=restaurant, version=version)
