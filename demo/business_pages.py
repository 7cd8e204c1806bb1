"""What the demo's owners did with their pages: a menu of the season, a profile, and hours with holidays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from demo import sign_ins
from restaurants.actions import menus, planning_notes, profiles
from restaurants.actions.profiles import ProfileValues
from restaurants.enums import PlannedEffect, PlanningKind
from restaurants.hours.written import WrittenHours, read_line, written_hours
from restaurants.menus.content import MenuDish, MenuSection, Translation
from restaurants.models import Menu, Restaurant
from restaurants.selectors.menus import written_menu


@dataclass(frozen=True)
class DemoPage:
    """What one owner wrote."""

    section: MenuSection
    description: str
    links: Mapping[str, str]


PAGES = {
    "trattoria-lucia": DemoPage(
        MenuSection(
            "Solo in autunno",
            (
                MenuDish(
                    *("Ravioli di zucca", "13.80", "Burro, salvia e amaretti", "ACGH", "vegetarian", "seasonal"),
                    translations=(
                        Translation("de", "Kürbisravioli", "Salbeibutter und Amaretti"),
                        Translation("en", "Pumpkin ravioli", "Sage butter and amaretti"),
                    ),
                ),
                MenuDish(
                    *("Risotto ai porcini", "15.50", "Porcini del mercato", "GLO", "vegetarian", "seasonal"),
                    translations=(
                        Translation("de", "Steinpilzrisotto", "Steinpilze vom Markt"),
                        Translation("en", "Porcini risotto", "Mushrooms from the market"),
                    ),
                ),
            ),
            (Translation("de", "Nur im Herbst"), Translation("en", "Only in autumn")),
        ),
        "Lucia and her brother cook what their grandmother in Ferrara cooked. The pasta is made each morning, and when"
        " it is gone, it is gone.\n\nIn summer there are twelve tables in the yard. Dogs are welcome there.",
        {
            "reservation": "https://book.example/trattoria-lucia",
            "instagram": "https://www.instagram.com/trattoria.lucia",
        },
    ),
    "zur-alten-waage": DemoPage(
        MenuSection(
            "Gansl im November",
            (
                MenuDish(
                    *("Martinigansl", "27.90", "Mit Rotkraut und Erdäpfelknödel", "ACGL", "", "seasonal"),
                    translations=(Translation("en", "St Martin’s goose", "With red cabbage and potato dumplings"),),
                ),
                MenuDish(
                    *("Maronisuppe", "6.80", "Mit Schlagobers", "GL", "vegetarian", "seasonal"),
                    translations=(Translation("en", "Chestnut soup", "With whipped cream"),),
                ),
            ),
            (Translation("en", "Goose in November"),),
        ),
        "Seit 1893 am Marktplatz. Die Waage, auf der früher das Getreide gewogen wurde, hängt in der Stube.\n\n"
        "Für Gruppen ab acht bitten wir um einen Anruf.",
        {"reservation": "https://book.example/zur-alten-waage"},
    ),
    "blechdach-burger": DemoPage(
        MenuSection(
            "Diesen Monat",
            (
                MenuDish(
                    *(
                        "Kürbisburger",
                        "11.90",
                        "Gebratener Kürbis, Ziegenkäse, Rucola",
                        "ACG",
                        "vegetarian",
                        "seasonal",
                    ),
                    translations=(Translation("en", "Pumpkin burger", "Roast pumpkin, goat’s cheese, rocket"),),
                ),
                MenuDish(
                    *("Pommes mit allem", "6.50", "Cheddar, Jalapeños, Jungzwiebeln", "G", "vegetarian"),
                    translations=(Translation("en", "Loaded fries", "Cheddar, jalapeños, spring onion"),),
                ),
            ),
            (Translation("en", "This month"),),
        ),
        "We grind the beef twice a day, and bake the buns at the back. There are no tables to book: come in, and wait"
        " at the bar.",
        {"instagram": "https://www.instagram.com/blechdach.burger"},
    ),
}

# Days from today, how many, and what is planned for them.
_PLANS = (
    (-40, 1, PlanningKind.EVENT, "Wine festival"),
    (4, 1, PlanningKind.EVENT, "Jazz in the yard"),
    (18, 5, PlanningKind.HOLIDAY, ""),
)


def add(known: Mapping[str, Restaurant]) -> int:
    """Publish what the owners wrote, once; how many menus were published."""
    new = [ref for ref in PAGES if Menu.objects.get(restaurant=known[ref]).version == 1]
    for ref in new:
        _publish(known[ref], PAGES[ref])
    return len(new)


def _publish(place: Restaurant, page: DemoPage) -> None:
    owner = sign_ins.owner_of(place)
    now = written_menu(place, by=owner)
    content = replace(now.content, sections=(page.section, *now.content.sections))
    seen = menus.save_draft(restaurant=place, content=content, seen=now.version, by=owner)
    menus.publish(restaurant=place, seen=seen, by=owner)
    values = ProfileValues(page.description, place.phone, place.website, place.wheelchair, page.links)
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


def _with_holidays(hours: WrittenHours, today: date) -> WrittenHours:
    """Closed at Christmas, for lunch on its eve, and late on the next Friday but one, for a concert."""
    eve = date(today.year, 12, 24)
    if eve < today:
        eve = eve.replace(year=today.year + 1)
    concert = today + timedelta(days=14 + (4 - today.weekday()) % 7)
    dates = {eve: read_line("11:00-15:00"), eve + timedelta(days=1): (), concert: read_line("17:30-01:30")}
    return replace(hours, holidays=read_line("11:30-15:00"), dates={**hours.dates, **dates})
