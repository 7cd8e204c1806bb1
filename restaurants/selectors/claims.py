"""Reads claims to places: one's own, those to a place that one owns, and how a place can be claimed."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.claims.domains import is_own_domain
from restaurants.enums import ClaimDocumentState, ClaimProof, ClaimState
from restaurants.models import Claim, ClaimDocument, Restaurant
from restaurants.rules import OPEN_CLAIM_STATES

# What web may read of claims.
_SHOWN = (
    *("id", "user_id", "restaurant_id", "proof", "state", "listing", "tries", "codes_sent", "code_ends_at"),
    *("submitted_at", "proven_at", "answer_by", "answer", "closed_at", "address", "reason"),
    *("restaurant__name", "restaurant__slug", "restaurant__street", "restaurant__postcode", "restaurant__town"),
)
_AT_CONSOLE = (
    *(name for name in _SHOWN if name != "restaurant__slug"),
    *("statement", "answer_text", "answered_by", "first_by", "decided_by"),
)


@dataclass(frozen=True)
class ClaimWays:
    """How somebody can show that a place is theirs. `domain` is empty where no code can be mailed."""

    domain: str
    has_address: bool

    @property
    def proofs(self) -> list[ClaimProof]:
        """The ways that this place has, the quickest first."""
        usable = {ClaimProof.MAIL: bool(self.domain), ClaimProof.POST: self.has_address}
        return [proof for proof in ClaimProof if usable.get(proof, True)]


def claim_ways(restaurant: Restaurant) -> ClaimWays:
    """How this place can be claimed. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.restaurants_listed_domain(%s), public.restaurants_listed_street(%s)",
            [restaurant.pk, restaurant.pk],
        )
        ((domain, street),) = cursor.fetchall()
    return ClaimWays(domain=domain if is_own_domain(domain) else "", has_address=bool(street))


def own_claims(user: User) -> list[Claim]:
    """What somebody has claimed, the newest first."""
    with private_rows(user.pk):
        found = Claim.objects.filter(user=user).select_related("restaurant").only(*_SHOWN)
        return list(found.order_by("-id")[:50])


def own_claim(user: User, claim_id: UUID) -> Claim:
    """One's own claim.

    Raises:
        Claim.DoesNotExist: it is somebody else's, or gone.
    """
    with private_rows(user.pk):
        return Claim.objects.select_related("restaurant").only(*_SHOWN).get(pk=claim_id, user=user)


def open_claim(user: User, restaurant: Restaurant | None) -> Claim | None:
    """One's open claim to the place; without one, the open claim to a place that is not listed."""
    with private_rows(user.pk):
        found = Claim.objects.filter(user=user, restaurant=restaurant, state__in=OPEN_CLAIM_STATES)
        return found.select_related("restaurant").only(*_SHOWN).first()


def claims_to(restaurant: Restaurant, *, owner: User) -> list[Claim]:
    """What others claim of a place that `owner` owns, and nobody has decided on."""
    with private_rows(owner.pk):
        undecided = Q(state=ClaimState.ANSWERING) | Q(state__in=OPEN_CLAIM_STATES, answer_by__isnull=False)
        found = Claim.objects.filter(undecided, restaurant=restaurant).exclude(user=owner)
        return list(
            found.only("id", "restaurant_id", "proof", "state", "proven_at", "answer_by", "answer").order_by("id")
        )


def claim_to_answer(restaurant: Restaurant, claim_id: UUID, *, owner: User) -> Claim:
    """One of these.

    Raises:
        Claim.DoesNotExist: it is to another place, decided, or their own.
    """
    for claim in claims_to(restaurant, owner=owner):
        if claim.pk == claim_id:
            return claim
    raise Claim.DoesNotExist


def documents_of(claim: Claim) -> list[ClaimDocument]:
    """The pictures that were sent with a claim, for whoever made it."""
    found = ClaimDocument.objects.filter(claim=claim, user_id=claim.user_id)
    return list(found.only("id", "state", "sent_at").order_by("id"))


def claims_competitor(user: User, restaurant: Restaurant) -> bool:
    """Whether somebody claimed a competitor of the place within a week: the database's triggers ask the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_claims_competitor(%s, %s)", [user.pk, restaurant.pk])
        return bool(cursor.fetchone()[0])


def claims_at_console() -> QuerySet[Claim]:
    """Claims with what the console's login reads of them."""
    return Claim.objects.select_related("restaurant").only(*_AT_CONSOLE)


def claim_to_decide(claim_id: UUID) -> Claim | None:
    """A claim that nothing has ended, for staff."""
    return claims_at_console().filter(pk=claim_id, state__in=OPEN_CLAIM_STATES).first()


def documents_at_console(claim_id: UUID) -> QuerySet[ClaimDocument]:
    """The pictures of a claim, for staff."""
    found = ClaimDocument.objects.filter(claim_id=claim_id, state=ClaimDocumentState.WAITING)
    return found.only("id", "claim_id", "user_id", "state", "token", "sent_at").order_by("id")
