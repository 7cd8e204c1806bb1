"""Changes of a menu's sections, each as a new value. Sections and dishes are named by their place, from 0."""

from dataclasses import replace

from restaurants.exceptions import InvalidMenu
from restaurants.menus.content import MenuDish, MenuSection, Translation

Sections = tuple[MenuSection, ...]


def add_section(sections: Sections, title: str) -> Sections:
    """Add an empty section at the end."""
    return (*sections, MenuSection(title))


def rename_section(sections: Sections, section: int, title: str) -> Sections:
    """Give a section another heading."""
    return _with(sections, section, replace(_section(sections, section), title=title))


def remove_section(sections: Sections, section: int) -> Sections:
    """Remove a section with its dishes."""
    _section(sections, section)
    return sections[:section] + sections[section + 1 :]


def move_section(sections: Sections, section: int, to: int) -> Sections:
    """Put a section at another place; places beyond an end mean the end."""
    moved = _section(sections, section)
    others = remove_section(sections, section)
    to = min(max(to, 0), len(others))
    return (*others[:to], moved, *others[to:])


def add_dish(sections: Sections, section: int, dish: MenuDish) -> Sections:
    """Add a dish at the end of a section."""
    found = _section(sections, section)
    return _with(sections, section, replace(found, dishes=(*found.dishes, dish)))


def change_dish(sections: Sections, section: int, dish: int, changed: MenuDish) -> Sections:
    """Put a dish in the place of another."""
    dish_at(sections, section, dish)
    dishes = sections[section].dishes
    return _with(sections, section, replace(sections[section], dishes=(*dishes[:dish], changed, *dishes[dish + 1 :])))


def remove_dish(sections: Sections, section: int, dish: int) -> Sections:
    """Remove a dish."""
    dish_at(sections, section, dish)
    dishes = sections[section].dishes
    return _with(sections, section, replace(sections[section], dishes=dishes[:dish] + dishes[dish + 1 :]))


def move_dish(sections: Sections, section: int, dish: int, *, to_section: int, to: int) -> Sections:
    """Put a dish at a place of its section or of another one; places beyond an end mean the end."""
    moved = dish_at(sections, section, dish)
    sections = remove_dish(sections, section, dish)
    target = _section(sections, to_section)
    to = min(max(to, 0), len(target.dishes))
    return _with(sections, to_section, replace(target, dishes=(*target.dishes[:to], moved, *target.dishes[to:])))


def step_dish(sections: Sections, section: int, dish: int, step: int) -> Sections:
    """Move a dish one place up (-1) or down (1), across the border of its section too; at the menu's ends it stays."""
    dish_at(sections, section, dish)
    target = dish + step
    if 0 <= target < len(sections[section].dishes):
        return move_dish(sections, section, dish, to_section=section, to=target)
    if not 0 <= section + step < len(sections):
        return sections
    last = len(sections[section + step].dishes)
    return move_dish(sections, section, dish, to_section=section + step, to=last if step < 0 else 0)


def translate_section(sections: Sections, section: int, text: Translation) -> Sections:
    """Give a section a heading in another language; an empty one leaves it as it is in the menu's own."""
    found = _section(sections, section)
    return _with(sections, section, replace(found, translations=_translations(found, text)))


def translate_dish(sections: Sections, section: int, dish: int, text: Translation) -> Sections:
    """Give a dish a name and a description in another language; without a name it has none there."""
    found = dish_at(sections, section, dish)
    return change_dish(sections, section, dish, replace(found, translations=_translations(found, text)))


def remove_language(sections: Sections, language: str) -> Sections:
    """Remove every translation into a language."""
    nothing = Translation(language, "")
    return tuple(
        replace(
            section,
            dishes=tuple(replace(dish, translations=_translations(dish, nothing)) for dish in section.dishes),
            translations=_translations(section, nothing),
        )
        for section in sections
    )


def dish_at(sections: Sections, section: int, dish: int) -> MenuDish:
    """The dish at this place.

    Raises:
        InvalidMenu: there is none.
    """
    dishes = _section(sections, section).dishes
    if not 0 <= dish < len(dishes):
        raise InvalidMenu("There is no such dish on the menu any more.")
    return dishes[dish]


def _section(sections: Sections, section: int) -> MenuSection:
    if not 0 <= section < len(sections):
        raise InvalidMenu("There is no such section on the menu any more.")
    return sections[section]


def _with(sections: Sections, section: int, changed: MenuSection) -> Sections:
    return (*sections[:section], changed, *sections[section + 1 :])


def _translations(part: MenuDish | MenuSection, text: Translation) -> tuple[Translation, ...]:
    """Those of the part with another text in one language, in the order of languages."""
    others = [each for each in part.translations if each.language != text.language]
    return tuple(sorted([*others, text] if text.name else others, key=lambda each: each.language))
