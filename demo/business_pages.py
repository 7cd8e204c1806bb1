"""What the demo's owners did with their pages: one published a menu for the season, and wrote a profile."""

from collections.abc import Mapping
from dataclasses import replace

from demo import sign_ins
from restaurants.actions import menus, profiles
from restaurants.actions.profiles import ProfileValues
from restaurants.menus.content import MenuDish, MenuSection
from restaurants.models import Menu, Restaurant
from restaurants.selectors.menus import written_menu

WITH_TWO_MENUS = "trattoria-lucia"
_OF_THE_SEASON = MenuSection(
    "Only in autumn",
    (
        MenuDish("Ravioli di zucca", "13.80", "Pumpkin, sage butter, amaretti", "ACGH", "vegetarian", "seasonal"),
        MenuDish("Risotto ai porcini", "15.50", "Porcini from the market, aged rice", "GLO", "vegetarian", "seasonal"),
    ),
)

_DESCRIPTION = (
    "Lucia and her brother cook what their grandmother in Ferrara cooked. The pasta is made each morning, and when it"
    " is gone, it is gone.\n\nIn summer there are twelve tables in the yard. Dogs are welcome there."
)


def add(known: Mapping[str, Restaurant]) -> int:
    """Publish the menu of the season, once; how many menus were published."""
    place = known[WITH_TWO_MENUS]
    if Menu.objects.get(restaurant=place).version > 1:
        return 0
    owner = sign_ins.owner_of(place)
    now = written_menu(place, by=owner)
    content = replace(now.content, sections=(_OF_THE_SEASON, *now.content.sections))
    seen = menus.save_draft(restaurant=place, content=content, seen=now.version, by=owner)
    menus.publish(restaurant=place, seen=seen, by=owner)
    values = ProfileValues(_DESCRIPTION, place.phone, place.website, place.wheelchair)
    profiles.change(restaurant=place, values=values, seen=0, by=owner)
    return 1
