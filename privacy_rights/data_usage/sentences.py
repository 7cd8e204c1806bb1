"""Uses as sentences, by day. Pure: it reads no store. What was the same on one day is one sentence with a count."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from privacy_rights.data_usage import labels
from privacy_rights.selectors.data_usage import DataUse, UsagePage

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
EXPORT = "export"
Names = Mapping[uuid.UUID, str]


@dataclass(frozen=True)
class UsageLine:
    """One sentence, with when it happened last, who it was, and what they saw, if it was row by row."""

    last_used_at: datetime
    says: str
    role: str
    seen: str = ""


@dataclass(frozen=True)
class UsageDay:
    """The sentences of one day, newest first."""

    day: date
    lines: list[UsageLine]


def by_day(page: UsagePage, names: Names) -> list[UsageDay]:
    """Everything of a page, grouped."""
    lines = [*_lines(page.uses, names), *_of_support(page.lookups)]
    lines.sort(key=lambda line: line.last_used_at, reverse=True)
    return [UsageDay(day, list(found)) for day, found in groupby(lines, key=lambda line: line.last_used_at.date())]


def roles_in(days: Iterable[UsageDay]) -> list[labels.ReaderLabel]:
    """Who is named on the page, each once, in the order of the page."""
    return [labels.reader_label(role) for role in dict.fromkeys(line.role for day in days for line in day.lines)]


def number(count: int) -> str:
    """A count as one writes it in a sentence."""
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"


def _lines(uses: Sequence[DataUse], names: Names) -> Iterable[UsageLine]:
    groups: dict[tuple[object, ...], list[DataUse]] = {}
    for use in uses:
        groups.setdefault(_likeness(use), []).append(use)
    for found in groups.values():
        seen = (
            labels.column_labels(found[0].columns)
            if found[0].reach != "count" and found[0].role != labels.OWNER
            else ""
        )
        yield UsageLine(found[0].used_at, _sentence(found, names) + _times(found), found[0].role, seen)


def _likeness(use: DataUse) -> tuple[object, ...]:
    """What makes two uses one sentence. Of a program's batches the day is enough."""
    same = (use.used_at.date(), use.role, use.relation, use.version, use.restaurant_id, use.is_sure, use.kind)
    return same if use.role in (labels.OWNER, labels.PROCESS) else (*same, use.columns, use.rows)


def _times(found: Sequence[DataUse]) -> str:
    return "" if len(found) == 1 or found[0].role == labels.PROCESS else f" That was {number(len(found))} times."


def _sentence(found: Sequence[DataUse], names: Names) -> str:
    use = found[0]
    if use.role == labels.OWNER:
        return _of_owner(use, names.get(use.restaurant_id or uuid.UUID(int=0), "a restaurant"))
    if use.role == labels.PROCESS and use.is_sure:
        return _of_program(use, _places([place for each in found for place in each.places], names))
    if use.reach == "count":
        counts = "published counts of who writes reviews"
        reader = labels.reader_label(use.role).name
        return f"{reader} looked at {counts}. You are counted in them, with at least nine others."
    return _of_rows(use, names)


def _of_owner(use: DataUse, place: str) -> str:
    if use.reach == "count":
        return (
            f"The owner of {place} saw how old guests are. If you said when you were born, you are counted, with at "
            "least nine others."
        )
    people = use.subjects or 0
    reviews = f"{number(people)} reviews, one of them yours" if people > 1 else "your review"
    return f"The owner of {place} looked at how their guests feel: {reviews}."


def _of_program(use: DataUse, places: str) -> str:
    if use.purpose == "sentiment of reviews":
        return f"The language model scored {places}."
    return f"A program of ours read {places}, for this: {use.purpose}."


def _of_rows(use: DataUse, names: Names) -> str:
    opened = "took away" if use.kind == EXPORT else "opened"
    what = labels.relation_label(use.relation)
    if use.reach == "dataset":
        dataset = use.relation.partition(".")[2].replace("_", " ")
        what = f"rows of the dataset “{dataset}”"
    who = labels.reader_label(use.role).name
    if not use.is_sure:
        return f"{who} {opened} {number(use.rows)} {what}. Which ones is not known: yours may be among them."
    if use.rows == 1:
        what = f"one of the {what}" if use.reach != "review" or not use.places else _places(list(use.places), names)
        return f"{who} {opened} {what}{'' if use.reach == 'review' and use.places else ': the one about you'}."
    own = f"{number(max(len(set(use.places)), 1))} of them {'yours' if use.reach == 'review' else 'about you'}"
    return f"{who} {opened} {number(use.rows)} {what}, {own}."


def _places(places: Sequence[uuid.UUID], names: Names) -> str:
    known = sorted({names.get(place, "a restaurant that is not listed any more") for place in places})
    if not known:
        return "what you wrote"
    listed = ", ".join(known[:-1]) + (" and " if known[:-1] else "") + known[-1]
    return f"your review of {listed}" if len(known) == 1 else f"your reviews of {listed}"


def _of_support(lookups: Sequence[datetime]) -> Iterable[UsageLine]:
    for _, found in groupby(sorted(lookups, reverse=True), key=lambda at: at.date()):
        times = list(found)
        again = f" That was {number(len(times))} times." if len(times) > 1 else ""
        yield UsageLine(times[0], f"Customer support opened your masked record.{again}", labels.SUPPORT)
