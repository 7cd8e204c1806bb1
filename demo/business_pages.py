"""What the demo's owners did with their pages: one published a seasonal menu, a profile, and hours with holidays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from demo import sign_ins
from restaurants.actions import menus, planning_notes, profiles
from restaurants.actions.profiles import ProfileValues
from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.hours.written import WrittenHours, read_line, written_hours
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

_LINKS = {
    "reservation": "https://book.example/trattoria-lucia",
    "instagram": "https://www.instagram.com/trattoria.lucia",
}

# Days from today, how many, and what is planned for them.
_PLANS = (
    (-40, 1, PlanningKind.EVENT, "Wine festival"),
    (4, 1, PlanningKind.EVENT, "Jazz in the yard"),
    (18, 5, PlanningKind.HOLIDAY, ""),
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
    values = ProfileValues(_DESCRIPTION, place.phone, place.website, place.wheelchair, _LINKS)
    profiles.change(restaurant=place, values=values, seen=0, by=owner)
    today = place.local_time(timezone.now()).date()
    hours = _with_holidays(written_hours(place.opening_hours, place.country, today), today)
    profiles.change_hours(restaurant=place, hours=hours, seen=1, today=today, by=owner)
    for ahead, days, kind, name in _PLANS:
        first = today + timedelta(days=ahead)
        effect = PlannedEffect.MORE if kind == PlanningKind.EVENT else None
        last = first + timedelta(days=days - 1)
        planning_notes.add(
            restaurant=place, first_day=first, last_day=last, kind=kind, name=name, effect=effect, by=owner
        )
    return 1


def _with_holidays(hours: WrittenHours, today: date) -> WrittenHours:
    """Closed at Christmas, for lunch on its eve, and late on the next Friday but one, for a concert."""
    eve = date(today.year, 12, 24)
    if eve < today:
        eve = eve.replace(year=today.year + 1)
    concert = today + timedelta(days=14 + (4 - today.weekday()) % 7)
    dates = {eve: read_line("11:00-15:00"), eve + timedelta(days=1): (), concert: read_line("17:30-01:30")}
    return replace(hours, holidays=read_line("11:30-15:00"), dates={**hours.dates, **dates})
