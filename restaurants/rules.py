"""Rules of reviews, ratings and guest numbers, as constants and pure functions."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from restaurants.enums import ClaimDocumentState, ClaimState, NotificationKind, PhotoState, ReceiptState, ReplyState
from reviews_site.texts import shows, tidy

MIN_TEXT_LENGTH, MAX_TEXT_LENGTH = 20, 5000
MAX_VISIT_AGE_DAYS = 365
# What a review may rate besides the visit as a whole, each with 1 to 5 stars or not at all.
ASPECTS = ("food", "service", "value", "ambience")
# Somewhere it is tomorrow already: Kiritimati is 14 hours ahead of UTC.
MAX_UTC_OFFSET = timedelta(hours=14)
MIN_REVIEWS_FOR_INTERVAL = 5
# Nobody eats at more restaurants in an hour, and a stolen account must not flood the site.
MAX_REVIEWS_PER_HOUR = 10
# A draft may be longer than a review: nothing that was typed is cut.
MAX_DRAFT_LENGTH, MAX_DRAFTS, DRAFT_DAYS = 20_000, 50, 90
# An edited review shows all that it said before.
MAX_EDITS = 20
MAX_PHOTOS_PER_REVIEW = 10
# Ten each for a long day of restaurants; a stolen account must not fill the store.
MAX_PHOTOS_PER_DAY = 60
MAX_ALT_LENGTH = 200
DEFAULT_LIST, MAX_LISTS, MAX_PLACES_PER_LIST = "Saved", 20, 200
# As `sql/default/teams.sql` has them.
MAX_INVITATIONS_PER_DAY, ADDRESS_SETTLES_DAYS = 20, 3
MAX_FOLLOWS = 200
# `sql/default/changes.sql` deletes them a day later.
CHANGES_KEPT_DAYS = 30
MAX_LIST_NAME_LENGTH, MAX_NOTE_LENGTH = 60, 200
MAX_PROFILE_LENGTH = 1000
# A week with six periods a day, and forty single days.
MAX_HOURS_LENGTH = 4000
PHOTO_TRANSITIONS: dict[PhotoState, frozenset[PhotoState]] = {
    PhotoState.WAITING: frozenset(
        {
            *(PhotoState.PUBLISHED, PhotoState.UNCHECKED, PhotoState.DUPLICATE, PhotoState.UNFIT),
            *(PhotoState.REFUSED, PhotoState.REMOVED),
        }
    ),
    PhotoState.UNCHECKED: frozenset({PhotoState.BLURRING, PhotoState.REFUSED, PhotoState.REMOVED}),
    PhotoState.PUBLISHED: frozenset({PhotoState.BLURRING, PhotoState.REMOVED}),
    PhotoState.BLURRING: frozenset({PhotoState.PUBLISHED, PhotoState.REFUSED, PhotoState.REMOVED}),
    PhotoState.DUPLICATE: frozenset({PhotoState.PUBLISHED, PhotoState.REFUSED, PhotoState.REMOVED}),
    PhotoState.UNFIT: frozenset({PhotoState.PUBLISHED, PhotoState.REFUSED, PhotoState.REMOVED}),
    PhotoState.REFUSED: frozenset({PhotoState.REMOVED}),
    PhotoState.REMOVED: frozenset(),
}
# What looks like a copy, or not fit to show, waits so long for a person to look at it; then it is refused.
COPY_DAYS = 14
# So long an author may take squares off in which faces were found; then the picture without squares is deleted.
UNBLURRED_DAYS = 2
# What could not be checked for faces waits so long for its author to look; then it is refused.
UNCHECKED_DAYS = 14
MAX_PHOTOS_PER_PAGE = 10
# Why a person refuses such a photo, in words for its author.
COPY_REASONS = {
    "somebody_elses": "This is a photo that somebody else has shown here. Show one that you took yourself.",
    "shown_already": "This photo is shown here already, so it is not shown again.",
}
# The same of a photo that seemed not fit to show.
UNFIT_REASONS = {
    "private_papers": "It shows a document, such as a bill. Bills belong where you confirm your visit.",
    "nothing_to_see": "There is next to nothing to see on it.",
}
MAX_RECEIPTS_PER_REVIEW = 3
# What nobody has decided on by then is deleted.
RECEIPT_DAYS = 14
OPEN_RECEIPT_STATES = (ReceiptState.SENT, ReceiptState.WAITING)
RECEIPT_ANSWERS = (ReceiptState.CONFIRMED, ReceiptState.UNREADABLE, ReceiptState.REFUSED)
RECEIPT_TRANSITIONS: dict[ReceiptState, frozenset[ReceiptState]] = {
    ReceiptState.SENT: frozenset({ReceiptState.WAITING, ReceiptState.UNREADABLE, ReceiptState.EXPIRED}),
    ReceiptState.WAITING: frozenset({*RECEIPT_ANSWERS, ReceiptState.EXPIRED}),
    **dict.fromkeys((*RECEIPT_ANSWERS, ReceiptState.EXPIRED), frozenset[ReceiptState]()),
}
# What only people are notified of who work with a restaurant (`sql/default/team_alerts.sql` decides when).
TEAM_KINDS = (
    *(NotificationKind.TEAM_REVIEW, NotificationKind.RATING_DROP, NotificationKind.REVIEW_BURST),
    *(NotificationKind.TEAM_SUGGESTION, NotificationKind.FORECAST_MISSED),
)
MIN_REPLY_LENGTH, MAX_REPLY_LENGTH = 2, 2000
MAX_REPLY_TEMPLATES, MAX_TEMPLATE_TITLE_LENGTH = 20, 60
# A reply shows all that it said before.
MAX_REPLY_EDITS = 20
# More than a hundred a day, nobody writes by hand for one restaurant.
MAX_REPLIES_PER_DAY = 100
REPLY_ANSWERS = (ReplyState.PUBLISHED, ReplyState.REFUSED)
# A new text is looked at anew: it is on the page, or held.
_NEW_TEXT = frozenset({ReplyState.PUBLISHED, ReplyState.ON_HOLD})
REPLY_TRANSITIONS: dict[ReplyState, frozenset[ReplyState]] = {
    ReplyState.PUBLISHED: _NEW_TEXT,
    ReplyState.ON_HOLD: _NEW_TEXT | {ReplyState.WAITING},
    ReplyState.WAITING: _NEW_TEXT | {*REPLY_ANSWERS},
    ReplyState.REFUSED: _NEW_TEXT,
}
# What follows is in `sql/default/claims.sql`, too, which decides; a test compares some of it.
MAX_CLAIMS_PER_DAY, MAX_CLAIM_CODES, MAX_CLAIM_TRIES = 5, 3, 5
# A letter may lie in a letter box over the holidays.
CLAIM_MAIL_HOURS, CLAIM_LETTER_DAYS = 48, 30
# Whoever manages a place that another person claims has so long to answer.
CLAIM_ANSWER_DAYS = 14
# A claim without an entered code ends by then, and every claim is deleted so long after its end.
UNPROVEN_CLAIM_DAYS, CLOSED_CLAIM_DAYS = 60, 90
# For so long whoever claims a place reviews none that shares its town and a cuisine, and claims none beside one that
# they have reviewed.
COMPETITOR_DAYS = 7
# As `sql/default/suggestions.sql` has them.
MAX_SUGGESTIONS_PER_DAY, MAX_SUGGESTION_NOTE, DECIDED_SUGGESTION_DAYS = 10, 300, 90
MIN_CLAIM_STATEMENT, MAX_CLAIM_STATEMENT, MAX_CLAIM_REASON = 20, 1000, 500
OPEN_CLAIM_STATES = (
    *(ClaimState.CODE_DUE, ClaimState.CODE_SENT, ClaimState.ANSWERING, ClaimState.WAITING, ClaimState.HALF_APPROVED),
)
_CLAIM_ENDS = frozenset({ClaimState.REFUSED, ClaimState.WITHDRAWN})
CLAIM_TRANSITIONS: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.CODE_DUE: _CLAIM_ENDS | {ClaimState.CODE_SENT, ClaimState.EXPIRED},
    # A code that did not arrive is sent anew.
    ClaimState.CODE_SENT: _CLAIM_ENDS
    | {ClaimState.CODE_DUE, ClaimState.ANSWERING, ClaimState.WAITING, ClaimState.EXPIRED},
    ClaimState.ANSWERING: _CLAIM_ENDS | {ClaimState.WAITING},
    ClaimState.WAITING: _CLAIM_ENDS | {ClaimState.HALF_APPROVED},
    # Somebody else may have come to manage the place since: then they are asked.
    ClaimState.HALF_APPROVED: _CLAIM_ENDS | {ClaimState.APPROVED, ClaimState.ANSWERING},
    **dict.fromkeys(
        (ClaimState.APPROVED, ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.EXPIRED), frozenset[ClaimState]()
    ),
}
# As `sql/default/claim_documents.sql` has it.
MAX_CLAIM_DOCUMENTS = 6
CLAIM_DOCUMENT_TRANSITIONS: dict[ClaimDocumentState, frozenset[ClaimDocumentState]] = {
    ClaimDocumentState.SENT: frozenset({ClaimDocumentState.WAITING, ClaimDocumentState.UNREADABLE}),
    ClaimDocumentState.WAITING: frozenset(),
    ClaimDocumentState.UNREADABLE: frozenset(),
}
MAX_PLAN_NAME_LENGTH = 60
# As `sql/default/planning_notes.sql` has them.
MAX_PLANNED_DAYS, PLANNED_DAYS_AHEAD, PLANNED_DAYS_BACK = 92, 400, 1095
MAX_VISITORS_PER_DAY = 20_000
# In the smallest unit of a currency: a hundred million in most.
MAX_TAKINGS_PER_DAY = 10_000_000_000
EARLIEST_COUNT_DAY = date(2000, 1, 1)


def earliest_visit_day(now: datetime) -> date:
    """The earliest visit that a review posted `now` may describe."""
    return now.date() - timedelta(days=MAX_VISIT_AGE_DAYS)


def latest_visit_day(now: datetime) -> date:
    """The latest visit that a review posted `now` may describe: today in the time zone that is furthest ahead."""
    return (now + MAX_UTC_OFFSET).date()


def normalize_text(text: str) -> str:
    """Tidy the text, strip white space and reduce runs of empty lines to one."""
    lines = [line.rstrip() for line in tidy(text).strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def reply_problem(text: str) -> str:
    """What is wrong with the text of a reply, as a sentence; empty where nothing is."""
    if not shows(text, MIN_REPLY_LENGTH):
        return "Write a reply."
    if len(text) > MAX_REPLY_LENGTH:
        return f"Use at most {MAX_REPLY_LENGTH:,} characters. You have used {len(text):,}."
    return ""


def review_problems(
    *, rating: int, text: str, visited_on: date, now: datetime, **aspects: int | None
) -> dict[str, str]:
    """A sentence for each field that breaks a rule; empty for a valid review. `aspects` are some of `ASPECTS`."""
    problems = {
        name: "Choose one to five stars."
        for name, stars in {"rating": rating, **aspects}.items()
        if not (stars is None or 1 <= stars <= 5)
    }
    if len(text) < MIN_TEXT_LENGTH or not shows(text, MIN_TEXT_LENGTH // 2):
        problems["text"] = f"Write at least {MIN_TEXT_LENGTH} characters, so that others learn something from it."
    elif len(text) > MAX_TEXT_LENGTH:
        over = len(text) - MAX_TEXT_LENGTH
        problems["text"] = f"Shorten your review to {MAX_TEXT_LENGTH:,} characters: you have {over:,} too many."
    if visited_on > latest_visit_day(now):
        problems["visited_on"] = "This day is in the future. Choose the day when you were there."
    elif visited_on < earliest_visit_day(now):
        problems["visited_on"] = "Reviews are about visits within the last year. Choose a later day."
    return problems


def rating_interval(stars: Sequence[int]) -> tuple[float, float] | None:
    """The 95 % confidence interval of the mean rating, from the counts of 1 to 5 stars; None below five reviews.

    A normal interval around the mean. One additional review of each rating smooths the variance, so that five
    equal reviews don't look certain.
    """
    count = sum(stars)
    if count < MIN_REVIEWS_FOR_INTERVAL:
        return None
    mean = sum(value * number for value, number in enumerate(stars, 1)) / count
    squares = sum((number + 1) * (value - mean) ** 2 for value, number in enumerate(stars, 1))
    half_width = 1.96 * math.sqrt(squares / (count + 5) / count)
    return max(1.0, mean - half_width), min(5.0, mean + half_width)


@dataclass(frozen=True)
class DayCount:
    """The guests of one day, the bills that they paid, and the takings; None where the owner doesn't count these.

    `takings` are in the smallest unit of the restaurant's currency.
    """

    day: date
    visitors: int
    purchases: int | None = None
    takings: int | None = None


def day_count_problem(count: DayCount, *, now: datetime) -> str:
    """What is wrong with a day's numbers, as a sentence for the owner; empty when nothing is."""
    if not EARLIEST_COUNT_DAY <= count.day <= latest_visit_day(now):
        return f"Choose a day from {EARLIEST_COUNT_DAY:%Y} until today."
    if not 0 <= count.visitors <= MAX_VISITORS_PER_DAY:
        return f"Enter the guests as a number from 0 to {MAX_VISITORS_PER_DAY:,}."
    if count.purchases is not None and not 0 <= count.purchases <= MAX_VISITORS_PER_DAY:
        return f"Enter the bills as a number from 0 to {MAX_VISITORS_PER_DAY:,}, or leave them out."
    if count.takings is not None and not 0 <= count.takings <= MAX_TAKINGS_PER_DAY:
        return "Check the takings: they are negative, or more than a restaurant takes in a day."
    return ""


def planned_days_problem(first_day: date, last_day: date, *, now: datetime) -> str:
    """What is wrong with the days of a planning note, as a sentence for the team; empty when nothing is."""
    today = now.date()
    if last_day < first_day:
        return "The last day is before the first one."
    if (last_day - first_day).days >= MAX_PLANNED_DAYS:
        return f"A note covers at most {MAX_PLANNED_DAYS} days. Add a second one for the rest."
    if first_day < today - timedelta(days=PLANNED_DAYS_BACK):
        return "Choose days of the last three years, or days to come."
    if last_day > today + timedelta(days=PLANNED_DAYS_AHEAD):
        return f"Choose days within the next {PLANNED_DAYS_AHEAD} days."
    return ""
