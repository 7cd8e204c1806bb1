"""Claims to places: made, shown, withdrawn and answered by functions of the database, which look at who asks.

Two of the staff decide, at the console; the worker `mail` sends codes and what became of a claim
(`sql/default/claims.sql`).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from accounts.actions import mail
from accounts.models import User
from restaurants.actions.teams import NOTIFY_TASK
from restaurants.claims.codes import read_code, spell_code
from restaurants.claims.domains import is_own_domain
from restaurants.database_functions import call_function, rows_of_function
from restaurants.enums import ClaimAnswer, ClaimProof
from restaurants.exceptions import ClaimRefused
from restaurants.listings.time_zones import find_time_zone
from restaurants.models import Claim, Restaurant, TeamMember
from restaurants.rules import COMPETITOR_DAYS, MAX_CLAIM_CODES, MAX_CLAIM_TRIES, MAX_CLAIMS_PER_DAY
from restaurants.selectors.claims import claim_ways, open_claim
from restaurants.text_folding import search_text, slugify
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Role
from reviews_site.policy.claims import may_decide
from reviews_site.skeletons import skeleton
from reviews_site.web.discovery import absolute

_REFUSALS = {
    "not_possible": "This has changed in the meantime. Look at it again.",
    "not_confirmed": "Confirm who you are first: everybody who manages a restaurant here is a confirmed person.",
    "on_team": "You are on the team of this restaurant already.",
    "open": "You have a claim under way already.",
    "too_many": f"There were many claims today: one person can make {MAX_CLAIMS_PER_DAY}. Please go on tomorrow.",
    "reviewed_competitor": (
        f"You reviewed a restaurant in the same town with the same cuisine less than {COMPETITOR_DAYS} days ago. "
        "Until that is over, you can’t claim this one."
    ),
    "no_address": "We know no address of this restaurant to send a letter to. Choose another way.",
    "no_domain": "We can’t mail a code to this mailbox. Write only what stands before the @, or choose another way.",
    "wrong_code": "That is not the code. Look at each letter again.",
    "code_expired": "That code has expired. Ask for a new one.",
    "no_tries": f"There were {MAX_CLAIM_TRIES} wrong codes. Ask for a new one.",
    "too_many_codes": f"We have sent {MAX_CLAIM_CODES} codes. Withdraw the claim, and make a new one another way.",
}
_SUBJECTS = {
    "code": "Your code for {}",
    "code_due": "Your claim to {}",
    "code_sent": "The code for {} is on its way",
    "waiting": "Your claim to {} is with our staff",
    "answering": "The people who manage {} are asked",
    "half_approved": "The first of two has approved your claim to {}",
    "approved": "{} is yours to manage",
    "refused": "Your claim to {} is refused",
    "withdrawn": "Your claim to {} is withdrawn",
    "expired": "Your claim to {} has expired",
    "owner_answering": "Somebody claims {}",
    "owner_approved": "A claim to {} was approved",
    "owner_refused": "A claim to {} was refused",
    "owner_withdrawn": "A claim to {} was withdrawn",
}


def begin(*, restaurant: Restaurant, proof: ClaimProof, mailbox: str, statement: str, by: User) -> Claim:
    """Claim a listed place.

    Raises:
        ClaimRefused: the database says no, or the mailbox is at a host that others share.
    """
    if proof is ClaimProof.MAIL and not is_own_domain(claim_ways(restaurant).domain):
        raise ClaimRefused(_REFUSALS["no_domain"])
    return _begin(restaurant, [restaurant.pk, proof, mailbox, statement, None], by)


def add(*, values: dict[str, Any], proof: ClaimProof, statement: str, by: User) -> Claim:
    """Claim a place that is not listed. It is listed once the claim is approved.

    Raises:
        ClaimRefused: the database says no.
    """
    listing = {
        **values,
        "slug": slugify(values["name"], values["town"]),
        "skeleton": skeleton(values["name"]),
        "name_words": search_text(values["name"]),
        "cuisine_words": search_text(*values["cuisines"]),
        "place_words": search_text(values["town"], values["street"], values["postcode"]),
        "time_zone": find_time_zone(values["country"], None, None),
    }
    return _begin(None, [None, proof, "", statement, Jsonb(listing)], by)


@transaction.atomic
def _begin(restaurant: Restaurant | None, arguments: list[Any], by: User) -> Claim:
    _change("restaurants_begin_claim", by.pk, *arguments)
    claim = open_claim(by, restaurant)
    if claim is None:
        raise ClaimRefused(_REFUSALS["not_possible"])
    record("claim.made", actor_id=by.pk, object_id=claim.pk, detail={"proof": claim.proof})
    transaction.on_commit(_notify_worker)
    return claim


def enter_code(*, claim: Claim, code: str, by: User) -> None:
    """Show with a code that the place is theirs. A wrong one counts, so that nothing is rolled back.

    Raises:
        ClaimRefused: it is wrong, or too old, or there were too many.
    """
    with transaction.atomic():
        answer = call_function("restaurants_enter_claim_code", by.pk, claim.pk, read_code(code))
        record("claim.code_entered", actor_id=by.pk, object_id=claim.pk, detail={"answer": str(answer)})
        transaction.on_commit(_notify_worker)
    if answer != "done":
        raise ClaimRefused(_REFUSALS[str(answer)])


@transaction.atomic
def ask_for_code(*, claim: Claim, by: User) -> None:
    """Have another code sent.

    Raises:
        ClaimRefused: there were too many.
    """
    _change("restaurants_ask_for_claim_code", by.pk, claim.pk)
    record("claim.code_asked", actor_id=by.pk, object_id=claim.pk)
    transaction.on_commit(_notify_worker)


@transaction.atomic
def withdraw(*, claim: Claim, by: User) -> None:
    """End one's claim.

    Raises:
        ClaimRefused: it has ended.
    """
    _change("restaurants_withdraw_claim", by.pk, claim.pk)
    record("claim.withdrawn", actor_id=by.pk, object_id=claim.pk)
    transaction.on_commit(_notify_worker)


@transaction.atomic
def answer_claim(*, claim: Claim, answer: ClaimAnswer, words: str, by: User) -> None:
    """Say as an owner of the place what somebody else's claim is worth.

    Raises:
        ClaimRefused: `by` is no owner, or the claim does not wait for an answer any more.
    """
    _change("restaurants_answer_claim", by.pk, claim.pk, answer, words)
    record("claim.answered", actor_id=by.pk, object_id=claim.pk, detail={"answer": str(answer)})
    transaction.on_commit(_notify_worker)


@transaction.atomic
def give_up(*, restaurant: Restaurant, by: User) -> bool:
    """Give a place up as one of its owners; whether it is without a team now. Others of the team are mailed.

    Raises:
        ClaimRefused: `by` is no owner.
    """
    team = list(TeamMember.objects.filter(restaurant=restaurant, left_at=None).select_related("user"))
    answer = call_function("restaurants_give_up", by.pk, restaurant.pk)
    if answer not in ("left", "unmanaged"):
        raise ClaimRefused(_REFUSALS[str(answer)])
    record("team.gave_up", actor_id=by.pk, object_id=restaurant.pk)
    if answer == "unmanaged":
        page = {"kind": "given_up", "place": mail.one_line(restaurant.name), "site": absolute("")}
        subject = f"{page['place']} has no team any more"
        for member in team:
            mail.queue_template("claim", page, to=member.user.email, subject=subject)
    transaction.on_commit(_notify_worker)
    return bool(answer == "unmanaged")


@transaction.atomic
def print_letter(*, claim: Claim, by: UUID, roles: Iterable[Role]) -> str:
    """The code of a letter, for staff who print it; nobody sees it again.

    Raises:
        ClaimRefused: no letter is due.
        reviews_site.policy.Denied: their role decides on no claims, or it is their own.
    """
    may_decide(roles, step="print", by=by, about=claim.user_id, first=None).require()
    code = call_function("restaurants_print_claim_letter", claim.pk)
    if code is None:
        raise ClaimRefused("No letter is due for this claim. Somebody may have printed it.")
    record("claim.letter_printed", actor_id=by, object_id=claim.pk)
    transaction.on_commit(_notify_worker)
    return spell_code(str(code))


def queue_mails() -> int:
    """Move what is due, and put mails about claims on their way, each step in a transaction; how many steps."""
    call_function("restaurants_move_due_claims")
    count = 0
    while _queue_next():
        count += 1
    return count


def delete_old() -> None:
    """Delete claims that ended long ago."""
    call_function("restaurants_delete_old_claims")


@transaction.atomic
def _queue_next() -> bool:
    rows = rows_of_function("restaurants_take_claim_mail")
    for row in rows:
        if row["address"]:
            name = mail.one_line(row["place"])
            page = {**row, "place": name, "code": spell_code(row["code"]), "site": absolute("")}
            subject = _SUBJECTS[row["kind"]].format(name)
            mail.queue_template("claim", page, to=row["address"], subject=subject)
    return bool(rows)


def _notify_worker() -> None:
    # A lost message delays and never loses: the worker looks each minute.
    app.nudge(NOTIFY_TASK)


def _change(function: str, *arguments: Any) -> None:
    answer = call_function(function, *arguments)
    if answer != "done":
        raise ClaimRefused(_REFUSALS[str(answer)])
