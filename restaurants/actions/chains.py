"""Changes several restaurants of one person at once, each by the action for one and in a transaction of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from restaurants.actions import menus, teams
from restaurants.exceptions import InvalidMenu, MenuChanged, TeamChangeRefused
from restaurants.models import Menu, Restaurant
from restaurants.selectors.menus import content_of, written_menu
from reviews_site.policy import Denied, TeamRole


@dataclass(frozen=True)
class Outcome:
    """What became of a change at one restaurant: `problem` is a sentence, or empty where it was made."""

    restaurant: Restaurant
    problem: str = ""


def invite(*, restaurants: Iterable[Restaurant], address: str, role: TeamRole, by: User) -> list[Outcome]:
    """Invite somebody to the teams of several restaurants; each sends a mail of its own."""
    return _each(restaurants, lambda restaurant: teams.invite(restaurant=restaurant, address=address, role=role, by=by))


def copy_menu(*, source: Restaurant, restaurants: Iterable[Restaurant], publish: bool, by: User) -> list[Outcome]:
    """Make the published menu of `source` the draft of others, and with `publish` their menu.

    A restaurant with a draft keeps it: somebody is working on it.

    Raises:
        InvalidMenu: the source has no published menu.
    """
    menu = Menu.objects.filter(restaurant=source).first()
    if menu is None:
        raise InvalidMenu(f"{source.name} has no published menu yet.")
    content = content_of(menu)

    def copy(restaurant: Restaurant) -> None:
        written = written_menu(restaurant, by=by)
        if written.version and not written.is_published:
            raise MenuChanged("it has a draft that is not published yet. Publish or discard it first.")
        version = menus.save_draft(restaurant=restaurant, content=content, seen=written.version, by=by)
        if publish:
            menus.publish(restaurant=restaurant, seen=version, by=by)

    return _each((each for each in restaurants if each != source), copy)


def _each(restaurants: Iterable[Restaurant], change: Callable[[Restaurant], None]) -> list[Outcome]:
    outcomes = []
    for restaurant in restaurants:
        try:
            change(restaurant)
        except (Denied, InvalidMenu, MenuChanged, TeamChangeRefused) as problem:
            outcomes.append(Outcome(restaurant, str(problem)))
        else:
            outcomes.append(Outcome(restaurant))
    return outcomes
