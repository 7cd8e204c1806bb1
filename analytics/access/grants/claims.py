"""Grants on claims to places: `web` reads its person's and those to their places, and calls functions for the rest.

Of documents it adds and deletes its person's, and reads neither picture nor token.

Nobody reads the digest of a code. What somebody wrote, and whom a code was mailed to, the console sees, which decides.
`web` names the person it acts for, as for lists (`diners.py`).
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.erased_rows import ASKED

_CLAIM = "public.restaurants_claim"
_DOCUMENT = "public.restaurants_claimdocument"
_PERSON = "NULLIF(pg_catalog.current_setting('platemark.person', true), '')::uuid"
_OF_ONES_OWN_PLACE = (
    "answer_by IS NOT NULL AND EXISTS (SELECT FROM public.restaurants_teammember AS member"
    f" WHERE member.user_id = {_PERSON} AND member.restaurant_id = restaurants_claim.restaurant_id"
    " AND member.role = 'owner' AND member.left_at IS NULL)"
)
_SHOWN = (
    "id, restaurant_id, user_id, proof, state, listing, tries, codes_sent, code_ends_at, submitted_at, proven_at, "
    "answer_by, answer, closed_at"
)

WEB = {
    _CLAIM: f"SELECT ({_SHOWN}, address, reason)",
    _DOCUMENT: "SELECT (id, claim_id, user_id, state, sent_at), INSERT (id, claim_id, user_id), DELETE",
}
WEB_FUNCTIONS = frozenset(
    {
        "public.restaurants_listed_domain(uuid)",
        "public.restaurants_listed_street(uuid)",
        "public.restaurants_claims_competitor(uuid, uuid)",
        "public.restaurants_begin_claim(uuid, uuid, text, text, text, jsonb)",
        "public.restaurants_enter_claim_code(uuid, uuid, text)",
        "public.restaurants_ask_for_claim_code(uuid, uuid)",
        "public.restaurants_withdraw_claim(uuid, uuid)",
        "public.restaurants_answer_claim(uuid, uuid, text, text)",
        "public.restaurants_give_up(uuid, uuid)",
    }
)
# Nobody's name; what is printed on a letter is the place's.
CONSOLE = {
    _CLAIM: f"SELECT ({_SHOWN}, address, statement, answer_text, answered_by, first_by, decided_by, reason)",
    _DOCUMENT: "SELECT (id, claim_id, user_id, state, token, sent_at)",
    "public.accounts_claimaction": (
        "SELECT (id, actor_id, created_at, signature_kind, home_region, claim_id, step), INSERT"
    ),
}
CONSOLE_FUNCTIONS = frozenset({"public.restaurants_print_claim_letter(uuid)"})
STAFFING = {"public.accounts_claimaction": "SELECT, UPDATE (reason, signature)"}
STAFFING_FUNCTIONS = frozenset(
    {"public.restaurants_people_of_claim(uuid)", "public.restaurants_take_claim_step(uuid, uuid, text, text)"}
)
MEDIA = {_DOCUMENT: "SELECT, UPDATE (state, token)"}
PRIVACY = {_DOCUMENT: "SELECT (id, user_id), DELETE"}
# The worker makes the codes of mails, and reads no claim.
MAIL_FUNCTIONS = frozenset(
    f"public.restaurants_{name}()" for name in ("take_claim_mail", "move_due_claims", "delete_old_claims")
)
POLICIES = (
    RowPolicy("web_own_rows", _CLAIM, "web", using=f"user_id = {_PERSON} OR ({_OF_ONES_OWN_PLACE})"),
    RowPolicy("console_rows", _CLAIM, "console", using="true"),
    RowPolicy(
        "privacy_own_rows",
        _CLAIM,
        "privacy",
        using=(asked := ASKED.format(column="restaurants_claim.user_id")),
        check=asked,
    ),
)
