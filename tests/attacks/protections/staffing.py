"""The protections of company roles: who gives them, by which signatures, and for how long."""

from datetime import timedelta
from typing import Any

from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together, allow, always, do_nothing

_WORKER, _SIGNATURES = "accounts.staffing.worker", "accounts.staffing.signatures"


def no_used_steps(*_args: Any) -> set[int]:
    """Remember no code."""
    return set()


def without_content(_action: Any) -> dict[str, str]:
    """Leave out of the digest what is asked for."""
    return {}


_NO_CONSTRAINTS = Sql(
    "default",
    "ALTER TABLE accounts_signedactionoutcome DROP CONSTRAINT accounts_signedactionoutcome_not_about_oneself",
    *(
        f"ALTER TABLE accounts_staffrole DROP CONSTRAINT accounts_staffrole_{name}"
        for name in ("not_by_oneself", "by_two_people", "approvers_by_two", "ends")
    ),
)
PROTECTIONS = (
    Protection(
        "staffing_own_role_refused",
        "Nobody gives themselves a role.",
        "the policy allows it, and the constraints are dropped",
        Together(Replaced(f"{_WORKER}.may_change", allow), _NO_CONSTRAINTS),
    ),
    Protection(
        "staffing_second_person",
        "Nobody is their own second person.",
        "the policy allows it, and the constraints are dropped",
        Together(Replaced(f"{_WORKER}.may_agree", allow), _NO_CONSTRAINTS),
    ),
    Protection(
        "staffing_constraints",
        "Not even the staffing worker's own login writes a role for oneself, a role that needs two people in one name,"
        " or a role without an end.",
        "the constraints are dropped",
        _NO_CONSTRAINTS,
    ),
    Protection(
        "staffing_write_grants",
        "A statement in the console or the site decides no proposal, changes nothing that was proposed, and reads no"
        " signature.",
        "`console` and `web` are granted all verbs",
        Sql(
            "default",
            "GRANT ALL ON accounts_signedactionoutcome, accounts_usedcode TO console, web",
            "GRANT ALL ON accounts_roleproposal, accounts_roledecision TO console, web",
        ),
    ),
    Protection(
        "staffing_signature",
        "An injected proposal, another person's code or an expired one gives nobody a role.",
        "signatures are not checked",
        Replaced(f"{_SIGNATURES}.check", do_nothing),
    ),
    Protection(
        "staffing_signature_age",
        "A signature that was kept back decides nothing later.",
        "it may be years old",
        Replaced(f"{_SIGNATURES}.MAX_AGE", timedelta(days=900)),
    ),
    Protection(
        "staffing_code_single_use",
        "A code signs one action.",
        "used codes are not remembered, and may be stored twice",
        Together(
            Replaced(f"{_SIGNATURES}._used_steps", no_used_steps),
            Sql("default", "ALTER TABLE accounts_usedcode DROP CONSTRAINT accounts_usedcode_once"),
        ),
    ),
    Protection(
        "staffing_signature_content",
        "A signature for one proposal does not sign another.",
        "the digest leaves out what is proposed",
        Replaced("accounts.staffing.canonical_form._of", without_content),
    ),
    Protection(
        "staffing_failure_limit",
        "Nobody can try codes by injecting rows.",
        "failures are not counted",
        Replaced(f"{_WORKER}.WRONG_SIGNATURES_AN_HOUR", 10**9),
    ),
    Protection(
        "staffing_review_deadline",
        "A role that nobody reviewed in time opens nothing, not even in a transaction that was open before.",
        "row security is off, and the grace period is years",
        Together(
            Sql(
                "default",
                "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE mfa_authenticator DISABLE ROW LEVEL SECURITY",
            ),
            Replaced("accounts.models.staff.REVIEW_GRACE", timedelta(days=900)),
        ),
    ),
    Protection(
        "factor_binding",
        "A passkey or an app's secret that was written or copied into the table is refused, to sign and to sign in.",
        "the seal over its owner is not checked",
        Together(Replaced("accounts.factor_binding.is_bound", always), Replaced(f"{_SIGNATURES}.is_bound", always)),
    ),
    Protection(
        "invitation_ends_sessions",
        "The thief of an employee's second factor is signed out of the console when the employee is invited again.",
        "open sessions stay open",
        Replaced("accounts.actions.staff._end_sessions", do_nothing),
    ),
    Protection(
        "staff_activity_append_only",
        "An injected statement in the console removes nothing from the employees' security activity.",
        "`console` may update and delete it",
        Sql("default", "GRANT UPDATE, DELETE ON accounts_staffsecurityevent TO console"),
    ),
)
