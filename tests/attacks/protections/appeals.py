"""The protections of appeals against a refused identity verification."""

from datetime import UTC, datetime, timedelta

from tests.attacks.protection import Protection
from tests.attacks.protections.staffing import no_used_steps, without_content
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, allow, do_nothing

TABLE = "accounts_verificationappeal"
_WORKER, _SIGNATURES = "accounts.staffing.appeals", "accounts.staffing.signatures"
_WITHOUT_CONSTRAINTS = Sql(
    "default",
    *(
        f"ALTER TABLE {TABLE} DROP CONSTRAINT accounts_appeal_{name}"
        for name in ("by_two_people", "decision_complete", "grant_ends")
    ),
)


def stopped_clock() -> datetime:
    """Say that it is 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC)


PROTECTIONS = (
    Protection(
        "appeal_signature",
        "An appeal is not granted without signatures, with two signatures of one person, or with an expired code.",
        "signatures are not checked",
        Replaced(f"{_SIGNATURES}.check", do_nothing),
    ),
    Protection(
        "appeal_signature_age",
        "A signature that was kept back decides nothing later.",
        "it may be years old",
        Replaced(f"{_SIGNATURES}.MAX_AGE", timedelta(days=900)),
    ),
    Protection(
        "appeal_signature_content",
        "A signature for another appeal, outcome or step decides nothing.",
        "the digest leaves out what is decided",
        Replaced("accounts.staffing.canonical_form._of", without_content),
    ),
    Protection(
        "appeal_code_single_use",
        "A code that signed a proposal which was handed back cannot sign it again.",
        "used codes are not remembered, and the constraint is dropped",
        Together(
            Replaced(f"{_SIGNATURES}._used_steps", no_used_steps),
            Sql("default", "ALTER TABLE accounts_usedcode DROP CONSTRAINT accounts_usedcode_once"),
        ),
    ),
    Protection(
        "appeal_second_person",
        "Nobody agrees with their own proposal, or decides in another role.",
        "the policy allows it, and the constraints are dropped",
        Together(Replaced(f"{_WORKER}.may_decide", allow), _WITHOUT_CONSTRAINTS),
    ),
    Protection(
        "appeal_own_refused",
        "No employee proposes an outcome of their own appeal.",
        "the policy allows it, and the constraints are dropped",
        Together(Replaced(f"{_WORKER}.may_propose", allow), _WITHOUT_CONSTRAINTS),
    ),
    Protection(
        "appeal_write_grants",
        "A statement in the console or the site decides no appeal, changes nothing that was said to one, and reads no"
        " signature.",
        "`console` and `web` are granted all verbs",
        Sql("default", f"GRANT ALL ON {TABLE}, accounts_appealaction TO console, web"),
    ),
    Protection(
        "appeal_site_grants",
        "An injected statement in the site grants no appeal.",
        "`web` and `mail` may write the table",
        Sql(
            "default",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO web, mail",
            "GRANT SELECT ON accounts_verificationrequest TO mail",
        ),
    ),
    Protection(
        "appeal_constraints",
        "Not even the staffing worker's own login decides an appeal in one name or grants one without an end, and the"
        " identity worker cannot grant one.",
        "the constraints are dropped",
        _WITHOUT_CONSTRAINTS,
    ),
    Protection(
        "appeal_grant_expiry",
        "A grant that expired moves no digest.",
        "the worker's clock stands still",
        Replaced("accounts.identity.appeals.Now", stopped_clock),
    ),
    Protection(
        "appeal_column_grants",
        "The site and the workers that decide and send mail cannot read the statement of an appeal, nor the console"
        " which verification it is about.",
        "they may read the table",
        Sql("default", f"GRANT SELECT ON {TABLE} TO web, console, identity, privacy, staffing"),
    ),
    Protection(
        "appeal_notification_functions",
        "The logins that decide an appeal or move a digest learn no address from it.",
        "everybody may run the functions",
        Sql(
            "default",
            *(
                f"GRANT EXECUTE ON FUNCTION public.{name}() TO PUBLIC"
                for name in ("appeal_notifications", "delete_appeal_statements")
            ),
        ),
    ),
    Protection(
        "appeal_notification_rows",
        "The worker that sends mail learns only the addresses of people to notify, and each once.",
        "the function returns every appeal",
        FunctionRedefined(
            "default",
            "public.appeal_notifications()",
            "appeal.decided_at IS NOT NULL AND appeal.notified_at IS NULL",
            "true",
        ),
    ),
    Protection(
        "appeal_always_notified",
        "The person is notified even of an appeal that a statement injected into the staffing worker granted.",
        "`staffing` may write when the person was notified",
        Sql("default", f"GRANT UPDATE ON {TABLE} TO staffing"),
    ),
)
