"""The protections of the analytical store: its rights and its relay."""

import json
from typing import Any

from django.db import transaction

from analytics.access.grants.analytical import ONE_RESTAURANT
from restaurants.actions import reviews
from reviews_site.redaction import redact_contact_details
from reviews_site.redaction.person_names import _NameFinder
from tests.attacks.protection import Protection
from tests.attacks.switches import InCluster, Replaced, Sql, Together, do_nothing, find_nothing, on_this_database

_SCRUBBING = "analytics.access.copies.scrubbing"
_ROW_SECURED = (
    *("core.reviews", "core.visits", "derived.review_sentiment", "derived.visitor_forecast"),
    *("derived.visitor_backtest", "derived.visitor_forecast_status", "marts.restaurant_age_bands"),
    "marts.restaurant_cohorts",
)
_OPEN_PEOPLE = "GRANT SELECT ON core.reviews, core.user_demographics TO data_scientist, dashboards"
_TRUNCATE_FOR_ALL = """
DO $$ DECLARE schema name; BEGIN
    FOR schema IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_)' LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO PUBLIC', schema);
        EXECUTE format('GRANT TRUNCATE ON ALL TABLES IN SCHEMA %I TO PUBLIC', schema);
    END LOOP;
END $$
"""


def no_difference(*_distributions: Any) -> float:
    """Find two distributions equal."""
    return 0.0


def whole_payload(_topic: str, payload: str | None) -> Any:
    """Show the payload in place of its shape."""
    return json.loads(payload or "null")


_TAKE_ALONG = _NameFinder._take_along


def follow_list_from_each_name(finder: _NameFinder, index: int) -> None:
    """Follow a list of names to its end, though another of its names led there already."""
    finder.followed.clear()
    _TAKE_ALONG(finder, index)


PROTECTIONS = (
    Protection(
        "grant_matrix",
        "Every login can do what the table of roles says and nothing else, in each environment; a column that was added"
        " by hand is closed to all.",
        "every login may truncate every table, and the comparison of rights finds nothing",
        Together(
            Sql("default", _TRUNCATE_FOR_ALL),
            Sql("vault", on_this_database("GRANT CONNECT ON DATABASE %I TO PUBLIC"), _TRUNCATE_FOR_ALL),
            Sql("analytical", _TRUNCATE_FOR_ALL),
            Replaced("tests.attacks.test_grant_matrix.find", lambda *_: []),
        ),
    ),
    Protection(
        "analytical_column_grants",
        "No analyst and no dashboard reads texts, birth years, genders or reviewers, filters, sorts, groups or explains"
        " by them, or finds them in the planner's statistics.",
        "both roles are granted the whole tables",
        Sql("analytical", _OPEN_PEOPLE),
    ),
    Protection(
        "masked_statistics",
        "The planner's statistics of a closed column are closed too.",
        "the analyst is granted the tables and `pg_statistic`, and row security is off",
        Sql(
            "analytical",
            _OPEN_PEOPLE,
            "ALTER TABLE core.user_demographics DISABLE ROW LEVEL SECURITY",
            "GRANT SELECT ON pg_statistic TO data_scientist",
        ),
    ),
    Protection(
        "row_security",
        "A dashboard's query that names no restaurant reads nothing, and one that names a restaurant reads only that"
        " one.",
        "row security is off",
        Sql("analytical", *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in _ROW_SECURED)),
    ),
    Protection(
        "row_security_enforced",
        "No login can disable row security for itself.",
        "the tables have none",
        Sql(
            "analytical",
            *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in ("core.reviews", "core.visits")),
        ),
    ),
    Protection(
        "hidden_scores",
        "Nothing tells whoever has the login of dashboards of a score of an earlier text: no view, function or error.",
        "the row policy names the restaurant alone",
        Sql("analytical", f"ALTER POLICY one_restaurant ON derived.review_sentiment USING ({ONE_RESTAURANT})"),
    ),
    Protection(
        "no_score_beside_a_load",
        "A model writes no score of a text that a load is replacing at that moment.",
        "models don't wait for loads",
        Replaced("mlmodels.sentiment.scoring.keep_loads_waiting", do_nothing),
    ),
    Protection(
        "no_temporary_objects",
        "No login creates a function or a table of its own.",
        "everybody may create temporary objects and functions, also in the schema of published tables",
        Sql(
            "analytical",
            on_this_database("GRANT TEMP ON DATABASE %I TO PUBLIC"),
            "GRANT USAGE, CREATE ON SCHEMA marts TO PUBLIC",
            "GRANT USAGE ON LANGUAGE sql TO PUBLIC",
        ),
    ),
    Protection(
        "no_procedural_language",
        "No login runs a block of code or a function of its own in the database.",
        "everybody may use SQL and PL/pgSQL as languages",
        Sql("analytical", "GRANT USAGE ON LANGUAGE sql, plpgsql TO PUBLIC"),
    ),
    Protection(
        "no_large_objects",
        "No login stores data in large objects, which no grant covers.",
        "everybody may create them",
        Sql("analytical", "GRANT EXECUTE ON FUNCTION lo_create(oid), lo_from_bytea(oid, bytea) TO PUBLIC"),
    ),
    Protection(
        "no_role_change",
        "No login becomes the loader by SET ROLE.",
        "data scientists are members of the loader",
        InCluster("analytical", "GRANT loader TO data_scientist", "REVOKE loader FROM data_scientist"),
    ),
    Protection(
        "planted_injection",
        "SQL injected into a page of the web process reads no text, person, mail, event or vault row.",
        "its logins are superusers, and the vault's table lies in its database",
        Together(
            InCluster("default", "ALTER ROLE web SUPERUSER", "ALTER ROLE web NOSUPERUSER"),
            InCluster("analytical", "ALTER ROLE dashboards SUPERUSER", "ALTER ROLE dashboards NOSUPERUSER"),
            Sql("default", "CREATE TABLE vault_identitydigest AS SELECT 'Frau Berger' AS holder"),
        ),
    ),
    Protection(
        "review_name_redaction",
        "A person named in a review is not named in the analytical store, if the redaction knows the name.",
        "names are not redacted",
        Replaced("restaurants.actions.reviews.redact", redact_contact_details),
    ),
    Protection(
        "redaction_steps",
        "No review takes longer to redact than its length accounts for.",
        "a list of names is followed from each of its names",
        Replaced("reviews_site.redaction.person_names._NameFinder._take_along", follow_list_from_each_name),
    ),
    Protection(
        "redaction_outside_of_locks",
        "Nobody waits for the redaction of somebody else's review.",
        "a review is redacted in the transaction that locks rows",
        Replaced("restaurants.actions.reviews.submit", transaction.atomic(reviews.submit)),
    ),
    Protection(
        "outbox_insert_only",
        "The web process only inserts events and the relay only reads them; neither changes one.",
        "both are granted all verbs",
        Sql("default", "GRANT ALL ON outbox_event, outbox_waitingevent TO web, relay"),
    ),
    Protection(
        "relay_schema_validation",
        "An event with an unknown field, or a field that is too long, goes to quarantine.",
        "every payload is valid",
        Replaced("reviews_site.outbox.schemas.validate", do_nothing),
    ),
    Protection(
        "quarantine_shape",
        "What people see of a refused event contains no value of a person.",
        "the payload is shown, and its column may be read",
        Together(
            Replaced("analytics.ingest.quarantine.shape", whole_payload),
            Sql("analytical", "GRANT SELECT ON landing.quarantine TO data_engineer"),
        ),
    ),
    Protection(
        "quality_drift",
        "A flood of well-formed reviews that shifts the stars fails the check of its load every time.",
        "no difference is found",
        Replaced("analytics.ingest.quality.expectations.stability_index", no_difference),
    ),
    Protection(
        "scrub_by_class",
        "A software engineer finds no person in a scrubbed copy.",
        "no column gets another value, and the scan finds nothing",
        Together(
            Replaced("analytics.access.copies.treatment._expression", do_nothing),
            Replaced(f"{_SCRUBBING}._find_leaks", find_nothing),
        ),
    ),
    Protection(
        "scrub_scan",
        "A person's value in a public column stops the scrubbing.",
        "the scan finds nothing",
        Replaced(f"{_SCRUBBING}.find_terms", do_nothing),
    ),
    Protection(
        "scrub_statistics",
        "The planner's statistics of a scrubbed copy name nobody.",
        "statistics stay, and the scan finds nothing",
        Together(
            Replaced(f"{_SCRUBBING}._clear_statistics", do_nothing),
            Replaced(f"{_SCRUBBING}._find_leaks", find_nothing),
        ),
    ),
    Protection(
        "scrub_source_refused",
        "Neither production nor a store in use can be scrubbed by mistake.",
        "no target is refused",
        Replaced(f"{_SCRUBBING}.refuse_the_source", do_nothing),
    ),
)
