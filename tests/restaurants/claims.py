"""Claims for tests: each step by the action, the worker or the staff that take it in earnest."""

import re
from itertools import count
from typing import Any

import pytest
from django.core import mail as outbox

from accounts.actions import mail, signed_actions
from accounts.enums import ClaimStep
from accounts.models import ClaimAction, SignedActionOutcome, User
from restaurants.actions import claims, owners
from restaurants.enums import ClaimProof, ClaimState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, Restaurant
from tests.accounts.test_staffing import Engineer, outcome_of
from tests.conftest import playing
from tests.restaurants import factories

WORDS = "I have run this place since 2019, and hold its trade licence, number 417."
REASON = "The licence names somebody else."
WEBSITE = "https://www.zum-reiher.example/menu"
LISTING: dict[str, Any] = {
    **{"name": "Zur Haubentaucherin", "cuisines": ["fish"], "street": "Uferweg 3", "postcode": "4020"},
    **{"town": "Linz", "country": "AT", "phone": "", "website": "https://haubentaucherin.example"},
}
_NUMBER = count(1)


def place(name: str = "Zum Reiher", *cuisines: str, website: str = WEBSITE, town: str = "Linz") -> Restaurant:
    """A listed restaurant with a website and an address."""
    made = factories.restaurant(name, *cuisines, town=town)
    Restaurant.objects.filter(pk=made.pk).update(website=website, street="Am Teich 1", postcode="4020")
    made.refresh_from_db()
    return made


def claimed(restaurant: Restaurant, by: User, proof: ClaimProof = ClaimProof.DOCUMENTS, mailbox: str = "info") -> Claim:
    """A claim, as `web` makes it."""
    with playing("web"):
        return claims.begin(
            restaurant=restaurant,
            proof=proof,
            mailbox=mailbox if proof is ClaimProof.MAIL else "",
            statement=WORDS,
            by=by,
        )


def added(by: User, proof: ClaimProof = ClaimProof.DOCUMENTS, **values: Any) -> Claim:
    """A claim to a place that is missing."""
    with playing("web"):
        return claims.add(values={**LISTING, **values}, proof=proof, statement=WORDS, by=by)


def send() -> list[Any]:
    """The mails about claims that the worker sends now."""
    before = len(outbox.outbox)
    with playing("mail"):
        claims.queue_mails()
        mail.deliver_due()
    return outbox.outbox[before:]


def code_in(mails: list[Any], address: str) -> str:
    """The code in the mail to an address."""
    (text,) = [each.body for each in mails if each.to == [address] and re.search(r"\w{4}-\w{4}-\w{4}", each.body)]
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", text)
    assert found
    return found[0]


def two_of_the_company() -> tuple[Engineer, Engineer]:
    """Somebody of customer support, and a security engineer."""
    number = next(_NUMBER)
    return Engineer(f"sina{number}", "customer_support"), Engineer(f"oskar{number}")


def step_on(claim: Claim, by: User, step: ClaimStep = ClaimStep.APPROVE) -> ClaimAction:
    """A step without a signature."""
    reason = REASON if step is ClaimStep.REFUSE else ""
    return ClaimAction(actor_id=by.pk, claim_id=claim.pk, step=step, reason=reason)


def takes(who: Engineer, claim: Claim, step: ClaimStep = ClaimStep.APPROVE) -> SignedActionOutcome:
    """Take a step at the console, with a code; what the worker makes of it."""
    act = who.proves(step_on(claim, who.user, step))
    with playing("console"):
        signed_actions.submit(act)
    return outcome_of(act)


def approved(claim: Claim) -> None:
    """Both approvals."""
    for who in two_of_the_company():
        made = takes(who, claim)
        assert made.message == ""


def state_of(claim: Claim) -> ClaimState:
    """How far it is."""
    return ClaimState(Claim.objects.get(pk=claim.pk).state)


def owner_of(restaurant: Restaurant, name: str) -> User:
    """An owner whom an operator named."""
    user = factories.confirmed(name)
    owners.grant(restaurant=restaurant, user=user, by=None)
    return user


def refused(change: object, **arguments: object) -> str:
    """What somebody reads whom `web` refuses a step."""
    assert callable(change)
    with playing("web"), pytest.raises(ClaimRefused) as caught:
        change(**arguments)
    return str(caught.value)
