"""The protections of claims by programs."""

from typing import Any
from uuid import UUID

from restaurants.models import Claim
from restaurants.selectors.claims import _SHOWN
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always


def claim_of_anybody(_user: Any, claim_id: UUID) -> Claim:
    """A claim, whoever asks."""
    return Claim.objects.select_related("restaurant").only(*_SHOWN).get(pk=claim_id)


PROTECTIONS = (
    Protection(
        "claim_of_ones_own",
        "Nobody reads, shows or withdraws somebody else’s claim, by page or by program, whose id they know.",
        "it is found by its id, and neither row policies nor functions ask whose it is",
        Together(
            Replaced("restaurants.views.claims.own_claim", claim_of_anybody),
            Replaced("api.views.claims.own_claim", claim_of_anybody),
            Sql("default", "ALTER TABLE restaurants_claim DISABLE ROW LEVEL SECURITY"),
            FunctionRedefined(
                "default",
                "public.restaurants_enter_claim_code(uuid, uuid, text)",
                "open.user_id = actor",
                "open.user_id IS NOT NULL",
            ),
            *(
                FunctionRedefined("default", f"public.{name}(uuid, uuid)", "user_id = actor", "user_id IS NOT NULL")
                for name in ("restaurants_ask_for_claim_code", "restaurants_withdraw_claim")
            ),
        ),
    ),
    Protection(
        "claim_steps_of_owners_in_browsers",
        "A stolen token, or a stolen session, neither gives an owner’s place up nor agrees to a claim to it.",
        "tokens are taken, and nobody asks for a factor of the last five minutes",
        Together(
            Replaced("api.permissions.InBrowser.has_permission", always),
            Replaced("api.team_access.is_recently_authenticated", always),
        ),
    ),
)
