"""Claims in the town: one waits for its letter, one adds a missing place, and one disputes who runs a restaurant."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from accounts.models import User
from demo import sign_ins
from restaurants.actions import claims
from restaurants.enums import ClaimProof
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, Restaurant

DISPUTED, CLAIMED = "blechdach-burger", "masala-hof"
_MISSING = {
    **{"name": "Blechdach am Bahnhof", "cuisines": ["burger"], "street": "Bahnhofplatz 2", "postcode": "4399"},
    **{"town": "Wesselbruck", "country": "AT", "phone": "", "website": ""},
}
_SECOND_HOUSE = "Our second house. It opened in October, and the trade licence is the one of Blechdach Burger."
_LEASE = "I have held the lease since spring. Whoever manages the page worked for the tenant before me."
_COOKS = "My brother cooks, and I do everything else."


def add(known: Mapping[str, Restaurant], guests: Mapping[str, UUID]) -> int:
    """Make the claims, once; how many were made."""
    if Claim.objects.exists():
        return 0
    owner = sign_ins.owner_of(known[DISPUTED])
    claims.add(values=_MISSING, proof=ClaimProof.DOCUMENTS, statement=_SECOND_HOUSE, by=owner)
    claimants = _claimants(guests)
    _claim(known[DISPUTED], ClaimProof.DOCUMENTS, _LEASE, claimants)
    _claim(known[CLAIMED], ClaimProof.POST, _COOKS, claimants)
    return Claim.objects.count()


def _claimants(guests: Mapping[str, UUID]) -> Iterator[User]:
    """Guests, the last ones first: those before them sign in and write."""
    for email in sorted((each for each in guests if each != sign_ins.DINER), reverse=True):
        yield User.objects.get(pk=guests[email])


def _claim(place: Restaurant, proof: ClaimProof, statement: str, claimants: Iterator[User]) -> None:
    """Have the next one claim the place who is confirmed, and reviewed no competitor within a week."""
    for person in claimants:
        try:
            claims.begin(restaurant=place, proof=proof, mailbox="", statement=statement, by=person)
        except ClaimRefused:
            continue
        return
