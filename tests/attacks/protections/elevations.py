"""The protections of elevations: who gets one, what it opens, and that it ends."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from accounts.models import SignedActionOutcome
from tests.attacks.protection import Protection
from tests.attacks.protections.staffing import without_content
from tests.attacks.switches import (
    FunctionRedefined,
    InCluster,
    Replaced,
    Sql,
    Together,
    allow,
    do_nothing,
    find_nothing,
    pass_plaintext,
)

_STAFFING = "accounts.staffing.elevations"
_CONSTRAINTS = Sql(
    "default",
    *(
        f"ALTER TABLE accounts_elevation DROP CONSTRAINT accounts_elevation_{name}"
        for name in ("not_by_oneself", "approved", "by_two_people", "minutes")
    ),
)
_BEGIN = "governance.elevation_begin(uuid, uuid, text, text, uuid, integer, text)"
_OPEN = "governance.elevation_open(uuid, text, text[], text, text)"
_CONDITION = "governance.elevation_condition(text, uuid, text, timestamptz)"


def any_outcome(request: Any) -> SignedActionOutcome:
    """Find the outcome of a request in whatever state, without a lock."""
    return SignedActionOutcome.objects.get(action_id=request.pk)


PROTECTIONS = (
    Protection(
        "elevation_own_refused",
        "Nobody approves an elevation of their own.",
        "the policy allows it, and the constraint is dropped",
        Together(Replaced(f"{_STAFFING}.may_approve", allow), _CONSTRAINTS),
    ),
    Protection(
        "elevation_constraints",
        "Not even the staffing worker's own login writes an elevation by oneself, by nobody, by one person where it"
        " takes two, or for longer than any rule.",
        "the constraints are dropped",
        _CONSTRAINTS,
    ),
    Protection(
        "elevation_write_grants",
        "A statement in the console, the site or the worker `elevation` approves nothing, widens nothing, and reads no"
        " secret and no signature.",
        "they are granted all verbs",
        Sql(
            "default",
            "GRANT ALL ON accounts_elevation, accounts_elevationrequest, accounts_elevationdecision"
            " TO console, web, elevation",
            "GRANT EXECUTE ON FUNCTION public.home_region() TO elevation",
        ),
    ),
    Protection(
        "elevation_signature_content",
        "An approval is of exactly this scope and duration.",
        "the digest leaves out what is asked for",
        Replaced("accounts.staffing.canonical_form._of", without_content),
    ),
    Protection(
        "elevation_signature",
        "Nobody asks for an elevation in somebody else's name.",
        "signatures are not checked",
        Replaced("accounts.staffing.signatures.check", do_nothing),
    ),
    Protection(
        "elevation_open_for",
        "A request that nobody approved within an hour can't be approved any more.",
        "it waits for years",
        Replaced(f"{_STAFFING}.OPEN_FOR", timedelta(days=900)),
    ),
    Protection(
        "elevation_once",
        "Two approvals at the same time make one elevation.",
        "requests are neither locked nor looked at, and the table takes two of one",
        Together(
            Replaced(f"{_STAFFING}._waiting", any_outcome),
            Sql("default", "ALTER TABLE accounts_elevation DROP CONSTRAINT accounts_elevation_pkey"),
        ),
    ),
    Protection(
        "elevation_begins_once",
        "An elevation that is over does not begin again.",
        "the table takes two of one",
        Together(
            Sql(
                "analytical",
                "ALTER TABLE governance.elevation DROP CONSTRAINT elevation_pkey",
                "ALTER TABLE governance.elevation DROP CONSTRAINT elevation_login_key",
            ),
            FunctionRedefined("analytical", _OPEN, "e.id = asked", "e.id = asked ORDER BY begins_at DESC LIMIT 1"),
        ),
    ),
    Protection(
        "elevation_rules",
        "Whoever has the login of the worker `elevation` opens nothing that no rule says, and nothing for longer.",
        "the database has no rules of its own",
        FunctionRedefined("analytical", _BEGIN, "RAISE EXCEPTION 'No rule allows", "RAISE NOTICE 'No rule allows"),
    ),
    Protection(
        "elevation_workers_have_no_table",
        "The logins that begin and end elevations read no table, make no login by themselves, and give nobody a right.",
        "they are granted tables, functions, and the making of logins",
        Together(
            Sql(
                "analytical",
                "GRANT USAGE ON SCHEMA core, governance TO elevation, enforcer",
                "GRANT ALL ON ALL TABLES IN SCHEMA core, governance TO elevation, enforcer",
                "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO elevation, enforcer",
            ),
            *(
                InCluster(
                    "analytical",
                    f"ALTER ROLE {login} CREATEROLE",
                    f"ALTER ROLE {login} NOCREATEROLE; DROP ROLE IF EXISTS stowaway",
                )
                for login in ("elevation", "enforcer")
            ),
        ),
    ),
    Protection(
        "elevation_secret_once",
        "The secret of an elevation is handed out once, and to whoever asked.",
        "the function hands it to anybody, and keeps it",
        FunctionRedefined(
            "default",
            "public.take_elevation_secret(uuid, uuid)",
            "SET secret = NULL, secret_taken_at = clock_timestamp()\n    WHERE id = asked AND person_id = person",
            "SET secret_taken_at = clock_timestamp()\n    WHERE id = asked",
        ),
    ),
    Protection(
        "elevation_secret_sealed",
        "A secret that an injected statement fetched at the console says nothing.",
        "it is kept in clear",
        Replaced("analytics.access.elevations.beginning.aead", SimpleNamespace(seal=pass_plaintext)),
    ),
    Protection(
        "break_glass_review",
        "Whoever broke glass, and was not reviewed within a day, does not break glass again.",
        "nobody looks for a review",
        Replaced(f"{_STAFFING}._require_reviewed", do_nothing),
    ),
    Protection(
        "break_glass_mailed",
        "Nobody breaks glass without every security engineer being mailed.",
        "nobody is mailed",
        Replaced(f"{_STAFFING}.notifications.notify_break_glass", do_nothing),
    ),
    Protection(
        "elevation_sessions_end",
        "Seconds after its end nothing of an elevation is left, whatever its session holds, with either enforcer dead.",
        "sessions are not ended",
        FunctionRedefined(
            "analytical", "governance.elevation_terminate(text)", "PERFORM pg_terminate_backend(s.pid)", "PERFORM s.pid"
        ),
    ),
    Protection(
        "elevation_clock_in_policy",
        "With every enforcer dead no row is read after the end, in an open transaction or cursor either.",
        "row policies ask when the transaction began",
        FunctionRedefined("analytical", _CONDITION, "pg_catalog.clock_timestamp() <", "pg_catalog.now() <"),
    ),
    Protection(
        "elevation_clock_goes_back",
        "A clock that is set back ends every elevation, and none begins.",
        "nobody remembers the latest time that was seen",
        FunctionRedefined(
            "analytical",
            "governance.elevation_is_live(governance.elevation)",
            "AND one.seen_at < clock_timestamp() + interval '5 seconds'",
            "",
        ),
    ),
    Protection(
        "elevation_forged_login",
        "A login that was made by hand and looks like an elevation's is ended.",
        "only elevations that are over are ended",
        FunctionRedefined("analytical", "governance.elevations_over()", "r.rolname ~ '^el_", "r.rolname ~ '^none_"),
    ),
    Protection(
        "elevation_grants_by_hand",
        "A right that somebody added to an elevation's login is reported.",
        "nothing is compared",
        Together(
            *(
                Replaced(f"analytics.access.drift.{name}.find", find_nothing)
                for name in ("relations", "logins", "rows", "objects")
            )
        ),
    ),
    Protection(
        "elevation_columns",
        "An elevation reads the columns of its scope and no others.",
        "it is granted whole tables",
        FunctionRedefined("analytical", _OPEN, "GRANT SELECT (%s) ON %s", "/* %s */ GRANT SELECT ON %s"),
    ),
    Protection(
        "elevation_rows",
        "An elevation reads the rows of its scope and no others.",
        "the row policy compares no key",
        FunctionRedefined("analytical", _CONDITION, "'%I = %L::pg_catalog.uuid'", "'(%I IS NOT NULL OR %L IS NULL)'"),
    ),
    Protection(
        "elevation_honours_refusals",
        "People who refused that their data is used in datasets are in no elevation.",
        "row policies do not ask",
        FunctionRedefined("analytical", _CONDITION, "NULLIF(also, '')", "NULL"),
    ),
    Protection(
        "elevation_statements_logged",
        "Nobody with an elevation switches off the log of their statements.",
        "everybody may set it",
        InCluster(
            "analytical",
            "GRANT SET ON PARAMETER log_statement TO PUBLIC",
            "REVOKE SET ON PARAMETER log_statement FROM PUBLIC",
        ),
    ),
    Protection(
        "elevation_in_the_access_log",
        "No elevation begins without a line in the access log of what it opens.",
        "the log's function adds none",
        FunctionRedefined(
            "analytical", _OPEN, "INSERT INTO governance.access_event", "RETURN; INSERT INTO governance.access_event"
        ),
    ),
)
