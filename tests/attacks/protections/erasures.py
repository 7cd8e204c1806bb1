"""The protections of erasures."""

from typing import Any

from tests.attacks.protection import Protection
from tests.attacks.switches import (
    NO_COMPANY_ACCOUNTS,
    FunctionRedefined,
    InCluster,
    Replaced,
    Sql,
    TextReplaced,
    Together,
    always,
    do_nothing,
    never,
    on_this_database,
)


def nobody_erased(_people: Any) -> set[Any]:
    """Find none of these people among the erased."""
    return set()


def no_seal(*_args: Any) -> str:
    """Seal a line with nothing."""
    return ""


PROTECTIONS = (
    Protection(
        "erasure_step_up",
        "A session that was left open deletes no account.",
        "every authentication counts as recent",
        Replaced("accounts.step_up.is_recently_authenticated", always),
    ),
    Protection(
        "erasure_csrf_token",
        "Another site cannot make a browser ask for an erasure.",
        "tokens are not compared",
        Replaced("django.middleware.csrf.CsrfViewMiddleware.process_view", do_nothing),
    ),
    Protection(
        "erasure_request_columns",
        "An injected request skips neither the mail to the owner nor the waiting period.",
        "`web` may write every column of a request",
        Sql("default", "GRANT INSERT, UPDATE ON privacy_rights_erasurerequest TO web"),
    ),
    Protection(
        "erasure_cancellation_final",
        "No statement of the web process undoes a cancellation.",
        "`web` may change and delete cancellations",
        Sql("default", "GRANT UPDATE, DELETE ON privacy_rights_erasurecancellation TO web"),
    ),
    Protection(
        "erasure_progress_by_store",
        "Each worker says of its own stores alone how far an erasure is.",
        "row security of the states is off",
        Sql("default", "ALTER TABLE privacy_rights_storeerasure DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "erasure_company_accounts_refused",
        "An erasure of a company account is refused.",
        "no account counts as the company's",
        Together(Replaced("privacy_rights.actions.erasures.is_company_account", never), NO_COMPANY_ACCOUNTS),
    ),
    Protection(
        "erasure_rule_rechecked",
        "An injected request erases nobody who owns a restaurant's page.",
        "the worker does not check the rule again",
        Together(
            Replaced("privacy_rights.erasure.worker.is_company_account", never),
            Replaced("privacy_rights.erasure.worker.manages_a_restaurant", never),
        ),
    ),
    Protection(
        "erasure_own_pseudonym",
        "Nobody erases another person's statistics together with their own account.",
        "every pseudonym counts as their own",
        Replaced("restaurants.actions.ratings.owns_pseudonym", always),
    ),
    Protection(
        "erasure_event_publisher",
        "An event that the web process forged erases nobody.",
        "the web process's events count as the privacy worker's",
        Replaced("analytics.ingest.events.ERASURE_PUBLISHER", "web"),
    ),
    Protection(
        "event_publisher_column",
        "The web process cannot publish events as the privacy worker.",
        "`web` may write who published",
        Sql("default", "GRANT INSERT ON outbox_event TO web"),
    ),
    Protection(
        "erasure_waits_for_loads",
        "A load that started before an erasure brings nobody back after it.",
        "loads and erasures do not wait for each other",
        Together(
            Replaced("analytics.ingest.relay.announce_load", do_nothing),
            Replaced("privacy_rights.analytical.erasure.wait_for_loads", do_nothing),
        ),
    ),
    Protection(
        "erased_person_not_reloaded",
        "An event that arrives late brings no erased person back.",
        "nobody counts as erased",
        Replaced("analytics.ingest.erased_people._erased_among", nobody_erased),
    ),
    Protection(
        "withdrawn_review_not_reloaded",
        "An event that arrives late or again brings no withdrawn review back.",
        "no review counts as withdrawn",
        Replaced("analytics.ingest.erased_people._withdrawn_among", nobody_erased),
    ),
    Protection(
        "withdrawal_own_review",
        "A forged withdrawal under one person's pseudonym deletes no row of another person's review.",
        "the function finds a review by its id alone",
        FunctionRedefined(
            "analytical",
            "governance.erase_facts(uuid)",
            "DELETE FROM core.reviews AS own WHERE own.reviewer = asked.person AND own.review_id = ANY",
            "DELETE FROM core.reviews AS own WHERE own.review_id = ANY",
        ),
    ),
    Protection(
        "review_version_order",
        "A forged or late event with an older version of a review changes nothing.",
        "the later event counts, whatever its version",
        TextReplaced(
            "analytics.ingest.loading._CONFORM_REVIEWS",
            "(EXCLUDED.review_version, EXCLUDED.event_id) > (current.review_version, current.event_id)",
            "EXCLUDED.event_id > current.event_id",
        ),
    ),
    Protection(
        "erasure_flags_models",
        "An erasure flags every release that was trained on rows about people.",
        "no table counts as people's",
        Replaced("analytics.ingest.training_sources.tables_of_people", list),
    ),
    Protection(
        "model_flag_grants",
        "The worker that erases in the analytical store changes nothing of a model but its flag, and reads only what it"
        " was trained on.",
        "it is granted all verbs",
        Sql("analytical", "GRANT ALL ON derived.model_release, derived.visitor_model TO analytics_privacy"),
    ),
    Protection(
        "erasure_ledger_seals",
        "A line that was removed from the erasure ledger, changed or moved is found.",
        "lines are not sealed",
        Replaced("privacy_rights.erasure.ledger._seal", no_seal),
    ),
    Protection(
        "vacuum_login_grants",
        "The login that vacuums files reads and changes no row of anybody, in any table of any store.",
        "it is a superuser",
        Together(
            *(
                InCluster(store, "ALTER ROLE vacuum SUPERUSER", "ALTER ROLE vacuum NOSUPERUSER")
                for store in ("default", "analytical")
            )
        ),
    ),
    Protection(
        "privacy_worker_rows",
        "The privacy worker sees nobody who did not ask for an erasure or an export.",
        "row security is off",
        Sql(
            "default",
            "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE account_emailaddress DISABLE ROW LEVEL SECURITY",
        ),
    ),
    Protection(
        "privacy_worker_columns",
        "The privacy worker cannot read what it deletes.",
        "it may select all columns",
        Sql(
            "default",
            "GRANT SELECT ON restaurants_review, outbox_event, accounts_profile, accounts_outgoingmail TO privacy",
        ),
    ),
    Protection(
        "no_text_statistics",
        "The planner keeps no sample of an address.",
        "it keeps samples of the column",
        Sql("default", "ALTER TABLE accounts_user ALTER COLUMN email SET STATISTICS 100"),
    ),
    Protection(
        "log_without_error_details",
        "The database's log names nobody.",
        "errors are logged with their details",
        Sql("default", on_this_database("ALTER DATABASE %I SET log_error_verbosity = ''default''")),
    ),
)
